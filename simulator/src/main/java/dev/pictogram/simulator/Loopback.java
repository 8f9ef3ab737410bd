// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import java.util.regex.Pattern;

/** The loopback names of this machine, matched against whole host names. */
final class Loopback {

    private static final String IPV4 = "127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}";
    private static final Pattern ADDRESS = Pattern.compile("localhost|::1|" + IPV4);
    private static final Pattern IN_URL =
            Pattern.compile("localhost|\\[(::1|0:0:0:0:0:0:0:1)]|" + IPV4, Pattern.CASE_INSENSITIVE);

    private Loopback() {}

    static boolean isAddress(String host) {
        return ADDRESS.matcher(host).matches();
    }

    static boolean isNameInUrl(String host) {
        return IN_URL.matcher(host).matches();
    }
}
