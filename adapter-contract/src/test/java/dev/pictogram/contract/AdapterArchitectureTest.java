// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.pictogram.contract.wrong.AnotherDoor;
import dev.pictogram.contract.wrong.Door;
import org.junit.jupiter.api.Test;

/** Each rule is seen failing on an adapter that is wrong on purpose. */
class AdapterArchitectureTest {

    private final AdapterArchitecture rules = AdapterArchitecture.of(Door.class);

    @Test
    void an_adapter_with_its_own_client_is_right() {
        assertThatCode(() -> rules.withClient("com.google.gson..").check(classes(Door.class)))
                .doesNotThrowAnyException();
    }

    @Test
    void a_library_that_is_not_its_client_is_caught() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> rules.check(classes(Door.class)))
                .withMessageContaining(JsonElement.class.getName())
                .withMessageContaining("never on another adapter");
    }

    @Test
    void a_second_public_class_is_caught() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> rules.withClient("com.google.gson..").check(classes(Door.class, AnotherDoor.class)))
                .withMessageContaining(AnotherDoor.class.getName())
                .withMessageContaining("one public class");
    }

    @Test
    void a_client_that_is_not_used_is_caught() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> rules.withClient("com.google.gsn..").check(classes(Door.class)))
                .withMessage("no class of dev.pictogram.contract.wrong uses com.google.gsn..");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> rules.withClient("com.google").check(classes(Door.class)))
                .withMessage("no class of dev.pictogram.contract.wrong uses com.google; for its subpackages, too, write"
                        + " com.google..");
    }

    @Test
    void a_check_that_finds_nothing_to_check_fails() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(rules::check) // without tests, such as the wrong adapter
                .withMessage(Door.class.getName() + " was not found, so nothing was checked");
    }

    private static JavaClasses classes(Class<?>... classes) {
        return new ClassFileImporter().importClasses(classes);
    }
}
