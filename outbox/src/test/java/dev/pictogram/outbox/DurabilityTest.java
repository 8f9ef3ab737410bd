// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static dev.pictogram.outbox.Messages.SENDER;
import static dev.pictogram.outbox.Messages.accepted;
import static dev.pictogram.outbox.Messages.message;
import static dev.pictogram.outbox.Messages.messages;
import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

/** The outbox refuses settings that could lose a committed row, because messages would be sent twice. */
class DurabilityTest {

    private static final String DURABLE = "?journal_mode=WAL&synchronous=FULL&transaction_mode=IMMEDIATE";

    private final Messages.Recorder port = new Messages.Recorder();

    @TempDir
    Path directory;

    private HikariDataSource pool;

    @AfterEach
    void close() {
        if (pool != null) {
            pool.close();
        }
    }

    private DataSource sqlite(String parameters) {
        pool = TestDatabase.pool("jdbc:sqlite:" + directory.resolve("own.db") + parameters, 1);
        return pool;
    }

    private DataSource sqliteWithTables(String parameters) {
        DataSource source = sqlite(parameters);
        Outbox.createTables(source);
        return source;
    }

    @Test
    void sqlite_with_durable_settings_is_accepted() {
        Outbox outbox = Outbox.on(sqliteWithTables(DURABLE), SENDER, port);
        assertThat(outbox.send("key-1", message())).isEqualTo(accepted("key-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "journal_mode=DELETE&synchronous=FULL&transaction_mode=IMMEDIATE, journal_mode=delete",
        "journal_mode=WAL&synchronous=OFF&transaction_mode=IMMEDIATE, synchronous=OFF",
        "journal_mode=WAL&synchronous=NORMAL&transaction_mode=IMMEDIATE, synchronous=NORMAL",
        "journal_mode=WAL&synchronus=OFF&synchronous=NORMAL&transaction_mode=IMMEDIATE, synchronous=NORMAL",
        "journal_mode=WAL&synchronous=FULL&transaction_mode=DEFERRED, transaction_mode=DEFERRED",
        "journal_mode=WAL&synchronous=FULL, transaction_mode=DEFERRED"
    })
    void sqlite_with_a_setting_that_is_not_durable_is_refused(String parameters, String finding) {
        DataSource source = sqliteWithTables("?" + parameters);

        assertThatThrownBy(() -> Outbox.on(source, SENDER, port))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining(finding)
                .hasMessageContaining(
                        "jdbc:sqlite:<file>?journal_mode=WAL&synchronous=FULL&transaction_mode=IMMEDIATE");
    }

    /** The file is another one as soon as the placeholder can be resolved, and then a key that is put again is sent again. */
    @Test
    void a_file_whose_name_has_an_unresolved_placeholder_is_refused() {
        pool = TestDatabase.pool("jdbc:sqlite:" + directory + "/${NOT_SET}.db" + DURABLE, 1);
        Outbox.createTables(pool);

        assertThatThrownBy(() -> Outbox.on(pool, SENDER, port))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("${NOT_SET}.db")
                .hasMessageContaining("placeholder");
    }

    @Test
    void sqlite_in_memory_needs_unsafe_on() throws SQLException {
        SQLiteDataSource memory = new SQLiteDataSource();
        memory.setUrl("jdbc:sqlite:file:shared?mode=memory&cache=shared");
        try (Connection keeps = memory.getConnection()) {
            assertThat(keeps.isClosed()).isFalse();
            Outbox.createTables(memory);

            assertThatThrownBy(() -> Outbox.on(memory, SENDER, port))
                    .isInstanceOf(OutboxException.class)
                    .hasMessageContaining("in memory");
            assertThat(Outbox.unsafeOn(memory, SENDER, port).put("key-1", message()))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:sqlite::memory:", "jdbc:sqlite:file:%s?synchronous=OFF&journal_mode=MEMORY"})
    @SuppressWarnings("try") // The worker runs without being called.
    void unsafe_on_sends_and_settles(String url) {
        pool = TestDatabase.pool(url.replace("%s", directory.resolve("own.db").toString()), 1);
        Outbox.createTables(pool);
        Outbox outbox = Outbox.unsafeOn(pool, SENDER, port);

        Outbox.unsafeOn(pool, SENDER).put("first", message("one"));
        outbox.putAll("spring", Messages.messages("s", 200), progress -> {});
        try (OutboxWorker worker = OutboxWorker.start(WorkerSettings.defaults().withRate(10_000), outbox)) {
            outbox.put("later", message("two"));
            Messages.await(
                    Duration.ofSeconds(30),
                    () -> outbox.campaign("spring").progress().isDone()
                            && outbox.find("later").orElseThrow().state().isFinal());
        }

        assertThat(port.posts).hasSize(202).doesNotHaveDuplicates();
        assertThat(outbox.find("first").orElseThrow().result()).contains(accepted("first"));
        assertThat(outbox.campaign("spring").progress().in(OutboxState.ACCEPTED))
                .isEqualTo(200);
        assertThat(outbox.send("now", message())).isEqualTo(accepted("now"));
    }

    @Test
    void many_processes_create_the_tables_of_postgresql_at_the_same_time() throws Exception {
        for (int round = 0; round < 5; round++) {
            String schema = "race_" + UUID.randomUUID().toString().replace("-", "");
            try (Connection connection = TestDatabase.Server.RUNNING.source().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create schema " + schema);
            }
            try (HikariDataSource pool =
                    TestDatabase.pool(TestDatabase.Server.RUNNING.url() + "&currentSchema=" + schema, 8)) {
                CyclicBarrier together = new CyclicBarrier(8);
                List<CompletableFuture<Void>> all = IntStream.range(0, 8)
                        .mapToObj(i -> CompletableFuture.runAsync(
                                () -> {
                                    try {
                                        together.await();
                                    } catch (Exception e) {
                                        throw new IllegalStateException(e);
                                    }
                                    Outbox.createTables(pool);
                                },
                                task -> new Thread(task).start()))
                        .toList();
                all.forEach(CompletableFuture::join);
                assertThat(Outbox.on(pool, SENDER, port).put("key-1", message()))
                        .isTrue();
            }
        }
    }

    @Test
    void versions_of_sqlite_are_compared_by_number() {
        assertThat(SqliteDialect.isAtLeast("3.51.3", "3.51.3")).isTrue();
        assertThat(SqliteDialect.isAtLeast("3.51.2", "3.51.3")).isFalse();
        assertThat(SqliteDialect.isAtLeast("3.9.9", "3.51.3")).isFalse();
        assertThat(SqliteDialect.isAtLeast("3.54.1", "3.51.3")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "HSQL Database Engine", "Apache Derby", "MySQL"})
    void an_unsupported_database_is_refused_with_the_supported_ones_in_the_message(String product) {
        DataSource other = product(product);

        for (boolean unsafe : new boolean[] {false, true}) {
            assertThatThrownBy(() -> Outbox.on(other, unsafe, SENDER, port, java.time.Clock.systemUTC()))
                    .isInstanceOf(OutboxException.class)
                    .hasMessageContaining(product)
                    .hasMessageContaining("SQLite")
                    .hasMessageContaining("PostgreSQL")
                    .hasMessageContaining("In tests of an application, use Outbox.inFile(...)")
                    .hasMessageContaining("Outbox.unsafeOn");
        }
    }

    private static DataSource product(String name) {
        DatabaseMetaData metaData = proxy(DatabaseMetaData.class, name);
        Connection connection = proxy(Connection.class, metaData);
        return proxy(DataSource.class, connection);
    }

    private static <T> T proxy(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                DurabilityTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, args) -> method.getReturnType().isInstance(answer) ? answer : null));
    }

