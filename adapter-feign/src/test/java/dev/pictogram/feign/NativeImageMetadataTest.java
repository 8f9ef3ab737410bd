// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.feign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NativeImageMetadataTest {

    private static final String FILE =
            "/META-INF/native-image/dev.pictogram/pictogram-adapter-feign/reachability-metadata.json";

    @Test
    void the_metadata_lists_the_interface_that_feign_creates_a_proxy_for() throws IOException {
        String metadata;
        try (InputStream in = NativeImageMetadataTest.class.getResourceAsStream(FILE)) {
            assertThat(in).as(FILE).isNotNull();
            metadata = new String(in.readAllBytes(), UTF_8).replaceAll("\\s", "");
        }

        String name = KaleyraApi.class.getName();
        assertThat(metadata)
                .contains("{\"type\":{\"proxy\":[\"" + name + "\"]}}")
                .contains("{\"type\":\"" + name + "\",\"allDeclaredMethods\":true}");
        assertThat(Pattern.compile("dev\\.pictogram\\.feign\\.\\w+")
                        .matcher(metadata)
                        .results())
                .allSatisfy(named -> assertThat(named.group()).isEqualTo(name));
    }
}
