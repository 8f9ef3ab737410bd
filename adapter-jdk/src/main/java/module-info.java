/** Sends through {@code java.net.http}. */
module dev.pictogram.jdk {
    requires transitive dev.pictogram;
    requires transitive dev.pictogram.wire;

    exports dev.pictogram.jdk;
}
