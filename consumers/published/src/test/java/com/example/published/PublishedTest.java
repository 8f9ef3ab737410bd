// SPDX-License-Identifier: Apache-2.0
package com.example.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published files meet the requirements of Maven Central and of this project, and there are no others. */
class PublishedTest {

    private static final String VERSION = System.getProperty("pictogram.version");
    private static final Path REPOSITORY = Path.of(System.getProperty("pictogram.repository"));
    private static final Path GROUP = REPOSITORY.resolve("dev/pictogram");
    private static final String BOM = "pictogram-bom";

    static List<Artifact> artifacts() throws IOException {
        try (Stream<Path> directories = Files.list(GROUP)) {
            return directories.map(directory -> new Artifact(directory, VERSION)).toList();
        }
    }

    @Test
    void nothing_else_is_published() throws IOException {
        try (Stream<Path> files = Files.walk(REPOSITORY)) {
            assertThat(files.filter(Files::isRegularFile)).isNotEmpty().allSatisfy(file -> assertThat(file).startsWith(GROUP));
        }
    }

    @Test
    void the_bom_manages_exactly_the_published_artifacts() throws IOException {
        Set<String> published = artifacts().stream().map(Artifact::name).collect(Collectors.toCollection(TreeSet::new));
        published.remove(BOM);

        Pom bom = pom(BOM);
        assertThat(bom.managed()).containsExactlyInAnyOrderElementsOf(
                published.stream().map(name -> "dev.pictogram:" + name + ":" + VERSION).toList());
        assertThat(bom.elements()).doesNotContain("properties", "build", "dependencies", "parent", "profiles", "modules");
    }

    @ParameterizedTest
    @MethodSource("artifacts")
    void an_artifact_has_its_files_and_their_checksums(Artifact artifact) throws IOException {
        assertThat(artifact.problemsWithFiles()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("artifacts")
    void a_pom_is_complete_and_has_no_parent(Artifact artifact) throws IOException {
        assertThat(artifact.pom().problems()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("artifacts")
    void a_jar_is_a_module_for_java_17_and_contains_the_licence(Artifact artifact) throws IOException {
        assertThat(artifact.problemsWithJars()).isEmpty();
    }

    @Test
    void core_has_no_dependencies() throws IOException {
        assertThat(pom("pictogram-core").elements()).doesNotContain("dependencies");
    }

    @Test
    void each_artifact_has_exactly_these_dependencies() throws IOException {
        assertThat(required("pictogram-wire")).containsExactlyInAnyOrder(
                "dev.pictogram:pictogram-core", "com.google.code.gson:gson", "dev.failsafe:failsafe");
        assertThat(required("pictogram-adapter-jdk"))
                .containsExactlyInAnyOrder("dev.pictogram:pictogram-core", "dev.pictogram:pictogram-wire");
        assertThat(required("pictogram-adapter-httpcore")).containsExactlyInAnyOrder(
                "dev.pictogram:pictogram-core",
                "dev.pictogram:pictogram-wire",
                "org.apache.httpcomponents.core5:httpcore5");
        assertThat(required("pictogram-adapter-feign")).containsExactlyInAnyOrder(
                "dev.pictogram:pictogram-core", "dev.pictogram:pictogram-wire", "io.github.openfeign:feign-core");
        assertThat(required("pictogram-adapter-spring")).containsExactlyInAnyOrder(
                "dev.pictogram:pictogram-core",
                "dev.pictogram:pictogram-wire",
                "dev.pictogram:pictogram-micrometer",
                "org.springframework:spring-core",
                "org.springframework:spring-web");
        assertThat(required("pictogram-guice"))
                .containsExactlyInAnyOrder("dev.pictogram:pictogram-core", "com.google.inject:guice");
        assertThat(required("pictogram-micrometer"))
                .containsExactlyInAnyOrder("dev.pictogram:pictogram-core", "io.micrometer:micrometer-observation");
        assertThat(required("pictogram-outbox")).containsExactlyInAnyOrder(
                "dev.pictogram:pictogram-core",
                "com.github.kagkarlsson:db-scheduler",
                "org.slf4j:slf4j-api",
                "org.xerial:sqlite-jdbc");
        assertThat(required("pictogram-testkit")).containsExactly("dev.pictogram:pictogram-core");
        assertThat(required("pictogram-simulator"))
                .containsExactlyInAnyOrder("dev.pictogram:pictogram-core", "com.google.code.gson:gson");
        assertThat(required("pictogram-adapter-contract")).containsExactlyInAnyOrder(
                "dev.pictogram:pictogram-core",
                "dev.pictogram:pictogram-wire",
                "com.tngtech.archunit:archunit",
                "org.junit.jupiter:junit-jupiter-api",
                "org.junit.jupiter:junit-jupiter-params",
                "org.junit.jupiter:junit-jupiter-engine",
                "org.junit.platform:junit-platform-launcher");
    }

    private static List<String> required(String name) throws IOException {
        return pom(name).required();
    }

    private static Pom pom(String name) throws IOException {
        return new Artifact(GROUP.resolve(name), VERSION).pom();
    }

    /** Each rule fails on an artifact that breaks it. */
    @Test
    void violations_are_detected(@TempDir Path group) throws IOException {
        Path directory = Files.createDirectories(group.resolve("pictogram-wrong/1.0"));
        Files.writeString(directory.resolve("pictogram-wrong-1.0.pom"), """
                <project><parent><artifactId>pictogram-parent</artifactId></parent>
                  <groupId>dev.pictogram</groupId><artifactId>pictogram-wrong</artifactId><version>${revision}</version>
                  <name>Wrong</name>
                  <dependencies>
                    <dependency><groupId>a</groupId><artifactId>b</artifactId><version>1-SNAPSHOT</version></dependency>
                    <dependency><groupId>a</groupId><artifactId>c</artifactId><version>1</version><scope>test</scope></dependency>
                  </dependencies>
                </project>
                """);
        Jars.write(directory.resolve("pictogram-wrong-1.0.jar"), "dev/pictogram/Wrong.class", Jars.classOf(69));
        Files.writeString(directory.resolve("pictogram-wrong-1.0-notes.txt"), "unexpected");
        Artifact wrong = new Artifact(group.resolve("pictogram-wrong"), "1.0");

        assertThat(wrong.problemsWithFiles()).containsExactlyInAnyOrder(
                "is missing: pictogram-wrong-1.0-sources.jar",
                "is missing: pictogram-wrong-1.0-javadoc.jar",
                "is missing: pictogram-wrong-1.0-cyclonedx.json",
                "is missing: pictogram-wrong-1.0-cyclonedx.xml",
                "is missing: pictogram-wrong-1.0.pom.sha1",
                "is missing: pictogram-wrong-1.0.jar.sha1",
                "is unexpected: pictogram-wrong-1.0-notes.txt");
        assertThat(wrong.pom().problems()).containsExactlyInAnyOrder(
                "has no description", "has no url", "has no licenses", "has no developers", "has no scm",
                "has a parent", "has an unresolved placeholder: ${revision}",
                "depends on a snapshot: a:b", "has a test dependency: a:c");
        assertThat(wrong.problemsWithJars()).containsExactlyInAnyOrder(
                "has no META-INF/LICENSE", "has no module name", "is not for Java 17: dev/pictogram/Wrong.class");
    }
}
