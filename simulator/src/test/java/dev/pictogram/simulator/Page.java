// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The samples of the API page, by the line above them. */
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
        // The samples are in another module; tests run in the directory of their module.
        Path samples = Path.of(
                "../adapter-contract/src/main/resources/dev/pictogram/contract/page/send-image-messages-samples.txt");
        try {
            return Files.readString(samples);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
