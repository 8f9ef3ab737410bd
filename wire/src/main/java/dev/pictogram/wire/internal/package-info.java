// SPDX-License-Identifier: Apache-2.0
/** Used within this module only; not exported. */
@org.jspecify.annotations.NullMarked
package dev.pictogram.wire.internal;
