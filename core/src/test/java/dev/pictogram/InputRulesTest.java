// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The input rules, each with its exception message. */
class InputRulesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                  | phone number: must have 7 to 15 digits, but it has 0
            +                   | phone number: must have 7 to 15 digits, but it has 0
            123456              | phone number: must have 7 to 15 digits, but it has 6
            +1234567890123456   | phone number: must have 7 to 15 digits, but it has 16
            +0919800000001      | phone number: must begin with a country code, which never begins with 0, but index 1 is 0
            0919800000001       | phone number: must begin with a country code, which never begins with 0, but index 0 is 0
            ++919800000001      | phone number: must be ASCII digits after an optional leading plus, but index 1 is U+002B
            91 9800000001       | phone number: must be ASCII digits after an optional leading plus, but index 2 is U+0020
            91-9800000001       | phone number: must be ASCII digits after an optional leading plus, but index 2 is U+002D
            91980000000१        | phone number: must be ASCII digits after an optional leading plus, but index 11 is U+0967
            91980000000/../x    | phone number: must be ASCII digits after an optional leading plus, but index 11 is U+002F
            """)
    void a_phone_number_is_7_to_15_ascii_digits_after_an_optional_plus(String number, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PhoneNumber.of(number))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageMessage.to(number, Image.uploaded("1")))
                .withMessage(message);
    }

    @Test
    void the_constructor_accepts_digits_without_a_plus() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PhoneNumber("+919800000001"))
                .withMessage(
                        "phone number: must be ASCII digits after an optional leading plus, but index 0 is U+002B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234567", "+1234567", "123456789012345", "+123456789012345"})
    void phone_numbers_of_7_and_of_15_digits_are_accepted(String number) {
        String digits = number.replace("+", "");
        assertThat(PhoneNumber.of(number).digits()).isEqualTo(digits);
        assertThat(PhoneNumber.of(number).e164()).isEqualTo("+" + digits);
        assertThat(PhoneNumber.of(number)).hasToString("+" + digits).isEqualTo(new PhoneNumber(digits));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                          | link: must be absolute and begin with http:// or https://, but it begins with neither
            example.com/a.png           | link: must be absolute and begin with http:// or https://, but it begins with neither
            //example.com/a.png         | link: must be absolute and begin with http:// or https://, but it begins with neither
            ftp://example.com/a.png     | link: must be absolute and begin with http:// or https://, but it begins with neither
            file:///etc/passwd          | link: must be absolute and begin with http:// or https://, but it begins with neither
            https:/example.com          | link: must be absolute and begin with http:// or https://, but it begins with neither
            https://                    | link: must name a host, but there is none at index 8
            https:///a.png              | link: must name a host, but there is none at index 8
            http://?a                   | link: must name a host, but there is none at index 7
            http://#a                   | link: must name a host, but there is none at index 7
            https://:443/a.png          | link: must name a host, but there is none at index 8
            https://user@/a.png         | link: must name a host, but there is none at index 8
            https://[2001:db8::1/a.png  | link: must name a host, but there is none at index 8
            https://[]/a.png            | link: must name a host, but there is none at index 8
            https://example.com/a b.png | link: must not contain a space, a control or an invisible character, but index 21 is U+0020
            """)
    void a_link_is_an_absolute_http_or_https_url_with_a_host_and_without_spaces(String url, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Image.link(url)).withMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "9, U+0009",
        "10, U+000A",
        "0, U+0000",
        "127, U+007F",
        "133, U+0085",
        "160, U+00A0",
        "8232, U+2028",
        "8203, U+200B",
        "8206, U+200E",
        "65279, U+FEFF"
    })
    void a_link_with_a_space_control_or_invisible_character_is_refused(int character, String shown) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.link("https://example.com/" + (char) character))
                .withMessage("link: must not contain a space, a control or an invisible character, but index 20 is "
                        + shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://example.com:99999/a.png      | 20
            https://example.com:65536            | 20
            https://example.com:0/a.png          | 20
            https://example.com:/a.png           | 20
            https://example.com:?a               | 20
            https://example.com:80a/a.png        | 20
            https://example.com:+80/a.png        | 20
            https://example.com:８０/a.png       | 20
            https://example.com:100000000080     | 20
            https://user:word@example.com:0      | 30
            https://[2001:db8::1]:65536/a.png    | 22
            https://[::1]a/a.png                 | 13
            https://https://example.com/a.png    | 14
            """)
    void the_port_of_a_link_is_from_1_to_65535(String url, int index) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.link(url))
                .withMessage(
                        "link: must have a port from 1 to 65535 after a colon, but there is none at index " + index);
    }

    @ParameterizedTest
    @ValueSource(chars = {'"', '\\'})
    void a_link_with_a_quotation_mark_or_a_backslash_is_refused(char quote) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.link("https://example.com/a.png" + quote))
                .withMessage("link: must not contain '\"' or '\\', but index 25 is U+00"
                        + Integer.toHexString(quote).toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "HTTP://EXAMPLE.COM/A.PNG",
                "https://example.com:8443/a|b{c}.png?x=1&y=%20#z",
                "http://user:word@my_host/a.png",
                "https://[2001:db8::1]/a.png",
                "https://[2001:db8::1]:1/a.png",
                "https://example.com:65535?a:b@c:0",
                "https://example.com:00080#:0",
                "https://example.com/a:0.png",
                "https://[2001:db8::1]/a.png:0",
                "https://user:@example.com/a.png",
                "https://例え.jp/🖼.png"
            })
    void a_link_is_kept_unchanged(String url) {
        assertThat(Image.link(url)).isEqualTo(new Image.Link(url));
        assertThat(((Image.Link) Image.link(url)).url()).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''    | media id: must not be blank, but it is empty
            ' '   | media id: must not be blank, but it is
            """)
    void a_media_id_is_not_blank(String id, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.uploaded(id))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "' 1479', 0, U+0020",
        "'1479 ', 4, U+0020",
        "'14\n79', 2, U+000A",
        "'1479\t', 4, U+0009",
        "14 79, 2, U+0020",
        "\u00A01479, 0, U+00A0",
        "1479\u200B, 4, U+200B",
        "\uFEFF1479, 0, U+FEFF",
        "1479\uDB40\uDC01, 4, U+E0001",
        "'1479\u0000', 4, U+0000",
    })
    void a_media_id_with_a_space_control_or_invisible_character_is_refused(String id, int index, String shown) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.uploaded(id))
                .withMessage("media id: must not contain a space, a control or an invisible character, but index "
                        + index + " is " + shown);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            "1479", 0, U+0022
            1479", 4, U+0022
            '1479, 0, U+0027
            """)
    void a_media_id_with_a_quotation_mark_is_refused(String id, int index, String shown) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.uploaded(id))
                .withMessage("media id: must not contain a quotation mark, but index " + index + " is " + shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.479E+15        | 1  | U+002E
            1,479e+15        | 1  | U+002C
            1E+15            | 1  | U+0045
            1479000000537.0  | 13 | U+002E
            """)
    void a_media_id_is_not_a_number_that_a_spreadsheet_has_reformatted(String id, int index, String shown) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.uploaded(id))
                .withMessage("media id: must not be a number that a spreadsheet has reformatted, but index " + index
                        + " is " + shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1479", "1479000000000537", "a-b_c.d:e=", "1.4", "1E15", "E+15", "1479.00a", "é"})
    void a_media_id_is_kept_unchanged(String id) {
        assertThat(Image.uploaded(id)).isEqualTo(new Image.Uploaded(id));
        assertThat(new Image.Uploaded(id).mediaId()).isEqualTo(id);
    }

    @Test
    void a_caption_has_at_most_1024_code_points() {
        ImageMessage message = ImageMessage.to("+919800000001", Image.uploaded("1"));
        String longest = "🎁".repeat(1024);

        assertThat(message.withCaption(longest).caption()).contains(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> message.withCaption(longest + "!"))
                .withMessage("caption: must have at most 1024 Unicode code points, but it has 1025");
    }

    @Test
    void an_empty_caption_means_no_caption() {
        ImageMessage message = ImageMessage.to("+919800000001", Image.uploaded("1"));

        assertThat(message.caption()).isEmpty();
        assertThat(message.withCaption("x").withCaption("")).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a\uD83D         | 1 | U+D83D
            \uDE00a         | 0 | U+DE00
            \uD83D\uD83D\uDE00 | 0 | U+D83D
            🎁\uDE00        | 2 | U+DE00
            """)
    void a_text_with_an_unpaired_surrogate_is_refused(String text, int index, String shown) {
        String finding = ": must not contain an unpaired surrogate, but index " + index + " is " + shown;
        ImageMessage message = ImageMessage.to("+919800000001", Image.uploaded("1"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> message.withCaption(text))
                .withMessage("caption" + finding);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtraInfo.ref(text))
                .withMessage("ref" + finding);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtraInfo.none().withRef1(text))
                .withMessage("ref1" + finding);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtraInfo.none().withRef2(text))
                .withMessage("ref2" + finding);
        assertThatIllegalArgumentException().isThrownBy(() -> Image.link(text)).withMessage("link" + finding);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.uploaded(text))
                .withMessage("media id" + finding);
    }

    @ParameterizedTest
    @CsvSource({
        "'order-17 ', 8, U+0020",
        "' order-17', 0, U+0020",
        "order-17\u00A0, 8, U+00A0",
        "\uFEFForder-17, 0, U+FEFF",
        "order-17\u200B, 8, U+200B",
        "order-17\uDB40\uDC01, 8, U+E0001",
        "' ', 0, U+0020",
    })
    void a_reference_must_not_begin_or_end_with_an_invisible_character(String ref, int index, String shown) {
        assertRefused(
                ref,
                "must not begin or end with a space or an invisible character, but index " + index + " is " + shown);
    }

    @ParameterizedTest
    @CsvSource({"10, U+000A", "9, U+0009", "0, U+0000", "127, U+007F", "133, U+0085"})
    void a_reference_with_a_control_character_is_refused(int character, String shown) {
        assertRefused("a" + (char) character + "b", "must not contain a control character, but index 1 is " + shown);
        assertRefused("ab" + (char) character, "must not contain a control character, but index 2 is " + shown);
    }

    private static void assertRefused(String ref, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtraInfo.ref(ref))
                .withMessage("ref: " + message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtraInfo.none().withRef1(ref))
                .withMessage("ref1: " + message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExtraInfo.none().withRef2(ref))
                .withMessage("ref2: " + message);
    }

    @Test
    void a_reference_is_kept_unchanged() {
        String ref = "order 17, \"Asha\"\u00A0\u200D\\🎁";
        assertThat(ExtraInfo.ref(ref).ref()).contains(ref);
        assertThat(ExtraInfo.ref("x".repeat(254) + " y").ref()).contains("x".repeat(254) + " ");
        assertThat(ExtraInfo.ref("").ref()).isEmpty();
    }

    @Test
    void a_reference_is_cut_to_255_code_points_without_splitting_a_surrogate_pair() {
        assertThat(ExtraInfo.ref("a".repeat(255)).ref()).contains("a".repeat(255));
        assertThat(ExtraInfo.ref("a".repeat(256)).ref()).contains("a".repeat(255));
        assertThat(ExtraInfo.none().withRef1("🎁".repeat(256)).ref1()).contains("🎁".repeat(255));
        assertThat(ExtraInfo.none().withRef2("a".repeat(254) + "🎁b").ref2()).contains("a".repeat(254) + "🎁");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''            | sid: must be one or more ASCII letters, digits, '-' or '_', but it is empty
            HXAP/../x     | sid: must be one or more ASCII letters, digits, '-' or '_', but index 4 is U+002F
            HXAP%2f       | sid: must be one or more ASCII letters, digits, '-' or '_', but index 4 is U+0025
            ÀB            | sid: must be one or more ASCII letters, digits, '-' or '_', but index 0 is U+00C0
            A?b           | sid: must be one or more ASCII letters, digits, '-' or '_', but index 1 is U+003F
            """)
    void a_sid_with_a_character_that_needs_escaping_in_a_path_is_refused(String sid, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Sid.of(sid)).withMessage(message);
    }

    @Test
    void a_sid_may_contain_letters_digits_hyphens_and_underscores() {
        assertThat(Sid.of("azAZ09-_").value()).isEqualTo("azAZ09-_");
        assertThat(Sid.of("HXAP16XXXXXX97IN")).hasToString("HXAP16XXXXXX97IN");
    }

    @ParameterizedTest
    @CsvSource({"32", "13", "10", "9", "0", "127", "233", "8217"})
    void an_api_key_is_visible_ascii_and_the_exception_message_does_not_contain_it(int character) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKey.of("Asecret" + (char) character + "rest"))
                .withMessage(
                        "api key: must be one or more visible ASCII characters without a space, but index 7 is not");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Asecret3\"", "'Asecret3'", "`Asecret3`", "\"\""})
    void an_api_key_in_quotation_marks_is_refused(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKey.of(key))
                .withMessage("api key: must not be in quotation marks, but it begins and ends with one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "'a\"", "\"a", "a'", "'a`"})
    void unpaired_quotation_marks_are_part_of_the_api_key(String key) {
        assertThat(ApiKey.of(key).reveal()).isEqualTo(key);
    }

    @Test
    void an_empty_api_key_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKey.of(""))
                .withMessage("api key: must be one or more visible ASCII characters without a space, but it is empty");
        assertThat(ApiKey.of("!~").reveal()).isEqualTo("!~");
    }

    @Test
    void to_string_never_contains_the_api_key() {
        ApiKey key = ApiKey.of("Asecret3");
        Account account = new Account(Pod.IN, Sid.of("HXAP"), key, PhoneNumber.of("+919800000000"));

        assertThat(key.reveal()).isEqualTo("Asecret3");
        assertThat(key)
                .hasToString("ApiKey[hidden]")
                .isEqualTo(ApiKey.of("Asecret3"))
                .isNotEqualTo(ApiKey.of("other"));
        assertThat(key).hasSameHashCodeAs(ApiKey.of("Asecret3"));
        assertThat(account.toString()).doesNotContain("Asecret3").contains("HXAP", "+919800000000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            api.in.kaleyra.io                   | pod: must be absolute, with https://, but it has no scheme
            https:api.in.kaleyra.io             | pod: must name a host, but it has none
            https:///v2                         | pod: must name a host, but it has none
            ftp://api.in.kaleyra.io             | pod: must be https, but its scheme is neither https nor http
            http://api.in.kaleyra.io            | pod: must be https (http only to localhost, 127.0.0.0/8 or [::1]; Pod.insecure for a simulator elsewhere), but it is http to another host
            http://localhost.example.com        | pod: must be https (http only to localhost, 127.0.0.0/8 or [::1]; Pod.insecure for a simulator elsewhere), but it is http to another host
            http://127.0.0.1.example.com        | pod: must be https (http only to localhost, 127.0.0.0/8 or [::1]; Pod.insecure for a simulator elsewhere), but it is http to another host
            http://notlocalhost                 | pod: must be https (http only to localhost, 127.0.0.0/8 or [::1]; Pod.insecure for a simulator elsewhere), but it is http to another host
            http://128.0.0.1                    | pod: must be https (http only to localhost, 127.0.0.0/8 or [::1]; Pod.insecure for a simulator elsewhere), but it is http to another host
            http://[::2]                        | pod: must be https (http only to localhost, 127.0.0.0/8 or [::1]; Pod.insecure for a simulator elsewhere), but it is http to another host
            https://api.in.kaleyra.io:0         | pod: must have a port from 1 to 65535, but it is 0
            https://api.in.kaleyra.io:65536     | pod: must have a port from 1 to 65535, but it is 65536
            https://api.in.kaleyra.io:          | pod: must have a port from 1 to 65535, but there is none after the colon
            https://api.in.kaleyra.io:/v2       | pod: must have a port from 1 to 65535, but there is none after the colon
            https://api_in.kaleyra.io           | pod: must name a host of letters, digits, '-' and '.', but its host has another character or its port is not a number
            https://api.in.kaleyra.io\u200B    | pod: must not contain a space, a control or an invisible character, but index 25 is U+200B
            https://gateway.example/a\uFEFF    | pod: must not contain a space, a control or an invisible character, but index 25 is U+FEFF
            https://user:word@api.in.kaleyra.io | pod: must have no user info, but it has one
            https://api.in.kaleyra.io?a=b       | pod: must have no query, but it has one
            https://api.in.kaleyra.io#a         | pod: must have no fragment, but it has one
            https://gateway.example/a/../b      | pod: must have no '.' or '..' segment in its path, but it has one
            https://gateway.example/./b         | pod: must have no '.' or '..' segment in its path, but it has one
            https://gateway.example/a/%2e%2E    | pod: must have no '.' or '..' segment in its path, but it has one
            https://gateway.example/a%2f..      | pod: must have no '.' or '..' segment in its path, but it has one
            """)
    void a_pod_url_is_https_or_http_to_loopback_without_misleading_parts(URI url, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Pod.at(url)).withMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "https://gateway.example/kaleyra/, https://gateway.example/kaleyra",
        "https://gateway.example//, https://gateway.example",
        "https://gateway.example/a..b/é, https://gateway.example/a..b/%C3%A9",
        "https://gateway.example:8443, https://gateway.example:8443",
        "http://localhost:8080, http://localhost:8080",
        "http://LocalHost:8080, http://LocalHost:8080",
        "http://127.0.0.1:1, http://127.0.0.1:1",
        "http://127.255.255.255, http://127.255.255.255",
        "http://[::1]:65535, http://[::1]:65535",
    })
    void the_path_of_a_pod_url_is_kept_as_a_prefix(URI url, String kept) {
        assertThat(Pod.at(url)).hasToString(kept);
    }

    @Test
    void an_insecure_pod_allows_http_to_another_host_and_logs_one_warning() {
        URI simulator = URI.create("http://simulator:8420/");
        List<String> lines = new ArrayList<>();
        Pod pod = logging(lines, () -> Pod.insecure(simulator));
        Pod again = logging(new ArrayList<>(), () -> Pod.insecure(simulator));

        assertThat(pod).hasToString("http://simulator:8420").isEqualTo(again).hasSameHashCodeAs(again);
        assertThat(pod.baseUrl()).isEqualTo(URI.create("http://simulator:8420"));
        assertThat(pod).isNotEqualTo(Pod.IN).isNotEqualTo(simulator);
        assertThat(lines)
                .containsExactly(
                        "WARNING http://simulator:8420 is not encrypted: the API key and every message can be read"
                                + " on the network. Use it for a simulator only, never for Kaleyra.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://gateway.example", "HTTPS://gateway.example", "http://localhost:8420", "http://[::1]"})
    void an_insecure_pod_with_a_secure_url_logs_no_warning(URI url) {
        List<String> lines = new ArrayList<>();

        assertThat(logging(lines, () -> Pod.insecure(url))).isEqualTo(Pod.at(url));
        assertThat(lines).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ftp://simulator             | pod: must be https or http, but its scheme is neither
            simulator:8420              | pod: must name a host, but it has none
            http://my_simulator:8420    | pod: must name a host of letters, digits, '-' and '.', but its host has another character or its port is not a number
            http://simulator:0          | pod: must have a port from 1 to 65535, but it is 0
            http://user:word@simulator  | pod: must have no user info, but it has one
            http://simulator?a=b        | pod: must have no query, but it has one
            http://simulator/../v2      | pod: must have no '.' or '..' segment in its path, but it has one
            """)
    void the_other_rules_of_a_pod_url_apply_to_an_insecure_pod(URI url, String message) {
        List<String> lines = new ArrayList<>();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> logging(lines, () -> Pod.insecure(url)))
                .withMessage(message);
        assertThat(lines).isEmpty();
    }

    private static Pod logging(List<String> lines, Supplier<Pod> action) {
        // The module dev.pictogram does not read java.logging.
        InputRulesTest.class
                .getModule()
                .addReads(ModuleLayer.boot().findModule("java.logging").orElseThrow());
        Logger logger = Logger.getLogger("dev.pictogram");
        logger.setFilter(line -> {
            lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
            return false; // not printed
        });
        try {
            return action.get();
        } finally {
            logger.setFilter(null);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "in, https://api.in.kaleyra.io",
        "IN, https://api.in.kaleyra.io",
        "sg, https://api.ap.kaleyra.io",
        "Eu, https://api.eu.kaleyra.io"
    })
    void the_pods_of_the_api_page_have_short_names_in_any_case(String name, URI baseUrl) {
        assertThat(Pod.of(name)).isEqualTo(Pod.at(baseUrl));
    }

    @ParameterizedTest
    @CsvSource({"' in', 0, U+0020", "in\u00A0, 2, U+00A0", "in\u200B, 2, U+200B", "'in\n', 2, U+000A"})
    void a_short_name_with_surrounding_space_is_refused(String name, int index, String shown) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pod.of(name))
                .withMessage("pod: must not contain a space, a control or an invisible character, but index " + index
                        + " is " + shown);
    }

    @Test
    void an_unknown_short_name_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pod.of("na"))
                .withMessage(
                        "pod: must be in, sg or eu (use Pod.at with the URL of another server), but it is another name");
    }

    @Test
    void a_blank_message_id_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageId.of(" "))
                .withMessage("message id: must not be blank, but it is");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageId.of(""))
                .withMessage("message id: must not be blank, but it is empty");
        assertThat(MessageId.of("AX1").value()).isEqualTo("AX1");
    }

    @Test
    void null_arguments_are_refused() {
        ImageMessage message = ImageMessage.to("+919800000001", Image.uploaded("1"));
        PhoneNumber number = message.recipient();

        assertThatNullPointerException()
                .isThrownBy(() -> PhoneNumber.of(null))
                .withMessage("phone number: must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> new PhoneNumber(null))
                .withMessage("phone number: must not be null");
        assertThatNullPointerException().isThrownBy(() -> Sid.of(null)).withMessage("sid: must not be null");
        assertThatNullPointerException().isThrownBy(() -> ApiKey.of(null)).withMessage("api key: must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> MessageId.of(null))
                .withMessage("message id: must not be null");
        assertThatNullPointerException().isThrownBy(() -> Pod.of(null)).withMessage("pod: must not be null");
        assertThatNullPointerException().isThrownBy(() -> Pod.at(null)).withMessage("pod: must not be null");
        assertThatNullPointerException().isThrownBy(() -> Pod.insecure(null)).withMessage("pod: must not be null");
        assertThatNullPointerException().isThrownBy(() -> Image.link(null));
        assertThatNullPointerException().isThrownBy(() -> Image.uploaded(null));
        assertThatNullPointerException().isThrownBy(() -> WaSource.of(null));
        assertThatNullPointerException().isThrownBy(() -> ExtraInfo.ref(null));
        assertThatNullPointerException().isThrownBy(() -> ExtraInfo.none().withSource(null));
        assertThatNullPointerException().isThrownBy(() -> ImageMessage.to((PhoneNumber) null, message.image()));
        assertThatNullPointerException().isThrownBy(() -> ImageMessage.to((String) null, message.image()));
        assertThatNullPointerException().isThrownBy(() -> ImageMessage.to(number, null));
        assertThatNullPointerException().isThrownBy(() -> message.withCaption(null));
        assertThatNullPointerException().isThrownBy(() -> message.withExtraInfo(null));
        assertThatNullPointerException().isThrownBy(() -> new Account(null, Sid.of("A"), ApiKey.of("k"), number));
        assertThatNullPointerException().isThrownBy(() -> new Account(Pod.IN, null, ApiKey.of("k"), number));
        assertThatNullPointerException().isThrownBy(() -> new Account(Pod.IN, Sid.of("A"), null, number));
        assertThatNullPointerException().isThrownBy(() -> new Account(Pod.IN, Sid.of("A"), ApiKey.of("k"), null));
    }
}
