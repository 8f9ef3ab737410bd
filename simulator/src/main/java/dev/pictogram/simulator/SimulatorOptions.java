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
 * Options of a {@link KaleyraSimulator}: its address, its inbox, the code of a 401, and its callbacks.
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

    /** {@return the defaults: 127.0.0.1, a free port, images loaded on click only, and no callbacks} */
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
                    "host: must be 127.x.x.x, ::1 or localhost unless it is open to others, but it is another");
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
     * {@return a copy that listens on every address of this machine, so that others on the network can read its inbox and, with
     * a key, send messages}
     *
     * @param host {@code 0.0.0.0}, or {@code ::} to include IPv6
     * @throws IllegalArgumentException if it is anything else
     */
    public SimulatorOptions withHostThatOthersReach(String host) {
        if (!isOpenToOthers(requireNonNull(host, "host"))) {
            throw new IllegalArgumentException("host: must be 0.0.0.0 or :: to be open to others, but it is another");
        }
        return new SimulatorOptions(host, port, names, imagesLoaded, unauthorizedCode, callbacks);
    }

    /**
     * {@return a copy with this port}
     *
     * @param port 0 for any free port, or up to 65535
     * @throws IllegalArgumentException if it is out of range
     */
    public SimulatorOptions withPort(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: must be from 0 to 65535, but it is " + port);
        }
        return new SimulatorOptions(host, port, names, imagesLoaded, unauthorizedCode, callbacks);
    }

    /**
     * {@return a copy with an additional host name for the inbox, besides the loopback names} Requests for other host names
     * are rejected, so that no site can read the inbox by DNS rebinding.
     *
     * @param name a host name or address without a port, such as {@code simulator}
     * @throws IllegalArgumentException if it is not a host name
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

    /** {@return a copy whose inbox loads the images of messages without a click, from the hosts of their links} */
    public SimulatorOptions withImagesLoaded() {
        return new SimulatorOptions(host, port, names, true, unauthorizedCode, callbacks);
    }

    /**
     * {@return a copy with this code in every 401 about a sender, or about an account that is not enabled} By default the code
     * is that of the API page, WA401 or WA-401; a newer page has WA401 for all.
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
     * @param profile the URL, the plan and the payloads
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
        // Parsed here, so that no name is ever resolved.
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

    /** {@return the host of the simulator's URL on this machine} */
    String hostInUrls() {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "::1" -> "[::1]";
            default -> host;
        };
    }

    boolean isOpenToOthers() {
        return isOpenToOthers(host);
    }

    static boolean isOpenToOthers(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
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
