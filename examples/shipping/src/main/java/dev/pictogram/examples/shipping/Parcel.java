// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.shipping;

import dev.pictogram.Image;
import dev.pictogram.PhoneNumber;

/**
 * A parcel that is on its way.
 *
 * @param order the order's number
 * @param customer who waits for it
 * @param photo what it looks like
 */
record Parcel(String order, PhoneNumber customer, Image photo) {}
