// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import dev.pictogram.contract.RawServer.Reaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** The certificates of the contract's TLS servers, made once and on first use, since the JDK's keytool is slow. */
final class Identities {

    private static final TestIdentity RIGHT = identity("127.0.0.1");
    private static final TestIdentity WRONG = identity("127.0.0.2");

    private Identities() {}

    static TestIdentity right() {
        return RIGHT;
    }

    private static TestIdentity identity(String ip) {
        try {
            return TestIdentity.of(ip);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    interface Step {
        void run(RawServer right, RawServer wrong) throws Exception;
    }

    /** Runs a step while the JVM trusts the certificates of both servers; the wrong one's is for another address. */
    static void whileTrusted(Step step) throws Exception {
        // Created now, because it is created once and must not read the properties below.
        SSLContext.getDefault();
        Path trust = Files.createTempFile("pictogram-trust", ".p12");
        try (RawServer right = RawServer.startTls(RIGHT.context(), Reaction.respond(HttpClauses.ACCEPTED));
                RawServer wrong = RawServer.startTls(WRONG.context(), Reaction.respond(HttpClauses.ACCEPTED))) {
            TestIdentity.writeTrust(trust, RIGHT, WRONG);
            JvmState.withProperties(
                    Map.of(
                            "javax.net.ssl.trustStore", trust.toString(),
                            "javax.net.ssl.trustStorePassword", TestIdentity.trustPassword(),
                            "javax.net.ssl.trustStoreType", "PKCS12"),
                    () -> {
                        // For clients that use the default context, which has read the properties before.
                        SSLContext fresh = SSLContext.getInstance("TLS");
                        fresh.init(null, null, null);
                        JvmState.withTls(fresh, () -> step.run(right, wrong));
                    });
        } finally {
            Files.delete(trust);
        }
    }
}
