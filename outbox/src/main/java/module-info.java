/** Sends each message once only, through crashes and from several machines: a table, and db-scheduler. */
@SuppressWarnings("requires-automatic")
module dev.pictogram.outbox {
    requires transitive dev.pictogram;
    requires transitive java.sql;
    requires com.github.kagkarlsson.scheduler;
    requires org.xerial.sqlitejdbc;
    requires static org.jspecify;

    exports dev.pictogram.outbox;
}
