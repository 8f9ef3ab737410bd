// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract.wrong;

import com.google.gson.JsonElement;

/** The door of an adapter whose client is Gson, as far as the rules can tell. */
public class Door {

    JsonElement client;
}
