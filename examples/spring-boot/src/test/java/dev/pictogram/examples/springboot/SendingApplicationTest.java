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
    void a_posted_message_is_sent_and_the_response_contains_its_id() throws Exception {
        try (KaleyraSimulator kaleyra = kaleyra(1)) {
            HttpResponse<String> response = post(kaleyra.pod().baseUrl(), ORDER);

            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(kaleyra.accepted()).singleElement().satisfies(accepted -> {
                assertThat(accepted.message())
                        .isEqualTo(ImageMessage.to("+919800000001", Image.link("https://example.com/parcel.png"))
                                .withCaption("On its way"));
                assertThat(response.body())
                        .isEqualTo("{\"outcome\":\"accepted\",\"id\":\"" + accepted.id() + "\",\"why\":\"\"}");
            });
        }
    }

    @Test
    void a_rejection_is_422_with_its_reason() throws Exception {
        try (KaleyraSimulator kaleyra = kaleyra(0)) {
            HttpResponse<String> response = post(kaleyra.pod().baseUrl(), ORDER);

            assertThat(response.statusCode()).isEqualTo(422);
            assertThat(response.body()).contains("\"rejected\"", "LOW_BALANCE", "You have a low balance!");
        }
    }

    @Test
    void a_message_that_is_not_sent_is_503() throws Exception {
        URI closed;
        try (RawServer server = RawServer.start(Reaction.silence())) {
            closed = server.uri();
        }
        HttpResponse<String> response = post(closed, ORDER);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("\"not sent\"");
    }

    @Test
    void a_message_in_doubt_is_500() throws Exception {
        try (RawServer server = RawServer.start(Reaction.reset())) {
            HttpResponse<String> response = post(server.uri(), ORDER);

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).contains("\"in doubt\"");
        }
    }

    @Test
    void invalid_input_is_400_with_the_rule() throws Exception {
        try (KaleyraSimulator kaleyra = kaleyra(1)) {
            HttpResponse<String> response = post(kaleyra.pod().baseUrl(), ORDER.replace("+919800000001", "007"));

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("phone number: must have 7 to 15 digits, but it has 3");
            assertThat(kaleyra.accepted()).isEmpty();
        }
    }

    @Test
    void a_missing_value_is_400() throws Exception {
        try (KaleyraSimulator kaleyra = kaleyra(1)) {
            HttpResponse<String> response = post(kaleyra.pod().baseUrl(), "{\"to\":\"+919800000001\"}");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("link: must");
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
                "--pictogram.pod=", // overrides an environment variable
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
