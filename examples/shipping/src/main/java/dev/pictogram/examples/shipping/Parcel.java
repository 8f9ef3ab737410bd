// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.shipping;

import dev.pictogram.Image;
import dev.pictogram.PhoneNumber;

/**
 * A parcel that was shipped.
 *
 * @param order the order number
 * @param customer the customer's phone number
 * @param photo the photo of the parcel
 */
record Parcel(String order, PhoneNumber customer, Image photo) {}
