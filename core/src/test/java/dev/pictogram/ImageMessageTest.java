// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageMessageTest {

    private static final ImageMessage PLAIN = ImageMessage.to("+919800000001", Image.link("https://example.com/a.png"));

    @Test
    void a_message_returns_the_values_it_was_created_with() {
        ExtraInfo info = ExtraInfo.ref("customer1")
                .withRef1("marketing")
                .withRef2("dictionary")
                .withSource(WaSource.API);
        ImageMessage message = PLAIN.withCaption("Hello").withExtraInfo(info);

        assertThat(message.recipient()).isEqualTo(PhoneNumber.of("919800000001"));
        assertThat(message.image()).isEqualTo(Image.link("https://example.com/a.png"));
        assertThat(message.caption()).contains("Hello");
        assertThat(message.extraInfo()).isEqualTo(info);
        assertThat(info.ref()).contains("customer1");
        assertThat(info.ref1()).contains("marketing");
        assertThat(info.ref2()).contains("dictionary");
        assertThat(info.source()).contains(WaSource.API);
    }

    @Test
    void with_methods_do_not_change_the_original() {
        PLAIN.withCaption("Hello").withExtraInfo(ExtraInfo.ref("a"));

        assertThat(PLAIN.caption()).isEmpty();
        assertThat(PLAIN.extraInfo()).isEqualTo(ExtraInfo.none());
    }

    @Test
    void messages_are_equal_if_their_values_are_equal() {
        ImageMessage same = ImageMessage.to(PhoneNumber.of("919800000001"), Image.link("https://example.com/a.png"));

        assertThat(PLAIN).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(PLAIN)
                .isNotEqualTo(ImageMessage.to("+919800000002", PLAIN.image()))
                .isNotEqualTo(ImageMessage.to(PLAIN.recipient(), Image.uploaded("1")))
                .isNotEqualTo(PLAIN.withCaption("x"))
                .isNotEqualTo(PLAIN.withExtraInfo(ExtraInfo.ref("x")))
                .isNotEqualTo("a text");
        assertThat(PLAIN.withCaption("x"))
                .hasToString("ImageMessage[recipient=+919800000001, image=Link[url=https://example.com/a.png], "
                        + "caption=x, extraInfo=ExtraInfo[ref=, ref1=, ref2=, source=]]");
    }

    @Test
    void extra_info_is_equal_if_its_values_are_equal_and_empty_without_values() {
        ExtraInfo full = ExtraInfo.ref("a").withRef1("b").withRef2("c").withSource(WaSource.ZAPIER);

        assertThat(full)
                .isEqualTo(ExtraInfo.none()
                        .withSource(WaSource.ZAPIER)
                        .withRef2("c")
                        .withRef1("b")
                        .withRef("a"))
                .hasSameHashCodeAs(
                        ExtraInfo.ref("a").withRef1("b").withRef2("c").withSource(WaSource.ZAPIER))
                .isNotEqualTo(full.withRef("x"))
                .isNotEqualTo(full.withRef1("x"))
                .isNotEqualTo(full.withRef2("x"))
                .isNotEqualTo(full.withSource(WaSource.API))
                .isNotEqualTo("a text")
                .hasToString("ExtraInfo[ref=a, ref1=b, ref2=c, source=zapier]");
        assertThat(ExtraInfo.none().isEmpty()).isTrue();
        assertThat(full.isEmpty()).isFalse();
        assertThat(ExtraInfo.ref("").isEmpty()).isTrue();
        assertThat(ExtraInfo.none().ref()).isEmpty();
        assertThat(ExtraInfo.none().source()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "api, API",
        "Clevertap, CLEVERTAP",
        "ZOHO, ZOHO",
        "webengage, WEBENGAGE",
        "shopify, SHOPIFY",
        "leadsquared, LEADSQUARED",
        "responsys, RESPONSYS",
        "braze, BRAZE",
        "hubspot, HUBSPOT",
        "salesforce, SALESFORCE",
        "zapier, ZAPIER",
        "eloqua, ELOQUA",
        "moengage, MOENGAGE",
        "mailchimp, API",
        "'', API",
        "' zoho', API"
    })
    void a_source_is_parsed_in_any_case_and_an_unknown_one_is_api(String value, WaSource source) {
        assertThat(WaSource.of(value)).isEqualTo(source);
        assertThat(WaSource.of(source.value())).isEqualTo(source);
        assertThat(WaSource.values()).hasSize(13);
    }
}
