// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.campaign;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.ApiKey;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Sid;
import dev.pictogram.simulator.KaleyraSimulator;
import dev.pictogram.simulator.SimulatedAccount;
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

    private Map<String, String> environment = Map.of();

    @TempDir
    Path directory;

    private int run(String... lines) throws Exception {
        Path file = directory.resolve("sale.csv");
        Files.write(file, List.of(lines));
        String[] args = {
            "--file", file.toString(),
            "--outbox", directory.resolve("outbox.db").toString(),
            "--results", results().toString(),
            "--rate", "1000",
            "--wait", environment.isEmpty() ? "10" : "1"
        };
        return program(args);
    }

    private int program(String... args) throws Exception {
        return CampaignProgram.run(args, environment, new PrintStream(out, true, UTF_8));
    }

    private Path results() {
        return directory.resolve("results.csv");
    }

    @Test
    void every_row_is_sent_once_even_if_the_program_runs_twice() throws Exception {
        String[] lines = rows(59);

        assertThat(run(lines)).isZero();
        assertThat(run(lines)).isZero();

        assertThat(out.toString(UTF_8))
                .contains("59 new messages, 0 from an earlier run")
                .contains("0 new messages, 59 from an earlier run")
                .contains("Messages: ACCEPTED 59")
                .contains("Delivery reports: READ 59, no report 0");
        assertThat(Files.readAllLines(results()))
                .hasSize(60)
                .allMatch(line -> line.startsWith("key,") || line.matches("k\\d+,ACCEPTED,.+,,,READ,"));
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
    void a_file_of_a_spreadsheet_program_with_a_byte_order_mark_is_sent() throws Exception {
        assertThat(run("\uFEFFkey,phone,link,caption", "k1,+919811111111,https://example.com/a.png,"))
                .isZero();
    }

    @Test
    void a_file_with_other_columns_is_rejected_with_its_columns() throws Exception {
        assertThat(run("key;phone;link;caption", "k1;+919811111111;https://example.com/a.png;"))
                .isEqualTo(2);
        assertThat(out.toString(UTF_8))
                .contains("line 1: columns: must be key,phone,link,caption, but they are key;phone;link;caption");
    }

    @Test
    void a_broken_quote_is_reported_with_the_bad_rows_before_it() throws Exception {
        int status = run(
                "key,phone,link,caption",
                "k1,not a number,https://example.com/a.png,",
                "k2,+919811111111,https://example.com/a.png,\"broken\" quote");

        assertThat(status).isEqualTo(2);
        assertThat(out.toString(UTF_8))
                .contains("line 2: phone number: ")
                .contains("line 3: not CSV, so the rest of the file was not checked")
                .contains("2 bad rows");
    }

    @Test
    void a_file_without_rows_is_rejected() throws Exception {
        assertThat(run("key,phone,link,caption")).isEqualTo(2);
        assertThat(out.toString(UTF_8)).contains("at least one row");
    }

    @Test
    void a_file_that_is_not_utf_8_is_rejected() throws Exception {
        Path file =
                Files.write(directory.resolve("latin1.csv"), "key,phone,link,caption\nk\u00e9".getBytes(ISO_8859_1));

        assertThat(program("--file", file.toString())).isEqualTo(2);
        assertThat(out.toString(UTF_8)).contains("must be UTF-8");
    }

    @Test
    void wrong_arguments_are_explained() throws Exception {
        assertThat(program("--file", directory.resolve("missing.csv").toString()))
                .isEqualTo(2);
        assertThat(program("--rate", "fast")).isEqualTo(2);
        assertThat(program("--database", "jdbc:mysql://localhost/x")).isEqualTo(2);
        assertThat(program("simulator")).isEqualTo(2);
        assertThat(out.toString(UTF_8))
                .contains("missing.csv: no such file")
                .contains("--rate: must be a number")
                .contains("--database: must begin with jdbc:postgresql:")
                .contains("simulator: needs --database");
    }

    @Test
    void an_unreachable_simulator_or_database_is_explained() throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:1/none?user=me";
        Path file = Files.write(
                directory.resolve("one.csv"),
                List.of("key,phone,link,caption", "k1,+919811111111,https://example.com/a.png,"));

        assertThat(program("--file", file.toString(), "--database", url, "--simulator-port", "1"))
                .isEqualTo(2);
        assertThat(program("simulator", "--database", url)).isEqualTo(2);
        assertThat(out.toString(UTF_8))
                .contains("No simulator runs on port 1. Start it in another shell")
                .contains("The database cannot be opened: ");
    }

    @Test
    void a_paused_sender_ends_the_program_and_the_next_start_resumes_it() throws Exception {
        assertThat(runWithCredit(3)).isEqualTo(1);
        assertThat(out.toString(UTF_8))
                .contains("Messages: QUEUED 2, ACCEPTED 3")
                .contains("The sender is paused: LOW_BALANCE: ")
                .contains("start the program again");

        assertThat(runWithCredit(3)).isZero();
        assertThat(out.toString(UTF_8))
                .contains("The sender was paused: LOW_BALANCE. Resuming.")
                .contains("Messages: ACCEPTED 5")
                .contains("No report arrived for 1 seconds");
    }

    private int runWithCredit(long credit) throws Exception {
        SimulatedAccount account = SimulatedAccount.of(
                        Sid.of("HXAP0000000001IN"), ApiKey.of("a-key"), PhoneNumber.of("+919800000000"))
                .withCredit(credit);
        try (KaleyraSimulator simulator = KaleyraSimulator.start(account)) {
            environment = Map.of(
                    "KALEYRA_POD", simulator.pod().toString(),
                    "KALEYRA_SID", "HXAP0000000001IN",
                    "KALEYRA_API_KEY", "a-key",
                    "KALEYRA_SENDER", "+919800000000");
            return run(rows(5));
        }
    }

    private static String[] rows(int count) {
        return IntStream.rangeClosed(0, count)
                .mapToObj(i -> i == 0
                        ? "key,phone,link,caption"
                        : "k" + i + ",+" + (919800000000L + i) + ",https://example.com/a.png,Hello")
                .toArray(String[]::new);
    }

    @Test
    void an_unknown_argument_prints_the_usage() throws Exception {
        assertThat(program("--fiel", "x")).isEqualTo(2);
        assertThat(out.toString(UTF_8)).contains("--fiel: unknown argument").contains("--file FILE");
    }
}
