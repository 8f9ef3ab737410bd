// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String SPRING = "dev.pictogram.outbox.spring";

    private static final ArchRule KNOWS_CORE_JDBC_AND_ITS_ENGINE = classes()
            .that()
            .resideOutsideOfPackage(SPRING)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.pictogram",
                    "dev.pictogram.outbox",
                    "java..",
                    "javax.sql",
                    "com.github.kagkarlsson.scheduler..",
                    "org.sqlite",
                    "org.jspecify.annotations")
            .because("the outbox is given a MessagingPort and knows neither wire nor an adapter");

    private static final ArchRule SPRING_KNOWS_THE_OUTBOX_AND_NOT_ITS_ENGINE = classes()
            .that()
            .resideInAPackage(SPRING)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.pictogram",
                    "dev.pictogram.outbox",
                    SPRING,
                    "java..",
                    "javax.sql",
                    "io.micrometer.core.instrument..",
                    "org.springframework..",
                    "org.jspecify.annotations")
            .because(
                    "Spring is optional, so one package knows it, and that package uses the outbox as an application does");

    private static JavaClasses outbox() {
        // By location: a search by name reads every jar of the class path.
        return new ClassFileImporter()
                .importUrl(Outbox.class.getProtectionDomain().getCodeSource().getLocation());
    }

    @Test
    void the_outbox_depends_on_core_jdbc_and_its_engine_only() {
        JavaClasses outbox = outbox();

        assertThat(outbox).as("classes of the outbox").hasSizeGreaterThan(25);
        KNOWS_CORE_JDBC_AND_ITS_ENGINE.check(outbox);
        SPRING_KNOWS_THE_OUTBOX_AND_NOT_ITS_ENGINE.check(outbox);
    }

    @Test
    void a_class_with_other_dependencies_is_detected() {
        // This test depends on AssertJ.
        JavaClasses wrong = new ClassFileImporter().importClasses(ArchitectureTest.class);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> KNOWS_CORE_JDBC_AND_ITS_ENGINE.check(wrong))
                .withMessageContaining("org.assertj");
    }

    @Test
    void a_class_for_spring_that_knows_more_is_caught() throws ClassNotFoundException {
        JavaClasses wrong = new ClassFileImporter().importClasses(Class.forName(SPRING + ".BootLineTest"));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> SPRING_KNOWS_THE_OUTBOX_AND_NOT_ITS_ENGINE.check(wrong))
                .withMessageContaining("org.assertj");
    }

    @Test
    void no_public_signature_names_the_engine_or_the_driver() {
        List<JavaClass> published = outbox()
                .that(new DescribedPredicate<JavaClass>("are public") {
                    @Override
                    public boolean test(JavaClass type) {
                        return type.getModifiers().contains(JavaModifier.PUBLIC);
                    }
                })
                .stream()
                .toList();

        assertThat(published).hasSizeGreaterThan(10);
        assertThat(published.stream().flatMap(type -> named(type.reflect())))
                .noneMatch(name -> name.contains("kagkarlsson") || name.contains("sqlite"));
    }

    private static Stream<String> named(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::toGenericString);
    }
}
