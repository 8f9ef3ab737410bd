// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pictogram.Account;
import dev.pictogram.Pod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A request byte by byte, initially valid; tests change parts of it. */
record RawRequest(Pod pod, String method, String target, List<String> headers, byte[] body) {

    static final String PAYLOAD = """
            {"messaging_object":{"messaging_product":"whatsapp","recipient_type":"individual","to":"919800000001",\
            "type":"image","image":{"link":"https://example.com/a.png","caption":"Hello"}},\
            "extra_info":{"ref":"customer1","ref1":"marketing","ref2":"dictionary","wa_source":"zapier"}}""";

    static RawRequest by(Account account) {
        return new RawRequest(
                account.pod(),
                "POST",
                "/v2/" + account.sid() + "/whatsapp/" + account.sender() + "/messages",
                List.of(
                        "Content-Type: application/json",
                        "api-key: " + account.apiKey().reveal()),
                PAYLOAD.getBytes(UTF_8));
    }

    RawRequest withMethod(String method) {
        return new RawRequest(pod, method, target, headers, body);
    }

    RawRequest withTarget(String target) {
        return new RawRequest(pod, method, target, headers, body);
    }

    RawRequest without(String header) {
        List<String> left = new ArrayList<>(headers);
        left.removeIf(line -> line.startsWith(header + ":"));
        return new RawRequest(pod, method, target, left, body);
    }

    RawRequest with(String headerLine) {
        List<String> more = new ArrayList<>(headers);
        more.add(headerLine);
        return new RawRequest(pod, method, target, more, body);
    }

    RawRequest withBody(byte[] body) {
        return new RawRequest(pod, method, target, headers, body);
    }

    RawRequest withBody(String body) {
        return withBody(body.getBytes(UTF_8));
    }

    byte[] head(String framing) {
        String lines = method + " " + target + " HTTP/1.1\r\nHost: "
                + pod.baseUrl().getAuthority() + "\r\n" + framing + "\r\n"
                + headers.stream().map(line -> line + "\r\n").collect(Collectors.joining()) + "\r\n";
        return lines.getBytes(ISO_8859_1);
    }

    byte[] head() {
        return head("Content-Length: " + body.length);
    }

    RawConnection.Reply send() {
        try (RawConnection connection = new RawConnection(pod)) {
            return connection.send(this);
        } catch (IOException e) {
            throw new AssertionError("the connection was dropped", e);
        }
    }
}
