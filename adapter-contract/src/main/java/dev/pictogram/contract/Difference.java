// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

/** An allowed difference of a client from the contract, with its reason. */
public enum Difference {
    /**
     * The application owns the client, which uses the JVM's proxies (the default {@code ProxySelector} and properties such as
     * {@code http.proxyHost}) and its default {@code SSLContext}. Cookies, credentials and retries of the JVM are still not
     * allowed.
     */
    OBEYS_THE_JVMS_SETTINGS("the application owns the client, which takes proxies and trust from the JVM's settings"),

    /** The application owns the client, and configures how long it keeps idle connections. */
    KEEPS_IDLE_CONNECTIONS("the application owns the client and configures how long it keeps idle connections");

    private final String reason;

    Difference(String reason) {
        this.reason = reason;
    }

    /** {@return the reason} */
    @Override
    public String toString() {
        return reason;
    }
}
