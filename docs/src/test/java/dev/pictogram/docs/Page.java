// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A page in Markdown.
 *
 * @param text the whole text
 */
record Page(String text) {

    static final Path ROOT = Path.of(System.getProperty("project.root")).normalize();

    /** Reads a page by its path in the project. */
    static Page read(String path) throws IOException {
        return new Page(Files.readString(ROOT.resolve(path)));
    }

    /** Returns the rows of all tables, each as its cells. */
    List<List<String>> rows() {
        return prose().filter(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    /** Returns the row whose first cell is this name, as code. */
    Optional<List<String>> row(String name) {
        return rows().stream()
                .filter(row -> row.get(0).equals("`" + name + "`"))
                .findFirst();
    }

    /** Returns the text under the third-level heading with this name, as code, up to the next heading. */
    Optional<String> section(String name) {
        int start = text.indexOf("\n### `" + name + "`\n");
        if (start < 0) {
            return Optional.empty();
        }
        int end = text.indexOf("\n#", start + 1);
        return Optional.of(text.substring(start, end < 0 ? text.length() : end));
    }

    /** Returns the anchors of all headings, as GitHub forms them. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        prose().filter(line -> line.matches("#+ .*")).map(Page::anchor).forEach(anchors::add);
        return anchors;
    }

    /** Returns the anchor of a heading, as GitHub forms it. */
    static String anchor(String heading) {
        return heading.replaceFirst("#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
    }

    private Stream<String> prose() {
        List<String> prose = new ArrayList<>();
        boolean code = false;
        for (String line : text.lines().toList()) {
            if (line.startsWith("```")) {
                code = !code;
            } else if (!code) {
                prose.add(line);
            }
        }
        return prose.stream();
    }
}
