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
 * The rules for an adapter: it needs Pictogram, the JDK and its own client, and it has one public door.
 *
 * <pre>{@code
 * @Test
 * void the_adapter_is_built_as_an_adapter() {
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
     * {@return the rules for the package of an adapter's door, its subpackages included}
     *
     * @param door the one public class
     */
    public static AdapterArchitecture of(Class<?> door) {
        return new AdapterArchitecture(door, List.of());
    }

    /**
     * {@return rules that allow the adapter's own client too}
     *
     * @param packages as ArchUnit writes them, such as {@code "feign.."}; each has to be in use
     */
    public AdapterArchitecture withClient(String... packages) {
        return new AdapterArchitecture(
                door, Stream.concat(client.stream(), Stream.of(packages)).toList());
    }

    /**
     * Checks the classes of the door's package, without tests.
     *
     * @throws AssertionError that names each class and line that breaks a rule, or says that there was nothing to check
     */
    public void check() {
        check(new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackagesOf(door));
    }

    void check(JavaClasses adapter) {
        if (!adapter.contain(door)) {
            throw new AssertionError(door.getName() + " is not among the classes that were found: nothing was checked");
        }
        checkThatTheClientIsUsed(adapter);
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed())
                .because("an adapter needs Pictogram, the JDK and its own client, and never another adapter")
                .check(adapter);
        classes()
                .that()
                .arePublic()
                .should()
                .be(door)
                .because("an adapter has one public door; the rest can change tomorrow")
                .check(adapter);
    }

    private String[] allowed() {
        List<String> allowed = new ArrayList<>(client);
        allowed.addAll(List.of(PICTOGRAM));
        allowed.add(door.getPackageName() + "..");
        allowed.add("java..");
        // What may be null: annotations that nobody needs, neither to compile nor to run.
        allowed.add("org.jspecify.annotations");
        return allowed.toArray(String[]::new);
    }

    /** A package that nothing uses is a mistyped one, or a leftover: either would make the rule say less than it seems to. */
    private void checkThatTheClientIsUsed(JavaClasses adapter) {
        for (String used : client) {
            boolean found = adapter.stream()
                    .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                    .anyMatch(d -> resideInAPackage(used).test(d.getTargetClass()));
            if (!found) {
                throw new AssertionError("no class of " + door.getPackageName() + " uses " + used);
            }
        }
    }
}
