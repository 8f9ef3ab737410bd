// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.architecture.wrong;

import org.assertj.core.description.Description;

/** Wrong on purpose: a library in the core. (Another module of the JDK is refused by the compiler already.) */
public class NeedsAnotherModule {

    Description description;
}
