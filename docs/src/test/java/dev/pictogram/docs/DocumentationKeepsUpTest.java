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

/** What the code has, the documentation has: every reason, setting, property, default and decision. */
class DocumentationKeepsUpTest {

    private static final Pattern GRADLE = Pattern.compile("\"dev\\.pictogram:([\\w-]+)(?::([^\"]+))?\"");

    private final Page outcomes = Page.read("docs/outcomes.md");
    private final Page troubleshooting = Page.read("docs/troubleshooting.md");
    private final Page resilience = Page.read("docs/resilience.md");

    DocumentationKeepsUpTest() throws IOException {}

    // Reasons

    @Test
    void every_explained_code_of_a_failed_delivery_is_in_troubleshooting_with_its_meaning_and_advice()
            throws IOException {
        assertThat(codesNotToldIn(Page.read("docs/troubleshooting.md"))).isEmpty();
    }

    @Test
    void a_code_that_is_missing_or_explained_otherwise_is_caught() throws IOException {
        String page = Page.read("docs/troubleshooting.md").text();

        assertThat(codesNotToldIn(new Page(page.replace("`131026`", "`1`").replace("Stop the campaign", "Go on"))))
                .containsExactly(DeliveryError.UNDELIVERABLE, DeliveryError.SPAM_LIMIT);
    }

    private static List<String> codesNotToldIn(Page page) {
        return DeliveryError.explainedCodes().stream()
                .filter(code -> !page.row(code)
                        .map(row -> row.subList(1, 3))
                        .equals(Optional.of(List.of(
                                DeliveryError.of(code).meaning().orElseThrow(),
                                DeliveryError.of(code).advice().orElseThrow()))))
                .toList();
    }

    @Test
    void every_reason_has_a_section_that_says_what_to_do() {
        assertThat(reasonsNotToldIn(troubleshooting)).isEmpty();
    }

    @Test
    void a_reason_without_a_section_is_caught() {
        assertThat(reasonsNotToldIn(without("### `LOW_BALANCE`", troubleshooting)))
                .containsExactly(Reason.LOW_BALANCE);
    }

    @Test
    void a_section_that_is_wrong_about_repetition_is_caught() {
        assertThat(reasonsNotToldIn(new Page("\n### `TRY_LATER`\n\n**Safe to repeat: no**. Or\n# Yes\n")))
                .contains(Reason.TRY_LATER)
                .hasSize(Reason.values().length);
        assertThat(reasonsNotToldIn(new Page("\n### `TRY_LATER`\n\n**Safe to repeat: yes**.")))
                .doesNotContain(Reason.TRY_LATER);
    }

    private static List<Reason> reasonsNotToldIn(Page page) {
        return Arrays.stream(Reason.values())
                .filter(reason -> !page.section(reason.name())
                        .filter(section -> section.contains("**Safe to repeat: " + yesOrNo(reason)))
                        .isPresent())
                .toList();
    }

    @Test
    void every_reason_is_in_the_table_of_reasons() {
        assertThat(reasonsNotListedIn(outcomes)).isEmpty();
    }

    @Test
    void a_reason_that_is_not_in_the_table_or_wrong_there_is_caught() {
        Page wrong = new Page(outcomes.text()
                .replaceAll("(?m)^\\| `LOW_BALANCE` .*\n", "")
                .replaceAll("(?m)^(\\| `RATE_LIMITED` .*)yes \\|$", "$1no |"));

        assertThat(reasonsNotListedIn(wrong)).containsExactly(Reason.LOW_BALANCE, Reason.RATE_LIMITED);
    }

