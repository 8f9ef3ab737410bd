// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.MessagingPortContract.MESSAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.contract.RawServer.Reaction;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The verdict for each response. */
abstract class VerdictClauses extends HttpClauses {

    VerdictClauses(HttpAdapterContract contract) {
        super(contract);
    }

    static Stream<Arguments> rows() {
        return VerdictRows.all().flatMap(row -> Stream.of(Way.values()).map(way -> Arguments.of(row, way)));
    }

    /** Expects the row's result, and one request. */
    @ParameterizedTest(name = "{0} ({1})")
    @MethodSource("rows")
    final void every_row_of_the_verdict_table_holds(VerdictRow row, Way way) throws Exception {
        try (RawServer server = RawServer.start(Reaction.respondAndClose(row.response()))) {
            SendResult result = way.take(port(at(server), POLICY), MESSAGE);

            assertTrue(row.holds().test(result), () -> "expected " + row.expected() + " but was " + result);
            assertEquals(1, server.requests().size(), "requests of one send");
            assertSound(result);
        }
    }

    /**
     * Responds with JSON of up to a million levels or 3 MiB, below a limit of 4 MiB: {@link InDoubt} for status 202, {@link
     * Rejected} for 400.
     */
    @ParameterizedTest
    @EnumSource
    final void a_deep_or_large_response_within_the_limit_has_a_result(Way way) throws Exception {
        SendPolicy generous = POLICY.withResponseLimit(4 << 20);
        String deep = "[".repeat(1 << 20);
        String closed = "[".repeat(100_000) + "]".repeat(100_000);
        for (String body : List.of(
                deep,
                closed,
                "{\"data\":" + deep,
                "{\"data\":" + closed + "}",
                "{\"error\":{\"a\":" + closed + "}}",
                "{\"code\":".repeat(100_000),
                "\"" + "x".repeat(1 << 20),
                "{\"x\":\"" + "x".repeat(3 << 20) + "\"}")) {
            for (int status : new int[] {202, 400}) {
                try (RawServer server = RawServer.start(Reaction.respondAndClose(VerdictRow.http(status, body)))) {
                    SendResult result = way.take(port(at(server), generous), MESSAGE);

                    Class<? extends SendResult> expected = status == 202 ? InDoubt.class : Rejected.class;
                    assertInstanceOf(expected, result);
                }
            }
        }
    }
}
