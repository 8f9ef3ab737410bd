// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.WaSource;
import org.junit.jupiter.api.Test;

class RequestJsonTest {

    private static final ImageMessage PLAIN =
            ImageMessage.to("+919800000001", Image.link("https://example.com/a.png?x=1&y='<>'"));

    @Test
    void a_complete_message_has_the_members_of_the_api_page_in_its_order() {
        ImageMessage message = PLAIN.withCaption("We don’t just meet expectations; we exceed them!")
                .withExtraInfo(ExtraInfo.ref("customer1")
                        .withRef1("marketing")
                        .withRef2("dictionary")
                        .withSource(WaSource.API));

        assertThat(json(message))
                .isEqualTo(
                        "{\"messaging_object\":{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\","
                                + "\"to\":\"919800000001\",\"type\":\"image\",\"image\":{"
                                + "\"link\":\"https://example.com/a.png?x=1&y='<>'\","
                                + "\"caption\":\"We don’t just meet expectations; we exceed them!\"}},"
                                + "\"extra_info\":{\"ref\":\"customer1\",\"ref1\":\"marketing\",\"ref2\":\"dictionary\","
                                + "\"wa_source\":\"api\"}}");
    }

    @Test
    void absent_members_are_omitted() {
        assertThat(json(ImageMessage.to("919800000001", Image.uploaded("1479537"))))
                .isEqualTo(
                        "{\"messaging_object\":{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\","
                                + "\"to\":\"919800000001\",\"type\":\"image\",\"image\":{\"id\":\"1479537\"}}}");
        assertThat(json(PLAIN.withExtraInfo(ExtraInfo.none().withRef1("b"))))
                .endsWith(",\"extra_info\":{\"ref1\":\"b\"}}");
        assertThat(json(PLAIN.withExtraInfo(ExtraInfo.none().withRef2("c"))))
                .endsWith(",\"extra_info\":{\"ref2\":\"c\"}}");
        assertThat(json(PLAIN.withExtraInfo(ExtraInfo.none().withSource(WaSource.MOENGAGE))))
                .endsWith(",\"extra_info\":{\"wa_source\":\"moengage\"}}");
    }

    @Test
    void text_is_escaped_as_json_and_not_as_html() {
        assertThat(json(PLAIN.withCaption("{\"a\":\"b\\c\"}\r\n\t\u0001&=<'>🎁 עברית")))
                .contains("\"caption\":\"{\\\"a\\\":\\\"b\\\\c\\\"}\\r\\n\\t\\u0001&=<'>🎁 עברית\"");
    }

    private static String json(ImageMessage message) {
        return new String(RequestJson.of(message), UTF_8);
    }
}
