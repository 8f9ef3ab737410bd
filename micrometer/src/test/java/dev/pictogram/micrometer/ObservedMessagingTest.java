// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObservedMessagingTest {

    private static final ImageMessage MESSAGE = ImageMessage.to("+919800000001", Image.uploaded("1"));
    private static final SendResult ACCEPTED = new Accepted(MessageId.of("AX1"));

    private final Observed observed = new Observed();

    @AfterEach
    void closeScopes() {
        // Micrometer leaves a scope open on the thread if a handler throws when it is closed.
        observed.registry().setCurrentObservationScope(null);
    }

    static Stream<Arguments> results() {
        Throwable withUrl = new IOException("POST https://api.in.kaleyra.io/v2/HXAP1/whatsapp/+919800000000/messages");
        return Stream.of(
                Arguments.of(ACCEPTED, "outcome=accepted reason=none"),
                Arguments.of(
                        new Rejected(Reason.SENDER_NOT_OWNED, 401, "WA401", "", Map.of(), Optional.empty()),
                        "outcome=rejected reason=sender_not_owned"),
                Arguments.of(new NotSent("refused", withUrl), "outcome=not_sent reason=none"),
                Arguments.of(new InDoubt("no response", withUrl), "outcome=in_doubt reason=none"));
    }

    @ParameterizedTest
    @MethodSource("results")
    void a_send_is_one_observation_with_its_result_and_no_personal_data(SendResult result, String keys) {
        assertThat(over(message -> result).send(MESSAGE)).isSameAs(result);

        assertThat(observed.stopped()).containsExactly("pictogram.send " + keys);
    }

    @ParameterizedTest
    @MethodSource("results")
    void an_asynchronous_send_is_one_observation(SendResult result, String keys) throws Exception {
        assertThat(over(message -> result).sendAsync(MESSAGE).get()).isSameAs(result);

        assertThat(observed.stopped()).containsExactly("pictogram.send " + keys);
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "open", "close", "stop"})
    void a_handler_that_throws_does_not_change_a_send(String when) throws Exception {
        ObservationRegistry broken = ObservationRegistry.create();
        broken.observationConfig().observationHandler(new BrokenHandler(when));
        AtomicInteger sent = new AtomicInteger();
        MessagingPort port = ObservedMessaging.observe(
                message -> {
                    sent.incrementAndGet();
                    return ACCEPTED;
                },
                broken);

        assertThat(port.send(MESSAGE)).isSameAs(ACCEPTED);
        assertThat(port.sendAsync(MESSAGE).get()).isSameAs(ACCEPTED);
        assertThat(sent).hasValue(2);
    }

    private record BrokenHandler(String when) implements ObservationHandler<Observation.Context> {

        private void breakOn(String now) {
            if (now.equals(when)) {
                throw new NoSuchMethodError("another version of a library, on " + now);
            }
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }

        @Override
        public void onStart(Observation.Context context) {
            breakOn("start");
        }

        @Override
        public void onScopeOpened(Observation.Context context) {
            breakOn("open");
        }

        @Override
        public void onScopeClosed(Observation.Context context) {
            breakOn("close");
        }

        @Override
        public void onStop(Observation.Context context) {
            breakOn("stop");
        }
    }

    @Test
    void a_send_runs_in_the_scope_of_its_observation() {
        AtomicReference<Observation> during = new AtomicReference<>();
        Observation outer = Observation.start("outer", observed.registry());
        try (Observation.Scope scope = outer.openScope()) {
            over(message -> {
                        during.set(observed.registry().getCurrentObservation());
                        return ACCEPTED;
                    })
                    .send(MESSAGE);

            assertThat(during.get().getContextView().getName()).isEqualTo("pictogram.send");
            assertThat(during.get().getContextView().getParentObservation()).isSameAs(outer);
            assertThat(scope.getCurrentObservation()).isSameAs(outer);
            assertThat(observed.registry().getCurrentObservation()).isSameAs(outer);
        }
    }

    @Test
    void an_asynchronous_send_is_observed_until_it_completes() {
        CompletableFuture<SendResult> future = new CompletableFuture<>();
        CompletableFuture<SendResult> pending = over(completedBy(future)).sendAsync(MESSAGE);

        assertThat(observed.started()).containsExactly("pictogram.send");
        assertThat(observed.registry().getCurrentObservation()).isNull();
        assertThat(observed.stopped()).isEmpty();
        future.complete(ACCEPTED);
        assertThat(pending).isCompletedWithValue(ACCEPTED);
        assertThat(observed.stopped()).hasSize(1);
    }

    @Test
    void a_port_that_throws_is_observed_as_in_doubt() {
        MessagingPort broken = over(message -> {
            throw new IllegalStateException("broken on purpose");
        });

        assertThatIllegalStateException().isThrownBy(() -> broken.send(MESSAGE));
        assertThat(observed.stopped()).containsExactly("pictogram.send outcome=in_doubt reason=none");
        assertThat(observed.registry().getCurrentObservation()).isNull();
    }

    @Test
    void an_asynchronous_send_that_throws_is_observed_as_in_doubt() {
        MessagingPort broken = ObservedMessaging.observe(
                new MessagingPort() {

                    @Override
                    public SendResult send(ImageMessage message) {
                        return ACCEPTED;
                    }

                    @Override
                    public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
                        throw new IllegalStateException("broken on purpose");
                    }
                },
                observed.registry());

        assertThatIllegalStateException().isThrownBy(() -> broken.sendAsync(MESSAGE));
        assertThat(observed.stopped()).containsExactly("pictogram.send outcome=in_doubt reason=none");
    }

    @Test
    void a_cancelled_send_is_observed_as_in_doubt_when_it_is_cancelled() {
        CompletableFuture<SendResult> future = new CompletableFuture<>();

        over(completedBy(future)).sendAsync(MESSAGE).cancel(true);

        assertThat(future).isCancelled();
        assertThat(observed.stopped()).containsExactly("pictogram.send outcome=in_doubt reason=none");
    }

    @Test
    void a_port_can_have_keys_of_its_sender() {
        Map<String, String> keys = new HashMap<>(Map.of("sender", "sales", "reason", "replaced"));
        MessagingPort port = ObservedMessaging.observe(message -> ACCEPTED, observed.registry(), keys);
        keys.clear();

        port.send(MESSAGE);

        assertThat(observed.stopped()).containsExactly("pictogram.send outcome=accepted reason=none sender=sales");
    }

    @Test
    void null_arguments_are_refused() {
        MessagingPort port = message -> ACCEPTED;

        assertThatNullPointerException().isThrownBy(() -> ObservedMessaging.observe(null, observed.registry()));
        assertThatNullPointerException().isThrownBy(() -> ObservedMessaging.observe(port, null));
        assertThatNullPointerException().isThrownBy(() -> ObservedMessaging.observe(port, observed.registry(), null));
    }

    @Test
    void a_null_message_is_not_observed() {
        MessagingPort port = over(message -> ACCEPTED);

        assertThatNullPointerException().isThrownBy(() -> port.send(null)).withMessage("message");
        assertThatNullPointerException().isThrownBy(() -> port.sendAsync(null)).withMessage("message");
        assertThat(observed.started()).isEmpty();
    }

    private MessagingPort over(MessagingPort port) {
        return ObservedMessaging.observe(port, observed.registry());
    }

    private static MessagingPort completedBy(CompletableFuture<SendResult> future) {
        return new MessagingPort() {

            @Override
            public SendResult send(ImageMessage message) {
                return future.join();
            }

            @Override
            public CompletableFuture<SendResult> sendAsync(ImageMessage message) {
                return future;
            }
        };
    }
}
