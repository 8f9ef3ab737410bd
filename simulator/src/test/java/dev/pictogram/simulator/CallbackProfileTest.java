// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.pictogram.simulator.CallbackProfile.Shape;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The targets, headers and payloads of callbacks. */
class CallbackProfileTest {

    private static final URI URL = URI.create("http://127.0.0.1:8080/callbacks?token=Se-cret");
    private static final CallbackProfile PROFILE = CallbackProfile.to(URL);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://127.1.2.3:80",
                "https://localhost:8443/a?b=c",
                "HTTP://LOCALHOST",
                "http://[::1]:8080/callbacks"
            })
    void a_target_on_the_loopback_is_allowed(String url) {
        assertThat(CallbackProfile.to(URI.create(url)).url()).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "http://localhost.evil.example/",
                "http://127.0.0.1.evil.example/",
                "http://10.0.0.1/",
                "http://0.0.0.0/",
                "http://[::ffff:10.0.0.1]/"
            })
    void a_target_on_another_host_needs_the_explicit_method(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallbackProfile.to(URI.create(url)))
                .withMessage(
                        "url: must have the host 127.x.x.x, [::1] or localhost unless callbacks may go to other hosts, "
                                + "but it has another");
        assertThatIllegalArgumentException().isThrownBy(() -> PROFILE.withUrl(URI.create(url)));
        assertThat(CallbackProfile.toOtherHost(URI.create(url)).url()).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/callbacks",
                "ftp://127.0.0.1/",
                "mailto:a@127.0.0.1",
                "http:///callbacks",
                "http://user:pass@127.0.0.1/",
                "http://127.0.0.1/#a",
                "http://127.0.0.1:0/",
                "http://127.0.0.1:65536/",
                "http://a_b/"
            })
    void an_invalid_url_is_rejected(String url) {
        for (boolean other : List.of(true, false)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CallbackProfileJson.to(url, other))
                    .withMessageStartingWith("url: must be an http or https URL with a host");
        }
    }

    @Test
    void a_header_is_added_or_replaced_ignoring_the_case_of_its_name() {
        CallbackProfile profile = PROFILE.withHeader("X-Token", "a")
                .withHeader("Authorization", "Basic b")
                .withHeader("x-token", "c");

        assertThat(profile.headers())
                .hasSize(2)
                .containsEntry("X-Token", "c")
                .containsEntry("Authorization", "Basic b");
    }

    @Test
    void an_invalid_header_is_rejected_without_its_value_in_the_message() {
        for (List<String> wrong : List.of(
                List.of("Host", "Se-cret"),
                List.of("Content-Length", "Se-cret"),
                List.of("a b", "Se-cret"),
                List.of("", "Se-cret"),
                List.of("X-Token", "Se-cret\r\nX-Other: 1"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PROFILE.withHeader(wrong.get(0), wrong.get(1)))
                    .withMessage(
                            "header: must have a name that clients may set and a value of visible characters, but it "
                                    + "does not")
                    .withNoCause();
        }
        CallbackProfile sixteen = PROFILE;
        for (int i = 0; i < 16; i++) {
            sixteen = sixteen.withHeader("X-" + i, "a");
        }
        CallbackProfile full = sixteen;
        assertThatIllegalArgumentException().isThrownBy(() -> full.withHeader("X-16", "a"));
        assertThat(full.withHeader("X-0", "b").headers()).hasSize(16);
    }

    @Test
    void copies_keep_earlier_settings_and_leave_the_original_unchanged() {
        CallbackProfile all = CallbackProfile.toOtherHost(URI.create("http://example.com/"))
                .withPlan(CallbackPlan.none())
                .withHeader("X-Token", "a")
                .withTrailingComma()
                .withTimeout(Duration.ofSeconds(2));

        for (CallbackProfile copy : List.of(
                all,
                all.withPlan(CallbackPlan.none()),
                all.withHeader("X-Token", "b"),
                all.withTrailingComma(),
                all.withTimeout(Duration.ofSeconds(2)),
                all.withUrl(URI.create("http://example.com/")))) {
            assertThat(copy.otherHosts()).isTrue();
            assertThat(copy)
                    .hasToString("CallbackProfile[url=http://example.com/, plan=none, headers=[X-Token], "
                            + "payload=v2-trailing-comma, timeout=2000 ms]");
        }
        assertThat(all.withFlatPayload().shape()).isEqualTo(Shape.FLAT);
        assertThat(PROFILE.otherHosts()).isFalse();
        assertThat(PROFILE.shape()).isEqualTo(Shape.V2);
    }

    @Test
    void to_string_contains_neither_query_nor_header_values() {
        assertThat(PROFILE.withHeader("X-Token", "Se-cret"))
                .hasToString("CallbackProfile[url=http://127.0.0.1:8080/callbacks?…, plan=sent@0.2,delivered@1,read@3, "
                        + "headers=[X-Token], payload=v2, timeout=10000 ms]");
    }

    @Test
    void invalid_arguments_are_rejected() {
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofMillis(60_001))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PROFILE.withTimeout(wrong))
                    .withMessage("timeout: must be from 0.001 to 60 s, but it is not");
        }
        assertThatNullPointerException().isThrownBy(() -> CallbackProfile.to(null));
        assertThatNullPointerException().isThrownBy(() -> CallbackProfile.toOtherHost(null));
        assertThatNullPointerException().isThrownBy(() -> PROFILE.withPlan(null));
        assertThatNullPointerException().isThrownBy(() -> PROFILE.withHeader(null, "a"));
        assertThatNullPointerException().isThrownBy(() -> PROFILE.withHeader("a", null));
        assertThatNullPointerException().isThrownBy(() -> PROFILE.withTimeout(null));
        assertThatNullPointerException()
                .isThrownBy(() -> SimulatorOptions.defaults().withCallbacks((CallbackProfile) null));
    }
}
