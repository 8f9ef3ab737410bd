// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.campaign;

import static dev.pictogram.DeliveryStatus.DELIVERED;
import static dev.pictogram.DeliveryStatus.FAILED;
import static dev.pictogram.DeliveryStatus.NOT_SENT;
import static dev.pictogram.DeliveryStatus.READ;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.Sid;
import dev.pictogram.jdk.JdkMessaging;
import dev.pictogram.outbox.Campaign;
import dev.pictogram.outbox.CampaignProgress;
import dev.pictogram.outbox.KeyConflictException;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxException;
import dev.pictogram.outbox.OutboxMessage;
import dev.pictogram.outbox.OutboxState;
import dev.pictogram.outbox.OutboxWorker;
import dev.pictogram.outbox.PutProgress;
import dev.pictogram.outbox.WorkerSettings;
import dev.pictogram.simulator.KaleyraSimulator;
import dev.pictogram.simulator.SimulatorOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Sends a message for each row of a CSV file exactly once, also after restarts, and counts the delivery reports.
 *
 * <p>Without {@code KALEYRA_...} variables it uses a simulator, and no real message is sent.
 */
@SuppressWarnings("try") // Some resources only have to be closed.
public final class CampaignProgram {

    private static final int SAMPLE_ROWS = 2000;
    private static final String ME = "campaign program"; // for the audit log
    private static final String PAUSED_BY_A_PERSON = "PAUSED";

    private final Options options;
    private final PrintStream out;

    private CampaignProgram(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs the program.
     *
     * @param args the arguments; see {@code Options.USAGE}
     */
    public static void main(String[] args) throws Exception {
        System.exit(run(args, System.getenv(), new PrintStream(System.out, true, UTF_8)));
    }

    static int run(String[] args, Map<String, String> environment, PrintStream out) throws Exception {
        try {
            return new CampaignProgram(Options.of(args, environment), out).run();
        } catch (OutboxException | KeyConflictException e) {
            out.println(e.getMessage());
        } catch (IllegalArgumentException wrongArguments) {
            out.println(wrongArguments.getMessage());
            out.println(Options.USAGE);
        } catch (NoSuchFileException noFile) {
            out.println(noFile.getMessage() + ": no such file.");
        } catch (PoolInitializationException noDatabase) {
            out.println(
                    "The database cannot be opened: " + noDatabase.getCause().getMessage());
        } catch (UncheckedIOException noSimulator) {
            out.println(noSimulator.getMessage() + " (" + noSimulator.getCause().getMessage() + ")");
        }
        return 2;
    }

    private int run() throws Exception {
        if (options.simulatorOnly()) {
            return runSimulator();
        }
        Path file = options.file().isPresent() ? options.file().get() : createSample();
        CampaignFile rows = CampaignFile.read(file);
        if (!rows.badRows().isEmpty()) {
            rows.badRows().forEach(out::println);
            out.println(rows.badRows().size() + " bad rows in " + file + ". Nothing was sent.");
            return 2;
        }
        String name = options.name().orElse(file.getFileName().toString());
        if (options.database().isPresent()) {
            Account account = options.account().isPresent() ? options.account().get() : sharedSimulator();
            try (HikariDataSource database = openDatabase()) {
                return send(Outbox.on(database, account.sender(), JdkMessaging.of(account)), name, rows.messages());
            }
        }
        if (options.account().isPresent()) {
            Account account = options.account().get();
            try (Outbox outbox = Outbox.inFile(options.outbox(), account.sender(), JdkMessaging.of(account))) {
                return send(outbox, name, rows.messages());
            }
        }
        try (KaleyraSimulator simulator = KaleyraSimulator.start();
                Outbox outbox = Outbox.inFile(
                        options.outbox(), simulator.account().sender(), JdkMessaging.of(simulator.account()));
                CallbackEndpoint endpoint = CallbackEndpoint.start(simulator, outbox)) {
            printSimulator(simulator.inbox());
            return send(outbox, name, rows.messages());
        }
    }

    private int runSimulator() throws Exception {
        try (HikariDataSource database = openDatabase();
                KaleyraSimulator simulator =
                        KaleyraSimulator.start(SimulatorOptions.defaults().withPort(options.simulatorPort()))) {
            Outbox outbox = Outbox.on(database, simulator.account().sender());
            try (CallbackEndpoint endpoint = CallbackEndpoint.start(simulator, outbox)) {
                printSimulator(simulator.inbox());
                out.println("Its delivery reports are recorded in the database. Stop it with Ctrl-C.");
                new CountDownLatch(1).await();
            }
        }
        return 0;
    }

    private void printSimulator(URI inbox) {
        out.println("Simulator: no real message is sent. See the messages at " + inbox);
    }

    /** {@return the account of the simulator that another process runs} */
    private Account sharedSimulator() {
        int port = options.simulatorPort();
        URI url = URI.create("http://127.0.0.1:" + port);
        try (Socket connected = new Socket(InetAddress.getLoopbackAddress(), port)) {
            printSimulator(url.resolve("/simulator/"));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "No simulator runs on port " + port + ". Start it in another shell, with the arguments"
                            + " simulator --database URL",
                    e);
        }
        return new Account(
                Pod.at(url),
                Sid.of("HXAP0000000000IN"),
                ApiKey.of("key-of-the-simulator"),
                PhoneNumber.of("+919800000000"));
    }

    private HikariDataSource openDatabase() {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(options.database().orElseThrow());
        HikariDataSource database = new HikariDataSource(pool);
        Outbox.createTables(database);
        return database;
    }

