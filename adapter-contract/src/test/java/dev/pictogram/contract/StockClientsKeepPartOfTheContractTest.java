// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.StockClientsKeepPartOfTheContractTest.Client.FEIGN_DEFAULT;
import static dev.pictogram.contract.StockClientsKeepPartOfTheContractTest.Client.HTTP_CLIENT_5;
import static dev.pictogram.contract.StockClientsKeepPartOfTheContractTest.Client.JAVA_NET_HTTP;
import static dev.pictogram.contract.StockClientsKeepPartOfTheContractTest.Client.OK_HTTP;
import static dev.pictogram.contract.StockClientsKeepPartOfTheContractTest.Client.URL_CONNECTION;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Stock HTTP clients against the whole contract: each fails what these tables say, and nothing else.
 *
 * <p>Runs on demand with {@code -Pstock-clients}, because it takes two minutes and depends on a quiet machine. Each client has a
 * separate JVM with a small heap, which some clients fill.
 */
@Tag("stock-clients")
class StockClientsKeepPartOfTheContractTest {

    enum Client {
        URL_CONNECTION("HttpURLConnection", StockClients.UrlConnection.class),
        JAVA_NET_HTTP("java.net.http", StockClients.JavaNetHttp.class),
        OK_HTTP("OkHttp", StockClients.OkHttp.class),
        HTTP_CLIENT_5("HttpClient 5", StockClients.ApacheHttpClient.class),
        FEIGN_DEFAULT("Feign's default", StockClients.FeignDefault.class);

        private final String title;
        private final Class<? extends HttpAdapterContract> contract;

        Client(String title, Class<? extends HttpAdapterContract> contract) {
            this.title = title;
            this.contract = contract;
        }
    }

    private static final String ROWS = "every_row_of_the_verdict_table_holds";
    private static final String RETRY_ENABLED = "a_post_is_not_retried_even_when_the_jvm_enables_it";

    private static final String VERIFICATION_DISABLED = "host_names_are_verified_even_when_the_jvm_disables_it";
    private static final Set<String> NEED_PROPERTIES = Set.of(RETRY_ENABLED, VERIFICATION_DISABLED);

    private static final Set<Client> ALL = EnumSet.allOf(Client.class);

    /** Some rows differ between 17 and 25; the JDKs between were not tested. */
    private static final boolean ON_25 = Runtime.version().feature() >= 25;

