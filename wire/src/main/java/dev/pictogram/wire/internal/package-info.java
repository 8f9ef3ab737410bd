// SPDX-License-Identifier: Apache-2.0
/** For this module only; it is not exported. */
@org.jspecify.annotations.NullMarked
package dev.pictogram.wire.internal;
