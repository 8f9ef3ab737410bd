/** A local Kaleyra server: a library for tests, and a program. */
module dev.pictogram.simulator {
    requires transitive dev.pictogram;
    requires com.google.gson;
    requires java.net.http;
    requires jdk.httpserver;
    requires static org.jspecify;

    exports dev.pictogram.simulator;
}
