// SPDX-License-Identifier: Apache-2.0
package com.example.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Writes invalid jars for tests. */
final class Jars {

    private Jars() {}

    /** Writes a jar with one entry and without a manifest. */
    static void write(Path jar, String name, byte[] bytes) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(name));
            out.write(bytes);
            out.closeEntry();
        }
    }

    /** {@return the first bytes of a class file with a version} */
    static byte[] classOf(int version) {
        return new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, (byte) version};
    }
}
