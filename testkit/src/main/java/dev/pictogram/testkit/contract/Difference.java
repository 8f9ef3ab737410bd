package dev.pictogram.testkit.contract;

/** A way in which a client may differ from what the contract asks for, with its reason. */
public enum Difference {
    /** The client is the application's and takes proxy and trust from the JVM's settings, as the application wants. */
    OBEYS_THE_JVMS_SETTINGS
}
