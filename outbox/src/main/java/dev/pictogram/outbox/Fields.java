// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Several texts in one readable line of a column, separated by {@code =}. */
final class Fields {

    private Fields() {}

    static String join(String... fields) {
        return Arrays.stream(fields).map(Fields::escaped).collect(Collectors.joining("="));
    }

    static List<String> split(String line) {
        return Arrays.stream(line.split("=", -1)).map(Fields::unescaped).toList();
    }

    /** Returns a text without U+0000, which PostgreSQL cannot store. */
    static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    private static String escaped(String text) {
        return storable(text)
                .replace("%", "%25")
                .replace("=", "%3D")
                .replace("\n", "%0A")
                .replace("\r", "%0D");
    }

    private static String unescaped(String text) {
        return text.replace("%0D", "\r")
                .replace("%0A", "\n")
                .replace("%3D", "=")
                .replace("%25", "%");
    }
}
