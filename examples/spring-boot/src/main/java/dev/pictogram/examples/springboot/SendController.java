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

/** Delivers over the port that the application's properties have made. */
@RestController
class SendController {

    private final MessagingPort messaging;

    SendController(MessagingPort messaging) {
        this.messaging = messaging;
    }

    /** What to send to whom. What is left out is empty, and then the domain says what is wrong with that. */
    record Order(String to, String link, String caption) {

        ImageMessage message() {
            return ImageMessage.to(requireNonNullElse(to, ""), Image.link(requireNonNullElse(link, "")))
                    .withCaption(requireNonNullElse(caption, ""));
        }
    }

    /** What became of it: the id of an accepted message, else the words. */
    record Outcome(String outcome, String id, String why) {}

    @PostMapping("/send")
    ResponseEntity<Outcome> send(@RequestBody Order order) {
        return messaging
                .send(order.message())
                .fold(
                        accepted -> answer(
                                HttpStatus.ACCEPTED, "accepted", accepted.id().value(), ""),
                        rejected -> answer(
                                HttpStatus.UNPROCESSABLE_ENTITY,
                                "rejected",
                                "",
                                rejected.reason() + " " + rejected.message()),
                        notSent -> answer(HttpStatus.SERVICE_UNAVAILABLE, "not sent", "", notSent.why()),
                        // Not 502 to 504, on which proxies and clients like to post again by themselves.
                        inDoubt -> answer(HttpStatus.INTERNAL_SERVER_ERROR, "in doubt", "", inDoubt.why()));
    }

    @ExceptionHandler
    ResponseEntity<Outcome> misuse(IllegalArgumentException wrong) {
        return answer(HttpStatus.BAD_REQUEST, "wrong", "", wrong.getMessage());
    }

    private static ResponseEntity<Outcome> answer(HttpStatus status, String outcome, String id, String why) {
        return ResponseEntity.status(status).body(new Outcome(outcome, id, why));
    }
}
