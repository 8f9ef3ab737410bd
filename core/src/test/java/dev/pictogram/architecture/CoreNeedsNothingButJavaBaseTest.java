// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static java.lang.module.ModuleDescriptor.Requires.Modifier.MANDATED;
import static java.lang.module.ModuleDescriptor.Requires.Modifier.STATIC;
import static java.lang.module.ModuleDescriptor.Requires.Modifier.TRANSITIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.pictogram.MessagingPort;
import dev.pictogram.architecture.wrong.NeedsAnotherModule;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoreNeedsNothingButJavaBaseTest {

    // Packages of java.base by name: "java.." would let java.sql and java.net.http in.
    private static final ArchRule ONLY_JAVA_BASE = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.pictogram",
                    "java.io",
                    "java.lang..",
                    "java.net",
                    "java.nio.charset",
                    "java.security",
                    "java.time..",
                    "java.util",
                    "java.util.concurrent..",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream",
                    // What may be null: annotations that nobody needs, neither to compile nor to run.
                    "org.jspecify.annotations")
            .because("core is on every user's class path, whatever adapter they picked");

    @Test
    void core_needs_nothing_but_java_base() {
        JavaClasses core = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.pictogram");

        assertThat(core).as("classes of core").hasSizeGreaterThan(15);
        assertThat(core.contain(MessagingPort.class)).isTrue();
        ONLY_JAVA_BASE.check(core);
    }

    @Test
    void a_class_that_needs_another_module_is_caught() {
        JavaClasses wrong = new ClassFileImporter().importClasses(NeedsAnotherModule.class);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> ONLY_JAVA_BASE.check(wrong))
                .withMessageContaining("org.assertj.core.description.Description")
                .withMessageContaining("(1 times)");
    }

    @Test
    void the_module_requires_nothing_but_java_base() {
        Module core = MessagingPort.class.getModule();

        assertThat(core.isNamed()).as("tests run on the module path").isTrue();
        assertThat(needsOf(core.getDescriptor())).isEmpty();
    }

    @Test
    void a_module_that_requires_more_is_caught() {
        ModuleDescriptor wrong = ModuleDescriptor.newModule("wrong")
                .requires(Set.of(MANDATED), "java.base")
                .requires("java.logging")
                .requires(Set.of(STATIC), "java.sql")
                .requires("org.jspecify")
                .build();

        assertThat(needsOf(wrong)).containsExactlyInAnyOrder("java.logging", "java.sql", "org.jspecify");
        assertThat(needsOf(ModuleDescriptor.newModule("also.wrong")
                        .requires(Set.of(STATIC, TRANSITIVE), "org.jspecify")
                        .build()))
                .containsExactly("org.jspecify");
    }

    @Test
    void annotations_that_nobody_needs_to_have_are_not_a_need() {
        ModuleDescriptor annotated = ModuleDescriptor.newModule("annotated")
                .requires(Set.of(STATIC), "org.jspecify")
                .build();

        assertThat(needsOf(annotated)).isEmpty();
    }

    private static List<String> needsOf(ModuleDescriptor module) {
        return module.requires().stream()
                .filter(r -> !r.modifiers().contains(MANDATED))
                .filter(r -> !(r.name().equals("org.jspecify") && r.modifiers().equals(Set.of(STATIC))))
                .map(Requires::name)
                .toList();
    }
}
