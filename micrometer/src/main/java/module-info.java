/** Observes the sends of a messaging port by Micrometer. */
// Micrometer's jars are automatic modules; there is no other way to name them.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.pictogram.micrometer {
    requires transitive dev.pictogram;
    requires transitive micrometer.observation;
    // In signatures of micrometer.observation, for the compiler.
    requires static micrometer.commons;
    requires static org.jspecify;

    exports dev.pictogram.micrometer;
}
