// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignProgramTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    private int run(String... lines) throws Exception {
        Path file = directory.resolve("sale.csv");
        Files.write(file, List.of(lines));
        String[] args = {
            "--file", file.toString(),
            "--outbox", directory.resolve("outbox.db").toString(),
            "--results", results().toString(),
            "--rate", "1000"
        };
        return CampaignProgram.run(args, Map.of(), new PrintStream(out, true, UTF_8));
    }

    private Path results() {
        return directory.resolve("results.csv");
    }

    @Test
    void every_row_is_sent_once_even_if_the_program_runs_twice() throws Exception {
        String[] lines = IntStream.range(0, 60)
                .mapToObj(i -> i == 0
                        ? "key,phone,link,caption"
                        : "k" + i + ",+" + (919800000000L + i) + ",https://example.com/a.png,Hello")
                .toArray(String[]::new);

        assertThat(run(lines)).isZero();
        assertThat(run(lines)).isZero();

        assertThat(out.toString(UTF_8))
                .contains("59 new messages, 0 from an earlier run")
                .contains("0 new messages, 59 from an earlier run")
                .contains("ACCEPTED 59");
        assertThat(Files.readAllLines(results()))
                .hasSize(60)
                .allMatch(line -> line.startsWith("key,") || line.matches("k\\d+,ACCEPTED,.+,,"));
    }

    @Test
    void all_bad_rows_are_printed_with_their_line_numbers_and_nothing_is_sent() throws Exception {
        int status = run(
                "key,phone,link,caption",
                "k1,+919811111111,https://example.com/a.png,\"two\nlines\"",
                "k2,not a number,https://example.com/a.png,",
                "k1,+919811111111,https://example.com/a.png,",
                "k3,+919811111111,example.com/a.png,",
                "k4,+919811111111");

        assertThat(status).isEqualTo(2);
        assertThat(out.toString(UTF_8))
                .contains("line 4: phone number: ")
                .contains("line 5: key: must be unique")
                .contains("line 6: link: ")
                .contains("line 7: row: must have 4 fields")
                .contains("4 bad rows");
        assertThat(directory.resolve("outbox.db")).doesNotExist();
    }

    @Test
    void an_unknown_argument_prints_the_usage() throws Exception {
        assertThat(CampaignProgram.run(new String[] {"--fiel", "x"}, Map.of(), new PrintStream(out, true, UTF_8)))
                .isEqualTo(2);
        assertThat(out.toString(UTF_8)).contains("--fiel: unknown argument").contains("--file FILE");
    }
}
