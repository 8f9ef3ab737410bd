// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

/** This library's version, put in by the build. */
final class Version {

    static final String CURRENT = "${project.version}";

    private Version() {}
}
