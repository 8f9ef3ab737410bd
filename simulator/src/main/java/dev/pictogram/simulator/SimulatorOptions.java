// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a {@link KaleyraSimulator} listens, what its inbox does, how it spells a code, and where callbacks are posted.
 *
 * <p>Immutable; each method returns a changed copy.
 */
public final class SimulatorOptions {

    private static final SimulatorOptions DEFAULTS =
            new SimulatorOptions("127.0.0.1", 0, List.of(), false, Optional.empty(), Optional.empty());

    private final String host;
    private final int port;
    private final List<String> names;
    private final boolean imagesLoaded;
    private final Optional<String> unauthorizedCode;
    private final Optional<CallbackProfile> callbacks;

    private SimulatorOptions(
            String host,
            int port,
            List<String> names,
            boolean imagesLoaded,
            Optional<String> unauthorizedCode,
            Optional<CallbackProfile> callbacks) {
        this.host = host;
        this.port = port;
        this.names = names;
        this.imagesLoaded = imagesLoaded;
        this.unauthorizedCode = unauthorizedCode;
        this.callbacks = callbacks;
    }

    /** {@return 127.0.0.1, a free port, an inbox that loads an image only when it is clicked, and no callbacks} */
    public static SimulatorOptions defaults() {
        return DEFAULTS;
    }

    /**
     * {@return a copy with this loopback address to listen on}
     *
     * @param host {@code 127.x.x.x}, {@code ::1} or {@code localhost}, which is 127.0.0.1
     * @throws IllegalArgumentException if it is anything else
     */
    public SimulatorOptions withHost(String host) {
        String address = requireNonNull(host, "host").toLowerCase(Locale.ROOT);
        if (!Loopback.isAddress(address)) {
            throw new IllegalArgumentException(
                    "host: must be 127.x.x.x, ::1 or localhost unless others are to reach it, but it is another");
        }
        return new SimulatorOptions(
                address.equals("localhost") ? "127.0.0.1" : address,
                port,
                names,
                imagesLoaded,
                unauthorizedCode,
                callbacks);
    }

    /**
     * {@return a copy that listens on every address of this machine, so that others can read its inbox and, with a key,
     * send to it}
     *
     * @param host {@code 0.0.0.0}, or {@code ::} for IPv6 too
     * @throws IllegalArgumentException if it is anything else
     */
    public SimulatorOptions withHostThatOthersReach(String host) {
        if (!requireNonNull(host, "host").equals("0.0.0.0") && !host.equals("::")) {
            throw new IllegalArgumentException("host: must be 0.0.0.0 or :: for others to reach it, but it is another");
        }
        return new SimulatorOptions(host, port, names, imagesLoaded, unauthorizedCode, callbacks);
    }

    /**
     * {@return a copy with this port}
     *
     * @param port 0 for any that is free, else up to 65535
     * @throws IllegalArgumentException if it is not between them
     */
    public SimulatorOptions withPort(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: must be from 0 to 65535, but it is " + port);
        }
        return new SimulatorOptions(host, port, names, imagesLoaded, unauthorizedCode, callbacks);
    }

    /**
     * {@return a copy with one more name under which the inbox may be asked for, beside those of the loopback} Under any
     * other it is refused, so that no site can reach it by giving its own name this machine's address.
     *
     * @param name a host name or address without a port, such as {@code simulator}
     * @throws IllegalArgumentException if it is no such name
     */
    public SimulatorOptions withName(String name) {
        if (!requireNonNull(name, "name").matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]")) {
            throw new IllegalArgumentException(
                    "name: must be a host name or an address, without a port, but it is something else");
        }
        List<String> more = Stream.concat(names.stream(), Stream.of(name.toLowerCase(Locale.ROOT)))
                .toList();
        return new SimulatorOptions(host, port, more, imagesLoaded, unauthorizedCode, callbacks);
    }

    /** {@return a copy whose inbox loads the images of messages without a click, from wherever their links lead} */
    public SimulatorOptions withImagesLoaded() {
        return new SimulatorOptions(host, port, names, true, unauthorizedCode, callbacks);
    }

    /**
     * {@return a copy that has this code in every 401 about a sender, or about an account that is not enabled} By default it
     * has the code of the API page, WA401 or WA-401; a newer page has WA401 for all.
     *
     * @param code {@code WA401} or {@code WA-401}
     * @throws IllegalArgumentException if it is anything else
     */
    public SimulatorOptions withUnauthorizedCode(String code) {
        if (!requireNonNull(code, "code").equals("WA401") && !code.equals("WA-401")) {
            throw new IllegalArgumentException("code: must be WA401 or WA-401, but it is another");
        }
        return new SimulatorOptions(host, port, names, imagesLoaded, Optional.of(code), callbacks);
    }

    /**
     * {@return a copy that posts callbacks to this URL, as {@link CallbackProfile#to} describes}
     *
     * @param url an http or https URL on the loopback
     * @throws IllegalArgumentException if it is anything else
     */
    public SimulatorOptions withCallbacks(URI url) {
        return withCallbacks(CallbackProfile.to(url));
    }

    /**
     * {@return a copy that posts callbacks}
     *
     * @param profile where to, when, and with which payloads
     */
    public SimulatorOptions withCallbacks(CallbackProfile profile) {
        return new SimulatorOptions(host, port, names, imagesLoaded, unauthorizedCode, Optional.of(profile));
    }

    Optional<CallbackProfile> callbacks() {
        return callbacks;
    }

    int port() {
        return port;
    }

    byte[] address() {
        // By hand, so that no name is ever looked up.
        if (host.contains(":")) {
            byte[] address = new byte[16];
            address[15] = (byte) (host.equals("::1") ? 1 : 0);
            return address;
        }
        byte[] address = new byte[4];
        List<Integer> parts =
                Arrays.stream(host.split("\\.")).map(Integer::valueOf).toList();
        for (int i = 0; i < address.length; i++) {
            address[i] = parts.get(i).byteValue();
        }
        return address;
    }

    /** {@return what stands in a URL for this machine itself} */
    String hostInUrls() {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "::1" -> "[::1]";
            default -> host;
        };
    }

    boolean isKnownAs(String name) {
        return Loopback.isNameInUrl(name) || names.contains(name.toLowerCase(Locale.ROOT));
    }

    Optional<String> unauthorizedCode() {
        return unauthorizedCode;
    }

    boolean imagesLoaded() {
        return imagesLoaded;
    }
}
