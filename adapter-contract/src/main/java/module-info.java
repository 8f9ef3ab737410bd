/** Tests that every messaging port and every HTTP adapter must pass. */
// ArchUnit is an automatic module; there is no other way to name it.
@SuppressWarnings("requires-automatic")
module dev.pictogram.contract {
    requires transitive dev.pictogram;
    requires transitive dev.pictogram.wire;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires com.tngtech.archunit;
    requires java.management;
    requires org.junit.platform.launcher;
    requires static org.jspecify;

    exports dev.pictogram.contract;

    opens dev.pictogram.contract;
}
