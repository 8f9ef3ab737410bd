// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

/** The version of this library, filled in by the build. */
final class Version {

    static final String CURRENT = "${project.version}";

    private Version() {}
}
