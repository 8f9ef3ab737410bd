// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.SendResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Messages, results and ports for tests. */
final class Messages {

    static final PhoneNumber SENDER = PhoneNumber.of("+919800000001");
    static final PhoneNumber OTHER_SENDER = PhoneNumber.of("+919800000002");

    private Messages() {}

    static ImageMessage message() {
        return message("Your parcel is on its way");
    }

    static ImageMessage message(String caption) {
        return ImageMessage.to("+919811111111", Image.link("https://example.com/parcel.png"))
                .withCaption(caption);
    }

    static Stream<OutboxMessage> messages(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> new OutboxMessage(prefix + i, message("number " + i)));
    }

    static SendResult accepted(String key) {
        return new SendResult.Accepted(MessageId.of("id-" + key));
    }

    static SendResult rejected(SendResult.Reason reason) {
        return new SendResult.Rejected(reason, 400, "CODE", "the words", Map.of("field", "a=b\nc"), Optional.empty());
    }

    /** A port that records the keys of its messages. */
    static final class Recorder implements MessagingPort {

        final List<String> posts = new CopyOnWriteArrayList<>();
        volatile Function<String, SendResult> result = Messages::accepted;

        @Override
        public SendResult send(ImageMessage message) {
            String key = message.extraInfo().ref().orElseThrow();
            posts.add(key);
            return result.apply(key);
        }
    }

    static void await(Duration atMost, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long end = System.nanoTime();
            if (end - deadline > 0) {
                throw new AssertionError("did not happen within " + atMost);
            }
            try {
                // Most of the database's time is left to the worker.
                long pause = 10 + 4 * Duration.ofNanos(end - start).toMillis();
                Thread.sleep(pause); // polls the database, which has no notification
                start = System.nanoTime();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
