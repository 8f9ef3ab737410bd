// SPDX-License-Identifier: Apache-2.0
package com.example.kotlin

import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.nio.file.Files
import kotlin.io.path.writeText
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler

/** Compiles Kotlin with the options of this build, against the class path of the tests. */
internal object KotlinCompiler {

    /** Compiles sources, by their file names, and returns the compiler's errors and warnings; empty for none. */
    fun problems(sources: Map<String, String>, nullness: String = "strict"): String {
        val directory = Files.createTempDirectory("kotlin")
        val output = ByteArrayOutputStream()
        try {
            val files = sources.map { (name, text) -> directory.resolve(name).apply { writeText(text) }.toString() }
            K2JVMCompiler().exec(
                PrintStream(output, true, Charsets.UTF_8),
                "-Werror",
                "-Xjspecify-annotations=$nullness",
                "-jvm-target", "17",
                "-no-stdlib",
                "-no-reflect",
                "-classpath", System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path"),
                "-d", directory.resolve("classes").toString(),
                *files.toTypedArray(),
            )
        } finally {
            directory.toFile().deleteRecursively()
        }
        return output.toString(Charsets.UTF_8).replace("$directory/", "").trim()
    }
}
