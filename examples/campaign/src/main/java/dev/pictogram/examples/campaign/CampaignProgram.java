// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.SendResult;
import dev.pictogram.Sid;
import dev.pictogram.jdk.JdkMessaging;
import dev.pictogram.outbox.Campaign;
import dev.pictogram.outbox.CampaignProgress;
import dev.pictogram.outbox.KeyConflictException;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxEntry;
import dev.pictogram.outbox.OutboxException;
import dev.pictogram.outbox.OutboxMessage;
import dev.pictogram.outbox.OutboxState;
import dev.pictogram.outbox.OutboxStatus;
import dev.pictogram.outbox.OutboxWorker;
import dev.pictogram.outbox.PutProgress;
import dev.pictogram.outbox.WorkerSettings;
import dev.pictogram.simulator.KaleyraSimulator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Sends the rows of a CSV file, each once, however often it is killed and started again.
 *
 * <p>Without {@code KALEYRA_...} settings it starts a simulator of Kaleyra, and nobody gets a message.
 */
public final class CampaignProgram {

    private static final String USAGE = """
            Arguments, all of them optional:
              --file FILE        a CSV file with the columns key,phone,link,caption; without it, a sample is made
              --name NAME        the campaign's name; without it, the file's name
              --outbox FILE      where the outbox is kept; campaign-outbox.db
              --database URL     PostgreSQL in its place, for several processes: jdbc:postgresql://host/database?user=...
              --results FILE     where the results go; campaign-results.csv
              --rate NUMBER      messages a second; 80
            Environment for the real service, where each message is billed; all four or none:
              KALEYRA_POD (in, sg, eu or a URL), KALEYRA_SID, KALEYRA_API_KEY, KALEYRA_SENDER
            Exit status: 0 all accepted, 1 some were not, 2 misuse or bad rows, and nothing was sent""";

    private static final List<String> SETTINGS =
            List.of("KALEYRA_POD", "KALEYRA_SID", "KALEYRA_API_KEY", "KALEYRA_SENDER");

    private static final int SAMPLE_ROWS = 2000;

    private final Map<String, String> options;
    private final PrintStream out;

