// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import dev.pictogram.outbox.WorkerSettings;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The outbox of an application, and how its worker sends.
 *
 * @param enabled Whether the application has an outbox.
 * @param file SQLite file for the outbox alone, used by this process alone. Without it, the outbox uses the application's
 *     DataSource and joins its transactions.
 * @param initializeSchema When to create the outbox's tables in the application's DataSource. The tables in a file of the
 *     outbox are always created.
 * @param unsafe Whether to use a database that can lose committed rows, so that messages can be sent twice. For tests of an
 *     application, with SQLite in memory.
 * @param worker Whether this process sends messages. If false, it only puts them.
 * @param rate Messages a second for each sender, over all machines.
 * @param maxInFlight Messages of a sender that may be claimed and not settled, 1 to 1000. After a crash, at most this many
 *     are in doubt.
 * @param attempts Number of attempts for each message. Only safe retries are made.
 * @param heartbeat Time between two heartbeats of the worker. Another machine takes over after four missed heartbeats. It
 *     must be the same on all machines.
 * @param resumeDaily Time of day, such as 00:10, at which a sender resumes after its daily limit was reached. Needs a time
 *     zone. Without it, a person resumes the sender.
 * @param resumeDailyZone Time zone of that time, such as Asia/Kolkata.
 */
@ConfigurationProperties("pictogram.outbox")
record OutboxProperties(
        @DefaultValue("false") boolean enabled,
        @Nullable String file,
        @DefaultValue("embedded") InitializeSchema initializeSchema,
        @DefaultValue("false") boolean unsafe,
        @DefaultValue("true") boolean worker,
        @DefaultValue("80") double rate,
        @DefaultValue("64") int maxInFlight,
        @DefaultValue("30") int attempts,
        @DefaultValue("3s") Duration heartbeat,
        @Nullable String resumeDaily,
        @Nullable String resumeDailyZone) {

    /** When the tables are created. */
    enum InitializeSchema {
        /** In SQLite only. */
        EMBEDDED,
        /** In any supported database. */
        ALWAYS,
        /** Never: Flyway, Liquibase or a person creates them. */
        NEVER
    }

    /** Returns whether the outbox is in a file, and not in the application's data source. */
    boolean isInFile() {
        return !absent(file);
    }

    /** Returns the file, or nothing if there is none or its name is wrong. */
    Optional<Path> path(List<String> problems) {
        String name = file;
        if (name == null || absent(name)) {
            return Optional.empty();
        }
        if (isUnresolved(name)) {
            problems.add("pictogram.outbox.file is wrong: its placeholder cannot be resolved");
            return Optional.empty();
        }
        return checked("file", name, text -> Optional.of(Path.of(text)), Optional.empty(), problems);
    }

    /**
     * Returns the worker's settings. A wrong property has its default in them.
     *
     * @param problems takes a sentence for each wrong property
     */
    WorkerSettings workerSettings(List<String> problems) {
        WorkerSettings settings = WorkerSettings.defaults();
        settings = checked("rate", rate, settings::withRate, settings, problems);
        settings = checked("max-in-flight", maxInFlight, settings::withMaxInFlight, settings, problems);
        settings = checked("attempts", attempts, settings::withAttempts, settings, problems);
        settings = checked("heartbeat", heartbeat, settings::withHeartbeat, settings, problems);
        if (absent(resumeDaily) != absent(resumeDailyZone)) {
            problems.add("pictogram.outbox.resume-daily and pictogram.outbox.resume-daily-zone need each other:"
                    + " a time such as 00:10, and the time zone in which Kaleyra counts the day, such as Asia/Kolkata");
        }
        Optional<LocalTime> time =
                parsed("resume-daily", resumeDaily, LocalTime::parse, "a time such as 00:10", problems);
        Optional<ZoneId> zone =
                parsed("resume-daily-zone", resumeDailyZone, ZoneId::of, "a time zone such as Asia/Kolkata", problems);
        return time.isPresent() && zone.isPresent() ? settings.withResumeDaily(time.get(), zone.get()) : settings;
    }

    private static <T> Optional<T> parsed(
            String name, @Nullable String value, Function<String, T> parser, String meaning, List<String> problems) {
        if (value == null || absent(value)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(value.trim()));
        } catch (DateTimeException e) {
            problems.add("pictogram.outbox." + name + " is wrong: \"" + value + "\" is not " + meaning);
            return Optional.empty();
        }
    }

    private static <V, T> T checked(
            String name, V value, Function<? super V, T> reader, T otherwise, List<String> problems) {
        try {
            return reader.apply(value);
        } catch (IllegalArgumentException wrong) {
            problems.add("pictogram.outbox." + name + " is wrong: " + wrong.getMessage());
            return otherwise;
        }
    }

    /** Returns whether Spring has left a placeholder in a text, which it does without an error. */
    static boolean isUnresolved(String value) {
        return value.contains("${");
    }

    private static boolean absent(@Nullable String value) {
        return value == null || value.isBlank();
    }
}
