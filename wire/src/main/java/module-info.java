/** Kaleyra's REST API and the SPI for HTTP transports, used by every HTTP adapter. */
module dev.pictogram.wire {
    requires transitive dev.pictogram;
    requires transitive java.net.http;
    requires com.google.gson;
    requires dev.failsafe.core;
    requires static org.jspecify;

    exports dev.pictogram.wire;
    exports dev.pictogram.wire.http;
}