    /** Who fails a clause, or a fault where the clause runs with faults. */
    private static final Map<String, Set<Client>> FAIL = Map.ofEntries(
            // The bytes and the verdict
            row("the_request_equals_the_vendors_sample_byte_for_byte", ALL),
            row(ROWS, ALL),
            row("a_redirect_is_rejected_and_not_followed", allBut(JAVA_NET_HTTP)),
            row(Fault.STRAY_SECOND_RESPONSE, Set.of(OK_HTTP, HTTP_CLIENT_5)),
            // One request
            row(RETRY_ENABLED, Set.of(URL_CONNECTION, JAVA_NET_HTTP, FEIGN_DEFAULT)),
            row(Fault.CLOSED_AFTER_READING, Set.of(URL_CONNECTION, FEIGN_DEFAULT)),
            row(Fault.RESET_AFTER_READING, Set.of(URL_CONNECTION, FEIGN_DEFAULT)),
            row(Fault.STALE_CONNECTION_CLOSED, Set.of(URL_CONNECTION, OK_HTTP, FEIGN_DEFAULT)),
            row(Fault.STALE_CONNECTION_RESET, Set.of(URL_CONNECTION, OK_HTTP, FEIGN_DEFAULT)),
            row(Fault.NEVER_ANSWERS, Set.of(FEIGN_DEFAULT)),
            row(Fault.STALLS_IN_THE_HEADERS, Set.of(FEIGN_DEFAULT)),
            row(Fault.GARBAGE, Set.of(FEIGN_DEFAULT)),
            row(Fault.HEADER_OF_1_MIB, Set.of(URL_CONNECTION, FEIGN_DEFAULT)),
            row(Fault.A_101_UNASKED, ON_25 ? allBut(HTTP_CLIENT_5) : Set.of(JAVA_NET_HTTP, OK_HTTP)),
            // Not sent
            row("a_connect_timeout_is_not_sent", Set.of(URL_CONNECTION, OK_HTTP, FEIGN_DEFAULT)),
            row("a_tls_handshake_timeout_is_not_sent", Set.of(URL_CONNECTION, OK_HTTP, FEIGN_DEFAULT)),
            row("a_certificate_for_another_host_is_not_sent", Set.of(OK_HTTP)),
            row(VERIFICATION_DISABLED, Set.of(JAVA_NET_HTTP, OK_HTTP)),
            row("an_interrupt_while_connecting_is_not_sent", ALL),
            // Random faults, where one that hangs is enough
            row("under_random_faults_every_result_agrees_with_the_server", ALL),
            // Cancellation
            row("no_retry_follows_a_cancelled_send", Set.of(HTTP_CLIENT_5)),
            row("a_send_cancelled_while_connecting_writes_no_body", ALL),
            // Time
            row(Fault.TRICKLES_THE_STATUS_LINE, allBut(JAVA_NET_HTTP)),
            row(Fault.TRICKLES_THE_HEADERS, allBut(JAVA_NET_HTTP)),
            row(Fault.TRICKLES_THE_BODY, ALL),
            row(Fault.STALLS_IN_THE_BODY, Set.of(JAVA_NET_HTTP)),
            row(Fault.DECLARES_8_GIB_AND_STALLS, Set.of(JAVA_NET_HTTP)),
            row("an_interrupt_ends_send_and_keeps_the_flag", allBut(JAVA_NET_HTTP, OK_HTTP)),
            row("an_interrupt_while_waiting_for_the_response_is_in_doubt", allBut(JAVA_NET_HTTP)),
            row("an_interrupt_while_reading_the_response_is_in_doubt", allBut(JAVA_NET_HTTP)),
            // Size
            row(Fault.ENDLESS_BODY, ALL),
            row(Fault.ENDLESS_CHUNKS, ALL),
            row(Fault.ENDLESS_CHUNK_SIZE, Set.of(OK_HTTP)),
            row(Fault.ENDLESS_HEADERS, Set.of(URL_CONNECTION, FEIGN_DEFAULT)),
            row(Fault.ENDLESS_100_CONTINUE, Set.of(URL_CONNECTION, HTTP_CLIENT_5, FEIGN_DEFAULT)),
            row(Fault.DECLARES_8_GIB_AND_SENDS_ON, allBut(OK_HTTP)),
            row(Fault.GZIP_BOMB, ALL),
            row(Fault.A_204_WITH_A_BODY, Set.of(URL_CONNECTION, FEIGN_DEFAULT)),
            // Idle connections
            row("a_connection_is_not_reused_after_the_idle_timeout", ALL),
            row("an_idle_connection_is_not_reused_while_others_are_in_use", ALL),
            // Settings of the JVM
            row("a_default_ssl_context_that_trusts_everything_is_ignored", allBut(OK_HTTP, HTTP_CLIENT_5)),
            row("the_default_proxy_selector_is_ignored", allBut(HTTP_CLIENT_5)),
            row("proxies_in_system_properties_are_ignored", ALL),
            row("the_default_authenticator_is_ignored", Set.of(URL_CONNECTION)),
            row("the_default_cookie_handler_is_ignored", Set.of(URL_CONNECTION, HTTP_CLIENT_5, FEIGN_DEFAULT)));

