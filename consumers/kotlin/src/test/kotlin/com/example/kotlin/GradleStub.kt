// SPDX-License-Identifier: Apache-2.0
package com.example.kotlin

/** The part of Gradle's Kotlin DSL that the pages use. Lines of a dependencies block may also stand alone. */
open class GradleScript {

    val tasks = Tasks()

    fun dependencies(block: GradleScript.() -> Unit) {}

    fun implementation(notation: Any) {}

    fun testImplementation(notation: Any) {}

    fun testRuntimeOnly(notation: Any) {}

    fun platform(notation: Any): Any = notation

    class Tasks {
        fun test(block: Test.() -> Unit) {}
    }

    class Test {
        fun useJUnitPlatform() {}
    }
}
