// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.Background.inManyThreads;
import static dev.pictogram.contract.MessagingPortContract.MANY;
import static dev.pictogram.contract.MessagingPortContract.MESSAGE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.pictogram.ExtraInfo;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.contract.Fault.Nature;
import dev.pictogram.contract.RawServer.Reaction;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each send writes one request, and gets the response to that request. */
abstract class OneRequestClauses extends HttpClauses {

    OneRequestClauses(HttpAdapterContract contract) {
        super(contract);
    }

    static Stream<Arguments> leftOvers() {
        return faults(Nature.LEFT_OVER);
    }

    /** Responds with 301, 302, 303, 307 and 308. */
    @ParameterizedTest
    @EnumSource
    final void a_redirect_is_rejected_and_not_followed(Way way) throws Exception {
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            try (RawServer elsewhere = RawServer.start(Reaction.respond(ACCEPTED));
                    RawServer server = RawServer.start(Reaction.respondAndClose(("HTTP/1.1 " + status
                                    + " Elsewhere\r\nLocation: " + elsewhere.uri() + "/\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(UTF_8)))) {
                SendResult result = way.take(port(at(server), POLICY), MESSAGE);

                Rejected rejected = assertInstanceOf(Rejected.class, result);
                assertEquals(Reason.UNRECOGNIZED, rejected.reason());
                assertEquals(status, rejected.status());
                assertEquals(0, elsewhere.connections(), "connections to the redirect target");
            }
        }
    }

    /** Sends twice; bytes that look like another response follow the first response. */
    @ParameterizedTest(name = "{0} ({1})")
    @MethodSource("leftOvers")
    final void bytes_after_a_response_are_not_the_response_to_the_next_request(Fault fault, Way way) throws Exception {
        RawServer server = RawServer.start(fault);
        try (server) {
            MessagingPort port = port(at(server), POLICY);
            assertTruthful(fault, way.take(port, MESSAGE));
            // HTTP/1.1 cannot tell the bytes from the next response if they arrive while the next request is written.
            server.closedWithin(Duration.ofSeconds(1), 0);

            assertEquals(SECOND, way.take(port, MESSAGE));
        }
        assertEquals(2, server.requests().size(), "requests of two sends");
    }

    /** Sends 400 messages on 16 threads; the id in each response is the reference in its request. */
    @ParameterizedTest
    @EnumSource
    final void concurrent_sends_each_get_the_response_to_their_own_request(Way way) throws Exception {
        try (RawServer server = RawServer.start((self, connection, request) -> {
            connection.getOutputStream().write(RandomFaultServer.accepted(RandomFaultServer.refOf(request)));
        })) {
            MessagingPort port = port(at(server), POLICY);

            inManyThreads(MANY, i -> {
                String ref = "ref-" + i;
                SendResult result = way.take(port, MESSAGE.withExtraInfo(ExtraInfo.ref(ref)));
                assertEquals(new Accepted(MessageId.of(ref)), result);
                return ref;
            });

            assertEquals(MANY, server.requests().size());
        }
    }
}
