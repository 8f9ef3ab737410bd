// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Architecture rules for an adapter: it depends on Pictogram, the JDK and its HTTP client only, and has one public class.
 *
 * <pre>{@code
 * @Test
 * void the_adapter_depends_on_its_client_only() {
 *     AdapterArchitecture.of(FeignMessaging.class).withClient("feign..").check();
 * }
 * }</pre>
 */
public final class AdapterArchitecture {

    private static final String[] PICTOGRAM = {"dev.pictogram", "dev.pictogram.wire", "dev.pictogram.wire.http"};

    private final Class<?> door;
    private final List<String> client;

    private AdapterArchitecture(Class<?> door, List<String> client) {
        this.door = door;
        this.client = client;
    }

    /**
     * Returns the rules for the package of the adapter's public class, including subpackages.
     *
     * @param door the public class
     * @return the rules
     */
    public static AdapterArchitecture of(Class<?> door) {
        return new AdapterArchitecture(door, List.of());
    }

    /**
     * Returns rules that also allow dependencies on the HTTP client.
     *
     * @param packages ArchUnit package identifiers, such as {@code "feign.."}; each must be in use
     * @return the rules
     */
    public AdapterArchitecture withClient(String... packages) {
        return new AdapterArchitecture(
                door, Stream.concat(client.stream(), Stream.of(packages)).toList());
    }

    /**
     * Checks the classes of the package, without tests.
     *
     * @throws AssertionError if a class violates a rule, with class and line, or if no class was found
     */
    public void check() {
        check(new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackagesOf(door));
    }

    void check(JavaClasses adapter) {
        if (!adapter.contain(door)) {
            throw new AssertionError(door.getName() + " was not found, so nothing was checked");
        }
        checkThatTheClientIsUsed(adapter);
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed())
                .because("an adapter depends on Pictogram, the JDK and its HTTP client, never on another adapter")
                .check(adapter);
        classes()
                .that()
                .arePublic()
                .should()
                .be(door)
                .because("an adapter has one public class; everything else can change")
                .check(adapter);
    }

    private String[] allowed() {
        List<String> allowed = new ArrayList<>(client);
        allowed.addAll(List.of(PICTOGRAM));
        allowed.add(door.getPackageName() + "..");
        allowed.add("java..");
        // Nullness annotations, which are needed neither to compile nor to run.
        allowed.add("org.jspecify.annotations");
        return allowed.toArray(String[]::new);
    }

    /** An unused package is a typing error or a leftover, and would weaken the rule unnoticed. */
    private void checkThatTheClientIsUsed(JavaClasses adapter) {
        for (String used : client) {
            boolean found = adapter.stream()
                    .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                    .anyMatch(d -> resideInAPackage(used).test(d.getTargetClass()));
            if (!found) {
                String hint = used.endsWith("..") ? "" : "; for its subpackages, too, write " + used + "..";
                throw new AssertionError("no class of " + door.getPackageName() + " uses " + used + hint);
            }
        }
    }
}
