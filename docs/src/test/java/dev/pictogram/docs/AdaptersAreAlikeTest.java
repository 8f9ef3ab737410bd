// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.Sid;
import dev.pictogram.WaSource;
import dev.pictogram.contract.RawServer;
import dev.pictogram.contract.RawServer.Reaction;
import dev.pictogram.feign.FeignMessaging;
import dev.pictogram.httpcore.HttpCoreMessaging;
import dev.pictogram.jdk.JdkMessaging;
import dev.pictogram.spring.SpringMessaging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Checks the claim of the documentation that all adapters write the same bytes. */
class AdaptersAreAlikeTest {

    private static final Map<String, Function<Account, MessagingPort>> ADAPTERS = Map.of(
            "jdk",
            JdkMessaging::of,
            "httpcore",
            HttpCoreMessaging::of,
            "feign",
            FeignMessaging::of,
            "spring",
            SpringMessaging::of);

    @Test
    void all_adapters_write_the_same_bytes() {
        byte[] accepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 31\r\n\r\n{\"data\":{\"message_id\":\"AX1\"}}  "
                .getBytes(UTF_8);
        List<ImageMessage> messages = messages();
        try (RawServer server = RawServer.start(Reaction.respond(accepted))) {
            Account account = new Account(
                    Pod.at(server.uri()),
                    Sid.of("HXAP16XXXXXX97IN"),
                    ApiKey.of("A{key}%7B;,=\"3"),
                    PhoneNumber.of("+919800000000"));
            Map<String, List<String>> written = new TreeMap<>();
            ADAPTERS.forEach((name, adapter) -> {
                int before = server.requests().size();
                MessagingPort port = adapter.apply(account);
                messages.forEach(message -> port.send(message).orElseThrow());
                written.put(
                        name,
                        server.requests().stream()
                                .skip(before)
                                .map(request -> request.head() + new String(request.body(), UTF_8))
                                .toList());
            });

            assertThat(messages).hasSize(2 * 4 * 16);
            assertThat(written.get("jdk")).hasSameSizeAs(messages).doesNotHaveDuplicates();
            assertThat(written.get("httpcore")).isEqualTo(written.get("jdk"));
            assertThat(written.get("feign")).isEqualTo(written.get("jdk"));
            assertThat(written.get("spring")).isEqualTo(written.get("jdk"));
        }
    }

    /** Both kinds of image, with each caption and every combination of extra information. */
    private static List<ImageMessage> messages() {
        List<ImageMessage> messages = new ArrayList<>();
        for (Image image :
                List.of(Image.link("https://example.com/a|b{c}.png?x=1&y='2'#é"), Image.uploaded("1479000000000537"))) {
            for (String caption : List.of(
                    "",
                    "We don’t just meet expectations; we exceed them!",
                    "🎁 \"quoted\" \\ {{braces}} %7B",
                    "a\r\nb\tעברית")) {
                for (int parts = 0; parts < 16; parts++) {
                    messages.add(ImageMessage.to("+919800000001", image)
                            .withCaption(caption)
                            .withExtraInfo(information(parts)));
                }
            }
        }
        return messages;
    }

    private static ExtraInfo information(int parts) {
        ExtraInfo info = ExtraInfo.none()
                .withRef((parts & 1) == 0 ? "" : "customer {1}")
                .withRef1((parts & 2) == 0 ? "" : "márketing")
                .withRef2((parts & 4) == 0 ? "" : "dictionary");
        return (parts & 8) == 0 ? info : info.withSource(WaSource.ZAPIER);
    }
}