    /** Who fails a row of the verdict table. */
    private static final Map<String, Set<Client>> FAIL_ROWS = Map.ofEntries(
            // Read completely, whatever the limit
            row("a 202 that is too large before its id is in doubt", ALL),
            // Decompressed by the client, whatever the limit
            row(
                    "a 202 that is too large before its id once it is decoded is in doubt",
                    Set.of(HTTP_CLIENT_5, FEIGN_DEFAULT)),
            // A truncated body is an exception; status and partial body are lost
            row(
                    "an id before the end of a truncated response is an id",
                    ON_25 ? ALL : allBut(URL_CONNECTION, FEIGN_DEFAULT)),
            row(
                    "a 401 truncated before its body is rejected",
                    ON_25 ? allBut(FEIGN_DEFAULT) : allBut(URL_CONNECTION, FEIGN_DEFAULT)),
            row("a 401 truncated after its code has its reason", ON_25 ? ALL : allBut(URL_CONNECTION)),
            // The body of a 401 is lost
            row("the page's 401 Unauthorized is INVALID_CREDENTIALS", Set.of(FEIGN_DEFAULT)),
            row("the page's 401 Unauthorized phone number is SENDER_NOT_OWNED", Set.of(FEIGN_DEFAULT)),
            row("the page's 401 Unauthorised Account type is ACCOUNT_NOT_ENABLED", Set.of(FEIGN_DEFAULT)),
            row("the page's 401 Unauthorized phone number version is WRONG_API_VERSION", Set.of(FEIGN_DEFAULT)),
            row("WA401 for account that says \"no such account\" is ACCOUNT_NOT_ENABLED", Set.of(FEIGN_DEFAULT)),
            row(
                    "WA401 for phone_number that says \"is associated with different Version of our API\" is WRONG_API_VERSION",
                    Set.of(FEIGN_DEFAULT)),
            row(
                    "WA401 for phone_number that says \"The number is not active\" is SENDER_NOT_ACTIVE",
                    Set.of(FEIGN_DEFAULT)),
            row(
                    "WA401 for phone_number that says \"does not belong to you\" is SENDER_NOT_OWNED",
                    Set.of(FEIGN_DEFAULT)),
            row(
                    "WA401 with neither key that says \"is associated with different Version of our API\" is WRONG_API_VERSION",
                    Set.of(FEIGN_DEFAULT)),
            row("WA401 with neither key that says \"Inactive number\" is SENDER_NOT_ACTIVE", Set.of(FEIGN_DEFAULT)),
            row("WA401 with neither key that says \"words\" is SENDER_NOT_OWNED", Set.of(FEIGN_DEFAULT)),
            row("WA-401 for account that says \"no such account\" is ACCOUNT_NOT_ENABLED", Set.of(FEIGN_DEFAULT)),
            row(
                    "WA-401 for phone_number that says \"is associated with different Version of our API\" is WRONG_API_VERSION",
                    Set.of(FEIGN_DEFAULT)),
            row(
                    "WA-401 for phone_number that says \"The number is not active\" is SENDER_NOT_ACTIVE",
                    Set.of(FEIGN_DEFAULT)),
            row(
                    "WA-401 for phone_number that says \"does not belong to you\" is WRONG_API_VERSION",
                    Set.of(FEIGN_DEFAULT)),
            row(
                    "WA-401 with neither key that says \"is associated with different Version of our API\" is WRONG_API_VERSION",
                    Set.of(FEIGN_DEFAULT)),
            row("WA-401 with neither key that says \"Inactive number\" is SENDER_NOT_ACTIVE", Set.of(FEIGN_DEFAULT)),
            row("WA-401 with neither key that says \"words\" is UNRECOGNIZED", Set.of(FEIGN_DEFAULT)),
            row("a rejection without commas keeps every field", Set.of(FEIGN_DEFAULT)),
            row("a rejection with trailing commas keeps every field", Set.of(FEIGN_DEFAULT)),
            row("a rejection with NaN keeps every field", Set.of(FEIGN_DEFAULT)),
            row("a rejection after a byte order mark keeps every field", Set.of(FEIGN_DEFAULT)),
            row("a rejection after a notice keeps every field", Set.of(FEIGN_DEFAULT)),
            row("a rejection after a notice in HTML keeps every field", Set.of(FEIGN_DEFAULT)),
            row("a rejection before a notice in HTML keeps every field", Set.of(FEIGN_DEFAULT)),
            row("a 401 with unrequested gzip has its reason", Set.of(FEIGN_DEFAULT)),
            row("a 401 that asks for credentials keeps its reason", Set.of(FEIGN_DEFAULT)),
            row("a failure code in broken JSON counts", Set.of(FEIGN_DEFAULT)),
            // A 407 is an exception, since it is for a proxy
            row("a bare 407 is rejected", Set.of(OK_HTTP)),
            // Retried
            row("a 408 without Retry-After is UNRECOGNIZED", Set.of(OK_HTTP)),
            row("a 408 with Retry-After 0 is UNRECOGNIZED", Set.of(OK_HTTP)),
            row("a failure code wins over a 429", Set.of(HTTP_CLIENT_5)),
            row("a failure code wins over a 503", Set.of(HTTP_CLIENT_5)),
            row("a 429 without Retry-After is RATE_LIMITED", Set.of(HTTP_CLIENT_5)),
            row("a 429 with Retry-After 0 is RATE_LIMITED", Set.of(HTTP_CLIENT_5)),
            row("a 503 with Retry-After 0 is UNAVAILABLE", Set.of(HTTP_CLIENT_5, OK_HTTP)),
            row("a 429 with Retry-After 1 is RATE_LIMITED", Set.of(HTTP_CLIENT_5)),
            row("a 503 with Retry-After 1 is UNAVAILABLE", Set.of(HTTP_CLIENT_5)),
            row("a 429 with Retry-After 3600 is RATE_LIMITED", Set.of(HTTP_CLIENT_5)),
            row("a 503 with Retry-After 3600 is UNAVAILABLE", Set.of(HTTP_CLIENT_5)),
            row("a 429 with Retry-After as a date is RATE_LIMITED", Set.of(HTTP_CLIENT_5)),
            row("a 503 with Retry-After as a date is UNAVAILABLE", Set.of(HTTP_CLIENT_5)),
            row("a 429 with Retry-After in RFC 850 format is RATE_LIMITED", Set.of(HTTP_CLIENT_5)),
            row("a 429 with Retry-After in asctime format is RATE_LIMITED", Set.of(HTTP_CLIENT_5)),
            row("a 503 with Retry-After in RFC 850 format is UNAVAILABLE", Set.of(HTTP_CLIENT_5)),
            row("a 503 with Retry-After in asctime format is UNAVAILABLE", Set.of(HTTP_CLIENT_5)),
            row("a 503 with a body from Kaleyra is rejected", Set.of(HTTP_CLIENT_5)),
            row("a 503 with HTML with Retry-After is rejected", Set.of(HTTP_CLIENT_5)),
            row("a 429 with an invalid Retry-After is RATE_LIMITED", Set.of(HTTP_CLIENT_5)));

