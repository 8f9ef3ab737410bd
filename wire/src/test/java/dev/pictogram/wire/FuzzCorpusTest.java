// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.reflect.Method;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jazzer finds a corpus by the names of class and method, and reports none that it does not find. */
class FuzzCorpusTest {

    @ParameterizedTest
    @ValueSource(classes = {CallbackFuzzTest.class, ResponseFuzzTest.class})
    void every_fuzz_test_has_a_corpus(Class<?> test) {
        for (Method method : test.getDeclaredMethods()) {
            if (method.isAnnotationPresent(FuzzTest.class)) {
                String corpus = test.getSimpleName() + "Inputs/" + method.getName();
                assertThat(test.getResource(corpus)).as(corpus).isNotNull();
            }
        }
    }
}