    private int send(Outbox outbox, String name, List<OutboxMessage> messages) throws Exception {
        PutProgress put = outbox.putAll(name, messages.stream(), progress -> {});
        out.println(
                "Campaign " + name + ": " + put.added() + " new messages, " + put.skipped() + " from an earlier run.");
        outbox.status()
                .pause()
                .filter(pause -> !pause.reason().equals(PAUSED_BY_A_PERSON))
                .ifPresent(pause -> {
                    out.println("The sender was paused: " + pause.reason() + ". Resuming.");
                    outbox.resume(ME, "started again");
                });
        Campaign campaign = outbox.campaign(name);
        WorkerSettings settings = WorkerSettings.defaults().withRate(options.rate());
        try (OutboxWorker worker = OutboxWorker.start(settings, outbox)) {
            out.println("This is process " + ProcessHandle.current().pid()
                    + ". Stop it with Ctrl-C, or kill it, and start it again: it continues.");
            // On Ctrl-C, requests in flight are completed, so that no message is left in doubt.
            Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
            watch(
                    "sent",
                    outbox,
                    campaign,
                    now -> now.total() - now.left(),
                    CampaignProgress::total,
                    CampaignProgress::isDone);
            watch(
                    "reports",
                    outbox,
                    campaign,
                    CampaignResults::reported,
                    now -> now.in(OutboxState.ACCEPTED),
                    CampaignResults::isFinal);
            out.println("Sent by this process: " + worker.attempts(outbox.sender(), OutboxState.ACCEPTED));
        }
        CampaignProgress progress = campaign.progress();
        out.println(CampaignResults.summary(progress));
        if (progress.isDone() && !CampaignResults.isFinal(progress)) {
            out.println("No report arrived for " + options.reportWait().toSeconds()
                    + " seconds. Start the program again to see later ones.");
        }
        outbox.status()
                .pause()
                .ifPresent(pause -> out.println("The sender is paused: " + pause.reason() + ": " + pause.why()
                        + " Fix the cause and start the program again."));
        if (progress.in(OutboxState.IN_DOUBT) > 0) {
            out.println("Messages in doubt were perhaps sent, and are never sent again automatically:"
                    + " see docs/operating-the-outbox.md.");
        }
        CampaignResults.write(options.results(), messages, outbox);
        out.println("Results: " + options.results().toAbsolutePath());
        return progress.in(OutboxState.ACCEPTED) == progress.total() ? 0 : 1;
    }

    /**
     * Shows a bar until the end of a phase, or until the sender is paused, the campaign is cancelled, or no report has arrived
     * for some time after the last message was sent.
     */
    private void watch(
            String phase,
            Outbox outbox,
            Campaign campaign,
            ToLongFunction<CampaignProgress> done,
            ToLongFunction<CampaignProgress> all,
            Predicate<CampaignProgress> end)
            throws InterruptedException {
        CampaignProgress progress = campaign.progress();
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName(phase)
                .setInitialMax(all.applyAsLong(progress))
                .startsFrom(done.applyAsLong(progress), Duration.ZERO)
                .showSpeed();
        long lastChange = System.nanoTime();
        try (ProgressBar bar = builder.build()) {
            while (true) {
                try {
                    CampaignProgress now = campaign.progress();
                    if (!now.byState().equals(progress.byState())
                            || !now.byDelivery().equals(progress.byDelivery())) {
                        lastChange = System.nanoTime();
                    }
                    progress = now;
                    bar.maxHint(all.applyAsLong(now));
                    bar.stepTo(done.applyAsLong(now));
                    bar.setExtraMessage(outcomes(now));
                    Duration quiet = Duration.ofNanos(System.nanoTime() - lastChange);
                    if (end.test(now)
                            || now.isDone() && quiet.compareTo(options.reportWait()) >= 0
                            || now.cancelled()
                            || outbox.status().pause().isPresent()) {
                        return;
                    }
                } catch (OutboxException noDatabase) {
                    bar.setExtraMessage(" waiting for the database");
                }
                TimeUnit.MILLISECONDS.sleep(300); // between two queries
            }
        }
    }

    /** {@return the outcomes in a few words, because a terminal cuts what does not fit} */
    private static String outcomes(CampaignProgress progress) {
        StringJoiner outcomes = new StringJoiner(", ", " ", "");
        outcomes.setEmptyValue("");
        add(outcomes, progress.in(OutboxState.IN_DOUBT), "in doubt");
        add(outcomes, progress.in(OutboxState.REJECTED), "rejected");
        Map<DeliveryStatus, Long> reports = progress.byDelivery();
        add(outcomes, reports.getOrDefault(FAILED, 0L) + reports.getOrDefault(NOT_SENT, 0L), "failed");
        long read = reports.getOrDefault(READ, 0L);
        add(
                outcomes,
                read + reports.getOrDefault(DELIVERED, 0L),
                progress.isDone() ? "delivered (" + read + " read)" : "delivered");
        return outcomes.toString();
    }

    private static void add(StringJoiner outcomes, long count, String name) {
        if (count > 0) {
            outcomes.add(count + " " + name);
        }
    }

    private static Path createSample() throws IOException {
        Path file = Path.of("campaign-sample.csv");
        if (!Files.exists(file)) {
            List<String> lines = IntStream.rangeClosed(0, SAMPLE_ROWS)
                    .mapToObj(i -> i == 0
                            ? "key,phone,link,caption"
                            : "spring-" + i + ",+" + (919800000000L + i)
                                    + ",https://example.com/spring.png,\"Hello, customer " + i + "\"")
                    .toList();
            // Another process may create it at the same time.
            Path unfinished = Files.createTempFile(Path.of("").toAbsolutePath(), "sample", ".csv");
            Files.write(unfinished, lines, UTF_8);
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
        return file;
    }
}
