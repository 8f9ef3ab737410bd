/** An adapter on {@code java.net.http}. */
module dev.pictogram.jdk {
    requires transitive dev.pictogram;
    requires transitive dev.pictogram.wire;
    requires static org.jspecify;

    exports dev.pictogram.jdk;
}
