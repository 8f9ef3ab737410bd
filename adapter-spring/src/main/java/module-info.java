/** Sends through Spring's {@code RestClient}, and configures itself in a Spring Boot application. */
// Spring's jars are automatic modules; there is no other way to name them.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.pictogram.spring {
    requires transitive dev.pictogram;
    requires transitive dev.pictogram.wire;
    requires transitive spring.web;
    requires spring.core;
    requires static micrometer.commons;
    requires static micrometer.observation;
    requires static spring.beans;
    requires static spring.boot;
    requires static spring.boot.autoconfigure;
    requires static spring.context;
    requires static org.jspecify;

    exports dev.pictogram.spring;

    // Spring makes the auto-configuration, its properties and its failure analyzer, all of them package-private.
    opens dev.pictogram.spring to
            spring.beans,
            spring.boot,
            spring.context,
            spring.core;
}
