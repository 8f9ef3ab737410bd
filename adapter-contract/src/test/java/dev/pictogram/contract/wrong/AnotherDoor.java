// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract.wrong;

/** Wrong on purpose: a second public class of an adapter. */
public class AnotherDoor {}
