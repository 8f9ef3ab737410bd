/** A fake messaging port and assertions for unit tests of applications. The assertions require AssertJ, which is optional. */
module dev.pictogram.testkit {
    requires transitive dev.pictogram;
    requires static org.assertj.core;
    requires static org.jspecify;

    exports dev.pictogram.testkit;
    exports dev.pictogram.testkit.assertions;
}
