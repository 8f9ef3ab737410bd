// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.MessagingPortContract.MESSAGE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pictogram.Account;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.Pod;
import dev.pictogram.WaSource;
import dev.pictogram.contract.RawServer.Reaction;
import dev.pictogram.contract.RawServer.Request;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bytes of a request. */
abstract class RequestClauses extends HttpClauses {

    RequestClauses(HttpAdapterContract contract) {
        super(contract);
    }

    /** Compares the body with the sample of Kaleyra's page, and the headers with the complete list, each once. */
    @ParameterizedTest
    @EnumSource
    final void the_request_equals_the_vendors_sample_byte_for_byte(Way way) throws Exception {
        ImageMessage sample = ImageMessage.to(
                        "+919800000001",
                        Image.link(
                                "https://d1imv9qltd8ha.cloudfront.net/docs/68d8921ec40e4bbb8f84bb1ed59c733f_IMG_2105.png"))
                .withCaption("We don’t just meet expectations; we exceed them!")
                .withExtraInfo(ExtraInfo.ref("customer1")
                        .withRef1("marketing")
                        .withRef2("dictionary")
                        .withSource(WaSource.API));
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            way.take(port(at(server), POLICY), sample);

            assertEquals(1, server.requests().size());
            Request request = server.requests().get(0);
            String body = "{\"messaging_object\":{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\","
                    + "\"to\":\"919800000001\",\"type\":\"image\",\"image\":{\"link\":\"https://d1imv9qltd8ha.cloudfront"
                    + ".net/docs/68d8921ec40e4bbb8f84bb1ed59c733f_IMG_2105.png\",\"caption\":\"We don’t just meet"
                    + " expectations; we exceed them!\"}},\"extra_info\":{\"ref\":\"customer1\",\"ref1\":\"marketing\","
                    + "\"ref2\":\"dictionary\",\"wa_source\":\"api\"}}";
            assertEquals(body, new String(request.body(), UTF_8));
            assertHead(request, server.uri());
        }
    }

    private static void assertHead(Request request, URI server) {
        List<String> lines = Arrays.asList(request.head().strip().split("\r\n"));
        assertEquals("POST /v2/HXAP16XXXXXX97IN/whatsapp/+919800000000/messages HTTP/1.1", lines.get(0));

        TreeMap<String, String> headers = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] header = line.split(": ", 2);
            String before = headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
            assertEquals(null, before, "duplicate header " + header[0]);
        }
        String userAgent = String.valueOf(headers.remove("user-agent"));
        assertTrue(userAgent.matches("pictogram/\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), userAgent);
        TreeMap<String, String> expected = new TreeMap<>();
        expected.put("accept", "application/json");
        expected.put("accept-encoding", "identity");
        expected.put("api-key", KEY);
        expected.put("cache-control", "no-cache");
        expected.put("content-length", String.valueOf(request.body().length));
        expected.put("content-type", "application/json");
        expected.put("host", server.getAuthority());
        assertEquals(expected, headers);
    }

    /** Uses a gateway whose path has an escaped space. */
    @Test
    final void the_request_path_starts_with_the_path_of_the_pod() {
        try (RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            Account gateway = account(Pod.at(server.uri().resolve("/a%20gateway/kaleyra/")));

            port(gateway, POLICY).send(MESSAGE);

            String head = server.requests().get(0).head();
            assertTrue(
                    head.startsWith(
                            "POST /a%20gateway/kaleyra/v2/HXAP16XXXXXX97IN/whatsapp/+919800000000/messages HTTP/1.1\r\n"),
                    head);
        }
    }
}
