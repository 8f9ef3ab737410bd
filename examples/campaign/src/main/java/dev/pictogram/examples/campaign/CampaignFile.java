// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.outbox.OutboxMessage;
import java.io.IOException;
import java.io.Reader;
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

    static CampaignFile read(Path file) throws IOException {
        List<OutboxMessage> messages = new ArrayList<>();
        List<String> badRows = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setIgnoreEmptyLines(true)
                .get();
        try (Reader reader = Files.newBufferedReader(file, UTF_8);
                CSVParser rows = format.parse(reader)) {
            if (!rows.getHeaderNames().equals(COLUMNS)) {
                badRows.add("line 1: the columns must be " + String.join(",", COLUMNS));
                return new CampaignFile(messages, badRows);
            }
            long lastLine = 1;
            for (CSVRecord row : rows) {
                long firstLine = lastLine + 1;
                lastLine = rows.getCurrentLineNumber();
                try {
                    if (row.size() != COLUMNS.size()) {
                        throw new IllegalArgumentException(
                                "row: must have " + COLUMNS.size() + " fields, but it has " + row.size());
                    }
                    if (!keys.add(row.get("key"))) {
                        throw new IllegalArgumentException("key: must be unique, but an earlier row has it");
                    }
                    messages.add(new OutboxMessage(
                            row.get("key"),
                            ImageMessage.to(row.get("phone"), Image.link(row.get("link")))
                                    .withCaption(row.get("caption"))));
                } catch (IllegalArgumentException e) {
                    badRows.add("line " + firstLine + ": " + e.getMessage());
                }
            }
        }
        return new CampaignFile(messages, badRows);
    }
}
