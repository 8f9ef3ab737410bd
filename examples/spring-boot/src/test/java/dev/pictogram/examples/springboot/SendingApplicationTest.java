// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.ApiKey;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Sid;
import dev.pictogram.contract.RawServer;
import dev.pictogram.contract.RawServer.Reaction;
import dev.pictogram.simulator.KaleyraSimulator;
import dev.pictogram.simulator.SimulatedAccount;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

class SendingApplicationTest {

    private static final String ORDER =
            "{\"to\":\"+919800000001\",\"link\":\"https://example.com/parcel.png\",\"caption\":\"On its way\"}";

    @Test
    void what_is_posted_is_sent_and_answered_with_its_id() throws Exception {
        try (KaleyraSimulator kaleyra = kaleyra(1)) {
            HttpResponse<String> answer = post(kaleyra.pod().baseUrl(), ORDER);

            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(kaleyra.accepted()).singleElement().satisfies(accepted -> {
                assertThat(accepted.message())
                        .isEqualTo(ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png"))
                                .withCaption("On its way"));
                assertThat(answer.body())
                        .isEqualTo("{\"outcome\":\"accepted\",\"id\":\"" + accepted.id() + "\",\"why\":\"\"}");
            });
        }
    }

    @Test
    void a_refusal_is_422_with_its_reason() throws Exception {
        try (KaleyraSimulator kaleyra = kaleyra(0)) {
            HttpResponse<String> answer = post(kaleyra.pod().baseUrl(), ORDER);

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).contains("\"rejected\"", "LOW_BALANCE", "You have a low balance!");
        }
    }

    @Test
    void what_never_left_is_503() throws Exception {
        URI closed;
        try (RawServer server = RawServer.start(Reaction.silence())) {
            closed = server.uri();
        }
        HttpResponse<String> answer = post(closed, ORDER);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"not sent\"");
    }

    @Test
    void what_nobody_knows_is_500() throws Exception {
        try (RawServer server = RawServer.start(Reaction.reset())) {
            HttpResponse<String> answer = post(server.uri(), ORDER);

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).contains("\"in doubt\"");
        }
    }

    @Test
    void what_breaks_a_rule_is_400_with_the_rule() throws Exception {
        try (KaleyraSimulator kaleyra = kaleyra(1)) {
            HttpResponse<String> answer = post(kaleyra.pod().baseUrl(), ORDER.replace("+919800000001", "007"));

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("phone number: must have 7 to 15 digits, but it has 3");
            assertThat(kaleyra.accepted()).isEmpty();
        }
    }

    @Test
    void what_is_left_out_is_400_too() throws Exception {
        try (KaleyraSimulator kaleyra = kaleyra(1)) {
            HttpResponse<String> answer = post(kaleyra.pod().baseUrl(), "{\"to\":\"+919800000001\"}");

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("link: must");
        }
    }

    private static KaleyraSimulator kaleyra(long credit) {
        return KaleyraSimulator.start(
                SimulatedAccount.of(Sid.of("HXAP1"), ApiKey.of("Asecret3"), PhoneNumber.of("+919800000000"))
                        .withCredit(credit));
    }

    private static HttpResponse<String> post(URI pod, String order) throws IOException, InterruptedException {
        try (ConfigurableApplicationContext application = SpringApplication.run(
                SendingApplication.class,
                "--server.port=0",
                "--pictogram.pod=", // whatever the environment says
                "--pictogram.base-url=" + pod,
                "--pictogram.sid=HXAP1",
                "--pictogram.api-key=Asecret3",
                "--pictogram.sender=+919800000000")) {
            int port =
                    ((WebServerApplicationContext) application).getWebServer().getPort();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/send"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(order))
                    .build();
            return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        }
    }
}
