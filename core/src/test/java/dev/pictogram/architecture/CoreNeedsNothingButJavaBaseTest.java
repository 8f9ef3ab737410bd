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

    // The packages of java.base by name, because "java.." would also allow java.sql and java.net.http.
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
                    // Nullness annotations, which users need neither to compile nor to run.
                    "org.jspecify.annotations")
            .because("core is on every user's class path, whatever adapter they picked");

    @Test
    void core_depends_on_java_base_only() {
        JavaClasses core = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.pictogram");

        assertThat(core).as("classes of core").hasSizeGreaterThan(15);
        assertThat(core.contain(MessagingPort.class)).isTrue();
        ONLY_JAVA_BASE.check(core);
    }

    @Test
    void the_rule_detects_a_class_that_depends_on_a_library() {
        JavaClasses wrong = new ClassFileImporter().importClasses(NeedsAnotherModule.class);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> ONLY_JAVA_BASE.check(wrong))
                .withMessageContaining("org.assertj.core.description.Description")
                .withMessageContaining("(1 times)");
    }

    @Test
    void the_module_requires_java_base_only() {
        Module core = MessagingPort.class.getModule();

        assertThat(core.isNamed()).as("tests run on the module path").isTrue();
        assertThat(requirementsOf(core.getDescriptor())).isEmpty();
    }

    @Test
    void the_check_detects_a_module_that_requires_more() {
        ModuleDescriptor wrong = ModuleDescriptor.newModule("wrong")
                .requires(Set.of(MANDATED), "java.base")
                .requires("java.logging")
                .requires(Set.of(STATIC), "java.sql")
                .requires("org.jspecify")
                .build();

        assertThat(requirementsOf(wrong)).containsExactlyInAnyOrder("java.logging", "java.sql", "org.jspecify");
        assertThat(requirementsOf(ModuleDescriptor.newModule("also.wrong")
                        .requires(Set.of(STATIC, TRANSITIVE), "org.jspecify")
                        .build()))
                .containsExactly("org.jspecify");
    }

    @Test
    void a_static_requirement_of_jspecify_is_allowed() {
        ModuleDescriptor annotated = ModuleDescriptor.newModule("annotated")
                .requires(Set.of(STATIC), "org.jspecify")
                .build();

        assertThat(requirementsOf(annotated)).isEmpty();
    }

    private static List<String> requirementsOf(ModuleDescriptor module) {
        return module.requires().stream()
                .filter(r -> !r.modifiers().contains(MANDATED))
                .filter(r -> !(r.name().equals("org.jspecify") && r.modifiers().equals(Set.of(STATIC))))
                .map(Requires::name)
                .toList();
    }
}