    /** Who fails now and then. */
    private static final Map<String, Set<Client>> NOW_AND_THEN = Map.ofEntries(
            // An interrupt ends its wait for a connection, but not its wait for a response.
            row("an_interrupt_ends_send_and_keeps_the_flag", Set.of(OK_HTTP)),
            row("an_interrupt_at_a_random_moment_keeps_the_flag_and_a_truthful_result", Set.of(OK_HTTP)),
            // Where the client hangs, the engine ends the attempt; how many hang at a time is random.
            row("a_send_cancelled_at_a_random_moment_writes_no_later_request", ALL),
            // The JDK's keep-alive cleaner reads the rest of the body, but only while its queue has room.
            row(Fault.STALLS_IN_THE_BODY, Set.of(URL_CONNECTION, FEIGN_DEFAULT)),
            // Refuses such a long body at once, and then reads for a tenth of a second to save the connection.
            row(Fault.DECLARES_8_GIB_AND_SENDS_ON, Set.of(OK_HTTP)));

    /** Fewer than by default, since a client that hangs keeps its sends until the timeout. */
    private static final int BY_CHANCE = 80;

    private static final Path FOLDER = Path.of("target", "stock-clients");
    private static final Path PAGE = Path.of("..", "docs", "stock-clients.md");

    private static final Map<Client, List<Result>> RESULTS = new EnumMap<>(Client.class);

    /**
     * The outcome of one test.
     *
     * @param clause the clause
     * @param with the fault or the row of the verdict table that it was run with
     * @param status JUnit's
     */
    private record Result(String clause, String with, String status, String failure) {

