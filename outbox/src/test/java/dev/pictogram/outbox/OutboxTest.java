// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static dev.pictogram.outbox.Messages.SENDER;
import static dev.pictogram.outbox.Messages.accepted;
import static dev.pictogram.outbox.Messages.await;
import static dev.pictogram.outbox.Messages.message;
import static dev.pictogram.outbox.Messages.messages;
import static dev.pictogram.outbox.Messages.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryState;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.ExtraInfo;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The guarantees of the outbox, on each database. */
@SuppressWarnings("try") // The worker runs without being called.
abstract class OutboxTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final TestDatabase kind;
    private final Messages.Recorder port = new Messages.Recorder();
    private TestDatabase.Opened database;
    private Outbox outbox;

    OutboxTest(TestDatabase kind) {
        this.kind = kind;
    }

    @BeforeEach
    void open(@TempDir Path directory) {
        database = kind.open(directory);
        outbox = Outbox.on(database.source(), SENDER, port);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private OutboxEntry entry(String key) {
        return outbox.find(key).orElseThrow();
    }

    // ---- put

    @Test
    void a_message_is_put_once_and_found_with_all_its_parts() {
        ImageMessage full = ImageMessage.to("+919811111111", dev.pictogram.Image.uploaded("media-7"))
                .withCaption("caption with 'quotes' and \uD83D\uDE00")
                .withExtraInfo(
                        ExtraInfo.ref("order 7").withRef1("customer 3").withSource(dev.pictogram.WaSource.ZAPIER));

        assertThat(outbox.put("key-1", full)).isTrue();
        assertThat(outbox.put("key-1", full)).isFalse();

        OutboxEntry entry = entry("key-1");
        assertThat(entry.state()).isEqualTo(OutboxState.QUEUED);
        assertThat(entry.sender()).isEqualTo(SENDER);
        assertThat(entry.message())
                .isEqualTo(full.withExtraInfo(full.extraInfo().withRef2("key-1")));
        assertThat(entry.result()).isEmpty();
        assertThat(outbox.find("other")).isEmpty();
    }

    @Test
    void a_key_of_another_message_is_refused() {
        outbox.put("key-1", message("one"));

        assertThatThrownBy(() -> outbox.put("key-1", message("two")))
                .isInstanceOfSatisfying(
                        KeyConflictException.class,
                        conflict -> assertThat(conflict.key()).isEqualTo("key-1"))
                .hasMessageContaining("\"key-1\"")
                .hasMessageContaining("another message");
    }

    @Test
    void put_joins_the_transaction_of_the_caller() throws Exception {
        try (Connection connection = database.source().getConnection()) {
            connection.setAutoCommit(false);
            outbox.put(connection, "rolled-back", message());
            connection.rollback();
            outbox.put(connection, "committed", message());
            connection.commit();
            connection.setAutoCommit(true);
        }

        assertThat(outbox.find("rolled-back")).isEmpty();
        assertThat(entry("committed").state()).isEqualTo(OutboxState.QUEUED);
    }

    @Test
    void an_interrupted_put_of_a_campaign_can_be_repeated() {
        outbox.putAll("spring", messages("s", 700), progress -> {});
        List<PutProgress> told = new ArrayList<>();

        PutProgress total = outbox.putAll("spring", messages("s", 1200), told::add);

        assertThat(total).isEqualTo(new PutProgress(500, 700));
        assertThat(told).containsExactly(new PutProgress(0, 500), new PutProgress(300, 700), new PutProgress(500, 700));
        assertThat(outbox.campaign("spring").progress().total()).isEqualTo(1200);
        assertThat(entry("s3").campaign()).contains("spring");
    }

    @Test
    void a_campaign_with_a_key_of_another_message_is_refused_with_the_key_in_the_message() {
        outbox.put("s3", message("another"));

        assertThatThrownBy(() -> outbox.putAll("spring", messages("s", 10), progress -> {}))
                .isInstanceOf(KeyConflictException.class)
                .hasMessageContaining("\"s3\"");
        assertThat(outbox.campaign("spring").progress().total()).isZero();
    }

    @Test
    void a_repeated_key_in_a_campaign_is_put_once() {
        OutboxMessage one = new OutboxMessage("same", message());

        assertThat(outbox.putAll("spring", java.util.stream.Stream.of(one, one), progress -> {}))
                .isEqualTo(new PutProgress(1, 1));
        assertThatThrownBy(() -> outbox.putAll(
                        "summer",
                        java.util.stream.Stream.of(
                                new OutboxMessage("k", message("one")), new OutboxMessage("k", message("two"))),
                        progress -> {}))
                .isInstanceOf(KeyConflictException.class);
    }

    @Test
    void a_text_that_one_database_cannot_store_is_refused_by_both() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> outbox.put("key-1", message("a\0b")))
                .withMessageContaining("U+0000");
    }

    // ---- worker

    @Test
    void a_worker_sends_every_message_once_and_stores_the_results() {
        outbox.putAll("spring", messages("s", 300), progress -> {});
        port.result = key -> key.equals("s7") ? rejected(Reason.INVALID_PAYLOAD) : accepted(key);

        try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
            outbox.put("alone", message());
            await(
                    LONG,
                    () -> outbox.campaign("spring").progress().isDone()
                            && entry("alone").state().isFinal());
        }

        assertThat(port.posts).hasSize(301).doesNotHaveDuplicates();
        CampaignProgress progress = outbox.campaign("spring").progress();
        assertThat(progress.in(OutboxState.ACCEPTED)).isEqualTo(299);
        assertThat(progress.in(OutboxState.REJECTED)).isEqualTo(1);
        assertThat(entry("s3").result()).contains(accepted("s3"));
        assertThat(entry("s7").result()).contains(rejected(Reason.INVALID_PAYLOAD));
    }

    @Test
    void a_message_in_doubt_is_never_sent_again() {
        outbox.put("doubt", message("one"));
        outbox.put("after", message("two"));
        port.result =
                key -> key.equals("doubt") ? new SendResult.InDoubt("the response was lost", null) : accepted(key);

        try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
            await(
                    LONG,
                    () -> entry("after").state() == OutboxState.ACCEPTED
                            && entry("doubt").state() == OutboxState.IN_DOUBT);
        }
        try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
            outbox.put("later", message("three"));
            await(LONG, () -> entry("later").state() == OutboxState.ACCEPTED);
        }

        assertThat(port.posts).containsExactlyInAnyOrder("doubt", "after", "later");
        assertThat(outbox.inDoubt()).extracting(OutboxEntry::key).containsExactly("doubt");
        assertThat(entry("doubt").why()).contains("the response was lost");
    }

    @Test
    void an_unsent_message_is_retried_up_to_the_maximum_of_attempts() {
        outbox.put("flaky", message("one"));
        Set<String> failed = new HashSet<>();
        port.result = key -> failed.add(key) ? new SendResult.NotSent("connection refused", null) : accepted(key);

        try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
            await(LONG, () -> entry("flaky").state() == OutboxState.ACCEPTED);
        }
        assertThat(entry("flaky").attempts()).isEqualTo(2);

        outbox.put("never", message("two"));
        port.result = key -> new SendResult.NotSent("connection refused", null);
        try (OutboxWorker worker = OutboxWorker.start(fast().withAttempts(2), outbox)) {
            await(LONG, () -> entry("never").state() == OutboxState.REJECTED);
        }
        assertThat(entry("never").result()).contains(new SendResult.NotSent("connection refused", null));
    }

    @Test
    void an_unreachable_server_is_logged_once_until_a_message_succeeds() {
        AtomicInteger attempts = new AtomicInteger();
        port.result = key ->
                attempts.incrementAndGet() < 3 ? new SendResult.NotSent("connection refused", null) : accepted(key);

        List<String> logged = logOfSending(fast());

        assertThat(logged).hasSize(2);
        assertThat(logged.get(0)).startsWith("WARNING Sender").contains("connection refused");
        assertThat(logged.get(1)).startsWith("INFO Sender").endsWith("continues to send.");
    }

    @Test
    void doubts_are_logged_with_their_number_and_no_text_of_the_response() {
        List<String> logged = new CopyOnWriteArrayList<>();
        port.result = key -> new SendResult.InDoubt("HTTP 502\nERROR forged", null);

        logging(logged, () -> {
            outbox.put("a", message("one"));
            outbox.put("b", message("two"));
            try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
                await(LONG, () -> outbox.status().inDoubt() == 2);
            }
        });

        assertThat(logged)
                .allMatch(line -> line.matches("WARNING Sender 919800000001 has new messages in doubt: [12]\\. .*"));
        assertThat(logged.stream()
                        .mapToInt(line -> line.charAt(line.indexOf("doubt: ") + 7) - '0')
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void a_message_whose_report_came_before_its_lost_response_is_not_logged_as_a_doubt() {
        List<String> logged = new CopyOnWriteArrayList<>();
        port.result = key -> {
            outbox.record(DeliveryReport.builder(DeliveryStatus.SENT).ref(key).build());
            return new SendResult.InDoubt("the response was lost", null);
        };

        logging(logged, () -> {
            outbox.put("a", message());
            try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
                await(LONG, () -> entry("a").state() == OutboxState.ACCEPTED);
            }
        });

        assertThat(logged).isEmpty();
        assertThat(entry("a").why()).isEmpty();
    }

    @Test
    void a_new_worker_logs_how_many_messages_of_a_dead_one_are_in_doubt() {
        for (String key : List.of("a", "b", "c")) {
            outbox.put(key, message(key));
        }
        outbox.database().transact(c -> outbox.store().claim(c, Instant.now(), SENDER.digits(), "", "dead", 3));
        outbox.record(DeliveryReport.builder(DeliveryStatus.SENT).ref("b").build());
        List<String> logged = new CopyOnWriteArrayList<>();

        logging(logged, () -> {
            try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
                await(LONG, () -> outbox.status().inDoubt() == 2 && !logged.isEmpty());
            }
        });

        assertThat(logged)
                .singleElement(STRING)
                .startsWith("WARNING 2 messages of sender")
                .contains("the worker that sent them stopped");
        assertThat(entry("a").why()).contains("The worker dead stopped while it sent the message.");
        assertThat(entry("b").why()).isEmpty();
        assertThat(outbox.audit("b"))
                .extracting(AuditEntry::action, AuditEntry::why)
                .containsExactly(
                        tuple("SETTLE_BY_REPORT", "It was there before the worker dead was found to have stopped."));
        outbox.record(DeliveryReport.builder(DeliveryStatus.SENT).ref("a").build());
        assertThat(entry("a").why()).isEmpty();
    }

    /** The worker must not wait for the rate longer than the lease lasts without a transaction. */
    @Test
    void a_sender_with_a_short_heartbeat_recovers_from_trouble() {
        Set<String> failed = new HashSet<>();
        port.result = key -> failed.add(key) ? new SendResult.NotSent("connection refused", null) : accepted(key);

        assertThat(logOfSending(WorkerSettings.defaults().withHeartbeat(Duration.ofMillis(200))))
                .last(STRING)
                .endsWith("continues to send.");
    }

    @Test
    void a_slow_response_is_not_a_late_heartbeat() {
        port.result = key -> {
            try {
                // Longer than the 4 s for which a lease lasts without a transaction.
                new CountDownLatch(1).await(6, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return accepted(key);
        };

        assertThat(logOfSending(fast().withHeartbeat(Duration.ofSeconds(2)).withMaxInFlight(1)))
                .isEmpty();
    }

    /** Returns what the worker logs until a message is accepted. */
    private List<String> logOfSending(WorkerSettings settings) {
        List<String> logged = new CopyOnWriteArrayList<>();
        logging(logged, () -> {
            outbox.put("key-1", message());
            try (OutboxWorker worker = OutboxWorker.start(settings, outbox)) {
                await(LONG, () -> entry("key-1").state() == OutboxState.ACCEPTED);
            }
        });
        return logged;
    }

    private static void logging(List<String> logged, Runnable step) {
        Logger logger = Logger.getLogger(OutboxWorker.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record.getLevel() + " " + record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            step.run();
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void a_server_error_waits_as_long_as_the_vendor_advises() {
        outbox.put("key-1", message());
        port.result = key -> rejected(Reason.TRY_LATER);
        Instant before = Instant.now();

        try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
            await(LONG, () -> entry("key-1").reason().isPresent());
        }

        assertThat(entry("key-1").state()).isEqualTo(OutboxState.QUEUED);
        assertThat(entry("key-1").notBefore())
                .isBetween(before.plusSeconds(299), Instant.now().plusSeconds(301));
        assertThat(entry("key-1").why()).contains("the words");
    }

    @Test
    void a_rejection_that_hits_every_message_pauses_the_sender_and_keeps_the_queue() {
        outbox.putAll("spring", messages("s", 200), progress -> {});
        port.result = key -> rejected(Reason.LOW_BALANCE);

        try (OutboxWorker worker = OutboxWorker.start(fast().withMaxInFlight(4), outbox)) {
            await(
                    LONG,
                    () -> outbox.status().pause().isPresent() && outbox.status().sending() == 0);
            assertThat(outbox.status().pause().orElseThrow().reason()).isEqualTo("LOW_BALANCE");
            assertThat(outbox.status().queued()).isEqualTo(200);
            assertThat(port.posts).hasSizeLessThanOrEqualTo(4);

            port.result = Messages::accepted;
            assertThat(outbox.resume("anna", "topped up")).isTrue();
            await(LONG, () -> outbox.campaign("spring").progress().isDone());
        }

        assertThat(outbox.campaign("spring").progress().in(OutboxState.ACCEPTED))
                .isEqualTo(200);
        assertThat(outbox.audit()).extracting(AuditEntry::action).containsExactly("PAUSE", "RESUME");
    }

    @ParameterizedTest
    @EnumSource(names = {"LOW_BALANCE", "RATE_LIMITED"})
    void the_log_contains_the_reason_of_a_rejection_and_no_text_of_the_response(Reason reason) {
        outbox.put("key-1", message());
        port.result =
                key -> new SendResult.Rejected(reason, 400, "CODE", "words\nERROR forged", Map.of(), Optional.empty());
        Logger logger = Logger.getLogger(OutboxWorker.class.getName());
        List<String> lines = new CopyOnWriteArrayList<>();
        Filter before = logger.getFilter();
        logger.setFilter(line -> {
            lines.add(line.getMessage());
            return false;
        });
        try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
            await(LONG, () -> !lines.isEmpty());
        } finally {
            logger.setFilter(before);
        }

        assertThat(lines).singleElement().asString().contains(reason.name()).doesNotContain("forged");
    }

    @Test
    void a_sender_resumes_automatically_the_day_after_it_reached_its_daily_limit() {
        outbox.put("key-1", message());
        port.result = key -> rejected(Reason.DAILY_LIMIT_REACHED);
        WorkerSettings daily = fast().withResumeDaily(LocalTime.of(0, 5), ZoneOffset.UTC);
        try (OutboxWorker worker = OutboxWorker.start(daily, outbox)) {
            await(LONG, () -> outbox.status().pause().isPresent());
        }
        Instant resumeAt = outbox.status().pause().orElseThrow().resumeAt().orElseThrow();
        assertThat(resumeAt).isAfter(Instant.now());
        assertThat(resumeAt.atOffset(ZoneOffset.UTC).toLocalTime()).isEqualTo(LocalTime.of(0, 5));

        port.result = Messages::accepted;
        Clock nextDay = Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), resumeAt.plusSeconds(60)));
        Outbox later = Outbox.on(database.source(), false, SENDER, port, nextDay);
        try (OutboxWorker worker = OutboxWorker.start(daily, later)) {
            await(LONG, () -> entry("key-1").state() == OutboxState.ACCEPTED);
        }
    }

    @Test
    void closing_waits_for_messages_in_flight() throws Exception {
        CountDownLatch posted = new CountDownLatch(1);
        CompletableFuture<SendResult> slow = new CompletableFuture<>();
        MessagingPort waiting = new MessagingPort() {
            @Override
            public SendResult send(ImageMessage message) {
                return sendAsync(message).join();
            }

            @Override
            public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
                posted.countDown();
                return slow;
            }
        };
        Outbox slowOutbox = Outbox.on(database.source(), SENDER, waiting);
        slowOutbox.put("key-1", message());
        OutboxWorker worker = OutboxWorker.start(fast(), slowOutbox);
        posted.await();

        CompletableFuture<Void> closing = CompletableFuture.runAsync(worker::close);
        assertThat(entry("key-1").state()).isEqualTo(OutboxState.SENDING);
        assertThat(closing).isNotDone();
        slow.complete(accepted("key-1"));
        closing.join();

        assertThat(entry("key-1").state()).isEqualTo(OutboxState.ACCEPTED);
    }

    @Test
    void a_port_that_throws_leaves_the_message_in_doubt() {
        outbox.put("key-1", message());
        port.result = key -> {
            throw new IllegalStateException("broken port");
        };

        try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
            await(LONG, () -> entry("key-1").state() == OutboxState.IN_DOUBT);
        }

        assertThat(entry("key-1").why().orElseThrow()).contains("broken port");
        assertThat(port.posts).hasSize(1);
    }

    @Test
    void the_rate_limit_holds() {
        outbox.putAll("spring", messages("s", 120), progress -> {});
        long start = System.nanoTime();

        try (OutboxWorker worker = OutboxWorker.start(fast().withRate(50), outbox)) {
            await(LONG, () -> outbox.campaign("spring").progress().isDone());
        }

        // 120 messages at 50 a second, with a burst of at most 3.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(2300));
    }

    // ---- campaigns

    @Test
    void a_paused_campaign_waits_while_others_are_sent() {
        outbox.putAll("paused", messages("p", 50), progress -> {});
        outbox.putAll("open", messages("o", 50), progress -> {});
        outbox.campaign("paused").pause("anna", "wrong picture");

        try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
            await(LONG, () -> outbox.campaign("open").progress().isDone());
            assertThat(outbox.campaign("paused").progress().in(OutboxState.QUEUED))
                    .isEqualTo(50);
            assertThat(outbox.campaign("paused").progress().paused()).isTrue();

            outbox.campaign("paused").resume("anna", "the picture is right now");
            await(LONG, () -> outbox.campaign("paused").progress().isDone());
        }

        assertThat(outbox.campaign("paused").audit())
                .extracting(AuditEntry::action, AuditEntry::who, AuditEntry::why)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("PAUSE", "anna", "wrong picture"),
                        org.assertj.core.groups.Tuple.tuple("RESUME", "anna", "the picture is right now"));
    }

    @Test
    void a_cancelled_campaign_sends_and_accepts_no_more_messages() {
        outbox.putAll("spring", messages("s", 1500), progress -> {});

        assertThat(outbox.campaign("spring").cancel("anna", "too late")).isEqualTo(1500);

        try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
            outbox.put("alone", message());
            await(LONG, () -> entry("alone").state() == OutboxState.ACCEPTED);
        }
        assertThat(port.posts).containsExactly("alone");
        assertThat(outbox.campaign("spring").progress().in(OutboxState.CANCELLED))
                .isEqualTo(1500);
        assertThatThrownBy(() -> outbox.putAll("spring", messages("t", 1), progress -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cancelled");
    }

    @Test
    void nothing_is_claimed_after_a_pause_or_cancellation() {
        outbox.put("alone", message());
        outbox.putAll("spring", messages("s", 2), progress -> {});
        outbox.pause("anna", "wrong picture");
        assertThat(claim("", 1)).isEmpty();
        assertThat(claim("spring", 1)).isEmpty();

        outbox.resume("anna", "the picture is right now");
        outbox.campaign("spring").pause("anna", "wrong picture");
        assertThat(claim("", 1)).hasSize(1);
        assertThat(claim("spring", 1)).isEmpty();

        outbox.campaign("spring").resume("anna", "the picture is right now");
        assertThat(claim("spring", 1)).hasSize(1);

        // Cancelling a large campaign takes several transactions, of which the first only marks it.
        outbox.database().transact(connection -> {
            outbox.store().cancelCampaign(connection, Instant.now(), "spring");
            return null;
        });
        assertThat(claim("spring", 1)).isEmpty();
    }

    private List<OutboxEntry> claim(String campaign, int atMost) {
        return outbox.database()
                .transactAlone(connection ->
                        outbox.store().claim(connection, Instant.now(), SENDER.digits(), campaign, "owner", atMost));
    }

    @Test
    void a_campaign_outside_its_window_waits() {
        outbox.putAll("spring", messages("s", 5), progress -> {});
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        Campaign campaign = outbox.campaign("spring");
        campaign.sendOnlyIn(new DayWindow(now.plusHours(2), now.plusHours(3), ZoneOffset.UTC), "anna");

        try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
            outbox.put("alone", message());
            await(LONG, () -> entry("alone").state() == OutboxState.ACCEPTED);
            assertThat(campaign.progress().in(OutboxState.QUEUED)).isEqualTo(5);

            campaign.sendAtAnyTime("anna");
            await(LONG, () -> campaign.progress().isDone());
        }
    }

    // ---- send

    @Test
    void send_returns_the_first_result_for_the_same_key() {
        assertThat(outbox.send("key-1", message())).isEqualTo(accepted("key-1"));
        assertThat(outbox.send("key-1", message())).isEqualTo(accepted("key-1"));
        port.result = key -> new SendResult.InDoubt("the response was lost", null);
        assertThat(outbox.send("key-2", message())).isInstanceOf(SendResult.InDoubt.class);
        assertThat(outbox.send("key-2", message())).isEqualTo(new SendResult.InDoubt("the response was lost", null));
        port.result = key -> rejected(Reason.INVALID_PAYLOAD);
        assertThat(outbox.send("key-3", message())).isEqualTo(rejected(Reason.INVALID_PAYLOAD));
        assertThat(outbox.send("key-3", message())).isEqualTo(rejected(Reason.INVALID_PAYLOAD));

        assertThat(port.posts).containsExactly("key-1", "key-2", "key-3");
        assertThatThrownBy(() -> outbox.send("key-1", message("another"))).isInstanceOf(KeyConflictException.class);
    }

    @Test
    void nothing_is_claimed_in_the_transaction_that_pauses_the_sender() {
        outbox.put("first", message("first"));
        outbox.put("second", message("second"));
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        port.result = key -> {
            try {
                (key.equals("first") ? first : second).await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return rejected(Reason.LOW_BALANCE);
        };

        // There is room for more, so the worker claims whenever it writes an outcome.
        try (OutboxWorker worker = OutboxWorker.start(fast().withMaxInFlight(4), outbox)) {
            await(LONG, () -> port.posts.size() == 2);
            first.countDown();
            await(LONG, () -> outbox.status().pause().isPresent());
            second.countDown();
            await(LONG, () -> outbox.status().sending() == 0);
        }

        assertThat(port.posts).containsExactlyInAnyOrder("first", "second");
        assertThat(outbox.status().queued()).isEqualTo(2);
    }

    @Test
    void send_retries_a_message_that_was_not_accepted() {
        port.result = key -> new SendResult.NotSent("connection refused", null);
        assertThat(outbox.send("key-1", message())).isInstanceOf(SendResult.NotSent.class);
        port.result = key -> rejected(Reason.LOW_BALANCE);
        assertThat(outbox.send("key-1", message())).isEqualTo(rejected(Reason.LOW_BALANCE));
        port.result = Messages::accepted;
        assertThat(outbox.send("key-1", message())).isEqualTo(accepted("key-1"));
        assertThat(outbox.send("key-1", message())).isEqualTo(accepted("key-1"));

        assertThat(port.posts).hasSize(3);
    }

    @Test
    void a_second_send_waits_for_the_first() throws Exception {
        CountDownLatch posted = new CountDownLatch(1);
        CountDownLatch response = new CountDownLatch(1);
        port.result = key -> {
            posted.countDown();
            try {
                response.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return accepted(key);
        };
        CompletableFuture<SendResult> first = CompletableFuture.supplyAsync(() -> outbox.send("key-1", message()));
        posted.await();
        CompletableFuture<SendResult> second = CompletableFuture.supplyAsync(() -> outbox.send("key-1", message()));
        response.countDown();

        assertThat(first.join()).isEqualTo(accepted("key-1"));
        assertThat(second.join()).isEqualTo(accepted("key-1"));
        assertThat(port.posts).containsExactly("key-1");
    }

    @Test
    void a_worker_does_not_touch_a_send_in_flight() throws Exception {
        CountDownLatch posted = new CountDownLatch(1);
        CountDownLatch response = new CountDownLatch(1);
        port.result = key -> {
            if (key.equals("direct")) {
                posted.countDown();
                try {
                    response.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return accepted(key);
        };
        CompletableFuture<SendResult> direct = CompletableFuture.supplyAsync(() -> outbox.send("direct", message()));
        posted.await();
        try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
            outbox.put("queued", message());
            await(LONG, () -> entry("queued").state() == OutboxState.ACCEPTED);
            assertThat(entry("direct").state()).isEqualTo(OutboxState.SENDING);
        }
        response.countDown();
        assertThat(direct.join()).isEqualTo(accepted("direct"));
        assertThat(entry("direct").state()).isEqualTo(OutboxState.ACCEPTED);
    }

    @Test
    void a_send_of_a_dead_process_is_in_doubt_after_its_time_limit() {
        outbox.database()
                .transact(connection -> outbox.store()
                        .insertClaimed(
                                connection,
                                Instant.now().minusSeconds(1000),
                                SENDER.digits(),
                                new OutboxMessage("dead", message()),
                                "send:dead",
                                Instant.now().minusSeconds(100)));

        assertThat(outbox.send("dead", message())).isInstanceOf(SendResult.InDoubt.class);
        assertThat(entry("dead").state()).isEqualTo(OutboxState.IN_DOUBT);
        assertThat(port.posts).isEmpty();
    }

    @Test
    void in_a_transaction_of_the_caller_put_joins_and_send_is_refused() throws Exception {
        try (Connection connection = database.source().getConnection()) {
            javax.sql.DataSource joining = oneConnection(connection);
            Outbox joined = Outbox.on(joining, SENDER, port);
            connection.setAutoCommit(false);

            joined.put("rolled-back", message());
            assertThatThrownBy(() -> joined.send("key-1", message()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("transaction");

            connection.rollback();
            connection.setAutoCommit(true);
        }
        assertThat(outbox.find("rolled-back")).isEmpty();
        assertThat(port.posts).isEmpty();
    }

    /** Like Spring's TransactionAwareDataSourceProxy: returns the transaction's connection, which close() leaves open. */
    private static javax.sql.DataSource oneConnection(Connection connection) {
        Object shared = java.lang.reflect.Proxy.newProxyInstance(
                OutboxTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, args) -> method.getName().equals("close") ? null : method.invoke(connection, args));
        return (javax.sql.DataSource) java.lang.reflect.Proxy.newProxyInstance(
                OutboxTest.class.getClassLoader(),
                new Class<?>[] {javax.sql.DataSource.class},
                (proxy, method, args) -> shared);
    }

    // ---- operate

    @Test
    void a_doubt_is_settled_once_and_recorded_in_the_audit_log() {
        port.result = key -> new SendResult.InDoubt("lost", null);
        for (String key : List.of("a", "b", "c")) {
            outbox.send(key, message());
        }
        Outbox later = Outbox.on(
                database.source(), false, SENDER, port, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6)));

        assertThat(later.settle("a", Decision.ACCEPTED, "anna", "the console shows it"))
                .isTrue();
        assertThat(later.settle("a", Decision.GIVE_UP, "anna", "again")).isFalse();
        assertThat(later.settle("b", Decision.GIVE_UP, "anna", "too late")).isTrue();
        assertThatThrownBy(() -> outbox.settle("c", Decision.SEND_AGAIN, "anna", "not in the console"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("can still arrive");
        assertThat(later.settle("c", Decision.SEND_AGAIN, "anna", "not in the console"))
                .isTrue();

        assertThat(entry("a").state()).isEqualTo(OutboxState.ACCEPTED);
        assertThat(entry("b").state()).isEqualTo(OutboxState.CANCELLED);
        assertThat(entry("c").state()).isEqualTo(OutboxState.QUEUED);
        assertThat(outbox.inDoubt()).isEmpty();
        assertThat(outbox.audit("c")).singleElement().satisfies(audit -> {
            assertThat(audit.action()).isEqualTo("SETTLE_SEND_AGAIN");
            assertThat(audit.who()).isEqualTo("anna");
            assertThat(audit.why()).isEqualTo("not in the console");
        });
    }

    @Test
    void a_delivery_report_settles_a_doubt_and_reports_fold_in_any_order() {
        port.result = key -> new SendResult.InDoubt("lost", null);
        outbox.send("a", message());
        outbox.send("b", message());
        DeliveryReport read = DeliveryReport.builder(DeliveryStatus.READ)
                .ref("a")
                .id(dev.pictogram.MessageId.of("id-1"))
                .at(Instant.ofEpochSecond(20))
                .build();
        DeliveryReport failed = DeliveryReport.builder(DeliveryStatus.FAILED)
                .ref("a")
                .at(Instant.ofEpochSecond(10))
                .error(DeliveryError.of(DeliveryError.MEDIA_UNUSABLE)
                        .withTitle("a=b\n100%")
                        .withDetails(""))
                .build();

        assertThat(outbox.record(read)).isTrue();
        assertThat(outbox.record(failed)).isTrue();
        assertThat(outbox.record(read)).isTrue();
        assertThat(outbox.record(DeliveryReport.builder(DeliveryStatus.READ)
                        .ref("unknown")
                        .build()))
                .isFalse();

        assertThat(entry("a").state()).isEqualTo(OutboxState.ACCEPTED);
        assertThat(entry("a").result()).contains(new SendResult.Accepted(dev.pictogram.MessageId.of("id-1")));
        assertThat(entry("a").delivery()).isEqualTo(DeliveryState.of(List.of(failed, read)));
        assertThat(outbox.inDoubt()).extracting(OutboxEntry::key).containsExactly("b");
        assertThat(outbox.audit("a")).extracting(AuditEntry::action).containsExactly("SETTLE_BY_REPORT");
    }

    @Test
    void u_0000_in_a_report_or_a_reason_is_replaced() {
        port.result = key -> new SendResult.InDoubt("lost", null);
        outbox.send("a", message());

        assertThat(outbox.record(DeliveryReport.builder("se\0nt")
                        .ref("a")
                        .id(dev.pictogram.MessageId.of("id\0"))
                        .error(DeliveryError.of("1\0"))
                        .build()))
                .isTrue();
        assertThat(outbox.record(
                        DeliveryReport.builder(DeliveryStatus.SENT).ref("a\0").build()))
                .isFalse();
        outbox.pause("an\0na", "a\0b");

        assertThat(outbox.audit("a")).extracting(AuditEntry::why).containsExactly("se\uFFFDnt");
        assertThat(outbox.audit()).extracting(AuditEntry::who).containsExactly("an\uFFFDna");
    }

    @Test
    void a_report_stops_a_message_that_is_queued_to_be_sent_again() {
        port.result = key -> new SendResult.InDoubt("lost", null);
        outbox.send("a", message());
        Outbox later = Outbox.on(
                database.source(), false, SENDER, port, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6)));
        later.settle("a", Decision.SEND_AGAIN, "anna", "not in the console yet");

        outbox.record(DeliveryReport.builder(DeliveryStatus.SENT).ref("a").build());

        assertThat(entry("a").state()).isEqualTo(OutboxState.ACCEPTED);
    }

    @Test
    void a_report_before_the_response_prevents_a_doubt() {
        outbox.put("a", message());
        outbox.put("b", message());
        Database db = outbox.database();
        Store store = outbox.store();
        List<OutboxEntry> claimed = db.transact(c -> store.claim(c, Instant.now(), SENDER.digits(), "", "owner", 2));
        for (String key : List.of("a", "b")) {
            outbox.record(
                    DeliveryReport.builder(DeliveryStatus.DELIVERED).ref(key).build());
            assertThat(entry(key).state()).isEqualTo(OutboxState.SENDING);
        }

        db.transact(c -> {
            store.settle(
                    c,
                    Instant.now(),
                    List.of(new Settlement(
                            claimed.get(0).id(),
                            "owner",
                            OutboxState.IN_DOUBT,
                            Instant.now(),
                            Outcome.why("lost"),
                            false)));
            return store.sweep(c, Instant.now(), SENDER.digits());
        });

        assertThat(entry("a").state()).isEqualTo(OutboxState.ACCEPTED);
        assertThat(entry("b").state()).isEqualTo(OutboxState.ACCEPTED);
    }

    @Test
    void campaign_progress_counts_deliveries() {
        outbox.putAll("spring", messages("s", 3), progress -> {});
        try (OutboxWorker worker = OutboxWorker.start(fast(), outbox)) {
            await(LONG, () -> outbox.campaign("spring").progress().isDone());
        }
        outbox.record(DeliveryReport.builder(DeliveryStatus.DELIVERED).ref("s0").build());
        outbox.record(DeliveryReport.builder(DeliveryStatus.READ).ref("s1").build());

        assertThat(outbox.campaign("spring").progress().byDelivery())
                .containsOnly(
                        java.util.Map.entry(DeliveryStatus.DELIVERED, 1L),
                        java.util.Map.entry(DeliveryStatus.READ, 1L));
    }

    @Test
    void purge_deletes_old_final_messages_and_keeps_doubts() {
        outbox.send("accepted", message());
        port.result = key -> new SendResult.InDoubt("lost", null);
        outbox.send("doubt", message());
        outbox.put("queued", message());

        assertThat(outbox.purge(Duration.ofHours(1))).isZero();
        Outbox later =
                Outbox.on(database.source(), false, SENDER, port, Clock.offset(Clock.systemUTC(), Duration.ofHours(2)));
        assertThat(later.purge(Duration.ofHours(1))).isEqualTo(1);

        assertThat(outbox.find("accepted")).isEmpty();
        assertThat(outbox.find("doubt")).isPresent();
        assertThat(outbox.find("queued")).isPresent();
    }

    private static WorkerSettings fast() {
        return WorkerSettings.defaults().withRate(10_000).withHeartbeat(Duration.ofMillis(500));
    }
}
