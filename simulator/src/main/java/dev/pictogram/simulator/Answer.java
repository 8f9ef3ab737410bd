// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import dev.pictogram.MessageId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the simulator can answer: the samples of the API page, line by line as printed there, one that a newer page names,
 * and two that it leaves to HTTP.
 *
 * <p>Do not tidy the bodies: "customer.Please" and {@code "data": []} are the page's.
 */
record Answer(int status, String body) {

    private static final Pattern CODE_AND_MESSAGE =
            Pattern.compile("\"code\": ?\"([^\"]*)\",\\s*\"message\": ?\"([^\"]*)\"");

    static final Answer WRONG_CREDENTIALS = new Answer(401, """
            {
            "code": "RBC001",
            "message": "Incorrect SID or API key.",
            "data": [],
            "error": {
            "error": "Incorrect SID or API key."
            }
            }""");

    static final Answer SENDER_NOT_OWNED = new Answer(401, """
            {
            "code": "WA401",
            "message": "Phone number is not present or does not belong to the account.",
            "data": {},
            "error": {
            "phone_number": "Phone number is not present or does not belong to the account."
            }
            }""");

    /** A newer page of Kaleyra's names this meaning and prints no sample: the text is our guess. */
    static final Answer SENDER_NOT_ACTIVE = new Answer(401, """
            {
            "code": "WA401",
            "message": "Phone number is not active.",
            "data": {},
            "error": {
            "phone_number": "Phone number is not active."
            }
            }""");

    static final Answer WRONG_PAYLOAD = new Answer(400, """
            {
            "code": "WA400",
            "message": "Refer to correct payload format",
            "data": {},
            "error": {
            "payload": "Incorrect payload format"
            }
            }""");

    static final Answer TRY_LATER = new Answer(500, """
            {
            "code": "WA500",
            "message": "Please try again later",
            "data": {},
            "error": {
            "error": "Internal server error"
            }
            }""");

    static final Answer LOW_BALANCE = new Answer(400, """
            {
            "code": "E110",
            "message": "Please check your balance, You have a low balance!",
            "data": {},
            "error": {
            "balance": "Please check your balance, You have a low balance!"
            }
            }""");

    static final Answer ACCOUNT_NOT_ENABLED = new Answer(401, """
            {
            "code": "WA-401",
            "message": "API is not available for given customer.Please contact support for more info",
            "data": {},
            "error": {
            "account": "API is not available for given customer.Please contact support for more info"
            }
            }""");

    static final Answer WRONG_VERSION = new Answer(401, """
            {
            "code": "WA-401",
            "message": "The phone number you're using is associated with different Version of our WA API. Please use the appropriate endpoint.",
            "data": {},
            "error": {
            "phone_number": "The phone number you're using is associated with different Version of our WA API. Please use the appropriate endpoint."
            }
            }""");

    static final Answer NOT_FOUND = new Answer(404, "");

    static final Answer METHOD_NOT_ALLOWED = new Answer(405, "");

    /** {@return the page's success with the two commas that its sample lacks} */
    static Answer accepted(MessageId id) {
        return new Answer(202, """
                {
                "code":"WA202",
                "message":"Request Accepted",
                "data":{
                "message_id":"ID"
                },
                "error":{}
                }""".replace("ID", id.value()));
    }

    /** {@return the same with the other spelling of the code, if it is one of the family of WA401} */
    Answer with401Code(String code) {
        return new Answer(status, body.replaceFirst("\"WA-?401\"", '"' + code + '"'));
    }

    /** {@return code and message in one line, or what HTTP calls it} */
    String reason() {
        Matcher found = CODE_AND_MESSAGE.matcher(body);
        if (found.find()) {
            return found.group(1) + ": " + found.group(2);
        }
        return status == NOT_FOUND.status() ? "404: there is no such path" : "405: only POST is allowed here";
    }
}
