// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/** The system that triggered a send: the thirteen values of {@code wa_source} on the API page. */
public enum WaSource {
    /** A program that calls the API. The server also treats unknown values as this one. */
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
     * Returns the source with a name, ignoring case.
     *
     * @param value a name such as {@code "zapier"}
     * @return the source, or {@link #API} for an unknown name, as the server does
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

    /** {@return the name in lower case, as the API spells it} */
    public String value() {
        return value;
    }
}
