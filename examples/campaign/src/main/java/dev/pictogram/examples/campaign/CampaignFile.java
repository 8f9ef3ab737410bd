// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.outbox.OutboxMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The messages of a CSV file with the columns {@code key}, {@code phone}, {@code link} and {@code caption}.
 *
 * @param messages the messages of the valid rows
 * @param badRows the errors of the invalid rows, each with its line number
 */
record CampaignFile(List<OutboxMessage> messages, List<String> badRows) {

    private static final List<String> COLUMNS = List.of("key", "phone", "link", "caption");

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

    static CampaignFile read(Path file) throws IOException {
        CampaignFile content = new CampaignFile(new ArrayList<>(), new ArrayList<>());
        try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
            reader.mark(1);
            if (reader.read() != '\uFEFF') { // The byte order mark, which spreadsheet programs write.
                reader.reset();
            }
            try (CSVParser rows = CSVParser.parse(reader, FORMAT)) {
                content.read(rows);
            }
        } catch (CharacterCodingException notUtf8) {
            content.badRows.add("file: must be UTF-8, but it is not");
        }
        return content;
    }

    private void read(CSVParser rows) throws IOException {
        Set<String> keys = new HashSet<>();
        long firstLine = 1;
        try {
            for (CSVRecord row : rows) {
                try {
                    if (row.getRecordNumber() > 1) {
                        messages.add(message(row, keys));
                    } else if (!row.toList().equals(COLUMNS)) {
                        badRows.add("line 1: columns: must be " + String.join(",", COLUMNS) + ", but they are "
                                + String.join(",", row));
                        return;
                    }
                } catch (IllegalArgumentException e) {
                    badRows.add("line " + firstLine + ": " + e.getMessage());
                }
                firstLine = rows.getCurrentLineNumber() + 1;
            }
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException notUtf8) {
                throw notUtf8;
            }
            badRows.add("line " + firstLine + ": not CSV, so the rest of the file was not checked: "
                    + e.getCause().getMessage());
        }
        if (messages.isEmpty() && badRows.isEmpty()) {
            badRows.add("line 1: file: must have a header and at least one row");
        }
    }

    private static OutboxMessage message(CSVRecord row, Set<String> keys) {
        if (row.size() != COLUMNS.size()) {
            throw new IllegalArgumentException(
                    "row: must have " + COLUMNS.size() + " fields, but it has " + row.size());
        }
        String key = row.get(0);
        if (!keys.add(key)) {
            throw new IllegalArgumentException("key: must be unique, but an earlier row has it");
        }
        return new OutboxMessage(
                key, ImageMessage.to(row.get(1), Image.link(row.get(2))).withCaption(row.get(3)));
    }
}
