// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.DeliveryError;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult.Reason;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** Compares the pages with the code: reasons, settings, properties, defaults and decision records. */
class DocumentationKeepsUpTest {

    private static final Pattern GRADLE = Pattern.compile("\"dev\\.pictogram:([\\w-]+)(?::([^\"]+))?\"");

    private final Page outcomes = Page.read("docs/outcomes.md");
    private final Page troubleshooting = Page.read("docs/troubleshooting.md");
    private final Page resilience = Page.read("docs/resilience.md");
    private final Page spring = Page.read("docs/adapter-spring.md");
    private final Page outboxOnBoot = Page.read("docs/outbox-on-spring-boot.md");

    DocumentationKeepsUpTest() throws IOException {}

    // Reasons

    @Test
    void troubleshooting_lists_every_delivery_error_with_its_meaning_and_advice() throws IOException {
        assertThat(deliveryErrorsMissingIn(Page.read("docs/troubleshooting.md")))
                .isEmpty();
    }

    @Test
    void a_missing_or_wrong_delivery_error_is_detected() throws IOException {
        String page = Page.read("docs/troubleshooting.md").text();

        assertThat(deliveryErrorsMissingIn(
                        new Page(page.replace("`131026`", "`1`").replace("Stop the campaign", "Go on"))))
                .containsExactly(DeliveryError.UNDELIVERABLE, DeliveryError.SPAM_LIMIT);
    }

    private static List<String> deliveryErrorsMissingIn(Page page) {
        return DeliveryError.explainedCodes().stream()
                .filter(code -> !page.row(code)
                        .map(row -> row.subList(1, 3))
                        .equals(Optional.of(List.of(
                                DeliveryError.of(code).meaning().orElseThrow(),
                                DeliveryError.of(code).advice().orElseThrow()))))
                .toList();
    }

    @Test
    void every_reason_has_a_section_in_troubleshooting() {
        assertThat(reasonsWithoutSectionIn(troubleshooting)).isEmpty();
    }

    @Test
    void a_reason_without_a_section_is_detected() {
        assertThat(reasonsWithoutSectionIn(without("### `LOW_BALANCE`", troubleshooting)))
                .containsExactly(Reason.LOW_BALANCE);
    }

    @Test
    void a_section_with_the_wrong_advice_on_retries_is_detected() {
        assertThat(reasonsWithoutSectionIn(new Page("\n### `TRY_LATER`\n\n**Safe to retry: no**. Or\n# Yes\n")))
                .contains(Reason.TRY_LATER)
                .hasSize(Reason.values().length);
        assertThat(reasonsWithoutSectionIn(new Page("\n### `TRY_LATER`\n\n**Safe to retry: yes**.")))
                .doesNotContain(Reason.TRY_LATER);
    }

    private static List<Reason> reasonsWithoutSectionIn(Page page) {
        return Arrays.stream(Reason.values())
                .filter(reason -> !page.section(reason.name())
                        .filter(section -> section.contains("**Safe to retry: " + yesOrNo(reason)))
                        .isPresent())
                .toList();
    }

    @Test
    void every_reason_is_in_the_table_of_reasons() {
        assertThat(reasonsMissingInTableOf(outcomes)).isEmpty();
    }

    @Test
    void a_missing_or_wrong_row_of_a_reason_is_detected() {
        Page wrong = new Page(outcomes.text()
                .replaceAll("(?m)^\\| `LOW_BALANCE` .*\n", "")
                .replaceAll("(?m)^(\\| `RATE_LIMITED` .*)yes \\|$", "$1no |"));

        assertThat(reasonsMissingInTableOf(wrong)).containsExactly(Reason.LOW_BALANCE, Reason.RATE_LIMITED);
    }

    private static List<Reason> reasonsMissingInTableOf(Page page) {
        return Arrays.stream(Reason.values())
                .filter(reason -> !page.row(reason.name())
                        .filter(row -> row.get(row.size() - 1).equals(yesOrNo(reason)))
                        .isPresent())
                .toList();
    }

    private static String yesOrNo(Reason reason) {
        return reason.safeToRetry() ? "yes" : "no";
    }

    // Settings

    @Test
    void every_setting_of_a_policy_is_listed_with_its_default() {
        assertThat(settings()).containsKeys("timeout", "backoff.first", "breaker.openFor");
        assertThat(settingsMissingIn(resilience)).isEmpty();
    }

    @Test
    void a_missing_setting_or_a_wrong_default_is_detected() {
        Page wrong = new Page(resilience
                .text()
                .replace("| `attempts` |", "| `tries` |")
                .replace("`64KB`", "`64B`")
                .replace("`10s`", "`1m`"));

        assertThat(settingsMissingIn(wrong)).containsExactlyInAnyOrder("responseLimit", "attempts", "backoff.longest");
    }

