// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.ApiKey;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Sid;
import dev.pictogram.contract.RawServer;
import dev.pictogram.contract.RawServer.Reaction;
import dev.pictogram.simulator.AcceptedMessage;
import dev.pictogram.simulator.KaleyraSimulator;
import dev.pictogram.simulator.SimulatedAccount;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuickstartTest {

    private static final String KEY = "Asecret3";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void without_variables_the_sample_of_the_page_is_sent_to_a_simulator() {
        int status = run(Map.of());

        assertThat(status).isZero();
        assertThat(printed())
                .contains("simulator on this machine")
                .containsPattern("POST http://127\\.0\\.0\\.1:\\d+/v2/\\w+/whatsapp/\\+919800000000/messages")
                .contains("api-key: (hidden)")
                .contains("Content-Type: application/json")
                .contains("\"caption\":\"We don’t just meet expectations; we exceed them!\"")
                .containsPattern("Accepted by Kaleyra. Message id: \\w+");
    }

    @Test
    void with_variables_the_message_in_the_arguments_is_sent_with_that_account() {
        try (KaleyraSimulator kaleyra = kaleyra(1)) {
            int status = run(
                    settings(kaleyra.pod().baseUrl()),
                    "--to",
                    "+919800000007",
                    "--media-id",
                    "1479",
                    "--caption",
                    "Hello there",
                    "--ref",
                    "a",
                    "--ref1",
                    "b",
                    "--ref2",
                    "c");

            assertThat(status).isZero();
            assertThat(kaleyra.accepted())
                    .singleElement()
                    .extracting(AcceptedMessage::message)
                    .isEqualTo(ImageMessage.to("+919800000007", Image.uploaded("1479"))
                            .withCaption("Hello there")
                            .withExtraInfo(ExtraInfo.ref("a").withRef1("b").withRef2("c")));
            assertThat(printed())
                    .contains(kaleyra.accepted().get(0).id().value())
                    .doesNotContain(KEY);
        }
    }

    @Test
    void a_rejection_prints_its_reason_and_exits_with_3() {
        try (KaleyraSimulator kaleyra = kaleyra(0)) {
            int status = run(settings(kaleyra.pod().baseUrl()), "--to", "+919800000007", "--media-id", "1479");

            assertThat(status).isEqualTo(3);
            assertThat(printed()).contains("Rejected by Kaleyra", "LOW_BALANCE", "E110", "You have a low balance!");
        }
    }

    @Test
    void a_message_that_is_not_sent_exits_with_4() {
        URI closed;
        try (RawServer server = RawServer.start(Reaction.silence())) {
            closed = server.uri();
        }

        assertThat(run(settings(closed), "--to", "+919800000007", "--media-id", "1479"))
                .isEqualTo(4);
        assertThat(printed()).contains("Not sent.", "safe to send the message again");
    }

    @Test
    void a_message_in_doubt_exits_with_5() {
        try (RawServer server = RawServer.start(Reaction.reset())) {
            int status = run(settings(server.uri()), "--to", "+919800000007", "--media-id", "1479");

            assertThat(status).isEqualTo(5);
            assertThat(printed()).contains("In doubt:", "before you send it again");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --link https://example.com/a.png                      | Set the recipient with --to.
            --to +919800000007                                    | Set the image with either --link or --media-id.
            --to +919800000007 --media-id 1 --link https://e.com/ | Set the image with either --link or --media-id.
            --to +919800000007 --media-id                         | --media-id needs a value.
            --colour blue                                         | --colour is not an argument of this program.
            --to 007 --media-id 1                                 | phone number: must have 7 to 15 digits, but it has 3
            """)
    void wrong_arguments_print_the_error_and_the_usage(String arguments, String message) {
        assertThat(run(Map.of(), arguments.split(" "))).isEqualTo(2);
        assertThat(printed()).startsWith(message + "\n").contains("Exit status:");
    }

    @Test
    void the_sample_is_never_sent_to_the_real_service() {
        try (KaleyraSimulator kaleyra = kaleyra(1)) {
            assertThat(run(settings(kaleyra.pod().baseUrl()))).isEqualTo(2);
            assertThat(printed()).startsWith("Set the recipient with --to.");
            assertThat(kaleyra.accepted()).isEmpty();
        }
    }

    @Test
    void incomplete_variables_print_the_missing_ones() {
        Map<String, String> half = new HashMap<>(settings(URI.create("https://gateway.example")));
        half.remove("KALEYRA_SID");
        half.put("KALEYRA_SENDER", " ");

        assertThat(run(half)).isEqualTo(2);
        assertThat(printed())
                .startsWith("Missing for the real service: KALEYRA_SID, KALEYRA_SENDER.")
                .doesNotContain(KEY);
    }

    private static KaleyraSimulator kaleyra(long credit) {
        return KaleyraSimulator.start(
                SimulatedAccount.of(Sid.of("HXAP1"), ApiKey.of(KEY), PhoneNumber.of("+919800000000"))
                        .withCredit(credit));
    }

    private static Map<String, String> settings(URI pod) {
        return Map.of(
                "KALEYRA_POD",
                pod.toString(),
                "KALEYRA_SID",
                "HXAP1",
                "KALEYRA_API_KEY",
                KEY,
                "KALEYRA_SENDER",
                "+919800000000");
    }

    private int run(Map<String, String> environment, String... args) {
        return Quickstart.run(args, environment, new PrintStream(printed, true, UTF_8));
    }

    private String printed() {
        return printed.toString(UTF_8).replace(System.lineSeparator(), "\n");
    }
}
