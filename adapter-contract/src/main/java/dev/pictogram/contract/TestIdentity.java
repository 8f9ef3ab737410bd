// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for tests, and the trust in it. */
public final class TestIdentity {

    private static final char[] PASSWORD = "not-a-secret".toCharArray();

    private final KeyStore store;

    private TestIdentity(KeyStore store) {
        this.store = store;
    }

    /**
     * Creates a certificate with the JDK's keytool.
     *
     * @param ip the address in the certificate, such as {@code 127.0.0.1}
     * @return the certificate, valid for two days
     * @throws IOException if keytool fails
     * @throws GeneralSecurityException if the key store cannot be read
     * @throws InterruptedException if the thread is interrupted while keytool runs
     */
    public static TestIdentity of(String ip) throws IOException, GeneralSecurityException, InterruptedException {
        Path folder = Files.createTempDirectory("pictogram-tls");
        Path file = folder.resolve("identity.p12");
        try {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-J-XX:TieredStopAtLevel=1", // starts in half the time
                            "-genkeypair",
                            "-alias",
                            "test",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-validity",
                            "2",
                            "-dname",
                            "CN=Pictogram Test",
                            "-ext",
                            "san=ip:" + ip,
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            new String(PASSWORD))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(keytool.getInputStream().readAllBytes(), Charset.defaultCharset());
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool: " + said);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD);
            }
            return new TestIdentity(store);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /** Writes a PKCS12 trust store with these certificates only. */
    static void writeTrust(Path file, TestIdentity... identities) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (TestIdentity identity : identities) {
            trusted.setCertificateEntry("test-" + trusted.size(), identity.store.getCertificate("test"));
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            trusted.store(out, PASSWORD);
        }
    }

    /** {@return the password of {@link #writeTrust}} */
    static String trustPassword() {
        return new String(PASSWORD);
    }

    /**
     * Returns a context with this certificate, which trusts no other certificate.
     *
     * @return the context
     * @throws GeneralSecurityException if the JDK does not support the algorithms
     */
    public SSLContext context() throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted;
        try {
            trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        trusted.setCertificateEntry("test", store.getCertificate("test"));
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
