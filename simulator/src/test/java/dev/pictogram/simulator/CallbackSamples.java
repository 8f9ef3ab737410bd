// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Sid;
import java.time.Instant;
import java.util.List;

/** The vendor's callback samples, with invented values, and their message. */
final class CallbackSamples {

    /** The vendor's sample has a comma before the last brace. */
    static final String SENT = """
            {
              "meta_object": {
                "value": {
                  "messaging_product": "whatsapp",
                  "metadata": {"display_phone_number": "919800000000", "phone_number_id": "100000000000001"},
                  "statuses": [{
                    "id": "a1b2c3d4e5f60718",
                    "status": "sent",
                    "timestamp": "1760000000",
                    "recipient_id": "919800000001",
                    "conversation": {"id": "c0ffee00", "expiration_timestamp": "1760086400", "origin": {"type": "utility"}},
                    "pricing": {"billable": true, "pricing_model": "CBP", "category": "utility"}
                  }]
                },
                "field": "messages"
              },
              "extra_info": {"trace_id": "t-1", "message_id": "wamid.QUFB", "waba_id": "200000000000002",
                             "ref": "order-4711", "ref1": "marketing", "ref2": "", "enable_url_tracking_body": false, "enable_url_tracking_button": false},
              "status": "sent",
              "message_id": "wamid.QkJC",
            }""";

    static final String NOT_SENT = """
            {"code": "WAV2101", "status": "not sent", "reason": "The account's daily number of messages is reached.",
             "message_id": "AXXXXXXXXXXXXXXXXXXX", "extra_info": {"message_id": "AXXXXXXXXXXXXXXXXXXX", "waba_id": "200000000000002", "ref": "order-4711", "ref1": "marketing", "ref2": ""}}""";

    /** The names of a flat payload. */
    static final List<String> FLAT = List.of(
            "id",
            "custom_response",
            "timestamp",
            "mobile",
            "message",
            "status",
            "phone_number",
            "error",
            "error_code",
            "ref",
            "ref1",
            "ref2",
            "price");

    static final Instant AT = Instant.ofEpochSecond(1_760_000_000);

    static final AcceptedMessage MESSAGE = new AcceptedMessage(
            MessageId.of("AXXXXXXXXXXXXXXXXXXX"),
            Sid.of("HXAP16XXXXXX97IN"),
            PhoneNumber.of("+919800000000"),
            ImageMessage.to("+919800000001", Image.link("https://example.com/a.png"))
                    .withCaption("\"Größe\" <b>")
                    .withExtraInfo(ExtraInfo.ref("order-4711").withRef1("marketing")),
            AT.minusSeconds(1));

    private CallbackSamples() {}
}
