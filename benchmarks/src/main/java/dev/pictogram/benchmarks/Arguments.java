// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The options {@code --name=value}, each with a default. */
final class Arguments {

    private final Map<String, String> given = new HashMap<>();

    Arguments(List<String> args) {
        for (String arg : args) {
            int equals = arg.indexOf('=');
            if (!arg.startsWith("--") || equals < 0) {
                throw new IllegalArgumentException("argument: must be --name=value, but it is " + arg);
            }
            given.put(arg.substring(2, equals), arg.substring(equals + 1));
        }
    }

    String text(String name, String otherwise) {
        String value = given.remove(name);
        return value == null ? otherwise : value;
    }

    int number(String name, int otherwise) {
        String value = text(name, Integer.toString(otherwise));
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + ": must be a number, but it is " + value, e);
        }
    }

    List<String> list(String name, String otherwise) {
        return Arrays.asList(text(name, otherwise).split(","));
    }

    /** Rejects unknown options; call it after all known options were read. */
    void done() {
        if (!given.isEmpty()) {
            throw new IllegalArgumentException(
                    "argument: unknown option --" + given.keySet().iterator().next());
        }
    }
}
