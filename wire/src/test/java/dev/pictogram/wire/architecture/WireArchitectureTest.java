// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.pictogram.wire.architecture.wrong.NeedsAnotherLibrary;
import dev.pictogram.wire.architecture.wrong.ShowsItsLibrary;
import dev.pictogram.wire.http.HttpTransport;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WireArchitectureTest {

    private static final ArchRule ALLOWED_LIBRARIES_ONLY = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.pictogram",
                    "dev.pictogram.wire..",
                    "com.google.gson..",
                    "dev.failsafe..",
                    "java.io",
                    "java.lang..",
                    "java.net",
                    "java.net.http",
                    "java.nio",
                    "java.nio.channels",
                    "java.nio.charset",
                    "java.security",
                    "java.time..",
                    "java.util..",
                    "javax.net.ssl",
                    // Nullness annotations, which users need neither to compile nor to run.
                    "org.jspecify.annotations")
            .because("every user of an adapter gets the dependencies of wire");

    private static final DescribedPredicate<JavaClass> GSON = resideInAPackage("com.google.gson..");

    private static final ArchRule GSON_IN_FOUR_CLASSES = noClasses()
            .that(describe(
                    "are not those that read and write JSON",
                    c -> !c.getName()
                            .matches("dev\\.pictogram\\.wire\\.(Request|Response|Callback|Tolerant)Json(\\$.*)?")))
            .should()
            .dependOnClassesThat(GSON)
            .because("requests, responses and callbacks have one class each, and broken JSON has one");

    private static final DescribedPredicate<JavaClass> FAILSAFE = resideInAPackage("dev.failsafe..");

    private static final ArchRule FAILSAFE_IN_ONE_CLASS = noClasses()
            .that(describe(
                    "are not Resilience", c -> !c.getName().matches("dev\\.pictogram\\.wire\\.Resilience(\\$.*)?")))
            .should()
            .dependOnClassesThat(FAILSAFE)
            .because("retries are decided in one class");

    private static final ArchRule NO_LIBRARY_IN_A_PUBLIC_SIGNATURE = methods()
            .that(describe("are public or protected", WireArchitectureTest::isOpen))
            .should(notHaveInTheirSignature(GSON.or(FAILSAFE)))
            .because("authors of adapters must not depend on the libraries of wire");

    @Test
    void wire_depends_on_the_allowed_libraries_and_does_not_expose_them() {
        JavaClasses wire = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.pictogram.wire");

        assertThat(wire).as("classes of wire").hasSizeGreaterThan(12);
        assertThat(wire.contain(HttpTransport.class)).isTrue();
        assertThat(wire).as("Gson is used").anyMatch(uses(GSON));
        assertThat(wire).as("Failsafe is used").anyMatch(uses(FAILSAFE));
        ALLOWED_LIBRARIES_ONLY.check(wire);
        GSON_IN_FOUR_CLASSES.check(wire);
        FAILSAFE_IN_ONE_CLASS.check(wire);
        NO_LIBRARY_IN_A_PUBLIC_SIGNATURE.check(wire);
    }

    @Test
    void a_class_that_uses_another_library_is_caught() {
        assertCaught(ALLOWED_LIBRARIES_ONLY, NeedsAnotherLibrary.class, "org.assertj.core.description.Description");
    }

    @Test
    void a_fifth_class_that_uses_gson_is_caught() {
        assertCaught(GSON_IN_FOUR_CLASSES, ShowsItsLibrary.class, "com.google.gson.JsonElement");
    }

    @Test
    void a_second_class_that_uses_failsafe_is_caught() {
        assertCaught(FAILSAFE_IN_ONE_CLASS, ShowsItsLibrary.class, "dev.failsafe.RetryPolicy");
    }

    @Test
    void a_library_in_a_public_signature_is_caught() {
        assertCaught(NO_LIBRARY_IN_A_PUBLIC_SIGNATURE, ShowsItsLibrary.class, "returned(", "taken(", "policy(");
    }

    private static Predicate<JavaClass> uses(DescribedPredicate<JavaClass> library) {
        return c -> c.getDirectDependenciesFromSelf().stream().anyMatch(d -> library.test(d.getTargetClass()));
    }

    private static boolean isOpen(JavaMethod method) {
        return isOpen(method.getModifiers()) && isOpen(method.getOwner().getModifiers());
    }

    private static boolean isOpen(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static ArchCondition<JavaMethod> notHaveInTheirSignature(DescribedPredicate<JavaClass> type) {
        return new ArchCondition<>("not have in their signature types that " + type.getDescription()) {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                Stream.concat(Stream.of(method.getReturnType()), method.getParameterTypes().stream())
                        .flatMap(t -> t.getAllInvolvedRawTypes().stream())
                        .filter(type)
                        .forEach(t -> events.add(
                                SimpleConditionEvent.violated(method, method.getFullName() + " shows " + t.getName())));
            }
        };
    }

    private static void assertCaught(ArchRule rule, Class<?> wrong, String... findings) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> rule.check(new ClassFileImporter().importClasses(wrong)))
                .satisfies(e -> assertThat(e.getMessage()).contains(findings));
    }
}
