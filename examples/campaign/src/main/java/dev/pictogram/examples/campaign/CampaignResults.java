// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pictogram.DeliveryState;
import dev.pictogram.SendResult;
import dev.pictogram.outbox.CampaignProgress;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxEntry;
import dev.pictogram.outbox.OutboxMessage;
import dev.pictogram.outbox.OutboxState;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The summary, and the CSV file with the result of each message. */
final class CampaignResults {

    private CampaignResults() {}

    static String summary(CampaignProgress progress) {
        String states = progress.byState().entrySet().stream()
                .filter(count -> count.getValue() > 0)
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining(", "));
        String deliveries = progress.byDelivery().entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue() + ", ")
                .collect(Collectors.joining());
        return "Messages: " + states + System.lineSeparator() + "Delivery reports: " + deliveries + "no report "
                + Math.max(0, progress.in(OutboxState.ACCEPTED) - reported(progress));
    }

    /** {@return the number of messages with a delivery report} */
    static long reported(CampaignProgress progress) {
        return progress.byDelivery().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** {@return whether any message can still change} */
    static boolean isFinal(CampaignProgress progress) {
        long open = progress.byDelivery().entrySet().stream()
                .filter(count -> switch (count.getKey()) {
                    case SENT, DELIVERED, UNKNOWN -> true;
                    case READ, FAILED, NOT_SENT -> false;
                })
                .mapToLong(count -> count.getValue())
                .sum();
        return progress.isDone()
                && open == 0
                && progress.in(OutboxState.IN_DOUBT) == 0
                && progress.in(OutboxState.ACCEPTED) <= reported(progress);
    }

    /** {@return a text of a response or callback, with an apostrophe if a spreadsheet would run it as a formula} */
    private static String cell(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    static void write(Path file, List<OutboxMessage> messages, Outbox outbox) throws IOException {
        Path unfinished = Files.createTempFile(file.toAbsolutePath().getParent(), "results", ".csv");
        try (Writer writer = Files.newBufferedWriter(unfinished, UTF_8);
                CSVPrinter csv = new CSVPrinter(writer, CSVFormat.RFC4180)) {
            csv.printRecord("key", "state", "message_id", "reason", "why", "delivery", "delivery_errors");
            for (OutboxMessage message : messages) {
                OutboxEntry entry = outbox.find(message.key()).orElseThrow();
                DeliveryState delivery = entry.delivery();
                csv.printRecord(
                        entry.key(),
                        entry.state(),
                        cell(entry.result()
                                .flatMap(SendResult::messageId)
                                .map(Object::toString)
                                .orElse("")),
                        entry.reason().orElse(""),
                        cell(entry.why().orElse("")),
                        delivery.equals(DeliveryState.none()) ? "" : delivery.status(),
                        cell(delivery.errors().stream()
                                .map(error -> error.code() + " " + error.title())
                                .collect(Collectors.joining("; "))));
            }
        }
        // Several processes may write the file at the same time.
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
