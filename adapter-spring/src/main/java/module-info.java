/** An adapter on Spring's {@code RestClient}, with auto-configuration for Spring Boot. */
// Spring's jars are automatic modules; there is no other way to name them.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.pictogram.spring {
    requires transitive dev.pictogram;
    requires transitive dev.pictogram.wire;
    requires transitive spring.web;
    requires dev.pictogram.micrometer;
    requires spring.core;
    requires static dev.pictogram.httpcore;
    requires static spring.beans;
    requires static spring.boot;
    requires static spring.boot.actuator;
    requires static spring.boot.autoconfigure;
    requires static spring.context;
    requires static org.jspecify;

    exports dev.pictogram.spring;

    // Spring instantiates the auto-configuration, its properties and its failure analyzer, which are package-private.
    opens dev.pictogram.spring to
            spring.beans,
            spring.boot,
            spring.context,
            spring.core;
}
