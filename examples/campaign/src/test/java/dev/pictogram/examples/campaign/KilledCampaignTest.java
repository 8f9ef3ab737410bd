// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.campaign;

import static dev.pictogram.examples.campaign.CampaignProcesses.results;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.Account;
import dev.pictogram.examples.campaign.CampaignProcesses.Running;
import dev.pictogram.simulator.KaleyraSimulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills processes of the program while the simulator counts the messages. */
class KilledCampaignTest {

    private static final int MOST_IN_FLIGHT = 64;

    private static final Pattern INBOX = Pattern.compile("http://127.0.0.1:(\\d+)/simulator/");
    private static final Pattern REF = Pattern.compile("\"ref\":\\s*\"(k\\d+)\"");
    private static final Pattern PID_IN_OWNER = Pattern.compile(".*-(\\d+)-[0-9a-f]+:\\d+:\\d+");

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Test
    void processes_on_postgresql_send_each_message_once_and_reports_settle_the_doubts_of_a_kill() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .start();
                CampaignProcesses processes = new CampaignProcesses(directory)) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            Running simulator = processes.start(Map.of(), "simulator", "--database", url, "--simulator-port", "0");
            processes.awaitWhileAlive(() -> INBOX.matcher(simulator.output()).find());
            Matcher inbox = INBOX.matcher(simulator.output());
            assertThat(inbox.find()).isTrue();
            URI api = URI.create(inbox.group()).resolve("api/");
            // Responses are late, so that many messages are in flight at the kill.
            put(api.resolve("failure"), "{\"mode\":\"delay\",\"seconds\":0.4}");
            Path file = processes.file(400);
            String[] args = {
                "--file", file.toString(), "--database", url, "--simulator-port", inbox.group(1), "--rate", "100"
            };
            Running first = processes.start(Map.of(), args);
            Running second = processes.start(Map.of(), args);
            processes.awaitWhileAlive(() -> accepted(api).size() >= 100);

            Running killed = owner(postgres) == first.process().pid() ? first : second;
            killed.process().destroyForcibly().waitFor();
            Running again = processes.start(Map.of(), args);
            Running other = killed == first ? second : first;
            int status = other.await();
            again.await();

            List<String> accepted = accepted(api);
            List<CSVRecord> results = results(directory.resolve("campaign-results.csv"));
            List<CSVRecord> doubts = results.stream()
                    .filter(row -> row.get("state").equals("IN_DOUBT"))
                    .toList();
            assertThat(accepted).doesNotHaveDuplicates();
            assertThat(results).hasSize(400);
            assertThat(doubts)
                    .hasSizeLessThanOrEqualTo(MOST_IN_FLIGHT)
                    .as("in doubt, although a report came")
                    .noneMatch(row -> accepted.contains(row.get("key")));
            assertThat(results.stream().filter(row -> !doubts.contains(row)))
                    .allMatch(row -> row.get("state").equals("ACCEPTED"))
                    .allMatch(row -> row.get("delivery").equals("READ"))
                    .allMatch(row -> accepted.contains(row.get("key")));
            assertThat(settledByReports(postgres))
                    .as("of the messages in flight at the kill")
                    .isPositive();
            assertThat(status).isEqualTo(doubts.isEmpty() ? 0 : 1);
            assertThat(other.output()).contains("Delivery reports: READ " + accepted.size() + ", no report");
        }
    }

    @Test
    void a_killed_process_on_sqlite_continues_and_sends_each_message_once() throws Exception {
        try (KaleyraSimulator simulator = KaleyraSimulator.start();
                CampaignProcesses processes = new CampaignProcesses(directory)) {
            Account account = simulator.account();
            Map<String, String> environment = Map.of(
                    "KALEYRA_POD", account.pod().toString(),
                    "KALEYRA_SID", account.sid().value(),
                    "KALEYRA_API_KEY", "key-of-the-simulator",
                    "KALEYRA_SENDER", account.sender().e164());
            String[] args = {"--file", processes.file(150).toString(), "--rate", "100", "--wait", "0"};
            simulator.delayNext(1000, Duration.ofMillis(200));

            Running killed = processes.start(environment, args);
            processes.awaitWhileAlive(() -> simulator.accepted().size() >= 50);
            killed.process().destroyForcibly().waitFor();
            Running again = processes.start(environment, args);

            assertThat(again.await()).as(again.output()).isEqualTo(1);
            List<String> accepted = simulator.accepted().stream()
                    .map(message -> message.message().extraInfo().ref().orElseThrow())
                    .toList();
            List<CSVRecord> results = results(directory.resolve("campaign-results.csv"));
            assertThat(again.output()).contains("150 from an earlier run");
            assertThat(accepted).doesNotHaveDuplicates();
            assertThat(results).hasSize(150);
            assertThat(results.stream().filter(row -> row.get("state").equals("IN_DOUBT")))
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(MOST_IN_FLIGHT)
                    .allMatch(row -> row.get("why").contains("stopped while it sent"));
            assertThat(results.stream().filter(row -> !row.get("state").equals("IN_DOUBT")))
                    .allMatch(row -> row.get("state").equals("ACCEPTED"))
                    .allMatch(row -> accepted.contains(row.get("key")));
        }
    }

    private void put(URI uri, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri).PUT(BodyPublishers.ofString(body)).build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    /** Returns the keys of the accepted messages, each as often as it was accepted. */
    private List<String> accepted(URI api) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(api.resolve("messages?limit=10000")).build();
        return REF.matcher(http.send(request, BodyHandlers.ofString()).body())
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static int settledByReports(EmbeddedPostgres postgres) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from pictogram_outbox_audit where action = 'SETTLE_BY_REPORT'")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Returns the pid of the process that sends. */
    private static long owner(EmbeddedPostgres postgres) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select max(owner) from pictogram_outbox where state = 'SENDING'")) {
            row.next();
            Matcher owner = PID_IN_OWNER.matcher(row.getString(1));
            assertThat(owner.matches()).isTrue();
            return Long.parseLong(owner.group(1));
        }
    }
}
