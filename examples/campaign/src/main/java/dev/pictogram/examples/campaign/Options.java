// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.campaign;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.Sid;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments and environment variables of the program.
 *
 * @param simulatorOnly whether the process only runs the simulator
 * @param file the CSV file; empty for the sample
 * @param name the campaign's name; empty for that of the file
 * @param outbox the SQLite file
 * @param database the JDBC URL of a PostgreSQL database; empty for SQLite
 * @param results the results file
 * @param rate messages a second
 * @param reportWait how long to wait for the next delivery report
 * @param simulatorPort the port of the simulator for processes with a database
 * @param account the account of the real service; empty for a simulator
 */
record Options(
        boolean simulatorOnly,
        Optional<Path> file,
        Optional<String> name,
        Path outbox,
        Optional<String> database,
        Path results,
        double rate,
        Duration reportWait,
        int simulatorPort,
        Optional<Account> account) {

    static final String USAGE = """
            Arguments, all optional:
              --file FILE              a CSV file with the columns key,phone,link,caption; by default a generated sample
              --name NAME              the campaign's name; by default the file's name
              --outbox FILE            the outbox file; by default campaign-outbox.db
              --results FILE           the results file; by default campaign-results.csv
              --rate NUMBER            messages per second; by default 80
              --wait SECONDS           end if no delivery report arrives for this long; by default 10
              --database URL           PostgreSQL instead of a file, for several processes: jdbc:postgresql://host/database?user=...
              --simulator-port NUMBER  the port of the simulator, with --database; by default 8420
            With "simulator" as the first argument, the process only runs the simulator for the processes with --database.
            Environment variables for the real service, where each message is billed (set all four or none):
              KALEYRA_POD (in, sg, eu or a URL), KALEYRA_SID, KALEYRA_API_KEY, KALEYRA_SENDER
            Exit status: 0 all accepted, 1 some not accepted, 2 this process could not start to send""";

    private static final String SIMULATOR = "simulator";

    private static final List<String> VARIABLES =
            List.of("KALEYRA_POD", "KALEYRA_SID", "KALEYRA_API_KEY", "KALEYRA_SENDER");

    /** @throws IllegalArgumentException with a message for the user */
    static Options of(String[] args, Map<String, String> environment) {
        boolean simulatorOnly = args.length > 0 && args[0].equals(SIMULATOR);
        Map<String, String> values = new HashMap<>();
        for (int i = simulatorOnly ? 1 : 0; i < args.length; i += 2) {
            if (!args[i].startsWith("--") || !USAGE.contains("  " + args[i] + " ") || i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + ": unknown argument, or its value is missing.");
            }
            values.put(args[i], args[i + 1]);
        }
        Optional<String> database = Optional.ofNullable(values.get("--database"));
        if (database.isEmpty() && simulatorOnly) {
            throw new IllegalArgumentException(
                    "simulator: needs --database. Without a database each process starts a simulator.");
        }
        if (database.isPresent() && !database.get().startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("--database: must begin with jdbc:postgresql:");
        }
        return new Options(
                simulatorOnly,
                Optional.ofNullable(values.get("--file")).map(Path::of),
                Optional.ofNullable(values.get("--name")),
                Path.of(values.getOrDefault("--outbox", "campaign-outbox.db")),
                database,
                Path.of(values.getOrDefault("--results", "campaign-results.csv")),
                number(values, "--rate", "80", 0.1, 10_000),
                Duration.ofSeconds((long) number(values, "--wait", "10", 0, 86_400)),
                (int) number(values, "--simulator-port", "8420", 0, 65_535),
                account(environment));
    }

    private static double number(Map<String, String> values, String name, String byDefault, double min, double max) {
        try {
            double number = Double.parseDouble(values.getOrDefault(name, byDefault));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new IllegalArgumentException(name + ": must be a number from " + min + " to " + max + ".");
    }

    private static Optional<Account> account(Map<String, String> environment) {
        List<String> missing = VARIABLES.stream()
                .filter(name -> environment.getOrDefault(name, "").isBlank())
                .toList();
        if (missing.size() == VARIABLES.size()) {
            return Optional.empty();
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("Missing for the real service: " + String.join(", ", missing) + ".");
        }
        String pod = environment.get("KALEYRA_POD");
        return Optional.of(new Account(
                pod.contains("://") ? Pod.at(URI.create(pod)) : Pod.of(pod),
                Sid.of(environment.get("KALEYRA_SID")),
                ApiKey.of(environment.get("KALEYRA_API_KEY")),
                PhoneNumber.of(environment.get("KALEYRA_SENDER"))));
    }
}