    private static List<Reason> reasonsNotListedIn(Page page) {
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
    void every_setting_of_a_policy_is_told_with_its_default() {
        assertThat(settings()).containsKeys("timeout", "backoff.first", "breaker.openFor");
        assertThat(settingsNotToldIn(resilience)).isEmpty();
    }

    @Test
    void a_setting_that_is_not_told_or_has_another_default_is_caught() {
        Page wrong = new Page(resilience
                .text()
                .replace("| `attempts` |", "| `tries` |")
                .replace("`64KB`", "`64B`")
                .replace("`10s`", "`1m`"));

        assertThat(settingsNotToldIn(wrong)).containsExactlyInAnyOrder("responseLimit", "attempts", "backoff.longest");
    }

    private static List<String> settingsNotToldIn(Page page) {
        return settings().entrySet().stream()
                .filter(setting -> !page.row(setting.getKey())
                        .map(row -> read(row.get(2), setting.getValue()))
                        .equals(Optional.of(setting.getValue())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Each component of the default policy that has no components itself, by its path. */
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

    private static Object read(String cell, Object like) {
        String value = cell.replace("`", "");
        if (like instanceof Duration) {
            return DurationStyle.detectAndParse(value);
        }
        return value.endsWith("B") ? (int) DataSize.parse(value).toBytes() : Integer.parseInt(value);
    }

    // Properties

    @Test
    void every_property_is_told_with_its_default() throws Exception {
        assertThat(properties())
                .containsEntry("pictogram.timeout", "30s")
                .containsEntry("pictogram.pod", "")
                .hasSizeGreaterThan(15);
        assertThat(propertiesNotToldIn(resilience)).isEmpty();
        assertThat(propertiesNotToldIn(Page.read("docs/adapter-spring.md"))).isEmpty();
    }

    @Test
    void a_property_that_is_not_told_or_has_another_default_is_caught() throws Exception {
        Page wrong = new Page(resilience
                .text()
                .replace("`pictogram.pod`", "`pictogram.pods`")
                .replace("| `pictogram.attempts` | `3` |", "| `pictogram.attempts` | `4` |"));

        assertThat(propertiesNotToldIn(wrong)).containsExactly("pictogram.pod", "pictogram.attempts");
    }

    private static List<String> propertiesNotToldIn(Page page) throws ClassNotFoundException {
        return properties().entrySet().stream()
                .filter(property -> page.rows().stream().noneMatch(row -> tells(row, property)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The default stands in the cell behind the property's; where there is none, the cell is empty or says so. */
    private static boolean tells(List<String> row, Map.Entry<String, String> property) {
        for (int i = 0; i + 1 < row.size(); i++) {
            if (row.get(i).contains("`" + property.getKey() + "`")) {
                return row.get(i + 1).replaceAll("`|^none$", "").equals(property.getValue());
            }
        }
        return false;
    }

    /** Each property of Spring Boot's with its default, which is empty where it has none. */
    private static Map<String, String> properties() throws ClassNotFoundException {
        Map<String, String> properties = new LinkedHashMap<>();
        Class<?> type = Class.forName("dev.pictogram.spring.PictogramProperties");
        for (Parameter parameter : type.getDeclaredConstructors()[0].getParameters()) {
            String name = parameter.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            DefaultValue value = parameter.getAnnotation(DefaultValue.class);
            properties.put("pictogram." + name, value == null ? "" : String.join(",", value.value()));
        }
        return properties;
    }

    // Pages

    @Test
    void every_decision_is_in_the_list_of_decisions() throws IOException {
        assertThat(notLinkedIn(Page.read("docs/adr/README.md"), "docs/adr")).isEmpty();
    }

    @Test
    void every_guide_is_in_the_index() throws IOException {
        assertThat(notLinkedIn(Page.read("docs/index.md"), "docs")).isEmpty();
    }

    @Test
    void a_page_that_is_in_no_list_is_caught() throws IOException {
        Page wrong = without("(0003-the-simulator-reads-json-with-gson.md)", Page.read("docs/adr/README.md"));

        assertThat(notLinkedIn(wrong, "docs/adr")).containsExactly("0003-the-simulator-reads-json-with-gson.md");
    }

    private static List<String> notLinkedIn(Page list, String folder) throws IOException {
        try (Stream<Path> files = Files.list(Page.ROOT.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".md") && !name.matches("index.md|README.md"))
                    .filter(name -> !list.text().contains("](" + name + ")"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void every_dependency_for_gradle_is_an_artifact_of_this_version() throws IOException {
        List<String> all = new ArrayList<>();
        for (Path page : DocumentationTest.pages()) {
            String text = Files.readString(page);
            GRADLE.matcher(text).results().forEach(m -> all.add(m.group()));
            assertThat(wrongForGradle(text)).as(page.toString()).isEmpty();
        }
        assertThat(all).isNotEmpty();
    }

    @Test
    void a_dependency_for_gradle_that_is_not_ours_is_caught() {
        String wrong = """
                implementation(platform("dev.pictogram:pictogram-bom:0.0.1"))
                implementation("dev.pictogram:pictogram-core")
                implementation("dev.pictogram:pictogram-carrier-pigeon")
                """;

        assertThat(wrongForGradle(wrong))
                .containsExactly("\"dev.pictogram:pictogram-bom:0.0.1\"", "\"dev.pictogram:pictogram-carrier-pigeon\"");
    }

    private static List<String> wrongForGradle(String text) {
        return GRADLE.matcher(text)
                .results()
                .filter(m -> Files.notExists(Page.ROOT
                                .resolve(m.group(1).replaceFirst("^pictogram-", ""))
                                .resolve("pom.xml"))
                        || m.group(2) != null && !m.group(2).equals(System.getProperty("project.version")))
                .map(m -> m.group())
                .toList();
    }

    /** The page, but for what is to be missed. */
    private static Page without(String part, Page page) {
        assertThat(page.text()).contains(part);
        return new Page(page.text().replace(part, ""));
    }
}
