/** Kaleyra's REST language: what every HTTP adapter stands on. */
module dev.pictogram.wire {
    requires transitive dev.pictogram;
    requires transitive java.net.http;
    requires com.google.gson;
    requires dev.failsafe.core;
    requires static org.jspecify;

    exports dev.pictogram.wire;
    exports dev.pictogram.wire.http;
}
