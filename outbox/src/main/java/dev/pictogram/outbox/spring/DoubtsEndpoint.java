// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import dev.pictogram.outbox.Decision;
import dev.pictogram.outbox.Outbox;
import dev.pictogram.outbox.OutboxEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** Shows the messages in doubt of all senders, without their recipients, and settles them. */
@Endpoint(id = "pictogramdoubts")
final class DoubtsEndpoint {

    private final List<Outbox> outboxes;

    DoubtsEndpoint(List<Outbox> outboxes) {
        this.outboxes = outboxes;
    }

    @ReadOperation
    Map<String, Object> doubts() {
        return Map.of(
                "doubts",
                outboxes.stream()
                        .flatMap(outbox -> outbox.inDoubt().stream())
                        .map(DoubtsEndpoint::details)
                        .toList());
    }

    private static Map<String, Object> details(OutboxEntry entry) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("key", entry.key());
        details.put("sender", entry.sender().digits());
        if (!entry.campaign().isEmpty()) {
            details.put("campaign", entry.campaign());
        }
        entry.claimedAt().ifPresent(at -> details.put("sentAt", at.toString()));
        entry.why().ifPresent(why -> details.put("why", why));
        return details;
    }

    @WriteOperation
    Map<String, Object> settle(String key, Decision decision, String who, String why) {
        boolean settled;
        try {
            settled = outboxes.stream().anyMatch(outbox -> outbox.settle(key, decision, who, why));
        } catch (IllegalStateException tooEarly) {
            throw new InvalidEndpointRequestException(String.valueOf(tooEarly.getMessage()), "too early");
        }
        if (!settled) {
            throw new InvalidEndpointRequestException(
                    "No message in doubt has the key \"" + key + "\"", "unknown key, or settled already");
        }
        return Map.of("settled", key);
    }
}
