// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static dev.pictogram.DeliveryStatus.FAILED;
import static dev.pictogram.DeliveryStatus.READ;
import static dev.pictogram.DeliveryStatus.SENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pictogram.ApiKey;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Sid;
import java.net.ConnectException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The times of callbacks, with a controlled clock. */
@Timeout(60)
class CallbacksTest {

    private static final SimulatedAccount ACCOUNT =
            SimulatedAccount.of(Sid.of("HXAP16XXXXXX97IN"), ApiKey.of("Asecret3"), PhoneNumber.of("+919800000000"));
    private static final CallbackProfile PROFILE = CallbackProfile.to(URI.create("http://127.0.0.1:1/"));

    private final Ledger ledger = new Ledger(List.of(ACCOUNT));
    private final ByHand target = new ByHand();
    private Instant now = CallbackSamples.AT;
    private Callbacks callbacks = callbacks("sent@0.2,delivered@1,read@3");

    private Callbacks callbacks(String plan) {
        return new Callbacks(ledger, Optional.of(PROFILE.withPlan(CallbackPlan.of(plan))), () -> now, target, in -> {});
    }

    @Test
    void each_step_is_posted_when_it_is_due_and_not_earlier() {
        accept("order-1");
        callbacks.postDue();
        assertThat(target.posts()).isEmpty();

        passMillis(199);
        assertThat(target.posts()).isEmpty();
        passMillis(1);
        assertThat(target.posts()).containsExactly("order-1 sent 1760000000");
        passMillis(800);
        passMillis(1_999);
        assertThat(target.posts()).hasSize(2);
        passMillis(1);

        assertThat(target.posts())
                .containsExactly("order-1 sent 1760000000", "order-1 delivered 1760000001", "order-1 read 1760000003");
        assertThat(callbacks.waiting()).isZero();
    }

    @Test
    void a_plan_without_steps_posts_nothing() {
        callbacks = callbacks("none");
        accept("order-1");
        passMillis(1_000_000);

        assertThat(target.posts()).isEmpty();
    }

    @Test
    void a_late_callback_is_posted_hours_later() {
        callbacks = callbacks("sent@0,delivered@86400");
        accept("order-1");
        passMillis(0);
        passMillis(86_399_999);
        assertThat(target.posts()).hasSize(1);
        passMillis(1);

        assertThat(target.posts()).hasSize(2);
    }

    @Test
    void a_repeated_callback_is_equal_byte_for_byte() {
        callbacks = callbacks("delivered@1,delivered@5");
        accept("order-1");
        passMillis(1_000);
        passMillis(4_000);

        assertThat(target.bodies).hasSize(2);
        assertThat(target.bodies.get(1)).isEqualTo(target.bodies.get(0));
    }

    @Test
    void timestamps_show_the_true_order_of_callbacks_out_of_order() {
        callbacks = callbacks("read@1,delivered@5,sent@9");
        accept("order-1");
        passMillis(1_000);
        passMillis(4_000);
        passMillis(4_000);

        assertThat(target.posts())
                .containsExactly("order-1 read 1760000001", "order-1 delivered 1760000001", "order-1 sent 1760000001");
    }

    @Test
    void callbacks_are_posted_one_at_a_time_for_each_message_and_in_parallel_for_several() {
        target.responds = false;
        accept("order-1");
        accept("order-2");
        passMillis(3_000);

        assertThat(target.posts()).containsExactly("order-1 sent 1760000003", "order-2 sent 1760000003");
        target.pending.get(1).complete(new Target.Reply(200, ""));
        callbacks.postDue();
        assertThat(target.posts()).hasSize(3).endsWith("order-2 delivered 1760000003");
        target.pending.get(0).completeExceptionally(new ConnectException());
        callbacks.postDue();
        assertThat(target.posts()).hasSize(4).endsWith("order-1 delivered 1760000003");
    }

    @Test
    void a_failed_attempt_is_not_retried_and_does_not_stop_the_next_step() {
        target.status = 500;
        accept("order-1");
        passMillis(200);
        passMillis(500);
        assertThat(target.posts()).hasSize(1);
        passMillis(2_300);
        callbacks.postDue();

        assertThat(target.posts()).hasSize(3);
        assertThat(ledger.attempts())
                .hasSize(3)
                .allSatisfy(attempt -> assertThat(attempt.succeeded()).isFalse())
                .extracting(attempt -> attempt.responseStatus().orElse(0))
                .containsOnly(500);
    }

    @Test
    void at_most_16_callbacks_of_the_plan_are_in_flight() {
        target.responds = false;
        for (int i = 0; i < 40; i++) {
            accept("order-" + i);
        }
        passMillis(200);

        assertThat(target.posts()).hasSize(Callbacks.MOST_IN_FLIGHT);
        for (int i = 0; i < 40; i++) {
            target.pending.get(i).complete(new Target.Reply(200, ""));
            callbacks.postDue();
        }
        assertThat(target.posts()).hasSize(40);
    }

    @Test
    void callbacks_of_a_message_that_is_no_longer_kept_are_dropped() {
        accept("order-1");
        ledger.clearAccepted();
        accept("order-2");
        passMillis(200);

        assertThat(target.posts()).containsExactly("order-2 sent 1760000000");
    }

