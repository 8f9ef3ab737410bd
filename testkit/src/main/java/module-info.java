/**
 * What users of Pictogram and authors of adapters test with.
 *
 * <p>Each room needs only its own libraries, which are optional here: the fake needs none and its assertions AssertJ; the
 * simulator reads JSON with Gson, which every adapter brings; the contract needs JUnit and {@code dev.pictogram.wire}; the
 * architecture needs ArchUnit.
 */
module dev.pictogram.testkit {
    requires transitive dev.pictogram;
    requires jdk.httpserver;
    requires static com.google.gson;
    requires static com.tngtech.archunit;
    requires static dev.pictogram.wire;
    requires static org.assertj.core;
    requires static org.junit.jupiter.api;
    requires static org.junit.jupiter.params;
    requires static org.jspecify;

    exports dev.pictogram.testkit;
    exports dev.pictogram.contract;
    exports dev.pictogram.testkit.assertions;
    exports dev.pictogram.contract;
    exports dev.pictogram.simulator;

    opens dev.pictogram.contract;
}
