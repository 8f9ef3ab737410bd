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
import java.util.HashMap;
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
 * Sends a message for each row of a CSV file exactly once, also after restarts.
 *
 * <p>Without {@code KALEYRA_...} variables the program starts a simulator, and no real message is sent.
 */
public final class CampaignProgram {

    private static final String USAGE = """
            Arguments, all optional:
              --file FILE        a CSV file with the columns key,phone,link,caption; by default a generated sample
              --name NAME        the campaign's name; by default the file's name
              --outbox FILE      the outbox file; by default campaign-outbox.db
              --database URL     use PostgreSQL instead, for several processes: jdbc:postgresql://host/database?user=...
              --results FILE     the results file; by default campaign-results.csv
              --rate NUMBER      messages per second; by default 80
            Environment variables for the real service, where each message is billed (set all four or none):
              KALEYRA_POD (in, sg, eu or a URL), KALEYRA_SID, KALEYRA_API_KEY, KALEYRA_SENDER
            Exit status: 0 all accepted, 1 some not accepted, 2 wrong arguments or bad rows; nothing was sent""";

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
     * @param args the arguments; see {@code USAGE}
     */
    public static void main(String[] args) throws Exception {
        System.exit(run(args, System.getenv(), new PrintStream(System.out, true, UTF_8)));
    }

    static int run(String[] args, Map<String, String> environment, PrintStream out) throws Exception {
        Optional<Account> realAccount;
        Map<String, String> options;
        try {
            options = options(args);
            realAccount = account(environment);
        } catch (IllegalArgumentException wrongArguments) {
            out.println(wrongArguments.getMessage());
            out.println(USAGE);
            return 2;
        }
        CampaignProgram program = new CampaignProgram(options, out);
        try {
            if (realAccount.isPresent()) {
                return program.run(realAccount.get());
            }
            try (KaleyraSimulator simulator = KaleyraSimulator.start()) {
                out.println("No KALEYRA_... variables are set: using a simulator. No real message is sent.");
                return program.run(simulator.account());
            }
        } catch (OutboxException | KeyConflictException e) {
            out.println(e.getMessage());
            return 2;
        }
    }

    private int run(Account account) throws Exception {
        Path file = options.containsKey("--file") ? Path.of(options.get("--file")) : createSample();
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
            // Only one process can open the file, so a short heartbeat has no cost and shortens the wait after a crash.
            settings = settings.withHeartbeat(Duration.ofSeconds(1));
        }
        try (OutboxWorker worker = OutboxWorker.start(settings, outbox)) {
            // On Ctrl-C, requests in flight are completed, so that no message is left in doubt.
            Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
            watch(outbox, campaign);
        }
        return summarize(outbox, campaign.progress(), messages);
    }

    private static void watch(Outbox outbox, Campaign campaign) throws InterruptedException {
        CampaignProgress progress = campaign.progress();
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName("sending")
                .setInitialMax(progress.total())
                .startsFrom(progress.total() - progress.left(), Duration.ZERO)
                .showSpeed();
        try (ProgressBar bar = builder.build()) {
            while (!progress.isDone() && !progress.cancelled()) {
                TimeUnit.MILLISECONDS.sleep(300); // between two queries
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

    private static Path createSample() throws IOException {
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
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!USAGE.contains("  " + args[i] + " ") || i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + ": unknown argument, or its value is missing.");
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
