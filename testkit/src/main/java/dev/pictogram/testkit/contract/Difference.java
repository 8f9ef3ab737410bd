package dev.pictogram.testkit.contract;

/** A way in which a client may differ from what the contract asks for, with its reason. */
public enum Difference {
    /**
     * The client may take the body before it has seen that TLS failed, so that nobody knows whether it left: such a send
     * is in doubt instead of not sent. {@code java.net.http} does on an executor of several threads.
     */
    TLS_FAILURE_MAY_BE_IN_DOUBT,

    /** The client is the application's and takes proxy and trust from the JVM's settings, as the application wants. */
    OBEYS_THE_JVMS_SETTINGS
}
