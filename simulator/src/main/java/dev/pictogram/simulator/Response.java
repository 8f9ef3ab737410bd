// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import dev.pictogram.MessageId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A response of the simulator: a sample of the API page, line by line as printed, a meaning that only a newer page names, or
 * 404 and 405 without a body.
 *
 * <p>Do not tidy the bodies: "customer.Please" and {@code "data": []} are in the page.
 */
record Response(int status, String body) {

    private static final Pattern CODE_AND_MESSAGE =
            Pattern.compile("\"code\": ?\"([^\"]*)\",\\s*\"message\": ?\"([^\"]*)\"");

    static final Response WRONG_CREDENTIALS = new Response(401, """
            {
            "code": "RBC001",
            "message": "Incorrect SID or API key.",
            "data": [],
            "error": {
            "error": "Incorrect SID or API key."
            }
            }""");

    static final Response SENDER_NOT_OWNED = new Response(401, """
            {
            "code": "WA401",
            "message": "Phone number is not present or does not belong to the account.",
            "data": {},
            "error": {
            "phone_number": "Phone number is not present or does not belong to the account."
            }
            }""");

    /** A newer page of Kaleyra's names this meaning without a sample: the text is a guess. */
    static final Response SENDER_NOT_ACTIVE = new Response(401, """
            {
            "code": "WA401",
            "message": "Phone number is not active.",
            "data": {},
            "error": {
            "phone_number": "Phone number is not active."
            }
            }""");

    static final Response WRONG_PAYLOAD = new Response(400, """
            {
            "code": "WA400",
            "message": "Refer to correct payload format",
            "data": {},
            "error": {
            "payload": "Incorrect payload format"
            }
            }""");

    static final Response TRY_LATER = new Response(500, """
            {
            "code": "WA500",
            "message": "Please try again later",
            "data": {},
            "error": {
            "error": "Internal server error"
            }
            }""");

    static final Response LOW_BALANCE = new Response(400, """
            {
            "code": "E110",
            "message": "Please check your balance, You have a low balance!",
            "data": {},
            "error": {
            "balance": "Please check your balance, You have a low balance!"
            }
            }""");

    static final Response ACCOUNT_NOT_ENABLED = new Response(401, """
            {
            "code": "WA-401",
            "message": "API is not available for given customer.Please contact support for more info",
            "data": {},
            "error": {
            "account": "API is not available for given customer.Please contact support for more info"
            }
            }""");

    static final Response WRONG_VERSION = new Response(401, """
            {
            "code": "WA-401",
            "message": "The phone number you're using is associated with different Version of our WA API. Please use the appropriate endpoint.",
            "data": {},
            "error": {
            "phone_number": "The phone number you're using is associated with different Version of our WA API. Please use the appropriate endpoint."
            }
            }""");

    static final Response NOT_FOUND = new Response(404, "");

    static final Response METHOD_NOT_ALLOWED = new Response(405, "");

    /** {@return the page's success sample, with the two missing commas added} */
    static Response accepted(MessageId id) {
        return new Response(202, """
                {
                "code":"WA202",
                "message":"Request Accepted",
                "data":{
                "message_id":"ID"
                },
                "error":{}
                }""".replace("ID", id.value()));
    }

    /** {@return a copy with this spelling of the code, if its code is WA401 or WA-401} */
    Response with401Code(String code) {
        return new Response(status, body.replaceFirst("\"WA-?401\"", '"' + code + '"'));
    }

    /** {@return code and message in one line, or the status and its meaning} */
    String reason() {
        Matcher found = CODE_AND_MESSAGE.matcher(body);
        if (found.find()) {
            return found.group(1) + ": " + found.group(2);
        }
        return status == NOT_FOUND.status() ? "404: no such path" : "405: only POST is allowed";
    }
}
