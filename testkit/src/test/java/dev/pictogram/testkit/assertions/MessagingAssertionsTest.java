// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit.assertions;

import static dev.pictogram.SendResult.Reason.LOW_BALANCE;
import static dev.pictogram.SendResult.Reason.RATE_LIMITED;
import static dev.pictogram.testkit.FakeOutcome.inDoubt;
import static dev.pictogram.testkit.FakeOutcome.rejected;
import static dev.pictogram.testkit.assertions.MessagingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.WaSource;
import dev.pictogram.testkit.FakeMessaging;
import java.net.ConnectException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each assertion passes and fails; a failure message shows the expected and the sent messages. */
class MessagingAssertionsTest {

    private static final String ASHA = "+919800000001";
    private static final String BALA = "+919800000002";
    private static final Image PHOTO = Image.link("https://example.com/parcel.png");
    private static final String SENT_MESSAGES = """
            Sent messages:
              1. to +919800000001, image https://example.com/parcel.png, caption "100 %s\\nof it", ref "order-1", \
            ref1 "a", ref2 "b", source zoho: accepted as fake-1
              2. to +919800000001, image with id "1479", ref "order-2": \
            rejected for LOW_BALANCE (HTTP 400 E110): Please check your balance, You have a low balance!
              3. to +919800000001, image https://example.com/parcel.png, ref "order-2": \
            in doubt: set by the test""";

    private final FakeMessaging silent = new FakeMessaging();
    private final FakeMessaging fake = new FakeMessaging();

    {
        fake.send(ImageMessage.to(ASHA, PHOTO)
                .withCaption("100 %s\nof it")
                .withExtraInfo(
                        ExtraInfo.ref("order-1").withRef1("a").withRef2("b").withSource(WaSource.ZOHO)));
        fake.next(rejected(LOW_BALANCE), inDoubt());
        fake.send(ImageMessage.to(ASHA, Image.uploaded("1479")).withExtraInfo(ExtraInfo.ref("order-2")));
        fake.send(ImageMessage.to(ASHA, PHOTO).withExtraInfo(ExtraInfo.ref("order-2")));
    }

    @Test
    void a_sent_message_is_found_by_each_of_its_parts() {
        assertThat(fake)
                .sentTo("919800000001")
                .withImage(PHOTO)
                .withCaption("100 %s\nof it")
                .withRef("order-1")
                .withRef1("a")
                .withRef2("b")
                .withSource(WaSource.ZOHO)
                .once();
        assertThat(fake).sentTo(ASHA).withRef("order-2").times(2);
        assertThat(fake).sentTo(ASHA).withCaption("").times(2);
        assertThat(fake).sentTimes(3).sentNothingTo(BALA);
        assertThat(silent).sentNothing().sentTimes(0);
    }

    @Test
    void a_recipient_without_messages_fails() {
        fails(() -> assertThat(fake).sentTo(BALA), "Expected a message to +919800000002, but there is none.");
    }

