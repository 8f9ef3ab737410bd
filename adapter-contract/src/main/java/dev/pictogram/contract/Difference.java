// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

/** A way in which a client may differ from what the contract asks for, with its reason. */
public enum Difference {
    /**
     * The client is the application's, and takes the JVM's proxies (the default {@code ProxySelector} and
     * {@code http.proxyHost} and its like) and the JVM's default {@code SSLContext}, as the application wants. Nothing
     * else of the JVM's is excused: neither its cookies nor its credentials, and no repetition.
     */
    OBEYS_THE_JVMS_SETTINGS("the client is the application's and takes proxy and trust from the JVM's settings"),

    /** The client is the application's, and keeps its connections as the application told it, not the policy. */
    KEEPS_IDLE_CONNECTIONS("the client is the application's and keeps its connections as the application wants");

    private final String reason;

    Difference(String reason) {
        this.reason = reason;
    }

    /** {@return the reason, in words} */
    @Override
    public String toString() {
        return reason;
    }
}