    private static List<String> settingsMissingIn(Page page) {
        return settings().entrySet().stream()
                .filter(setting -> !page.row(setting.getKey())
                        .map(row -> read(row.get(2), setting.getValue()))
                        .equals(Optional.of(setting.getValue())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the settings of the default policy by their paths, such as {@code backoff.first}. */
    private static Map<String, Object> settings() {
        return settings("", SendPolicy.defaults());
    }

    private static List<Method> accessors(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> method.getParameterCount() == 0
                        && Modifier.isPublic(method.getModifiers())
                        && !Modifier.isStatic(method.getModifiers())
                        && !Set.of("hashCode", "toString").contains(method.getName()))
                .toList();
    }

    private static Map<String, Object> settings(String path, Object policy) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (Method component : accessors(policy.getClass())) {
            String name = path + component.getName();
            try {
                Object value = component.invoke(policy);
                if (value instanceof SendPolicy.Backoff || value instanceof SendPolicy.CircuitBreaker) {
                    settings.putAll(settings(name + ".", value));
                } else {
                    settings.put(name, value);
                }
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return settings;
    }

    private static Object read(String cell, Object example) {
        String value = cell.replace("`", "");
        if (example instanceof Duration) {
            return DurationStyle.detectAndParse(value);
        }
        return value.endsWith("B") ? (int) DataSize.parse(value).toBytes() : Integer.parseInt(value);
    }

    // Properties

    @Test
    void every_property_is_listed_with_its_default() throws Exception {
        assertThat(properties())
                .containsEntry("pictogram.timeout", "30s")
                .containsEntry("pictogram.pod", "")
                .containsEntry("pictogram.outbox.heartbeat", "3s")
                .hasSizeGreaterThan(25);
        assertThat(propertiesMissingIn(spring.text() + resilience.text() + outboxOnBoot.text()))
                .isEmpty();
    }

    @Test
    void a_missing_property_or_a_wrong_default_is_detected() throws Exception {
        String wrong = (spring.text() + resilience.text() + outboxOnBoot.text())
                .replace("| `pictogram.pod`", "| `pictogram.pods`")
                .replace("| `pictogram.attempts` | `3` |", "| `pictogram.attempts` | `4` |");

        assertThat(propertiesMissingIn(wrong)).containsExactly("pictogram.pod", "pictogram.attempts");
    }

    private static List<String> propertiesMissingIn(String pages) throws ClassNotFoundException {
        return properties().entrySet().stream()
                .filter(property -> new Page(pages).rows().stream().noneMatch(row -> lists(row, property)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Tells whether the cell after the property's has its default; it is empty if there is none. */
    private static boolean lists(List<String> row, Map.Entry<String, String> property) {
        for (int i = 0; i + 1 < row.size(); i++) {
            if (row.get(i).contains("`" + property.getKey() + "`")) {
                return row.get(i + 1).replace("`", "").equals(property.getValue());
            }
        }
        return false;
    }

    /** Returns the Spring Boot properties with their defaults; a property without one has an empty text. */
    private static Map<String, String> properties() throws ClassNotFoundException {
        Map<String, String> properties = properties("pictogram.", "dev.pictogram.spring.PictogramProperties");
        properties.putAll(properties("pictogram.outbox.", "dev.pictogram.outbox.spring.OutboxProperties"));
        return properties;
    }

    private static Map<String, String> properties(String prefix, String className) throws ClassNotFoundException {
        Map<String, String> properties = new LinkedHashMap<>();
        Class<?> type = Class.forName(className);
        for (Parameter parameter : type.getDeclaredConstructors()[0].getParameters()) {
            String name = parameter.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            DefaultValue value = parameter.getAnnotation(DefaultValue.class);
            properties.put(prefix + name, value == null ? "" : String.join(",", value.value()));
        }
        return properties;
    }

    // Pages

    @Test
    void every_decision_record_is_in_their_list() throws IOException {
        assertThat(pagesNotLinkedIn(Page.read("docs/adr/README.md"), "docs/adr"))
                .isEmpty();
    }

    @Test
    void every_page_is_in_the_index() throws IOException {
        assertThat(pagesNotLinkedIn(Page.read("docs/index.md"), "docs")).isEmpty();
    }

    @Test
    void a_page_missing_in_its_list_is_detected() throws IOException {
        Page wrong = without("(0003-the-simulator-reads-json-with-gson.md)", Page.read("docs/adr/README.md"));

        assertThat(pagesNotLinkedIn(wrong, "docs/adr")).containsExactly("0003-the-simulator-reads-json-with-gson.md");
    }

    private static List<String> pagesNotLinkedIn(Page list, String folder) throws IOException {
        try (Stream<Path> files = Files.list(Page.ROOT.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".md") && !name.matches("index.md|README.md"))
                    .filter(name -> !list.text().contains("](" + name + ")"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void every_gradle_dependency_is_a_current_artifact() throws IOException {
        List<String> all = new ArrayList<>();
        for (Path page : DocumentationTest.pages()) {
            String text = Files.readString(page);
            GRADLE.matcher(text).results().forEach(m -> all.add(m.group()));
            assertThat(wrongGradleDependencies(text)).as(page.toString()).isEmpty();
        }
        assertThat(all).isNotEmpty();
    }

    @Test
    void a_wrong_gradle_dependency_is_detected() {
        String wrong = """
                implementation(platform("dev.pictogram:pictogram-bom:0.0.1"))
                implementation("dev.pictogram:pictogram-core")
                implementation("dev.pictogram:pictogram-carrier-pigeon")
                """;

        assertThat(wrongGradleDependencies(wrong))
                .containsExactly("\"dev.pictogram:pictogram-bom:0.0.1\"", "\"dev.pictogram:pictogram-carrier-pigeon\"");
    }

    private static List<String> wrongGradleDependencies(String text) {
        return GRADLE.matcher(text)
                .results()
                .filter(m -> Files.notExists(Page.ROOT
                                .resolve(m.group(1).replaceFirst("^pictogram-", ""))
                                .resolve("pom.xml"))
                        || m.group(2) != null && !m.group(2).equals(System.getProperty("project.version")))
                .map(m -> m.group())
                .toList();
    }

    /** Returns the page without a part that it has. */
    private static Page without(String part, Page page) {
        assertThat(page.text()).contains(part);
        return new Page(page.text().replace(part, ""));
    }
}
