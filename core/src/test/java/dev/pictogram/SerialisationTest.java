// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.ConnectException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Results and exceptions can be serialized, as queues and batch frameworks do, and are equal when read back. */
class SerialisationTest {

    private static final Rejected REJECTED = rejected(Reason.RATE_LIMITED, Optional.of(Duration.ofSeconds(7)));

    private static Rejected rejected(Reason reason, Optional<Duration> retryAfter) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("phone_number", "not active");
        details.put("account", "");
        details.put("a", "b");
        return new Rejected(reason, 429, "WA401", "Unauthorized", details, retryAfter);
    }

    static Stream<SendResult> results() {
        return Stream.of(
                new Accepted(MessageId.of("AX1")),
                REJECTED,
                rejected(Reason.LOW_BALANCE, Optional.empty()),
                new Rejected(Reason.UNRECOGNIZED, 404, "", "", Map.of(), Optional.empty()),
                new NotSent("no connection", null),
                new InDoubt("no response", null));
    }

    @ParameterizedTest
    @MethodSource("results")
    void a_deserialized_result_equals_the_original(SendResult result) throws Exception {
        assertThat(copy(result)).isEqualTo(result);
    }

    @ParameterizedTest
    @EnumSource
    void a_deserialized_reason_is_the_original(Reason reason) throws Exception {
        Rejected result = rejected(reason, Optional.empty());

        assertThat(copy(result).reason()).isSameAs(reason);
        assertThat(List.copyOf(copy(result).details().keySet()))
                .isEqualTo(List.copyOf(result.details().keySet()));
    }

    @Test
    void a_deserialized_exception_has_its_result() throws Exception {
        SendFailedException thrown = thrownFor(REJECTED);
        thrown.addSuppressed(new IllegalStateException("while closing"));
        SendFailedException copy = copy(thrown);

        assertThat(copy.result()).isEqualTo(REJECTED);
        assertThat(copy)
                .hasMessage("rejected, RATE_LIMITED (HTTP 429 WA401): Unauthorized")
                .hasNoCause();
        assertThat(copy.getStackTrace()).isEqualTo(thrown.getStackTrace());
        assertThat(copy.getSuppressed())
                .singleElement()
                .satisfies(suppressed -> assertThat(suppressed)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("while closing"));
    }

    @Test
    void a_serializable_cause_is_kept() throws Exception {
        ConnectException cause = new ConnectException("refused");

        NotSent result = copy(new NotSent("no connection", cause));
        assertThat(result.why()).isEqualTo("no connection");
        assertThat(result.cause()).isInstanceOf(ConnectException.class).hasMessage("refused");
        assertThat(result.cause().getStackTrace()).isEqualTo(cause.getStackTrace());

        SendFailedException copy = copy(thrownFor(new InDoubt("no response", cause)));
        assertThat(copy).hasMessage("in doubt: no response").hasCauseInstanceOf(ConnectException.class);
        assertThat(((InDoubt) copy.result()).why()).isEqualTo("no response");
        assertThat(((InDoubt) copy.result()).cause()).isSameAs(copy.getCause());
    }

    static Stream<SendResult> resultsWithACauseThatCannotBeWritten() {
        Unwritable cause = new Unwritable("reset by 10.0.0.1");
        cause.initCause(new IOException("reset"));
        cause.addSuppressed(new Unwritable("while closing"));
        return Stream.of(new NotSent("no connection", cause), new InDoubt("no response", cause));
    }

    @ParameterizedTest
    @MethodSource("resultsWithACauseThatCannotBeWritten")
    void a_cause_that_is_not_serializable_is_kept_as_text(SendResult result) throws Exception {
        Throwable original = causeOf(result);

        assertKeptAsText(causeOf(copy(result)), original);
        SendFailedException copy = copy(thrownFor(result));
        assertThat(copy.result()).hasSameClassAs(result);
        assertThat(copy).hasMessage(thrownFor(result).getMessage());
        assertThat(causeOf(copy.result())).isSameAs(copy.getCause());
        assertKeptAsText(copy.getCause(), original);
        // Serialized twice, as for a result that passes several queues.
        assertKeptAsText(copy(copy).getCause(), original);
    }

    private static void assertKeptAsText(Throwable text, Throwable original) {
        assertThat(text).hasToString(original.toString());
        assertThat(text.getStackTrace()).isEqualTo(original.getStackTrace()).isNotEmpty();
        assertThat(text).hasCauseInstanceOf(IOException.class);
        assertThat(text.getCause()).hasMessage("reset");
        assertThat(text.getSuppressed())
                .singleElement()
                .satisfies(suppressed -> assertThat(suppressed)
                        .hasToString(original.getSuppressed()[0].toString())
                        .hasNoCause());
    }

    private static Throwable causeOf(SendResult result) {
        return result.fold(accepted -> null, rejected -> null, NotSent::cause, InDoubt::cause);
    }

    @Test
    void a_suppressed_exception_that_is_not_serializable_is_kept_as_text() throws Exception {
        SendFailedException thrown = thrownFor(REJECTED);
        Unwritable suppressed = new Unwritable("while closing");
        thrown.addSuppressed(suppressed);

        assertThat(copy(thrown).getSuppressed())
                .singleElement()
                .satisfies(text -> assertThat(text).hasToString(suppressed.toString()));
    }

    @Test
    void an_exception_with_a_failing_cause_can_be_serialized() throws Exception {
        Unwritable cycle = new Unwritable("a");
        cycle.initCause(new Unwritable("b").initCause(cycle));
        assertThat(copy(thrownFor(new InDoubt("why", cycle))).getCause())
                .hasToString(cycle.toString())
                .cause()
                .hasToString(cycle.getCause().toString())
                .hasNoCause();

        Throwable deep = new Unwritable("deepest");
        for (int i = 0; i < 20_000; i++) {
            deep = new IOException("level " + i, deep);
        }
        assertThat(copy(thrownFor(new InDoubt("why", deep))).getCause())
                .hasToString("java.io.IOException: level 19999")
                .cause()
                .hasToString("java.io.IOException: level 19998");

        assertThat(copy(thrownFor(new InDoubt("why", new Hostile()))).getCause())
                .hasToString(Hostile.class.getName());
    }

    @Test
    void a_stream_that_was_tampered_with_is_refused() {
        SendFailedException thrown = thrownFor(REJECTED);

        assertNotRead(thrown, part -> part instanceof SerialForms.RejectedForm ? null : part);
        assertNotRead(new Accepted(MessageId.of("AX1")), part -> part instanceof MessageId ? null : part);
        assertNotRead(new Accepted(MessageId.of("AX1")), part -> part.equals("AX1") ? " " : part);
        assertNotRead(new NotSent("why", null), part -> part.equals("why") ? null : part);
        assertNotRead(new InDoubt("why", null), part -> part.equals("why") ? null : part);
        assertNotRead(REJECTED, part -> part instanceof Reason ? null : part);
        assertNotRead(REJECTED, part -> part.equals("WA401") ? null : part);
        assertNotRead(REJECTED, part -> part.equals("Unauthorized") ? null : part);
        assertNotRead(REJECTED, part -> part instanceof Map ? null : part);
    }

    private static void assertNotRead(Object written, UnaryOperator<Object> tampering) {
        assertThatExceptionOfType(InvalidObjectException.class).isThrownBy(() -> read(bytes(written, tampering)));
    }

    private static SendFailedException thrownFor(SendResult result) {
        return catchThrowableOfType(SendFailedException.class, result::orElseThrow);
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T written) throws Exception {
        return (T) read(bytes(written, part -> part));
    }

    private static byte[] bytes(Object written, UnaryOperator<Object> replacement) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new Replacing(bytes, replacement)) {
            out.writeObject(written);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    private static final class Replacing extends ObjectOutputStream {

        private final UnaryOperator<Object> replacement;

        Replacing(ByteArrayOutputStream bytes, UnaryOperator<Object> replacement) throws IOException {
            super(bytes);
            this.replacement = replacement;
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object part) {
            return replacement.apply(part);
        }
    }

    /** Like an HTTP client's exception that refers to its request. */
    private static final class Unwritable extends Exception {

        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial") // the field makes it not serializable
        private final Object request = new Object();

        Unwritable(String message) {
            super(message);
        }

        @Override
        public String toString() {
            return "Unwritable: " + getMessage() + " " + request.getClass().getSimpleName();
        }
    }

    private static final class Hostile extends Exception {

        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) {
            throw new IllegalStateException("failing on purpose");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("failing on purpose");
        }
    }
}
