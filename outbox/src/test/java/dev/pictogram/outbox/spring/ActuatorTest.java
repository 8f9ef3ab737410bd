// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import static dev.pictogram.outbox.spring.Application.SENDER;
import static dev.pictogram.outbox.spring.Application.await;
import static dev.pictogram.outbox.spring.Application.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.pictogram.SendResult;
import dev.pictogram.outbox.AuditEntry;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Meters and the endpoint, as Actuator binds and calls them. */
@Timeout(120)
class ActuatorTest {

    private static final String DIGITS = SENDER.digits();
    private static final SendResult NO_CREDIT = new SendResult.Rejected(
            SendResult.Reason.LOW_BALANCE, 400, "E110", "Low balance", Map.of(), Optional.empty());

    @TempDir
    Path directory;

    private ApplicationContextRunner application() {
        return Application.on(Application.sqlite(directory));
    }

    // Meters

    @Test
    void the_application_has_meters_for_each_sender() {
        application()
                .withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> {
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    FakePort port = context.getBean(FakePort.class);
                    Outbox outbox = context.getBean(Outbox.class);
                    outbox.put("order-1", message("one"));
                    await(() -> sent(registry, "accepted") == 1);
                    port.result = CompletableFuture.completedFuture(NO_CREDIT);
                    outbox.put("order-2", message("two"));
                    await(() -> sent(registry, "queued_again") == 1);

                    await(() -> gauge(registry, "paused") == 1);
                    assertThat(gauge(registry, "queued")).isOne();
                    assertThat(gauge(registry, "sending")).isZero();
                    assertThat(gauge(registry, "in.doubt")).isZero();
                    assertThat(gauge(registry, "oldest.due")).isBetween(0.0, 120.0);
                    assertThat(sent(registry, "rejected")).isZero();
                    assertThat(sent(registry, "in_doubt")).isZero();
                });
    }

    @Test
    void an_application_that_only_puts_counts_no_attempts() {
        application()
                .withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("pictogram.outbox.worker=false")
                .run(context -> {
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    assertThat(registry.find("pictogram.outbox.sent").meters()).isEmpty();
                    assertThat(gauge(registry, "queued")).isZero();
                });
    }

    private static double sent(MeterRegistry registry, String outcome) {
        return registry.get("pictogram.outbox.sent")
                .tag("sender", DIGITS)
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    private static double gauge(MeterRegistry registry, String name) {
        return registry.get("pictogram.outbox." + name)
                .tag("sender", DIGITS)
                .gauge()
                .value();
    }

    @Test
    void the_status_is_read_once_in_five_seconds() {
        AtomicLong now = new AtomicLong();
        try (Outbox outbox = Outbox.inFile(directory.resolve("outbox.db"), SENDER, new FakePort())) {
            Statuses statuses = new Statuses(List.of(outbox), now::get);
            assertThat(statuses.read().bySender().get(SENDER).queued()).isZero();
            outbox.put("order-1", message("one"));

            now.addAndGet(Duration.ofSeconds(4).toNanos());
            assertThat(statuses.read().bySender().get(SENDER).queued()).isZero();
            now.addAndGet(Duration.ofSeconds(2).toNanos());
            assertThat(statuses.read().bySender().get(SENDER).queued()).isOne();
        }
    }

    @Test
    void a_failure_is_kept_as_long_and_its_gauges_are_nan() {
        AtomicLong now = new AtomicLong();
        Outbox outbox = Outbox.inFile(directory.resolve("outbox.db"), SENDER, new FakePort());
        outbox.close();
        Statuses statuses = new Statuses(List.of(outbox), now::get);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new OutboxMeters(statuses, null, Clock.systemUTC()).bindTo(registry);

        Statuses.Reading first = statuses.read();
        assertThat(first.failure()).hasMessageContaining("closed");
        assertThat(statuses.read()).isSameAs(first);
        assertThat(gauge(registry, "queued")).isNaN();
        assertThat(gauge(registry, "oldest.due")).isNaN();
    }

    // The endpoints

    private ApplicationContextRunner withJmx() {
        return application()
                .withPropertyValues(
                        "spring.jmx.enabled=true",
                        "spring.jmx.default-domain=" + domain(),
                        "management.endpoints.jmx.exposure.include=pictogramoutbox,pictogramdoubts",
                        "management.endpoints.jmx.domain=" + domain());
    }

    private String domain() {
        return "test-" + directory.getFileName();
    }

    private Object call(String operation, String... arguments) throws Exception {
        return callOn("Pictogramoutbox", operation, arguments);
    }

    private Object callOn(String endpoint, String operation, String... arguments) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        String[] types = new String[arguments.length];
        Arrays.fill(types, String.class.getName());
        return server.invoke(new ObjectName(domain() + ":type=Endpoint,name=" + endpoint), operation, arguments, types);
    }

    @Test
    void the_endpoint_shows_pauses_and_resumes_a_sender() {
        withJmx().run(context -> {
            Outbox outbox = context.getBean(Outbox.class);
            assertThat(call("senders").toString()).contains(DIGITS, "queued=0", "inDoubt=0");

            assertThat(call("change", DIGITS, "pause", "anna", "wrong picture").toString())
                    .contains("reason=PAUSED", "why=wrong picture");
            assertThat(outbox.status().pause()).isPresent();
            assertThat(call("sender", "+" + DIGITS).toString())
                    .contains("since=" + Instant.now().toString().substring(0, 4));

            assertThat(call("change", DIGITS, "resume", "anna", "right picture").toString())
                    .doesNotContain("paused");
            assertThat(outbox.audit())
                    .extracting(AuditEntry::action, AuditEntry::who)
                    .containsExactly(tuple("PAUSE", "anna"), tuple("RESUME", "anna"));
        });
    }

    @Test
    void the_endpoint_refuses_an_unknown_sender() {
        withJmx().run(context -> {
            assertThat(call("sender", "15550000000")).isNull();
            assertThatThrownBy(() -> call("change", "15550000000", "pause", "anna", "?"))
                    .hasStackTraceContaining("15550000000");
        });
    }

    @Test
    void the_endpoint_for_doubts_shows_and_settles_them() {
        withJmx().run(context -> {
            context.getBean(FakePort.class).result =
                    CompletableFuture.completedFuture(new SendResult.InDoubt("HTTP 502", null));
            Outbox outbox = context.getBean(Outbox.class);
            outbox.put("order 1/2", message("one"));
            await(() -> outbox.status().inDoubt() == 1);

            assertThat(callOn("Pictogramdoubts", "doubts").toString())
                    .contains("key=order 1/2", "sender=" + DIGITS, "why=HTTP 502")
                    .doesNotContain("campaign", message("one").recipient().digits());
            assertThatThrownBy(
                            () -> callOn("Pictogramdoubts", "settle", "order 1/2", "send-again", "anna", "no report"))
                    .hasStackTraceContaining("can still arrive");
            callOn("Pictogramdoubts", "settle", "order 1/2", "accepted", "anna", "seen in the console");

            assertThat(outbox.find("order 1/2").orElseThrow().state()).isEqualTo(OutboxState.ACCEPTED);
            assertThat(outbox.audit("order 1/2"))
                    .extracting(AuditEntry::action, AuditEntry::who)
                    .containsExactly(tuple("SETTLE_ACCEPTED", "anna"));
            assertThatThrownBy(() -> callOn("Pictogramdoubts", "settle", "order 1/2", "give-up", "anna", "again"))
                    .hasStackTraceContaining("No message in doubt has the key \"order 1/2\"");
        });
    }

    @Test
    void the_endpoints_are_not_there_unless_they_are_exposed() {
        application()
                .run(context -> assertThat(context)
                        .doesNotHaveBean(OutboxEndpoint.class)
                        .doesNotHaveBean(DoubtsEndpoint.class));
    }
}
