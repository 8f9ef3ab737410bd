// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.architecture.wrong;

import org.assertj.core.description.Description;

/** Wrong on purpose: a library that the design does not name. */
public class NeedsAnotherLibrary {

    Description description;
}
