// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

/** The sample responses of the vendor's page, unchanged: one success, whose JSON lacks two commas, and seven failures. */
final class PageSamples {

    private static final Pattern SAMPLE =
            Pattern.compile("(?ms)^(\\d{3}) ([^\\n]*)\\n(\\{\\n.*?^})(?=\\n\\d{3} |\\nSample |\\s*\\z)");

    private PageSamples() {}

    record Sample(int status, String title, String body) {}

    static List<Sample> all() {
        try (InputStream page = PageSamples.class.getResourceAsStream("page/send-image-messages-samples.txt")) {
            return SAMPLE.matcher(new String(page.readAllBytes(), UTF_8))
                    .results()
                    .map(m -> new Sample(Integer.parseInt(m.group(1)), m.group(2), m.group(3)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
