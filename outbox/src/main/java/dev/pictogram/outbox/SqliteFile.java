// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A SQLite file for this process alone, with one shared connection.
 *
 * <p>One connection, because SQLite's write lock is unfair: with several, a heartbeat can wait for seconds behind writers.
 */
final class SqliteFile implements DataSource, AutoCloseable {

    private static final long LONGEST_WAIT_SECONDS = 30;

    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();
    private static final Queue<FileChannel> KEPT = new ConcurrentLinkedQueue<>();

    private final Path file;
    private final FileChannel lockFile;
    private final SQLiteDataSource driver;
    private final Semaphore turn = new Semaphore(1, true);
    private volatile @Nullable Thread holder; // null: not in use
    private @Nullable Connection open; // null: not opened, or broken; guarded by turn
    private volatile boolean closed;

    private SqliteFile(Path file, FileChannel lockFile) {
        this.file = file;
        this.lockFile = lockFile;
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(10_000);
        this.driver = new SQLiteDataSource(config);
        driver.setUrl("jdbc:sqlite:" + file);
    }

    /**
     * Opens a file, and creates it if needed.
     *
     * @throws OutboxException if another process uses it, or it is on a network file system
     */
    static SqliteFile open(Path path) {
        Path file = path.toAbsolutePath().normalize();
        Path directory = file.getParent();
        if (directory == null || !Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new OutboxException(
                    String.format(
                            Locale.ROOT,
                            "The directory of the outbox's file %s does not exist or is not writable. Create it, and make it writable for this user.",
                            file),
                    null);
        }
        try {
            refuseNetwork(directory);
            createForThisUserAlone(file);
            file = Files.exists(file)
                    ? file.toRealPath()
                    : directory.toRealPath().resolve(file.getFileName());
            return new SqliteFile(file, lock(file));
        } catch (IOException e) {
            throw new OutboxException(
                    String.format(Locale.ROOT, "The outbox's file %s cannot be opened: %s", file, e), e);
        }
    }

    /** Locks a separate file: closing any descriptor of the database would drop SQLite's own locks. */
    private static FileChannel lock(Path file) throws IOException {
        // Closing any descriptor of the lock file drops the lock of this process, so a second one is not opened.
        if (!LOCKED.add(lockPath(file))) {
            throw inUse(file, "this process");
        }
        boolean locked = false;
        try {
            FileChannel lockFile =
                    FileChannel.open(lockPath(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                locked = lockFile.tryLock() != null;
            } catch (OverlappingFileLockException anotherClassLoaderHasIt) {
                KEPT.add(lockFile);
                throw inUse(file, "this process");
            }
            if (!locked) {
                lockFile.close();
                throw inUse(file, "another process");
            }
            return lockFile;
        } finally {
            if (!locked) {
                LOCKED.remove(lockPath(file));
            }
        }
    }

    private static Path lockPath(Path file) {
        return file.resolveSibling(file.getFileName() + ".lock");
    }

    private static OutboxException inUse(Path file, String user) {
        return new OutboxException(
                String.format(
                        Locale.ROOT,
                        "The outbox's file %s is in use by %s. Close that outbox first, or use PostgreSQL for several processes.",
                        file,
                        user),
                null);
    }

    /** SQLite's other files get the same permissions. An existing file keeps its own. */
    private static void createForThisUserAlone(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException existing) {
            // Its permissions are the operator's choice.
        }
    }

    private static void refuseNetwork(Path directory) throws IOException {
        String type = Files.getFileStore(directory).type().toLowerCase(Locale.ROOT);
        if (type.startsWith("nfs")
                || type.startsWith("cifs")
                || type.startsWith("smb")
                || type.startsWith("fuse.sshfs")) {
            throw new OutboxException(
                    String.format(
                            Locale.ROOT,
                            "The outbox's file is on a network file system (%s), where SQLite's WAL mode is unsafe. Use a local disk, or PostgreSQL.",
                            type),
                    null);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (holder == Thread.currentThread()) {
            throw new SQLException("This thread already has the outbox's only connection to " + file
                    + ". Use that connection, or close it first.");
        }
        try {
            if (!turn.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLTimeoutException(String.format(
                        Locale.ROOT,
                        "The outbox's only connection to %s was not free for %d s. Other code holds it without closing it.",
                        file,
                        LONGEST_WAIT_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting for the outbox's connection", e);
        }
        boolean handedOut = false;
        try {
            if (closed) {
                throw new SQLException("the outbox is closed");
            }
            Connection connection = open;
            if (connection == null || connection.isClosed()) {
                connection = connect();
                open = connection;
            }
            holder = Thread.currentThread();
            Connection handle = handle(connection);
            handedOut = true;
            return handle;
        } finally {
            if (!handedOut) {
                turn.release();
            }
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = driver.getConnection();
        try (Statement statement = connection.createStatement()) {
            // On macOS an fsync alone does not reach the disk; elsewhere this changes nothing.
            statement.execute("pragma fullfsync = true");
        }
        return connection;
    }

    private Connection handle(Connection connection) {
        boolean[] returned = {false};
        return (Connection) Proxy.newProxyInstance(
                SqliteFile.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "close" -> {
                            if (!returned[0]) {
                                returned[0] = true;
                                giveBack(connection);
                            }
                            return null;
                        }
                        case "isClosed" -> {
                            return returned[0] || connection.isClosed();
                        }
                        case "equals" -> {
                            return proxy == args[0];
                        }
                        case "hashCode" -> {
                            return System.identityHashCode(proxy);
                        }
                        default -> {
                            if (returned[0]) {
                                throw new SQLException("the connection is closed");
                            }
                            try {
                                return method.invoke(connection, args);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }
                    }
                });
    }

    private void giveBack(Connection connection) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException broken) {
            open = null;
            discard(connection);
        } finally {
            holder = null;
            turn.release();
        }
    }

    private static void discard(Connection connection) {
        try {
            connection.close();
        } catch (SQLException nothingToDoAboutIt) {
            // The connection is discarded.
        }
    }

    /** Waits until the connection is free, and closes the file. */
    @Override
    public void close() {
        turn.acquireUninterruptibly();
        try {
            closed = true;
            Connection connection = open;
            if (connection != null) {
                discard(connection);
            }
            if (lockFile.isOpen()) {
                lockFile.close();
                LOCKED.remove(lockPath(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            turn.release();
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // SQLite's driver writes no log.
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("setLoginTimeout");
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("getParentLogger");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("not a " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
