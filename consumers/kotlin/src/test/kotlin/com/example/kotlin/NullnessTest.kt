// SPDX-License-Identifier: Apache-2.0
package com.example.kotlin

import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

/** The compiler reads what may be null from the published classes, without JSpecify on the class path. */
class NullnessTest {

    @Test
    fun right_code_compiles_without_jspecify() {
        assertThat(javaClass.getResource("/org/jspecify/annotations/NullMarked.class")).isNull()
        assertThat(problems("fun cause(result: SendResult.NotSent): Throwable? = result.cause")).isEmpty()
    }

    @ParameterizedTest
    @ValueSource(
        strings = [
            "fun cause(result: SendResult.NotSent): Throwable = result.cause",
            "fun send(port: MessagingPort): SendResult = port.send(null)",
            "fun result(): SendResult = SendResult.Accepted(null)",
        ]
    )
    fun code_with_the_wrong_nullness_does_not_compile(code: String) {
        assertThat(problems(code)).contains("error:")
        assertThat(problems(code, nullness = "ignore")).isEmpty()
    }

    @Test
    fun a_when_without_one_of_the_outcomes_does_not_compile() {
        val wrong = """
            fun retry(result: SendResult): Boolean = when (result) {
                is SendResult.Accepted, is SendResult.Rejected -> false
                is SendResult.NotSent -> true
            }
        """

        assertThat(problems(wrong)).contains("error:", "InDoubt")
    }

    private fun problems(code: String, nullness: String = "strict"): String =
        KotlinCompiler.problems(mapOf("Sample.kt" to "import dev.pictogram.*\n$code"), nullness)
}
