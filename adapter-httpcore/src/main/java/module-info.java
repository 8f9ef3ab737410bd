/** An adapter on Apache HttpCore 5. */
// HttpCore's jar is an automatic module; there is no other way to name it.
@SuppressWarnings("requires-automatic")
module dev.pictogram.httpcore {
    requires transitive dev.pictogram;
    requires transitive dev.pictogram.wire;
    requires org.apache.httpcomponents.core5.httpcore5;
    requires static org.jspecify;

    exports dev.pictogram.httpcore;
}
