// SPDX-License-Identifier: Apache-2.0
package com.example.kotlin

import java.nio.file.Path
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.nameWithoutExtension
import kotlin.io.path.readText
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Compiles the Kotlin blocks of the pages. Gradle does not run: its build scripts are compiled against a stub. */
class PagesTest {

    @Test
    fun every_kotlin_block_compiles() {
        val sources = listOf(ROOT, ROOT.resolve("docs"))
            .flatMap { it.listDirectoryEntries("*.md") }
            .flatMap { page -> sources(page.nameWithoutExtension, page.readText()).entries }
            .associate { it.toPair() }

        assertThat(sources.values).anyMatch(::isGradle).anyMatch { !isGradle(it) }
        assertThat(KotlinCompiler.problems(sources)).isEmpty()
    }

    @Test
    fun wrong_blocks_are_detected() {
        val wrong = """
            ```kotlin
            val result: SendResult = messaging.sendTwice(message)
            ```

            ```kotlin
            dependencies {
                implementation 'dev.pictogram:pictogram-core'
            }
            ```
        """.trimIndent()

        assertThat(KotlinCompiler.problems(sources("wrong", wrong)))
            .contains("wrong-1.kt", "sendTwice", "wrong-2.kt")
    }

    /** Returns the blocks as source files, each in a package of the same name. */
    private fun sources(page: String, text: String): Map<String, String> =
        Regex("(?ms)^```kotlin\n(.*?)^```$").findAll(text).map { it.groupValues[1] }.mapIndexed { index, block ->
            val name = "$page-${index + 1}"
            val body = if (isGradle(block)) "fun $GRADLE.script() {\n$block\n}" else block
            "$name.kt" to "package `$name`\n$body"
        }.toMap()

    private fun isGradle(block: String) =
        block.contains(Regex("(?m)^(dependencies \\{|(testI|i)mplementation\\()|$GRADLE"))

    private companion object {
        private const val GRADLE = "com.example.kotlin.GradleScript"
        private val ROOT = Path.of("../..")
    }
}
