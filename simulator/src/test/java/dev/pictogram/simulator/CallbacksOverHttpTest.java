// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static dev.pictogram.DeliveryStatus.DELIVERED;
import static dev.pictogram.DeliveryStatus.FAILED;
import static dev.pictogram.DeliveryStatus.NOT_SENT;
import static dev.pictogram.DeliveryStatus.READ;
import static dev.pictogram.DeliveryStatus.SENT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.pictogram.MessageId;
import dev.pictogram.simulator.RawConnection.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callbacks over real HTTP, to all kinds of targets, from Java and over the REST API. */
@Timeout(60)
class CallbacksOverHttpTest {

    private static final String CALLBACKS = "/simulator/api/callbacks";
    private static final String PROFILE = CALLBACKS + "/profile";

    private final KaleyraSimulator kaleyra = KaleyraSimulator.start();
    private final RawRequest good = RawRequest.by(kaleyra.account());

    @AfterEach
    void close() {
        kaleyra.close();
    }

    private static CallbackProfile onDemand(URI url) {
        return CallbackProfile.to(url).withPlan(CallbackPlan.none());
    }

    private MessageId accept() {
        assertThat(good.send().status()).isEqualTo(202);
        return kaleyra.idOf("customer1");
    }

    @Test
    void an_accepted_message_gets_sent_delivered_and_read_callbacks() throws Exception {
        try (CallbackTarget target = CallbackTarget.responding(200, "");
                KaleyraSimulator planned = KaleyraSimulator.start(SimulatorOptions.defaults()
                        .withCallbacks(CallbackProfile.to(target.url())
                                .withPlan(CallbackPlan.of("sent@0,delivered@0.05,read@0.1"))
                                .withHeader("X-Token", "Se-cret")))) {
            RawRequest.by(planned.account()).send();

            for (String status : List.of("sent", "delivered", "read")) {
                CallbackTarget.Request request = target.next();
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.path()).isEqualTo("/callbacks");
                assertThat(request.headers())
                        .containsEntry("Content-type", List.of("application/json"))
                        .containsEntry("X-token", List.of("Se-cret"));
                assertThat(request.body()).contains("\"status\":\"" + status + "\"", "\"ref\":\"customer1\"");
            }
        }
    }

    @Test
    void the_response_of_the_target_is_recorded_and_the_callback_is_not_retried() throws Exception {
        try (CallbackTarget target = CallbackTarget.responding(500, "no database")) {
            kaleyra.postCallbacks(onDemand(target.url()));

            CallbackAttempt attempt = kaleyra.postCallback(accept(), DELIVERED);

            assertThat(attempt.succeeded()).isFalse();
            assertThat(attempt.responseStatus()).hasValue(500);
            assertThat(attempt.responseBody()).isEqualTo("no database");
            assertThat(attempt.problem()).isEmpty();
            assertThat(attempt.payload()).isEqualTo(target.next().body());
            assertThat(kaleyra.callbackAttempts()).containsExactly(attempt);
            assertThat(kaleyra.postCallback(attempt.message(), READ).status()).isEqualTo(READ);
            assertThat(target.next().body()).contains("\"status\":\"read\"");
            assertThat(target.waiting()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"200, true", "204, true", "299, true", "302, false", "401, false", "404, false", "503, false"})
    void only_2xx_is_a_success(int status, boolean succeeded) throws IOException {
        try (CallbackTarget target = CallbackTarget.responding(status, "")) {
            kaleyra.postCallbacks(onDemand(target.url()));

            CallbackAttempt attempt = kaleyra.postCallback(accept(), SENT);

            assertThat(attempt.responseStatus()).hasValue(status);
            assertThat(attempt.succeeded()).isEqualTo(succeeded);
        }
    }

    @Test
    void a_redirect_is_not_followed() throws IOException {
        try (CallbackTarget elsewhere = CallbackTarget.responding(200, "");
                CallbackTarget target = new CallbackTarget(exchange -> {
                    exchange.getResponseHeaders()
                            .set("Location", elsewhere.url().toString());
                    exchange.sendResponseHeaders(307, -1);
                })) {
            kaleyra.postCallbacks(onDemand(target.url()));

            CallbackAttempt attempt = kaleyra.postCallback(accept(), SENT);

            assertThat(attempt.outcome()).isEqualTo("the target responded with 307; redirects are not followed");
            assertThat(elsewhere.waiting()).isZero();
        }
    }

    @Test
    void an_unreachable_target_is_reported_and_the_message_still_counts_as_delivered() throws IOException {
        URI nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/");
        }
        kaleyra.postCallbacks(onDemand(nobody));
        MessageId id = accept();

        CallbackAttempt attempt = kaleyra.postCallback(id, DELIVERED);

        assertThat(attempt.responseStatus()).isEmpty();
        assertThat(attempt.problem()).isEqualTo("the target cannot be reached: it refused the connection");
        JsonObject message =
                get("/simulator/api/messages").getAsJsonArray("messages").get(0).getAsJsonObject();
        assertThat(message.getAsJsonObject("delivery").get("status").getAsString())
                .isEqualTo("delivered");
        assertThat(message.getAsJsonObject("callback").get("succeeded").getAsBoolean())
                .isFalse();
    }

    @Test
    void a_connection_closed_without_a_response_is_reported_and_the_callback_is_posted_once() throws Exception {
        try (CallbackTarget target = new CallbackTarget(exchange -> {})) {
            kaleyra.postCallbacks(onDemand(target.url()));

            CallbackAttempt attempt = kaleyra.postCallback(accept(), DELIVERED);

            assertThat(attempt.responseStatus()).isEmpty();
            assertThat(attempt.problem()).isNotEmpty();
            target.next();
            assertThat(target.waiting()).isZero();
        }
    }

    @Test
    void a_timeout_of_the_target_is_reported() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        try (CallbackTarget target = new CallbackTarget(exchange -> await(end))) {
            kaleyra.postCallbacks(onDemand(target.url()).withTimeout(Duration.ofMillis(200)));

            CallbackAttempt attempt = kaleyra.postCallback(accept(), DELIVERED);

            assertThat(attempt.problem()).isEqualTo("no complete response within 200 ms");
        } finally {
            end.countDown();
        }
    }

    @Test
    void an_endless_response_is_ended_by_the_timeout() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        try (CallbackTarget target = new CallbackTarget(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            await(end);
        })) {
            kaleyra.postCallbacks(onDemand(target.url()).withTimeout(Duration.ofMillis(300)));

            assertThat(kaleyra.postCallback(accept(), DELIVERED).problem())
                    .isEqualTo("no complete response within 300 ms");
        } finally {
            end.countDown();
        }
    }

    @Test
    void the_beginning_of_an_endless_response_is_recorded() throws IOException {
        byte[] part = "ä".repeat(50_000).getBytes(UTF_8);
        try (CallbackTarget target = new CallbackTarget(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (true) { // Until the client cancels.
                    out.write(part);
                }
            }
        })) {
            kaleyra.postCallbacks(onDemand(target.url()));

            CallbackAttempt attempt = kaleyra.postCallback(accept(), DELIVERED);

            assertThat(attempt.problem()).isEmpty();
            assertThat(attempt.responseBody()).isEqualTo("ä".repeat(512));
        }
    }

    @Test
    void a_message_with_a_lost_response_has_callbacks_and_a_dropped_one_has_none() throws Exception {
        try (CallbackTarget target = CallbackTarget.responding(200, "")) {
            kaleyra.postCallbacks(CallbackProfile.to(target.url()).withPlan(CallbackPlan.of("sent@0")));
            kaleyra.dropNext(1);
            assertThatExceptionOfType(AssertionError.class).isThrownBy(good::send);
            kaleyra.loseNext(1);
            RawRequest lost = good.withBody(RawRequest.PAYLOAD.replace("customer1", "lost"));
            assertThatExceptionOfType(AssertionError.class).isThrownBy(lost::send);

            assertThat(target.next().body()).contains("\"status\":\"sent\"", "\"ref\":\"lost\"");
            assertThat(kaleyra.postCallback(kaleyra.idOf("lost"), DELIVERED).succeeded())
                    .isTrue();
            assertThat(target.next().body()).contains("\"status\":\"delivered\"", "\"ref\":\"lost\"");
            assertThat(target.waiting()).isZero();
            assertThatIllegalArgumentException().isThrownBy(() -> kaleyra.idOf("customer1"));
        }
    }

    @Test
    void a_callback_can_arrive_before_the_response() throws Exception {
        try (CallbackTarget target = CallbackTarget.responding(200, "")) {
            kaleyra.postCallbacks(CallbackProfile.to(target.url()).withPlan(CallbackPlan.of("sent@0")));
            kaleyra.delayNext(1, Duration.ofMinutes(10));
            CompletableFuture<Void> answered = CompletableFuture.runAsync(good::send);

            assertThat(target.next().body()).contains("\"status\":\"sent\"");

            assertThat(answered).isNotDone();
            kaleyra.close();
        }
    }

    @Test
    void closing_does_not_wait_for_targets_and_ends_the_threads() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        KaleyraSimulator closing = KaleyraSimulator.start();
        try (CallbackTarget target = new CallbackTarget(exchange -> await(end))) {
            closing.postCallbacks(CallbackProfile.to(target.url())
                    .withPlan(CallbackPlan.of("sent@0,read@600"))
                    .withTimeout(Duration.ofMinutes(1)));
            RawRequest.by(closing.account()).send();
            target.next();
            CompletableFuture<CallbackAttempt> onDemand =
                    CompletableFuture.supplyAsync(() -> closing.postCallback(closing.idOf("customer1"), READ));
            target.next();
            Set<Thread> ours = new HashSet<>(Thread.getAllStackTraces().keySet());
            ours.removeAll(before);
            ours.removeIf(thread -> !thread.getName().contains("kaleyra-simulator")
                    && !thread.getName().contains("HttpClient"));
            assertThat(ours)
                    .anyMatch(thread -> thread.getName().endsWith("-callbacks"))
                    .allMatch(Thread::isDaemon);
            long begin = System.nanoTime();

            closing.close();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(9));
            assertThat(onDemand.join().problem()).isEqualTo("the simulator was closed");
            for (Thread thread : ours) {
                for (int i = 0; i < 100 && thread.isAlive(); i++) {
                    System.gc(); // On 17 the client's selector thread ends when the client is collected.
                    thread.join(200);
                }
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        } finally {
            end.countDown();
            closing.close();
        }
    }

    @Test
    void no_callback_thread_is_started_without_callbacks() {
        accept();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName()
                        .equals("kaleyra-simulator-" + kaleyra.pod().baseUrl().getPort() + "-callbacks"));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> kaleyra.postCallback(kaleyra.idOf("customer1"), SENT));
    }

    @Test
    void a_profile_is_set_changed_read_and_deleted_over_rest() throws IOException {
        assertThat(get(PROFILE)).hasToString("{}");
        put(200, "{\"url\":\"http://localhost:1/\",\"plan\":\"none\",\"headers\":{\"X-Token\":\"Se-cret\"}}");

        assertThat(get(PROFILE)).hasToString("""
                {"url":"http://localhost:1/","plan":"none","shape":"v2","timeout":10,"headers":{"X-Token":"••••••••"}}""");
        put(200, "{\"plan\":\"sent@1\",\"shape\":\"v2-trailing-comma\",\"timeout\":0.5}");
        assertThat(get(PROFILE)).hasToString("""
                {"url":"http://localhost:1/","plan":"sent@1","shape":"v2-trailing-comma","timeout":0.5,\
                "headers":{"X-Token":"••••••••"}}""");
        put(200, "{\"url\":\"http://[::1]:1/\",\"headers\":{}}");
        assertThat(get(PROFILE).getAsJsonObject("headers")).hasToString("{}");
        assertThat(request("DELETE", PROFILE, "").status()).isEqualTo(204);
        assertThat(get(PROFILE)).hasToString("{}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                | url: must be given, but it is not
            {"url":"http://example.com/"}                     | url: must have the host 127.x.x.x, [::1] or localhost
            {"url":"nowhere"}                                 | url: must be an http or https URL
            {"url":"http://a b/"}                             | url: must be a URL
            {"url":1}                                         | url: must be a text
            {"url":"http://localhost/","plan":"sent"}         | plan: must be none or steps
            {"url":"http://localhost/","shape":"v3"}          | shape: must be one of v2, v2-trailing-comma, flat
            {"url":"http://localhost/","timeout":61}          | timeout: must be from 0.001 to 60 s
            {"url":"http://localhost/","timeout":1e1}         | timeout: must be a number of seconds
            {"url":"http://localhost/","headers":[]}          | headers: must be an object
            {"url":"http://localhost/","headers":{"a":1}}     | headers: must be texts
            {"url":"http://localhost/","headers":{"Host":"a"}}| header: must have a name that clients may set
            {"url":"http://localhost/","retries":3}           | must have no members but headers, plan, shape, timeout, url
            """)
    void an_invalid_profile_is_rejected_and_changes_nothing(String body, String error) {
        assertThat(put(400, body).get("error").getAsString()).startsWith(error);
        assertThat(get(PROFILE)).hasToString("{}");
    }

    @Test
    void rest_can_set_another_host_only_if_allowed_at_the_start() {
        SimulatorOptions options = SimulatorOptions.defaults()
                .withCallbacks(CallbackProfile.toOtherHost(URI.create("http://app.invalid/")));
        try (KaleyraSimulator open = KaleyraSimulator.start(options)) {
            for (String method : List.of("GET", "DELETE", "PUT")) {
                Reply reply = new RawRequest(
                                open.pod(),
                                method,
                                PROFILE,
                                List.of(),
                                "{\"url\":\"http://other.invalid/\"}".getBytes(UTF_8))
                        .send();
                assertThat(reply.status()).isIn(200, 204);
            }
        }
    }

    @Test
    void headers_are_not_posted_to_another_server_than_they_were_set_for() {
        put(200, "{\"url\":\"http://localhost:1/a\",\"plan\":\"none\",\"headers\":{\"X-Token\":\"Se-cret\"}}");

        put(200, "{\"url\":\"http://localhost:1/b\"}");
        assertThat(get(PROFILE).getAsJsonObject("headers").keySet()).containsExactly("X-Token");
        for (String url : List.of("http://localhost:2/b", "https://localhost:2/b", "http://127.0.0.1:2/b")) {
            put(200, "{\"url\":\"http://localhost:1/a\",\"headers\":{\"X-Token\":\"Se-cret\"}}");
            put(200, "{\"url\":\"" + url + "\"}");
            assertThat(get(PROFILE).getAsJsonObject("headers")).as(url).hasToString("{}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void rest_cannot_set_the_url_of_a_simulator_that_is_open_to_others(String host) throws IOException {
        SimulatorOptions open = SimulatorOptions.defaults().withHostThatOthersReach(host);
        CallbackProfile own = CallbackProfile.to(URI.create("http://127.0.0.1:1/callbacks"));
        for (SimulatorOptions options : List.of(open, open.withCallbacks(own))) {
            try (CallbackTarget other = CallbackTarget.responding(200, "a secret");
                    KaleyraSimulator simulator = KaleyraSimulator.start(options)) {
                RawRequest change = new RawRequest(simulator.pod(), "PUT", PROFILE, List.of(), new byte[0]);

                assertThat(change.withBody("{\"url\":\"" + other.url() + "\"}")
                                .send()
                                .body())
                        .startsWith("{\"error\":\"url: must be the one set at the start");
                for (String body : List.of("{\"plan\":\"none\"}", "{\"url\":\"" + own.url() + "\"}")) {
                    assertThat(change.withBody(body).send().status())
                            .isEqualTo(options.callbacks().isPresent() ? 200 : 400);
                }
                assertThat(change.withMethod("DELETE").send().status()).isEqualTo(204);
                assertThat(change.withBody("{\"url\":\"" + other.url() + "\"}")
                                .send()
                                .status())
                        .isEqualTo(400);
                assertThat(other.waiting()).isZero();
            }
        }
    }

    @Test
    void a_callback_is_posted_over_rest_by_id_or_ref_and_returned_with_the_response() throws Exception {
        try (CallbackTarget target = CallbackTarget.responding(401, "who are you?")) {
            kaleyra.postCallbacks(onDemand(target.url()));
            MessageId id = accept();

            JsonObject attempt = post(200, "{\"ref\":\"customer1\",\"status\":\"failed\",\"code\":\"131026\"}");

            assertThat(attempt.remove("payload").getAsString())
                    .isEqualTo(target.next().body());
            assertThat(attempt.remove("at")).isNotNull();
            assertThat(attempt)
                    .hasToString("{\"message_id\":\"" + id + "\",\"status\":\"failed\",\"succeeded\":false,"
                            + "\"outcome\":\"the target responded with 401\",\"response_status\":401,"
                            + "\"response_body\":\"who are you?\"}");
            post(200, "{\"message_id\":\"" + id + "\",\"status\":\"NOT_SENT\"}");
            assertThat(target.next().body()).startsWith("{\"code\":\"WAV2101\"");

            JsonObject message = get("/simulator/api/messages")
                    .getAsJsonArray("messages")
                    .get(0)
                    .getAsJsonObject();
            JsonObject delivery = message.getAsJsonObject("delivery");
            assertThat(delivery.get("status").getAsString()).isEqualTo("failed");
            assertThat(delivery.getAsJsonArray("errors")
                            .get(0)
                            .getAsJsonObject()
                            .get("meaning")
                            .getAsString())
                    .isEqualTo("WhatsApp cannot deliver to this recipient.");
            assertThat(delivery.getAsJsonObject("at").keySet()).containsExactlyInAnyOrder("failed", "not sent");
        }
    }

    @Test
    void attempts_are_listed_newest_first_filtered_and_cleared() throws IOException {
        try (CallbackTarget target = CallbackTarget.responding(200, "")) {
            kaleyra.postCallbacks(onDemand(target.url()));
            MessageId id = accept();
            kaleyra.postCallback(id, SENT);
            kaleyra.postCallback(id, FAILED, "131026");
            kaleyra.postCallback(id, NOT_SENT, "WAV1");

            assertThat(statuses("")).containsExactly("not sent", "failed", "sent");
            assertThat(statuses("?limit=1")).containsExactly("not sent");
            assertThat(statuses("?message_id=" + id + "&ref=customer1")).hasSize(3);
            assertThat(statuses("?message_id=A")).isEmpty();
            assertThat(statuses("?ref=other")).isEmpty();
            assertThat(request("DELETE", CALLBACKS, "").status()).isEqualTo(204);
            assertThat(get(CALLBACKS)).hasToString("{\"total\":0,\"callbacks\":[]}");
            assertThat(kaleyra.callbackAttempts()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            400 | {"status":"read"}                                | message: message_id or ref must name an accepted message
            400 | {"ref":"other","status":"read"}                  | message: message_id or ref must name an accepted message
            400 | {"message_id":"A","status":"read"}               | message: must be an accepted message
            400 | {"ref":"customer1"}                              | status: must be sent, delivered, read, failed or not
            400 | {"ref":"customer1","status":"played"}            | status: must be sent, delivered, read, failed or not
            400 | {"ref":"customer1","status":"read","code":"1"}   | code: must be given with failed and not sent only
            400 | {"ref":"customer1","status":"failed","code":"x"} | code: must be a number of at most 9 digits
            400 | {"ref":1,"status":"read"}                        | ref: must be a text
            400 | {"to":"customer1","status":"read"}               | must have no members but code, message_id, ref, status
            """)
    void an_invalid_callback_is_rejected(int status, String body, String error) {
        kaleyra.postCallbacks(onDemand(URI.create("http://127.0.0.1:1/")));
        accept();

        assertThat(post(status, body).get("error").getAsString()).startsWith(error);
        assertThat(kaleyra.callbackAttempts()).isEmpty();
    }

    @Test
    void a_callback_without_a_profile_is_a_conflict() {
        accept();

        assertThat(post(409, "{\"ref\":\"customer1\",\"status\":\"read\"}")
                        .get("error")
                        .getAsString())
                .isEqualTo("callbacks: must have a URL, but there is none");
    }

    @Test
    void codes_are_listed_with_meaning_and_advice() {
        JsonArray codes = get(CALLBACKS + "/codes").getAsJsonArray("codes");

        assertThat(codes)
                .hasSizeGreaterThan(5)
                .allSatisfy(code ->
                        assertThat(code.getAsJsonObject().keySet()).containsExactly("code", "meaning", "advice"));
    }

    @Test
    void a_reset_restores_the_initial_profile_and_clears_the_attempts() throws IOException {
        try (CallbackTarget target = CallbackTarget.responding(200, "")) {
            kaleyra.postCallbacks(onDemand(target.url()));
            kaleyra.postCallback(accept(), SENT);

            kaleyra.reset();

            assertThat(kaleyra.callbackAttempts()).isEmpty();
            assertThat(get(PROFILE)).hasToString("{}");
        }
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> statuses(String query) {
        return get(CALLBACKS + query).getAsJsonArray("callbacks").asList().stream()
                .map(callback -> callback.getAsJsonObject().get("status").getAsString())
                .toList();
    }

    private JsonObject put(int status, String body) {
        return json(status, request("PUT", PROFILE, body));
    }

    private JsonObject post(int status, String body) {
        return json(status, request("POST", CALLBACKS, body));
    }

    private JsonObject get(String target) {
        return json(200, request("GET", target, ""));
    }

    private static JsonObject json(int status, Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        return JsonParser.parseString(reply.body()).getAsJsonObject();
    }

    private Reply request(String method, String target, String body) {
        return new RawRequest(kaleyra.pod(), method, target, List.of(), body.getBytes(UTF_8)).send();
    }
}
