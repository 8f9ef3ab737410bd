/** Binds a messaging port in Guice. */
// Guice is an automatic module; there is no other way to name it.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.pictogram.guice {
    requires transitive dev.pictogram;
    requires transitive com.google.guice;
    requires static org.jspecify;

    exports dev.pictogram.guice;

    opens dev.pictogram.guice to
            com.google.guice;
}
