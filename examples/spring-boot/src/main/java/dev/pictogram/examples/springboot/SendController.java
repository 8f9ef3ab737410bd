// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.springboot;

import static java.util.Objects.requireNonNullElse;

import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Sends messages through the port that Spring Boot configures from the application's properties. */
@RestController
class SendController {

    private final MessagingPort messaging;

    SendController(MessagingPort messaging) {
        this.messaging = messaging;
    }

    /** The request. A missing value becomes the empty text, which the domain classes refuse with the rule that it breaks. */
    record Order(String to, String link, String caption) {

        ImageMessage message() {
            return ImageMessage.to(requireNonNullElse(to, ""), Image.link(requireNonNullElse(link, "")))
                    .withCaption(requireNonNullElse(caption, ""));
        }
    }

    /** The response: the id of an accepted message, otherwise the reason. */
    record Outcome(String outcome, String id, String why) {}

    @PostMapping("/send")
    ResponseEntity<Outcome> send(@RequestBody Order order) {
        return messaging
                .send(order.message())
                .fold(
                        accepted -> response(
                                HttpStatus.ACCEPTED, "accepted", accepted.id().value(), ""),
                        rejected -> response(
                                HttpStatus.UNPROCESSABLE_ENTITY,
                                "rejected",
                                "",
                                rejected.reason() + " " + rejected.message()),
                        notSent -> response(HttpStatus.SERVICE_UNAVAILABLE, "not sent", "", notSent.why()),
                        // Not 502 to 504, because proxies and clients may retry those.
                        inDoubt -> response(HttpStatus.INTERNAL_SERVER_ERROR, "in doubt", "", inDoubt.why()));
    }

    @ExceptionHandler
    ResponseEntity<Outcome> invalidRequest(IllegalArgumentException exception) {
        return response(HttpStatus.BAD_REQUEST, "invalid", "", exception.getMessage());
    }

    private static ResponseEntity<Outcome> response(HttpStatus status, String outcome, String id, String why) {
        return ResponseEntity.status(status).body(new Outcome(outcome, id, why));
    }
}
