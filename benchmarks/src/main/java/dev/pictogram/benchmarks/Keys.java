// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key and a certificate for {@code localhost}, and a trust store with that certificate.
 *
 * @param directory the directory of the files
 */
record Keys(Path directory) {

    private static final String PASSWORD = "changeit"; // the password of the JDK's trust store

    /** Creates the files in a new directory, with the tools and the trust store of a JDK. */
    static Keys create(Jvm jvm) throws Exception {
        Keys keys = new Keys(Files.createTempDirectory("benchmarks"));
        keys.directory.toFile().deleteOnExit(); // after its files, because deletion is in reverse order of registration
        for (Path file : List.of(keys.own(), keys.trusted(), keys.certificate())) {
            file.toFile().deleteOnExit();
        }
        keytool(
                jvm,
                "-genkeypair -alias stub -keyalg EC -groupname secp256r1 -dname CN=localhost -ext san=dns:localhost"
                        + " -validity 30 -keystore " + keys.own());
        keytool(jvm, "-exportcert -alias stub -keystore " + keys.own() + " -file " + keys.certificate());
        // A copy of the JDK's trust store, because every start reads one of that size.
        Files.copy(jvm.home().resolve("lib/security/cacerts"), keys.trusted());
        keytool(jvm, "-importcert -noprompt -alias stub -keystore " + keys.trusted() + " -file " + keys.certificate());
        return keys;
    }

    private Path own() {
        return directory.resolve("own");
    }

    private Path certificate() {
        return directory.resolve("cert");
    }

    Path trusted() {
        return directory.resolve("trusted");
    }

    /** Returns the option that makes a JVM trust the certificate. */
    String trustOption() {
        return "-Djavax.net.ssl.trustStore=" + trusted();
    }

    SSLContext serverContext() throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance(own().toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(own, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(Jvm jvm, String args) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(jvm.home().resolve("bin").resolve("keytool").toString());
        command.addAll(List.of(args.split(" ")));
        command.addAll(List.of("-storepass", PASSWORD));
        Jvm.ended(new ProcessBuilder(command).redirectErrorStream(true), 60);
    }
}
