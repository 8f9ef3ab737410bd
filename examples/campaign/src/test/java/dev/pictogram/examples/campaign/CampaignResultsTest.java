// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.campaign;

import static dev.pictogram.examples.campaign.CampaignProcesses.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import dev.pictogram.SendResult;
import dev.pictogram.outbox.CampaignProgress;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxMessage;
import dev.pictogram.outbox.OutboxWorker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignResultsTest {

    @TempDir
    Path directory;

    @Test
    @SuppressWarnings("try") // The worker runs without being called.
    void delivery_states_and_errors_are_counted_and_written() throws Exception {
        try (Outbox outbox = Outbox.inFile(
                        directory.resolve("outbox.db"),
                        PhoneNumber.of("+919800000000"),
                        message -> new SendResult.Accepted(MessageId.of("id")));
                OutboxWorker worker = OutboxWorker.start(outbox)) {
            List<OutboxMessage> messages = List.of(message("read"), message("failed"), message("unknown"));
            outbox.putAll("sale", messages.stream(), progress -> {});
            awaitTrue(() -> outbox.campaign("sale").progress().isDone());

            outbox.record(
                    DeliveryReport.builder(DeliveryStatus.READ).ref("read").build());
            outbox.record(DeliveryReport.builder(DeliveryStatus.FAILED)
                    .ref("failed")
                    .error(DeliveryError.of("131026").withTitle("Undeliverable"))
                    .build());

            CampaignProgress progress = outbox.campaign("sale").progress();
            assertThat(CampaignResults.summary(progress).lines())
                    .containsExactly("Messages: ACCEPTED 3", "Delivery reports: READ 1, FAILED 1, no report 1");
            assertThat(CampaignResults.isFinal(progress)).isFalse();
            outbox.record(
                    DeliveryReport.builder(DeliveryStatus.READ).ref("unknown").build());
            assertThat(CampaignResults.isFinal(outbox.campaign("sale").progress()))
                    .isTrue();
            Path results = directory.resolve("results.csv");
            CampaignResults.write(results, messages, outbox);
            assertThat(CampaignProcesses.results(results))
                    .extracting(CSVRecord::toList)
                    .containsExactly(
                            List.of("read", "ACCEPTED", "id", "", "", "READ", ""),
                            List.of("failed", "ACCEPTED", "id", "", "", "FAILED", "131026 Undeliverable"),
                            List.of("unknown", "ACCEPTED", "id", "", "", "READ", ""));
        }
    }

    @Test
    void a_spreadsheet_runs_no_text_of_a_response_or_callback_as_a_formula() throws Exception {
        String formula = "=HYPERLINK(\"https://example.com\")";
        SendResult rejected = new SendResult.Rejected(
                SendResult.Reason.INVALID_PAYLOAD, 400, "WA400", formula, Map.of(), Optional.empty());
        try (Outbox outbox = Outbox.inFile(
                directory.resolve("outbox.db"),
                PhoneNumber.of("+919800000000"),
                message -> message.extraInfo().ref().equals(Optional.of("rejected"))
                        ? rejected
                        : new SendResult.Accepted(MessageId.of("@id")))) {
            List<OutboxMessage> messages = List.of(message("rejected"), message("failed"));
            messages.forEach(message -> outbox.send(message.key(), message.message()));
            outbox.record(DeliveryReport.builder(DeliveryStatus.FAILED)
                    .ref("failed")
                    .error(DeliveryError.of("-1").withTitle("+1"))
                    .build());
            Path results = directory.resolve("results.csv");

            CampaignResults.write(results, messages, outbox);

            assertThat(CampaignProcesses.results(results))
                    .extracting(CSVRecord::toList)
                    .containsExactly(
                            List.of("rejected", "REJECTED", "", "INVALID_PAYLOAD", "'" + formula, "", ""),
                            List.of("failed", "ACCEPTED", "'@id", "", "", "FAILED", "'-1 +1"));
        }
    }

    private static OutboxMessage message(String key) {
        return new OutboxMessage(key, ImageMessage.to("+919811111111", Image.link("https://example.com/a.png")));
    }
}
