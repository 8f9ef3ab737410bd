// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/** Where a send was triggered from: the thirteen values of {@code wa_source} that the API page lists. */
public enum WaSource {
    /** A program, and what the server makes of any value that it does not know. */
    API,
    /** CleverTap. */
    CLEVERTAP,
    /** Zoho. */
    ZOHO,
    /** WebEngage. */
    WEBENGAGE,
    /** Shopify. */
    SHOPIFY,
    /** LeadSquared. */
    LEADSQUARED,
    /** Responsys. */
    RESPONSYS,
    /** Braze. */
    BRAZE,
    /** HubSpot. */
    HUBSPOT,
    /** Salesforce. */
    SALESFORCE,
    /** Zapier. */
    ZAPIER,
    /** Eloqua. */
    ELOQUA,
    /** MoEngage. */
    MOENGAGE;

    private final String value = name().toLowerCase(Locale.ROOT);

    /**
     * {@return the source of that name in any case, or {@link #API} for every other text, as the server does}
     *
     * @param value such as {@code "zapier"}
     */
    public static WaSource of(String value) {
        requireNonNull(value, "value");
        for (WaSource source : values()) {
            if (source.value.equalsIgnoreCase(value)) {
                return source;
            }
        }
        return API;
    }

    /** {@return the name as the API spells it, in lower case} */
    public String value() {
        return value;
    }
}
