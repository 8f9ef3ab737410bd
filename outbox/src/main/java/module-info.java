/** Sends each message once only, through crashes and from several machines: a table, and db-scheduler. */
@SuppressWarnings("requires-automatic")
module dev.pictogram.outbox {
    requires transitive dev.pictogram;
    requires transitive java.sql;
    requires com.github.kagkarlsson.scheduler;
    requires org.xerial.sqlitejdbc;
    requires static micrometer.core;
    requires static org.jspecify;
    requires static spring.beans;
    requires static spring.boot;
    requires static spring.boot.actuator;
    requires static spring.boot.actuator.autoconfigure;
    requires static spring.boot.autoconfigure;
    requires static spring.boot.health;
    requires static spring.context;
    requires static spring.core;
    requires static spring.jdbc;

    exports dev.pictogram.outbox;

    // Spring makes and calls what is in there, all of it package-private.
    opens dev.pictogram.outbox.spring to
            spring.beans,
            spring.boot,
            spring.boot.actuator,
            spring.context,
            spring.core;
}
