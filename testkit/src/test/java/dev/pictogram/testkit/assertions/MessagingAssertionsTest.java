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

/** Each assertion is seen to hold and to fail, with a message that one can act on. */
class MessagingAssertionsTest {

    private static final String ASHA = "+919800000001";
    private static final String BALA = "+919800000002";
    private static final Image PHOTO = Image.link("https://example.com/parcel.png");
    private static final String WHAT_WAS_SENT = """
            What was sent:
              1. to +919800000001, image https://example.com/parcel.png, caption "100 %s\\nof it", ref "order-1", \
            ref1 "a", ref2 "b", source zoho: accepted as fake-1
              2. to +919800000001, image with id "1479", ref "order-2": \
            rejected for LOW_BALANCE (HTTP 400 E110): Please check your balance, You have a low balance!
              3. to +919800000001, image https://example.com/parcel.png, ref "order-2": \
            in doubt: the fake was told that nobody knows""";

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
    void what_was_sent_is_found_by_all_that_it_has() {
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
    void a_recipient_that_got_nothing_fails() {
        fails(() -> assertThat(fake).sentTo(BALA), "Expected a message to +919800000002, but there is none.");
    }

    @Test
    void nothing_sent_at_all_is_said_so() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(silent).sentTo(ASHA))
                .withMessage("Expected a message to +919800000001, but there is none.\nNothing was sent.");
    }

    @Test
    void each_part_that_no_message_has_fails() {
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
    void parts_that_only_different_messages_have_fail() {
        fails(
                () -> assertThat(fake).sentTo(ASHA).withRef("order-2").withRef1("a"),
                "Expected a message to +919800000001, ref \"order-2\", ref1 \"a\", but there is none.");
    }

    @Test
    void what_cannot_be_seen_in_a_text_is_written_out() {
        FakeMessaging unseen = new FakeMessaging();
        unseen.send(ImageMessage.to(ASHA, PHOTO).withCaption("a\u00A0b\u200B\u202Ec\t\\n\u2028\"\r\n\uD83D\uDCE6"));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(unseen).sentNothing())
                .withMessageContaining("caption \"a\\u00A0b\\u200B\\u202Ec\\u0009\\\\n\\u2028\\\"\\r\\n\uD83D\uDCE6\"");
    }

    @Test
    void of_very_many_messages_the_latest_are_listed() {
        FakeMessaging busy = new FakeMessaging();
        for (int i = 1; i <= 103; i++) {
            busy.send(ImageMessage.to(ASHA, Image.uploaded("m" + i)));
        }

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(busy).sentTo(BALA))
                .withMessageContaining(
                        "\nWhat was sent:\n  (the first 3 are left out)\n  4. to +919800000001, image with id \"m4\"")
                .withMessageEndingWith("  103. to +919800000001, image with id \"m103\": accepted as fake-103");
    }

    @Test
    void another_number_of_messages_fails() {
        fails(
                () -> assertThat(fake).sentTo(ASHA).withRef("order-2").once(),
                "Expected 1 message to +919800000001, ref \"order-2\", but there are 2.");
        fails(() -> assertThat(fake).sentTo(ASHA).times(2), "Expected 2 messages to +919800000001, but there are 3.");
        fails(() -> assertThat(fake).sentTimes(1), "Expected 1 message, but there are 3.");
        fails(() -> assertThat(fake).sentTimes(4), "Expected 4 messages, but there are 3.");
    }

    @Test
    void what_should_not_have_been_sent_fails() {
        fails(() -> assertThat(fake).sentNothing(), "Expected that nothing is sent.");
        fails(() -> assertThat(fake).sentNothingTo(ASHA), "Expected that nothing is sent to +919800000001.");
    }

    @Test
    void what_assertj_is_asked_besides_is_asked_of_the_messages_that_are_left() {
        assertThat(fake)
                .sentTo(ASHA)
                .withRef("order-2")
                .satisfies(sent ->
                        assertThat(sent).containsExactlyElementsOf(fake.sent().subList(1, 3)));
    }

    @Test
    void a_description_and_a_message_of_ones_own_are_kept_through_all_parts() {
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
    void a_recipient_that_is_no_number_is_misuse_and_no_failure() {
        assertThatIllegalArgumentException().isThrownBy(() -> assertThat(fake).sentTo("Asha"));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void an_outcome_holds_for_its_own_result_and_fails_for_all_others(Outcome outcome) {
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
    void another_id_or_reason_fails() {
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
    void null_fails_as_an_assertion() {
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
                .withMessage("%s", expected + "\n" + WHAT_WAS_SENT);
    }
}