    @Test
    void a_failure_says_if_no_message_was_sent_at_all() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(silent).sentTo(ASHA))
                .withMessage("Expected a message to +919800000001, but there is none.\nNo message was sent.");
    }

    @Test
    void a_part_that_no_message_has_fails() {
        SentAssert asha = assertThat(fake).sentTo(ASHA);
        String none = "Expected a message to +919800000001, PART, but there is none.";

        fails(() -> asha.withImage(Image.uploaded("1")), none.replace("PART", "image with id \"1\""));
        fails(() -> asha.withCaption("100 %d"), none.replace("PART", "caption \"100 %d\""));
        fails(() -> asha.withRef("order-3"), none.replace("PART", "ref \"order-3\""));
        fails(() -> asha.withRef1("b"), none.replace("PART", "ref1 \"b\""));
        fails(() -> asha.withRef2("a"), none.replace("PART", "ref2 \"a\""));
        fails(() -> asha.withSource(WaSource.API), none.replace("PART", "source api"));
    }

    @Test
    void parts_of_different_messages_fail() {
        fails(
                () -> assertThat(fake).sentTo(ASHA).withRef("order-2").withRef1("a"),
                "Expected a message to +919800000001, ref \"order-2\", ref1 \"a\", but there is none.");
    }

    @Test
    void invisible_characters_are_escaped_in_failure_messages() {
        FakeMessaging invisible = new FakeMessaging();
        invisible.send(ImageMessage.to(ASHA, PHOTO).withCaption("a\u00A0b\u200B\u202Ec\t\\n\u2028\"\r\n\uD83D\uDCE6"));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(invisible).sentNothing())
                .withMessageContaining("caption \"a\\u00A0b\\u200B\\u202Ec\\u0009\\\\n\\u2028\\\"\\r\\n\uD83D\uDCE6\"");
    }

    @Test
    void a_failure_lists_the_latest_100_messages() {
        FakeMessaging busy = new FakeMessaging();
        for (int i = 1; i <= 103; i++) {
            busy.send(ImageMessage.to(ASHA, Image.uploaded("m" + i)));
        }

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(busy).sentTo(BALA))
                .withMessageContaining(
                        "\nSent messages:\n  (the first 3 are omitted)\n  4. to +919800000001, image with id \"m4\"")
                .withMessageEndingWith("  103. to +919800000001, image with id \"m103\": accepted as fake-103");
    }

    @Test
    void a_wrong_number_of_messages_fails() {
        fails(
                () -> assertThat(fake).sentTo(ASHA).withRef("order-2").once(),
                "Expected 1 message to +919800000001, ref \"order-2\", but there are 2.");
        fails(() -> assertThat(fake).sentTo(ASHA).times(2), "Expected 2 messages to +919800000001, but there are 3.");
        fails(() -> assertThat(fake).sentTimes(1), "Expected 1 message, but there are 3.");
        fails(() -> assertThat(fake).sentTimes(4), "Expected 4 messages, but there are 3.");
    }

    @Test
    void an_unexpected_message_fails() {
        fails(() -> assertThat(fake).sentNothing(), "Expected no message.");
        fails(() -> assertThat(fake).sentNothingTo(ASHA), "Expected no message to +919800000001.");
    }

    @Test
    void inherited_assertions_apply_to_the_remaining_messages() {
        assertThat(fake)
                .sentTo(ASHA)
                .withRef("order-2")
                .satisfies(sent ->
                        assertThat(sent).containsExactlyElementsOf(fake.sent().subList(1, 3)));
    }

    @Test
    void a_description_and_a_custom_failure_message_are_kept_in_a_chain() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(fake)
                        .withFailMessage("no photo")
                        .sentTo(ASHA)
                        .withRef("order-3"))
                .withMessage("no photo");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(fake)
                        .as("the parcel's photo")
                        .sentTo(ASHA)
                        .withRef("order-1")
                        .times(2))
                .withMessageStartingWith("[the parcel's photo] Expected 2 messages");
    }

    @Test
    void an_invalid_recipient_is_an_illegal_argument_and_not_a_failed_assertion() {
        assertThatIllegalArgumentException().isThrownBy(() -> assertThat(fake).sentTo("Asha"));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void an_outcome_assertion_passes_for_its_outcome_and_fails_for_the_others(Outcome outcome) {
        outcome.assertion().accept(assertThat(outcome.result()));

        assertThat(outcomes().filter(other -> !other.expected().equals(outcome.expected())))
                .hasSize(3)
                .allSatisfy(other -> assertThatExceptionOfType(AssertionError.class)
                        .isThrownBy(() -> outcome.assertion().accept(assertThat(other.result())))
                        .withMessage("Expected the message to be %s, but it is %s", outcome.expected(), other.words()));
    }

    static Stream<Outcome> outcomes() {
        return Stream.of(
                new Outcome(
                        "accepted", SendResultAssert::isAccepted, new Accepted(MessageId.of("A1")), "accepted as A1"),
                new Outcome(
                        "rejected for RATE_LIMITED",
                        result -> result.isRejectedFor(RATE_LIMITED),
                        new FakeMessaging().next(rejected(RATE_LIMITED)).send(ImageMessage.to(ASHA, PHOTO)),
                        "rejected for RATE_LIMITED (HTTP 429)"),
                new Outcome(
                        "not sent",
                        SendResultAssert::isNotSent,
                        new NotSent("refused", new ConnectException("no 100 %s")),
                        "not sent: refused (java.net.ConnectException: no 100 %s)"),
                new Outcome("in doubt", SendResultAssert::isInDoubt, new InDoubt("reset", null), "in doubt: reset"));
    }

    record Outcome(String expected, Consumer<SendResultAssert> assertion, SendResult result, String words) {

        @Override
        public String toString() {
            return expected;
        }
    }

    @Test
    void a_wrong_id_or_reason_fails() {
        assertThat(fake.sent().get(0).result()).isAcceptedAs("fake-1");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(fake.sent().get(0).result()).isAcceptedAs("fake-2"))
                .withMessage("Expected the message to be accepted as fake-2, but it is accepted as fake-1");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(fake.sent().get(1).result()).isRejectedFor(RATE_LIMITED))
                .withMessage("Expected the message to be rejected for RATE_LIMITED, but it is rejected for LOW_BALANCE"
                        + " (HTTP 400 E110): Please check your balance, You have a low balance!");
    }

    @Test
    void null_fails_every_assertion() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat((SendResult) null).isAccepted())
                .withMessageContaining("not to be null");
        FakeMessagingAssert none = assertThat((FakeMessaging) null);
        assertThat(Stream.<ThrowingCallable>of(
                        none::sentNothing,
                        () -> none.sentNothingTo(ASHA),
                        () -> none.sentTimes(0),
                        () -> none.sentTo(ASHA)))
                .allSatisfy(assertion -> assertThatExceptionOfType(AssertionError.class)
                        .isThrownBy(assertion)
                        .withMessageContaining("not to be null"));
    }

    private static void fails(ThrowingCallable assertion, String expected) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(assertion)
                .withMessage("%s", expected + "\n" + SENT_MESSAGES);
    }
}
