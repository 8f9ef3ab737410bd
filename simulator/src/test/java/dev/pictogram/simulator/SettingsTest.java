// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pictogram.Sid;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options, configuration file and output of the program. */
@Timeout(60)
class SettingsTest {

    private static final String KEY = "Se-cret!key";

    @TempDir
    private Path folder;

    @Test
    void the_built_in_account_is_the_default() {
        try (KaleyraSimulator simulator = Settings.of("--port", "0").start()) {
            assertThat(simulator.account().sid()).hasToString("HXAP0000000000IN");
            assertThat(simulator.creditOf(simulator.account().sid())).isEqualTo(1_000_000);
        }
    }

    @Test
    void accounts_are_set_by_options_in_order() {
        Settings settings =
                Settings.of("--port", "0", "--account", "one:k1:+919800000001:5", "--account", "two:k2:919800000002");
        try (KaleyraSimulator simulator = settings.start()) {
            assertThat(simulator.account().sid()).hasToString("one");
            assertThat(simulator.account().sender()).hasToString("+919800000001");
            assertThat(simulator.creditOf(Sid.of("one"))).isEqualTo(5);
            assertThat(simulator.creditOf(Sid.of("two"))).isEqualTo(1_000_000);
        }
    }

    @Test
    void a_file_can_set_more_than_the_options() throws Exception {
        Settings settings = Settings.of("--config", file("""
                {"host": "::1", "port": 0, "names": ["simulator"], "loadImages": true,
                 "unauthorizedCode": "WA401", "accounts": [
                  {"sid": "one", "apiKey": "k:1", "senders": ["+919800000001", "+919800000002"],
                   "sendersOnOtherVersion": ["+919800000003"],
                   "sendersNotActive": ["+919800000005"], "credit": 7},
                  {"sid": "two", "apiKey": "k2", "senders": ["+919800000004"], "enabled": false}]}"""));

        assertThat(settings.accounts()).hasSize(2);
        assertThat(settings.accounts().get(0))
                .hasToString(
                        "SimulatedAccount[sid=one, apiKey=ApiKey[hidden], "
                                + "senders=[+919800000001, +919800000002, +919800000003, +919800000005], credit=7, enabled=true]");
        assertThat(settings.accounts().get(1).toString()).endsWith("credit=1000000, enabled=false]");
        try (KaleyraSimulator simulator = settings.start()) {
            assertThat(simulator.pod().toString()).startsWith("http://[::1]:");
            assertThat(simulator.account().apiKey().reveal()).isEqualTo("k:1");
            assertThat(response(simulator, "two", "k2", "919800000004")).contains("\"WA401\"", "\"account\"");
            assertThat(response(simulator, "one", "k:1", "919800000003")).contains("\"WA401\"", "Version");
            assertThat(response(simulator, "one", "k:1", "919800000005")).contains("\"WA401\"", "not active");
        }
    }

    @Test
    void an_option_sets_the_code_of_a_401() throws Exception {
        Settings settings = Settings.of("--port", "0", "--unauthorized-code", "WA-401");
        try (KaleyraSimulator simulator = settings.start()) {
            assertThat(response(simulator, "HXAP0000000000IN", "key-of-the-simulator", "919800000001"))
                    .contains("\"WA-401\"", "does not belong");
        }
    }