    private CampaignProgram(Map<String, String> options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs the program.
     *
     * @param args see the usage, which {@code --help} prints
     */
    public static void main(String[] args) throws Exception {
        System.exit(run(args, System.getenv(), new PrintStream(System.out, true, UTF_8)));
    }

    static int run(String[] args, Map<String, String> environment, PrintStream out) throws Exception {
        Optional<Account> real;
        Map<String, String> options;
        try {
            options = options(args);
            real = account(environment);
        } catch (IllegalArgumentException misuse) {
            out.println(misuse.getMessage());
            out.println(USAGE);
            return 2;
        }
        CampaignProgram program = new CampaignProgram(options, out);
        try {
            if (real.isPresent()) {
                return program.run(real.get());
            }
            try (KaleyraSimulator simulator = KaleyraSimulator.start()) {
                out.println("No KALEYRA_... settings, so this talks to a simulator. Nobody gets a message.");
                return program.run(simulator.account());
            }
        } catch (OutboxException | KeyConflictException e) {
            out.println(e.getMessage());
            return 2;
        }
    }

    private int run(Account account) throws Exception {
        Path file = options.containsKey("--file") ? Path.of(options.get("--file")) : sample();
        CampaignFile rows = CampaignFile.read(file);
        if (!rows.badRows().isEmpty()) {
            rows.badRows().forEach(out::println);
            out.println(rows.badRows().size() + " bad rows in " + file + ". Nothing was sent.");
            return 2;
        }
        String name = options.getOrDefault("--name", file.getFileName().toString());
        if (!options.containsKey("--database")) {
            Path outboxFile = Path.of(options.getOrDefault("--outbox", "campaign-outbox.db"));
            try (Outbox outbox = Outbox.inFile(outboxFile, account.sender(), JdkMessaging.of(account))) {
                return send(outbox, name, rows.messages());
            }
        }
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(options.get("--database"));
        try (HikariDataSource database = new HikariDataSource(pool)) {
            Outbox.createTables(database);
            return send(Outbox.on(database, account.sender(), JdkMessaging.of(account)), name, rows.messages());
        }
    }

    private int send(Outbox outbox, String name, List<OutboxMessage> messages) throws Exception {
        PutProgress put = outbox.putAll(name, messages.stream(), progress -> {});
        out.println(
                "Campaign " + name + ": " + put.added() + " new messages, " + put.skipped() + " from an earlier run.");
        Campaign campaign = outbox.campaign(name);
        WorkerSettings settings =
                WorkerSettings.defaults().withRate(Double.parseDouble(options.getOrDefault("--rate", "80")));
        if (!options.containsKey("--database")) {
            // One process alone has the file, so a short heartbeat only shortens the wait after a kill.
            settings = settings.withHeartbeat(Duration.ofSeconds(1));
        }
        try (OutboxWorker worker = OutboxWorker.start(settings, outbox)) {
            // Ctrl-C finishes what is in flight, so that nothing is left in doubt.
            Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
            watch(outbox, campaign);
        }
        return summarize(outbox, campaign.progress(), messages);
    }

    private static void watch(Outbox outbox, Campaign campaign) throws InterruptedException {
        CampaignProgress progress = campaign.progress();
        ProgressBarBuilder style = new ProgressBarBuilder()
                .setTaskName("sending")
                .setInitialMax(progress.total())
                .startsFrom(progress.total() - progress.left(), Duration.ZERO)
                .showSpeed();
        try (ProgressBar bar = style.build()) {
            while (!progress.isDone() && !progress.cancelled()) {
                TimeUnit.MILLISECONDS.sleep(300); // the next look at the table
                progress = campaign.progress();
                OutboxStatus status = outbox.status();
                bar.stepTo(progress.total() - progress.left());
                bar.setExtraMessage(status.pause()
                        .map(pause -> " paused: " + pause.reason() + " " + pause.why())
                        .orElse(" in doubt " + progress.in(OutboxState.IN_DOUBT)));
            }
        }
    }

    private int summarize(Outbox outbox, CampaignProgress progress, List<OutboxMessage> messages) throws IOException {
        progress.byState().forEach((state, count) -> out.println(state + " " + count));
        Path results = Path.of(options.getOrDefault("--results", "campaign-results.csv"));
        try (Writer writer = Files.newBufferedWriter(results, UTF_8);
                CSVPrinter csv = new CSVPrinter(writer, CSVFormat.RFC4180)) {
            csv.printRecord("key", "state", "message_id", "reason", "why");
            for (OutboxMessage message : messages) {
                OutboxEntry entry = outbox.find(message.key()).orElseThrow();
                csv.printRecord(
                        entry.key(),
                        entry.state(),
                        entry.result()
                                .flatMap(SendResult::messageId)
                                .map(Object::toString)
                                .orElse(""),
                        entry.reason().orElse(""),
                        entry.why().orElse(""));
            }
        }
        out.println("Results: " + results.toAbsolutePath());
        return progress.in(OutboxState.ACCEPTED) == progress.total() ? 0 : 1;
    }

    private static Path sample() throws IOException {
        Path file = Path.of("campaign-sample.csv");
        if (!Files.exists(file)) {
            Files.write(
                    file,
                    IntStream.rangeClosed(0, SAMPLE_ROWS)
                            .mapToObj(i -> i == 0
                                    ? "key,phone,link,caption"
                                    : "spring-" + i + ",+" + (919800000000L + i)
                                            + ",https://example.com/spring.png,\"Hello, customer " + i + "\"")
                            .toList(),
                    UTF_8);
        }
        return file;
    }

    private static Map<String, String> options(String[] args) {
        Map<String, String> options = new java.util.HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!USAGE.contains("  " + args[i] + " ") || i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + ": unknown, or without a value.");
            }
            options.put(args[i], args[i + 1]);
        }
        return options;
    }

    private static Optional<Account> account(Map<String, String> environment) {
        List<String> missing = SETTINGS.stream()
                .filter(name -> environment.getOrDefault(name, "").isBlank())
                .toList();
        if (missing.size() == SETTINGS.size()) {
            return Optional.empty();
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("For the real service, set also " + String.join(", ", missing) + ".");
        }
        String pod = environment.get("KALEYRA_POD");
        return Optional.of(new Account(
                pod.contains("://") ? Pod.at(URI.create(pod)) : Pod.of(pod),
                Sid.of(environment.get("KALEYRA_SID")),
                ApiKey.of(environment.get("KALEYRA_API_KEY")),
                PhoneNumber.of(environment.get("KALEYRA_SENDER"))));
    }
}
