// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictogram.MessagingPort;
import dev.pictogram.testkit.FakeMessaging;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.AbstractAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;

/** Compiles and runs a test with the fake in a project that has only core and the testkit. */
@Timeout(120)
class FakeMessagingNeedsCoreAloneTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root")).normalize();

    private static final String TEST = """
            package consumer;

            import static dev.pictogram.SendResult.Reason.LOW_BALANCE;
            import static dev.pictogram.testkit.FakeOutcome.rejected;

            import dev.pictogram.*;
            import dev.pictogram.testkit.FakeMessaging;
            import dev.pictogram.testkit.FakeOutcome;
            import java.time.Duration;

            class ConsumerTest {

                public static void main(String[] args) throws Exception {
                    FakeMessaging fake = new FakeMessaging().next(rejected(LOW_BALANCE));
                    MessagingPort port = fake;
                    ImageMessage message = ImageMessage.to("+919800000001", Image.uploaded("1479"));
                    System.out.println(port.send(message).safeToRetry());
                    fake.next(FakeOutcome.accepted().after(Duration.ofMillis(10)));
                    System.out.println(port.sendAsync(message).get().orElseThrow());
                    System.out.println(fake.sent().size());
                }
            }
            """;

    private static final String TEST_WITH_ASSERTIONS = """
            package consumer;

            import static dev.pictogram.testkit.assertions.MessagingAssertions.assertThat;

            import dev.pictogram.testkit.FakeMessaging;

            class ConsumerTest {

                public static void main(String[] args) {
                    assertThat(new FakeMessaging()).sentNothing();
                }
            }
            """;

    @TempDir
    private Path project;

    private String libraries;

    @BeforeEach
    void core_and_testkit() throws URISyntaxException {
        libraries = jarOf(MessagingPort.class) + File.pathSeparator + jarOf(FakeMessaging.class);
    }

    @Test
    void the_fake_works_on_the_class_path() throws Exception {
        write("ConsumerTest.java", TEST);

        assertThat(compile("-cp", libraries)).isEmpty();
        assertThat(run("-cp", libraries + File.pathSeparator + project, "consumer.ConsumerTest"))
                .containsExactly("false", "fake-1", "2");
    }

    @Test
    void the_fake_works_on_the_module_path() throws Exception {
        write("ConsumerTest.java", TEST);
        write("module-info.java", "module consumer { requires dev.pictogram.testkit; }");

        assertThat(compile("-p", libraries)).isEmpty();
        assertThat(run("-p", libraries + File.pathSeparator + project, "-m", "consumer/consumer.ConsumerTest"))
                .containsExactly("false", "fake-1", "2");
    }

    @Test
    void the_assertions_need_assertj_on_the_module_path() throws Exception {
        write("ConsumerTest.java", TEST_WITH_ASSERTIONS);
        write("module-info.java", "module consumer { requires dev.pictogram.testkit; requires org.assertj.core; }");
        String withAssertj = String.join(
                File.pathSeparator, libraries, jarOf(AbstractAssert.class), jarOf(ByteBuddy.class), project.toString());

        assertThat(compile("-p", withAssertj)).isEmpty();
        assertThat(run("-p", withAssertj, "-m", "consumer/consumer.ConsumerTest"))
                .isEmpty();
    }

    @Test
    void a_missing_dependency_is_detected_at_compile_time() throws Exception {
        write("ConsumerTest.java", TEST_WITH_ASSERTIONS);

        assertThat(compile("-cp", libraries)).contains("org.assertj.core.api.AbstractAssert");
    }

    @Test
    void a_missing_dependency_is_detected_at_run_time() throws Exception {
        write("ConsumerTest.java", TEST_WITH_ASSERTIONS);
        String assertj = jarOf(AbstractAssert.class);

        assertThat(compile("-cp", libraries + File.pathSeparator + assertj)).isEmpty();
        assertThat(run("-cp", libraries + File.pathSeparator + project, "consumer.ConsumerTest"))
                .anyMatch(line -> line.contains("NoClassDefFoundError"));
    }

    @Test
    void the_testkit_depends_on_core_only() throws Exception {
        assertThat(transitiveDependencies(ROOT.resolve("testkit/pom.xml"))).containsExactly("pictogram-core");
        assertThat(transitiveDependencies(ROOT.resolve("core/pom.xml"))).isEmpty();
        assertThat(transitiveDependencies(ROOT.resolve("pom.xml")))
                .as("inherited by both")
                .isEmpty();
    }

    @Test
    void a_mandatory_dependency_is_detected() throws Exception {
        Path pom = project.resolve("pom.xml");
        Files.writeString(pom, """
                <project><dependencies>
                  <dependency><artifactId>given</artifactId></dependency>
                  <dependency><artifactId>at-run-time</artifactId><scope>runtime</scope></dependency>
                  <dependency><artifactId>chosen</artifactId><optional>true</optional></dependency>
                  <dependency><artifactId>tested-with</artifactId><scope>test</scope></dependency>
                  <dependency><artifactId>compiled-with</artifactId><scope>provided</scope></dependency>
                </dependencies></project>
                """);

        assertThat(transitiveDependencies(pom)).containsExactly("given", "at-run-time");
    }

    /** Returns the transitive dependencies that the POM gives its users. */
    private static List<String> transitiveDependencies(Path pom) throws Exception {
        XPath xpath = XPathFactory.newInstance().newXPath();
        NodeList names = (NodeList) xpath.evaluate(
                "/project/dependencies/dependency[not(optional='true') and not(scope='test') and not(scope='provided')]/artifactId",
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile()),
                XPathConstants.NODESET);
        return IntStream.range(0, names.getLength())
                .mapToObj(i -> names.item(i).getTextContent())
                .toList();
    }

    private static String jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private void write(String file, String text) throws Exception {
        Files.writeString(Files.createDirectories(project.resolve("consumer")).resolve(file), text);
    }

    private String compile(String... path) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(path));
        arguments.addAll(List.of("-d", project.toString(), "--release", "17", "-proc:none"));
        try (var sources = Files.list(project.resolve("consumer"))) {
            sources.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toString)
                    .forEach(arguments::add);
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ToolProvider.getSystemJavaCompiler().run(null, output, output, arguments.toArray(String[]::new));
        return output.toString(UTF_8);
    }

    private List<String> run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(arguments));
        Path output = project.resolve("output.txt");
        Process java = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            java.destroyForcibly();
        }
        return Files.readAllLines(output);
    }
}