    @Test
    void a_pool_without_auto_commit_is_refused() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:sqlite:" + directory.resolve("own.db") + DURABLE);
        config.setMaximumPoolSize(1);
        config.setAutoCommit(false);
        pool = new HikariDataSource(config);

        assertThatThrownBy(() -> Outbox.on(pool, SENDER, port))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("autoCommit=true");
    }

    @Test
    void missing_or_incompatible_tables_are_refused_with_advice() throws SQLException {
        DataSource source = sqlite(DURABLE);
        assertThatThrownBy(() -> Outbox.on(source, SENDER, port))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("sqlite.sql")
                .hasMessageContaining("Outbox.createTables");

        Outbox.createTables(source);
        execute(source, "update pictogram_outbox_version set version = 0");
        assertThatThrownBy(() -> Outbox.on(source, SENDER, port))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("version 0")
                .hasMessageContaining("Run the scripts");

        execute(source, "update pictogram_outbox_version set version = 2");
        assertThatThrownBy(() -> Outbox.on(source, SENDER, port))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("newer release");
    }

    @Test
    void postgresql_commits_durably_even_if_its_default_is_not() throws SQLException {
        try (TestDatabase.Opened database = TestDatabase.POSTGRES.open(directory)) {
            String off = database.url() + "&options=-c%20synchronous_commit%3Doff";
            try (HikariDataSource own = TestDatabase.pool(off, 2);
                    Connection connection = own.getConnection()) {
                assertThat(Dialect.read(connection, "show synchronous_commit")).isEqualTo("off");
                Outbox outbox = Outbox.on(own, SENDER, port);

                assertThat(outbox.database().<String>transactAlone(c -> Dialect.read(c, "show synchronous_commit")))
                        .isEqualTo("on");
            }
        }
    }

    @Test
    void postgresql_without_fsync_is_refused() {
        ResultSet off = (ResultSet) Proxy.newProxyInstance(
                DurabilityTest.class.getClassLoader(),
                new Class<?>[] {ResultSet.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "next" -> true;
                    case "getString" -> "off";
                    default -> null;
                });
        Connection connection = proxy(Connection.class, proxy(Statement.class, off));

        assertThatThrownBy(() -> new PostgresDialect().requireDurable(connection))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("fsync = on")
                .hasMessageContaining("postgresql.conf");
    }

    @Test
    void the_exception_of_a_failed_batch_on_postgresql_contains_no_number_and_no_caption() throws SQLException {
        try (TestDatabase.Opened database = TestDatabase.POSTGRES.open(directory)) {
            Outbox outbox = Outbox.on(database.source(), SENDER, port);
            execute(database.source(), "alter table pictogram_outbox alter column caption type varchar(3)");

            assertThatThrownBy(() -> outbox.putAll("spring", messages("s", 3), progress -> {}))
                    .isInstanceOf(OutboxException.class)
                    .hasMessageContaining("varying(3)")
                    .satisfies(thrown ->
                            assertThat(Throwables.getStackTrace(thrown)).doesNotContain("919811111111", "number 0"));
        }
    }

    @Test
    void a_new_file_is_readable_for_its_user_alone() throws IOException {
        try (Outbox outbox = Outbox.inFile(directory.resolve("outbox.db"), SENDER, port)) {
            outbox.put("key-1", message());
            for (String suffix : List.of("", "-wal", "-shm")) {
                assertThat(Files.getPosixFilePermissions(directory.resolve("outbox.db" + suffix)))
                        .as(suffix)
                        .containsExactlyInAnyOrder(OWNER_READ, OWNER_WRITE);
            }
        }
        Files.setPosixFilePermissions(directory.resolve("outbox.db"), EnumSet.of(OWNER_READ, OWNER_WRITE, GROUP_READ));

        Outbox.inFile(directory.resolve("outbox.db"), SENDER, port).close();

        assertThat(Files.getPosixFilePermissions(directory.resolve("outbox.db")))
                .contains(GROUP_READ);
    }

    // ---- the file

    @Test
    void a_file_is_for_one_outbox_at_a_time() {
        Path file = directory.resolve("outbox.db");
        try (Outbox outbox = Outbox.inFile(file, SENDER, port)) {
            outbox.put("key-1", message());
            assertThatThrownBy(() -> Outbox.inFile(file, SENDER, port))
                    .isInstanceOf(OutboxException.class)
                    .hasMessageContaining("in use");
        }
        try (Outbox again = Outbox.inFile(file, SENDER, port)) {
            assertThat(again.find("key-1")).isPresent();
        }
    }

    @Test
    void a_refused_second_outbox_leaves_the_file_locked() throws Exception {
        Path file = directory.resolve("outbox.db");
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), file);
        try (Outbox outbox = Outbox.inFile(file, SENDER, port);
                Referee referee = new Referee(1, 0, 1)) {
            assertThat(outbox.status().queued()).isZero();
            for (Path same : List.of(file, link)) {
                assertThatThrownBy(() -> Outbox.inFile(same, SENDER, port)).hasMessageContaining("in use");
            }

            for (Path same : List.of(file, link)) {
                Process other = WorkerProcess.start("sqlite:" + same, referee, 1000, 4, 80, "-", 0);
                try {
                    assertThat(other.waitFor(30, TimeUnit.SECONDS))
                            .as("the other process is refused")
                            .isTrue();
                    assertThat(other.exitValue()).isEqualTo(1);
                } finally {
                    other.destroyForcibly();
                }
            }
        }
    }

    @Test
    @SuppressWarnings("try") // The worker runs without being called.
    void a_restart_does_not_wait_for_the_lease_of_a_killed_process() throws Exception {
        Path file = directory.resolve("outbox.db");
        Duration heartbeat = Duration.ofMinutes(1); // The lease ends after four.
        try (Referee referee = new Referee(1, 0, 1)) {
            Referee.Port port = new Referee.Port(referee.port());
            try (Outbox outbox = Outbox.inFile(file, SENDER, port)) {
                outbox.put("before", message());
            }
            Process killed =
                    WorkerProcess.start("sqlite:" + file, referee, (int) heartbeat.toMillis(), 4, 80, "AFTER_POST", 1);
            assertThat(killed.waitFor(60, TimeUnit.SECONDS)).isTrue();

            try (Outbox outbox = Outbox.inFile(file, SENDER, port);
                    OutboxWorker worker =
                            OutboxWorker.start(WorkerSettings.defaults().withHeartbeat(heartbeat), outbox)) {
                outbox.put("after", message());
                Messages.await(
                        Duration.ofSeconds(30),
                        () -> outbox.find("after").orElseThrow().state() == OutboxState.ACCEPTED);
                assertThat(outbox.inDoubt()).extracting(OutboxEntry::key).containsExactly("before");
            }
            assertThat(referee.posted).containsEntry("after", 1);
            assertThat(referee.posted.values()).as("requests for each key").containsOnly(1);
        }
    }

    @Test
    void a_missing_directory_is_reported() {
        assertThatThrownBy(() -> Outbox.inFile(directory.resolve("missing/outbox.db"), SENDER, port))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("missing/outbox.db")
                .hasMessageContaining("Create it");
    }

    @Test
    void a_second_connection_for_the_same_thread_is_an_error() throws SQLException {
        try (SqliteFile file = SqliteFile.open(directory.resolve("outbox.db"))) {
            try (Connection connection = file.getConnection()) {
                assertThat(connection.isClosed()).isFalse();
                assertThatThrownBy(file::getConnection)
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("already has");
            }
        }
    }

    @Test
    void a_full_disk_loses_nothing_and_sending_continues_once_there_is_space() throws SQLException {
        try (SqliteFile file = SqliteFile.open(directory.resolve("outbox.db"))) {
            Outbox.createTables(file);
            Outbox outbox = Outbox.on(file, SENDER, port);
            // On a separate connection, so that the limit ends with it.
            execute(file, "pragma max_page_count = 60");
            int put = 0;
            OutboxException full = null;
            while (full == null) {
                try {
                    outbox.put("k" + put, message("x".repeat(1000)));
                    put++;
                } catch (OutboxException e) {
                    full = e;
                }
            }
            assertThat(full).hasMessageContaining("full");
            assertThat(outbox.status().queued()).isEqualTo(put);

            execute(file, "pragma max_page_count = 100000");
            outbox.put("after", message());
            assertThat(outbox.status().queued()).isEqualTo(put + 1);
            try (Connection connection = file.getConnection()) {
                assertThat(Dialect.read(connection, "pragma integrity_check")).isEqualTo("ok");
            }
        }
    }

    private static void execute(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
