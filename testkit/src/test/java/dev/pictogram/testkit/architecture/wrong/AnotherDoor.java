// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit.architecture.wrong;

/** Wrong on purpose: a second public class of an adapter. */
public class AnotherDoor {}