        static Result of(String line) {
            String[] parts = line.split("\t", 4);
            return new Result(parts[0], parts[1], parts[2], parts[3]);
        }

        boolean failed() {
            return status.equals("FAILED");
        }

        /** The clause or, if it was run with one, the fault. */
        String clauseOrFault() {
            return Stream.of(Fault.values()).map(Fault::name).anyMatch(with::equals) ? with : clause;
        }
    }

    private static Map.Entry<String, Set<Client>> row(String clause, Set<Client> clients) {
        return Map.entry(clause, clients);
    }

    private static Map.Entry<String, Set<Client>> row(Fault fault, Set<Client> clients) {
        return Map.entry(fault.name(), clients);
    }

    private static Set<Client> allBut(Client... those) {
        return EnumSet.complementOf(EnumSet.copyOf(List.of(those)));
    }

    private static Set<String> rowsOf(Client client, Map<String, Set<Client>> table) {
        return table.entrySet().stream()
                .filter(row -> row.getValue().contains(client))
                .map(Map.Entry::getKey)
                .collect(toCollection(TreeSet::new));
    }

    @BeforeAll
    static void run() throws Exception {
        Files.createDirectories(FOLDER);
        Map<Client, List<Process>> running = new EnumMap<>(Client.class);
        try {
            for (Client client : Client.values()) {
                // java.net.http reads the properties, so only the clauses about them run with them, in a separate JVM.
                boolean hostile = client != JAVA_NET_HTTP;
                running.put(client, new ArrayList<>(List.of(start(client, "all", hostile))));
            }
            running.get(JAVA_NET_HTTP)
                    .add(start(JAVA_NET_HTTP, "hostile", true, NEED_PROPERTIES.toArray(String[]::new)));
            for (Client client : Client.values()) {
                for (Process process : running.get(client)) {
                    assertThat(process.waitFor(4, TimeUnit.MINUTES))
                            .as("%s comes to an end", client)
                            .isTrue();
                    assertThat(process.exitValue()).as("see %s", FOLDER).isZero();
                }
                RESULTS.put(client, results(client));
            }
        } finally {
            running.values().forEach(processes -> processes.forEach(Process::destroyForcibly));
        }
        Files.writeString(FOLDER.resolve("table.md"), asMarkdown());
    }

