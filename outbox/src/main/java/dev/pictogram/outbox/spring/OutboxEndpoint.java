// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import dev.pictogram.outbox.Outbox;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** Shows the status of each sender, and pauses and resumes it. */
@Endpoint(id = "pictogramoutbox")
final class OutboxEndpoint {

    private final List<Outbox> outboxes;

    OutboxEndpoint(List<Outbox> outboxes) {
        this.outboxes = outboxes;
    }

    /** What the write operation does. */
    enum Action {
        PAUSE,
        RESUME
    }

    @ReadOperation
    Map<String, Object> senders() {
        Map<String, Object> senders = new LinkedHashMap<>();
        outboxes.forEach(outbox -> senders.put(outbox.sender().digits(), Statuses.details(outbox.status())));
        return Map.of("senders", senders);
    }

    /** Returns null, which is 404, for an unknown sender. */
    @ReadOperation
    @Nullable
    Map<String, Object> sender(@Selector String sender) {
        return find(sender).map(outbox -> Statuses.details(outbox.status())).orElse(null);
    }

    @WriteOperation
    Map<String, Object> change(@Selector String sender, Action action, String who, String why) {
        Outbox outbox = find(sender)
                .orElseThrow(() -> new InvalidEndpointRequestException(
                        "No outbox of this application has the sender " + sender, "unknown sender"));
        switch (action) {
            case PAUSE -> outbox.pause(who, why);
            case RESUME -> outbox.resume(who, why);
        }
        return Statuses.details(outbox.status());
    }

    private Optional<Outbox> find(String sender) {
        String digits = sender.startsWith("+") ? sender.substring(1) : sender;
        return outboxes.stream()
                .filter(outbox -> outbox.sender().digits().equals(digits))
                .findFirst();
    }
}
