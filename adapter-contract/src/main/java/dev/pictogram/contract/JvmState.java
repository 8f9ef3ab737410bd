// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/** Changes settings of the whole JVM for the duration of a step. */
final class JvmState {

    private JvmState() {}

    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    static void withProperties(Map<String, String> properties, Step step) throws Exception {
        Map<String, String> before = new HashMap<>();
        properties.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
        try {
            step.run();
        } finally {
            before.forEach((name, value) -> {
                if (value == null) {
                    System.clearProperty(name);
                } else {
                    System.setProperty(name, value);
                }
            });
        }
    }

    /** Sets the default context, also for HttpsURLConnection, which caches the factory of the first one. */
    static void withTls(SSLContext context, Step step) throws Exception {
        SSLContext before = SSLContext.getDefault();
        SSLSocketFactory factoryBefore = HttpsURLConnection.getDefaultSSLSocketFactory();
        SSLContext.setDefault(context);
        HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
        try {
            step.run();
        } finally {
            SSLContext.setDefault(before);
            HttpsURLConnection.setDefaultSSLSocketFactory(factoryBefore);
        }
    }
}