    private static Process start(Client client, String what, boolean hostile, String... clauses) throws Exception {
        Path written = FOLDER.resolve(client + "-" + what + ".tsv");
        Files.deleteIfExists(written);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djdk.httpclient.enableAllMethodRetry=" + hostile,
                "-Djdk.internal.httpclient.disableHostnameVerification=" + hostile,
                "-Dpictogram.contract.sends=" + BY_CHANCE,
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=4",
                "-cp",
                HostileJvmProcess.classPath(client.contract),
                ContractRun.class.getName(),
                client.contract.getName(),
                written.toString()));
        command.addAll(List.of(clauses));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve(client + "-" + what + ".log").toFile())
                .start();
    }

    private static List<Result> results(Client client) throws IOException {
        List<Result> results = new ArrayList<>(read(client + "-all.tsv"));
        if (client == JAVA_NET_HTTP) {
            results.removeIf(result -> NEED_PROPERTIES.contains(result.clause()));
            results.addAll(read(client + "-hostile.tsv"));
        }
        return results;
    }

    private static List<Result> read(String file) throws IOException {
        return Files.readAllLines(FOLDER.resolve(file)).stream().map(Result::of).toList();
    }

    @ParameterizedTest
    @EnumSource
    void a_client_fails_these_clauses_and_faults_and_no_others(Client client) {
        Set<String> failed = RESULTS.get(client).stream()
                .filter(Result::failed)
                .map(Result::clauseOrFault)
                .collect(toCollection(TreeSet::new));
        failed.removeAll(rowsOf(client, NOW_AND_THEN));

        assertThat(failed).containsExactlyInAnyOrderElementsOf(rowsOf(client, FAIL));
    }

    @ParameterizedTest
    @EnumSource
    void a_client_fails_these_rows_of_the_verdict_table_and_no_others(Client client) {
        Set<String> failed = RESULTS.get(client).stream()
                .filter(result -> result.clause().equals(ROWS) && result.failed())
                .map(Result::with)
                .collect(toCollection(TreeSet::new));

        assertThat(failed).containsExactlyInAnyOrderElementsOf(rowsOf(client, FAIL_ROWS));
    }

    @ParameterizedTest
    @EnumSource
    void every_clause_runs_with_every_fault_and_none_is_skipped(Client client) {
        List<Result> results = RESULTS.get(client);

        assertThat(results).extracting(Result::status).containsOnly("SUCCESSFUL", "FAILED");
        assertThat(results.stream().map(Result::clause).distinct())
                .containsExactlyInAnyOrderElementsOf(Clauses.of(HttpAdapterContract.class)
                        .map(Clauses.Clause::name)
                        .toList());
        assertThat(results.stream().map(Result::with)).contains(names(Fault.values()));
        assertThat(results.stream().map(Result::with))
                .containsAll(VerdictRows.all().map(VerdictRow::name).toList());
    }

    private static String[] names(Fault[] faults) {
        return Stream.of(faults).map(Fault::name).toArray(String[]::new);
    }

    @Test
    void no_client_is_listed_both_as_failing_and_as_failing_now_and_then() {
        NOW_AND_THEN.forEach((row, clients) ->
                assertThat(FAIL.getOrDefault(row, Set.of())).as(row).doesNotContainAnyElementsOf(clients));
    }

    @Test
    void the_page_says_the_same() throws IOException {
        assertThat(onPage(Mark.FAILS)).isEqualTo(FAIL);
        assertThat(onPage(Mark.NOW_AND_THEN)).isEqualTo(NOW_AND_THEN);
    }

    /** The meaning of a cell of the page, on this JDK. */
    private enum Mark {
        KEEPS,
        FAILS,
        NOW_AND_THEN;

        static Mark of(String cell) {
            if (cell.isEmpty() || cell.equals("only on JDK 25") && !ON_25) {
                return KEEPS;
            }
            return cell.startsWith("now and then") ? NOW_AND_THEN : FAILS;
        }
    }

    /** Returns the clauses and faults with the clients that have this mark; the page's columns are the clients in order. */
    private static Map<String, Set<Client>> onPage(Mark mark) throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        assertThat(lines)
                .contains(Stream.of(Client.values())
                        .map(client -> client.title)
                        .collect(joining(" | ", "| clause or fault | ", " |")));
        Map<String, Set<Client>> marked = new TreeMap<>();
        for (String line : lines) {
            if (line.startsWith("| `")) {
                String[] cells = line.split("\\|", -1);
                for (Client client : Client.values()) {
                    if (Mark.of(cells[2 + client.ordinal()].strip()) == mark) {
                        marked.computeIfAbsent(cells[1].strip().replace("`", ""), row -> EnumSet.noneOf(Client.class))
                                .add(client);
                    }
                }
            }
        }
        return marked;
    }

    private static String asMarkdown() {
        Map<String, Map<Client, String>> rows = new TreeMap<>();
        RESULTS.forEach((client, results) -> results.stream()
                .filter(Result::failed)
                .forEach(result -> {
                    String row = result.clause().equals(ROWS) ? ROWS + ": " + result.with() : result.clauseOrFault();
                    rows.computeIfAbsent(row, r -> new EnumMap<>(Client.class))
                            .putIfAbsent(client, result.failure().replaceAll("[|<>]", " "));
                }));
        StringBuilder table = new StringBuilder("| |");
        RESULTS.keySet()
                .forEach(client -> table.append(' ').append(client.title).append(" |"));
        table.append("\n|---|").append("---|".repeat(RESULTS.size())).append('\n');
        rows.forEach((row, cells) -> {
            table.append("| `").append(row).append("` |");
            RESULTS.keySet()
                    .forEach(client -> table.append(' ')
                            .append(cells.getOrDefault(client, ""))
                            .append(" |"));
            table.append('\n');
        });
        return table.toString();
    }
}