    private static String response(KaleyraSimulator simulator, String sid, String key, String sender) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(simulator.pod() + "/v2/" + sid + "/whatsapp/" + sender + "/messages"))
                .header("api-key", key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    @Test
    void options_override_the_file() throws IOException {
        String file = file("""
                {"host": "::1", "port": 1, "accounts": [{"sid": "one", "apiKey": "k", "senders": ["919800000001"]}]}""");
        Settings settings =
                Settings.of("--config", file, "--port", "0", "--host", "localhost", "--account", "two:k:919800000002");
        try (KaleyraSimulator simulator = settings.start()) {
            assertThat(simulator.pod().toString()).startsWith("http://127.0.0.1:");
            assertThat(simulator.account().sid()).hasToString("two");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --port x                       | --port: must be a number from 0 to 65535
            --port -1                      | --port: must be a number from 0 to 65535
            --port 65536                   | --port: must be from 0 to 65535
            --port                         | --port: must be followed by a value
            --port 1 --port 2              | --port: must be given once
            --host 0.0.0.0                 | --host: others on the network could send and read messages
            --host ::                      | --host: others on the network could send and read messages
            --host 192.168.1.5             | --host: must be 127.x.x.x, ::1 or localhost
            --host 127.0.0.1.evil.example  | --host: must be 127.x.x.x, ::1 or localhost
            --open-to-others --host 10.0.0.1 | --host: must be 127.x.x.x, ::1 or localhost
            --name a:80                    | --name: must be a host name
            --account one:Se-cret!key      | --account: must be SID:KEY:SENDER
            --account one:Se-cret!key:919800000001:5:6 | --account: must be SID:KEY:SENDER
            --account o/e:Se-cret!key:919800000001 | --account: sid: must be one or more ASCII letters
            --account one::919800000001    | --account: api key: must be one or more visible
            --account one:919800000001:Se-cret!key | --account: phone number: must
            --account one:Se-cret!key:919800000001:many | --account: credit: must be a number
            --account one:k:919800000001 --account two:Se-cret!key:x | --account: phone number: must
            --accounts Se-cret!key         | argument 1: must be an option
            --load-images Se-cret!key      | argument 2: must be an option
            --account one:k:919800000001 Se-cret!key | argument 3: must be an option
            --unauthorized-code WA402      | --unauthorized-code: must be WA401 or WA-401
            --callbacks http://example.com/ | --callbacks: must have the host 127.x.x.x, [::1] or localhost
            --callbacks nowhere            | --callbacks: must be an http or https URL
            --callbacks http://localhost/ --callbacks http://localhost/ | --callbacks: must be given once
            --callbacks http://localhost/ --callback-plan x | --callback-plan: must be none or steps
            --callbacks http://localhost/ --callback-shape x | --callback-shape: must be one of v2, v2-trailing-comma
            --callbacks http://localhost/ --callback-header Se-cret!key | --callback-header: must be NAME: VALUE
            --callbacks http://localhost/ --callback-header Host:Se-cret!key | --callback-header: must have a name that
            --callback-plan none           | --callbacks: must be given with other options for callbacks
            --callbacks-to-others          | --callbacks: must be given with other options for callbacks
            --config /no/such/file         | --config: must name a file of UTF-8 text
            """)
    void an_invalid_option_is_reported_with_its_rule_and_without_keys(String args, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(args.split(" ")))
                .withMessageStartingWith(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(KEY, "U+0053"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Se-cret!key                    | --config: must name a file with one JSON object
            {"a":"Se-cret!key"             | --config: must name a file with one JSON object
            ["Se-cret!key"]                | --config: must name a file with one JSON object
            {"apiKey":"Se-cret!key"}       | --config: must have no members but accounts, callbacks, host
            {"port":"Se-cret!key"}         | --config: port: must be a whole number
            {"port":99999}                 | --config: port: must be from 0 to 65535
            {"host":"0.0.0.0"}             | --config: host: others on the network
            {"host":"10.0.0.1"}            | --config: host: must be 127.x.x.x
            {"names":["a:80"]}             | --config: names: must be a host name
            {"host":1}                     | --config: host: must be a text
            {"names":"Se-cret!key"}        | --config: names: must be a list
            {"unauthorizedCode":"Se-cret!key"} | --config: unauthorizedCode: must be WA401 or WA-401
            {"unauthorizedCode":401}       | --config: unauthorizedCode: must be a text
            {"loadImages":"Se-cret!key"}   | --config: loadImages: must be true or false
            {"accounts":{}}                | --config: accounts: must be a list
            {"accounts":["Se-cret!key"]}   | --config: account 1: must be an object
            {"accounts":[{"key":1}]}       | --config: account 1: must have no members but apiKey, credit
            {"accounts":[{"sid":"a","apiKey":"Se-cret!key"}]} | --config: account 1: senders: must have at least one
            {"accounts":[{"sid":"a","apiKey":"Se-cret!key","senders":[1]}]} | --config: account 1: senders: must be a list of texts
            {"accounts":[{"sid":"a","apiKey":"Se-cret!key é","senders":["919800000001"]}]} | --config: account 1: api key: must
            {"accounts":[{"sid":"a","apiKey":"k","senders":["919800000001"],"credit":-1}]} | --config: account 1: credit: must
            {"accounts":[{"sid":"a","apiKey":"k","senders":["919800000001"]},{"sid":"b"}]} | --config: account 2: senders
            {"callbacks":"Se-cret!key"}    | --config: callbacks: must be an object
            {"callbacks":{}}               | --config: callbacks: url: must be given
            {"callbacks":{"url":"http://example.com/"}} | --config: callbacks: url: must have the host 127.x.x.x
            {"callbacks":{"url":"http://localhost/","headers":{"Host":"Se-cret!key"}}} | --config: callbacks: header: must have
            {"callbacks":{"url":"http://localhost/","header":{"X":"Se-cret!key"}}} | --config: callbacks: must have no members but
            {"port": 1,¶ "accounts": [],¶} | --config: must name a file with one JSON object, but in line 3 it is not
            """)
    void an_invalid_file_is_reported_without_its_content(String text, String message) throws IOException {
        String file = file(text.replace('¶', '\n'));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of("--config", file))
                .withMessageStartingWith(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(KEY));
    }

    @Test
    void callbacks_are_set_by_options() {
        CallbackProfile profile = callbacks(
                "--callbacks",
                "http://localhost:8080/callbacks",
                "--callback-plan",
                "sent@0, read@1",
                "--callback-shape",
                "flat",
                "--callback-header",
                "X-Token: " + KEY + ":1",
                "--callback-header",
                "X-Other:a");

        assertThat(profile)
                .hasToString("CallbackProfile[url=http://localhost:8080/callbacks, plan=sent@0,read@1, "
                        + "headers=[X-Other, X-Token], payload=flat, timeout=10000 ms]");
        assertThat(profile.headers()).containsEntry("X-Token", KEY + ":1");
        assertThat(callbacks("--callbacks", "http://localhost/").plan())
                .hasToString(CallbackPlan.defaults().toString());
        assertThat(Settings.of().options().callbacks()).isEmpty();
    }

    @Test
    void callbacks_are_set_by_the_file_and_options_override_it() throws IOException {
        String file = file("""
                {"callbacks": {"url": "http://localhost:1/", "plan": "none", "shape": "v2-trailing-comma", "timeout": 2.5,
                 "headers": {"X-Token": "a"}}}""");

        assertThat(callbacks("--config", file))
                .hasToString("CallbackProfile[url=http://localhost:1/, plan=none, headers=[X-Token], "
                        + "payload=v2-trailing-comma, timeout=2500 ms]");
        assertThat(callbacks(
                        "--config",
                        file,
                        "--callbacks",
                        "http://[::1]:2/",
                        "--callback-plan",
                        "sent@1",
                        "--callback-shape",
                        "v2",
                        "--callback-header",
                        "x-token: b"))
                .hasToString("CallbackProfile[url=http://[::1]:2/, plan=sent@1, headers=[X-Token], payload=v2, "
                        + "timeout=2500 ms]");
    }

    @Test
    void callbacks_leave_the_machine_only_with_an_option() throws IOException {
        String file = file("{\"callbacks\": {\"url\": \"http://app.example/\"}}");

        assertThat(callbacks("--config", file, "--callbacks-to-others").otherHosts())
                .isTrue();
        assertThat(callbacks("--callbacks", "https://app.example/", "--callbacks-to-others")
                        .url())
                .hasToString("https://app.example/");
        assertThat(callbacks("--callbacks", "http://localhost/").otherHosts()).isFalse();
    }

    @Test
    void the_greeting_names_the_target_of_callbacks_without_its_query() {
        Settings settings = Settings.of("--port", "0", "--callbacks", "http://localhost:1/a?token=" + KEY);
        try (KaleyraSimulator simulator = settings.start()) {
            assertThat(Greeting.of(simulator, settings))
                    .contains("\n  callbacks to http://localhost:1/a?…\n")
                    .doesNotContain(KEY);
        }
    }

    private static CallbackProfile callbacks(String... args) {
        return Settings.of(args).options().callbacks().orElseThrow();
    }

    @Test
    void others_have_access_only_with_both_options() {
        try (KaleyraSimulator simulator = Settings.of("--port", "0", "--host", "0.0.0.0", "--open-to-others")
                .start()) {
            assertThat(simulator.pod().toString()).startsWith("http://127.0.0.1:");
        }
    }

    @Test
    void the_printed_curl_command_is_accepted() throws Exception {
        Settings settings = Settings.of("--port", "0");
        try (KaleyraSimulator simulator = settings.start()) {
            Matcher curl = Pattern.compile("(?m)^curl -X POST '(.*?)' -H '(.*?): (.*?)' -H '(.*?): (.*?)' -d '(.*?)'$")
                    .matcher(Greeting.of(simulator, settings));
            assertThat(curl.find()).isTrue();
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(curl.group(1)))
                                    .headers(curl.group(2), curl.group(3), curl.group(4), curl.group(5))
                                    .POST(BodyPublishers.ofString(curl.group(6)))
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(simulator.accepted()).hasSize(1);
        }
    }

    @Test
    void a_configured_key_is_not_printed() {
        Settings settings = Settings.of("--port", "0", "--account", "one:" + KEY + ":919800000001");
        try (KaleyraSimulator simulator = settings.start()) {
            assertThat(Greeting.of(simulator, settings))
                    .doesNotContain(KEY)
                    .contains("\"api-key: $KALEYRA_API_KEY\"")
                    .contains(simulator.inbox().toString());
        }
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("simulator.json"), text).toString();
    }
}
