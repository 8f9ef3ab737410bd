// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.pictogram.testkit.FakeMessaging;
import dev.pictogram.testkit.assertions.MessagingAssertions;
import dev.pictogram.testkit.contract.HttpAdapterContract;
import dev.pictogram.testkit.contract.MessagingPortContract;
import dev.pictogram.testkit.simulator.KaleyraSimulator;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Who uses one room of the testkit needs the libraries of that room and of no other. */
class RoomsOfTheTestkitTest {

    private static final ArchRule FAKE = only("dev.pictogram", "dev.pictogram.testkit");
    private static final ArchRule ASSERTIONS =
            only("dev.pictogram", "dev.pictogram.testkit", "dev.pictogram.testkit.assertions", "org.assertj.core..");
    private static final ArchRule SIMULATOR =
            only("dev.pictogram", "dev.pictogram.testkit.simulator", "com.google.gson..", "com.sun.net.httpserver");
    private static final ArchRule CONTRACT = only(
            "dev.pictogram",
            "dev.pictogram.wire",
            "dev.pictogram.testkit.contract",
            "org.junit.jupiter..",
            "javax.net.ssl");
    private static final ArchRule CONTRACT_OF_ANY_PORT =
            only("dev.pictogram", "dev.pictogram.testkit.contract", "org.junit.jupiter..");
    private static final ArchRule ARCHITECTURE = only("dev.pictogram.testkit.architecture", "com.tngtech.archunit..");

    private static ArchRule only(String... packages) {
        String[] allowed = Arrays.copyOf(packages, packages.length + 2);
        allowed[packages.length] = "java..";
        // What may be null: annotations that nobody needs, neither to compile nor to run.
        allowed[packages.length + 1] = "org.jspecify.annotations";
        return classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .because("the libraries of the other rooms are not there for who uses this one alone");
    }

    @Test
    void the_fake_needs_core_alone() {
        FAKE.check(room(FakeMessaging.class));
    }

    @Test
    void a_fake_that_needs_more_than_core_is_caught() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> FAKE.check(room(MessagingAssertions.class)))
                .withMessageContaining("org.assertj.core.api.AbstractAssert");
    }

    @Test
    void the_assertions_need_the_fake_and_assertj_alone() {
        ASSERTIONS.check(room(MessagingAssertions.class));
    }

    @Test
    void assertions_that_need_what_is_in_another_room_are_caught() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> ASSERTIONS.check(room(KaleyraSimulator.class)))
                .withMessageContaining("com.google.gson")
                .withMessageContaining("com.sun.net.httpserver");
    }

    @Test
    void the_simulator_needs_gson_alone() {
        SIMULATOR.check(room(KaleyraSimulator.class));
    }

    @Test
    void the_contract_needs_junit_and_wire_alone() {
        CONTRACT.check(room(HttpAdapterContract.class));
    }

    @Test
    void the_contract_of_any_port_needs_junit_alone() {
        CONTRACT_OF_ANY_PORT.check(door(MessagingPortContract.class));
    }

    @Test
    void a_contract_of_any_port_that_needs_wire_is_caught() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> CONTRACT_OF_ANY_PORT.check(door(HttpAdapterContract.class)))
                .withMessageContaining("dev.pictogram.wire.SendPolicy");
    }

    @Test
    void the_architecture_needs_archunit_alone() {
        ARCHITECTURE.check(room(AdapterArchitecture.class));
    }

    @Test
    void a_room_that_needs_what_is_in_another_is_caught() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> SIMULATOR.check(room(HttpAdapterContract.class)))
                .withMessageContaining("dev.pictogram.wire.SendPolicy")
                .withMessageContaining("org.junit.jupiter.api.Test");
    }

    /** A class with what is nested in it, and the way through a port, which all contracts share. */
    private static JavaClasses door(Class<?> contract) {
        return room(contract)
                .that(describe(
                        "are part of " + contract.getSimpleName(),
                        type -> type.getFullName().startsWith(contract.getName())
                                || type.getSimpleName().equals("Way")));
    }

    private static JavaClasses room(Class<?> member) {
        JavaClasses room = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackagesOf(member)
                .that(resideInAPackage(member.getPackageName())); // and in none below it
        assertThat(room.contain(member)).as("classes were found").isTrue();
        return room;
    }
}
