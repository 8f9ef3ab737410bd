// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.architecture.wrong;

import org.assertj.core.description.Description;

/** A wrong sample: core must not depend on a library. The compiler already refuses other modules of the JDK. */
public class NeedsAnotherModule {

    Description description;
}