    @Test
    void pending_steps_are_bounded_and_the_newest_1_000_attempts_are_kept() {
        callbacks = callbacks("sent@60,delivered@61");
        for (int i = 0; i < 40_000; i++) {
            accept("order-" + i);
            assertThat(callbacks.waiting()).isLessThanOrEqualTo(2 * Ledger.MOST_KEPT + 1);
        }
        passMillis(60_000);
        while (target.posts.size() < Ledger.MOST_KEPT) {
            callbacks.postDue();
        }
        passMillis(1_000);
        while (callbacks.waiting() > 0) {
            callbacks.postDue();
        }

        assertThat(target.posts).hasSize(2 * Ledger.MOST_KEPT);
        assertThat(ledger.attempts()).hasSize(Ledger.MOST_POSTED);
        assertThat(ledger.postedNewestFirst().get(0).attempt().payload()).contains("order-39999");
    }

    @Test
    void a_callback_on_demand_is_posted_now_and_in_any_order() {
        callbacks = callbacks("none");
        MessageId id = accept("order-1");

        CallbackAttempt read = callbacks.post(id, StatusChange.to(READ)).join();
        now = now.plusSeconds(60);
        callbacks.post(id, StatusChange.to(FAILED)).join();
        callbacks.post(id, StatusChange.to(SENT)).join();

        assertThat(target.posts())
                .containsExactly("order-1 read 1760000000", "order-1 failed 1760000060", "order-1 sent 1760000000");
        assertThat(read.succeeded()).isTrue();
        assertThat(read.payload()).isEqualTo(target.bodies.get(0));
        assertThat(read.at()).isEqualTo(CallbackSamples.AT);
        assertThat(ledger.kept(id).orElseThrow().delivery().state().status()).isEqualTo(READ);
        assertThat(ledger.kept(id).orElseThrow().delivery().state().has(FAILED)).isTrue();
    }

    @Test
    void a_callback_without_a_message_or_a_profile_is_rejected() {
        MessageId id = accept("order-1");
        ledger.clearAccepted();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> callbacks.post(id, StatusChange.to(SENT)))
                .withMessage("message: must be an accepted message that is still kept, but it is not");
        assertThatIllegalArgumentException().isThrownBy(() -> StatusChange.to(DeliveryStatus.UNKNOWN));
        callbacks.setProfile(Optional.empty());
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> callbacks.post(id, StatusChange.to(SENT)))
                .withMessage("callbacks: must have a URL, but there is none");
    }

    @Test
    void pending_steps_use_the_new_url_and_are_dropped_when_callbacks_stop() {
        accept("order-1");
        passMillis(200);
        callbacks.setProfile(
                Optional.of(PROFILE.withUrl(URI.create("http://localhost:2/")).withPlan(CallbackPlan.none())));
        passMillis(800);
        assertThat(target.urls).containsExactly("http://127.0.0.1:1/", "http://localhost:2/");

        callbacks.setProfile(Optional.empty());
        callbacks.setProfile(Optional.of(PROFILE));
        passMillis(10_000);
        assertThat(target.urls).hasSize(2);
    }

    @Test
    void a_reset_drops_pending_steps_and_restores_the_initial_profile() {
        accept("order-1");
        callbacks.setProfile(Optional.empty());

        ledger.reset();
        callbacks.reset();
        passMillis(10_000);

        assertThat(target.posts()).isEmpty();
        assertThat(callbacks.profile().orElseThrow().url()).isEqualTo(PROFILE.url());
    }

    @Test
    void a_closed_simulator_neither_posts_nor_schedules_callbacks() {
        accept("order-1");
        callbacks.close();
        accept("order-2");
        passMillis(10_000);

        assertThat(target.posts()).isEmpty();
        assertThat(callbacks.waiting()).isZero();
        assertThat(target.closed).isTrue();
    }

    private MessageId accept(String ref) {
        ImageMessage message =
                ImageMessage.to("+919800000001", Image.uploaded("1")).withExtraInfo(ExtraInfo.ref(ref));
        MessageId id =
                ledger.accept(ACCOUNT.sid(), ACCOUNT.firstSender(), message, "").orElseThrow();
        callbacks.plan(id);
        return id;
    }

    private void passMillis(long millis) {
        now = now.plusMillis(millis);
        callbacks.postDue();
    }

    /** Responds at once, or when the test completes the future. */
    private static final class ByHand implements Target {

        private final List<String> posts = new ArrayList<>();
        private final List<String> bodies = new ArrayList<>();
        private final List<String> urls = new ArrayList<>();
        private final List<CompletableFuture<Reply>> pending = new ArrayList<>();
        private boolean responds = true;
        private boolean closed;
        private int status = 200;

        @Override
        public CompletableFuture<Reply> post(CallbackProfile profile, String body) {
            posts.add(body.replaceFirst(
                    ".*\"status\":\"(\\w+)\",\"timestamp\":\"(\\d+)\".*\"ref\":\"([^\"]*)\".*", "$3 $1 $2"));
            bodies.add(body);
            urls.add(profile.url().toString());
            CompletableFuture<Reply> reply = new CompletableFuture<>();
            pending.add(reply);
            if (responds) {
                reply.complete(new Reply(status, "body"));
            }
            return reply;
        }

        List<String> posts() {
            return posts;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
