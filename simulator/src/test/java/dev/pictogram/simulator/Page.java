// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The samples of the API page, each under the line that it is printed below. */
final class Page {

    private Page() {}

    static Map<String, String> samples() {
        Map<String, String> samples = new LinkedHashMap<>();
        String title = "";
        StringBuilder body = new StringBuilder();
        for (String line : text().split("\n")) {
            if (body.isEmpty() && !line.equals("{")) {
                title = line;
                continue;
            }
            body.append(body.isEmpty() ? "" : "\n").append(line);
            if (body.chars().filter(c -> c == '{').count()
                    == body.chars().filter(c -> c == '}').count()) {
                samples.put(title, body.toString());
                body.setLength(0);
            }
        }
        return samples;
    }

    private static String text() {
        try (InputStream in = Page.class.getResourceAsStream(
                "/dev/pictogram/contract/page/send-image-messages-samples.txt")) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
