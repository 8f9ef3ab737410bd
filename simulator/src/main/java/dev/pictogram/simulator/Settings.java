// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The settings of the program, from its arguments and the configuration file.
 *
 * @param options the options of the simulator
 * @param accounts empty for the built-in account
 */
record Settings(SimulatorOptions options, List<SimulatedAccount> accounts) {

    /** The text of {@code --help}. */
    static final String HELP = """
            A simulator of Kaleyra's Send Image Messages API, with an inbox to look at.

              --port NUMBER      port to listen on; default 8420, 0 for any free port
              --host ADDRESS     127.x.x.x, ::1 or localhost; default 127.0.0.1
              --account SID:KEY:SENDER[:CREDIT]
                                 an account, and how many messages it can send; can be repeated.
                                 Other users of this machine can read arguments: use --config for sensitive keys
              --config FILE      accounts and all other settings in a JSON file; options override it
              --callbacks URL    where to post status callbacks; on the loopback only
              --callback-plan PLAN
                                 the callbacks of each message: none, or statuses with seconds after the acceptance,
                                 such as sent@0.2,failed:131053@1; default sent@0.2,delivered@1,read@3
              --callback-shape SHAPE
                                 v2 (the default), v2-trailing-comma (like the vendor's sample) or flat
              --callback-header 'NAME: VALUE'
                                 a header of each callback; can be repeated
              --callbacks-to-others
                                 allows --callbacks a URL on another host, which then receives the numbers and
                                 references of all messages
              --load-images      the inbox loads images without a click
              --name NAME        an additional host name for the inbox; can be repeated
              --unauthorized-code CODE
                                 the code of every 401 except for a wrong key: WA401 or WA-401;
                                 default as on the API page
              --open-to-others   allows --host 0.0.0.0 and ::, so that others on the network can send and read messages
              --help             this text

            Without an account, the simulator has a built-in one, which is printed at start. The exit status is 2 for a
            wrong option, and 1 if the simulator cannot listen on the port.""";

    private static final String PORT = "8420";
    private static final Set<String> SWITCHES =
            Set.of("--load-images", "--open-to-others", "--callbacks-to-others", "--help");
    private static final Set<String> ONCE = Set.of(
            "--port",
            "--host",
            "--config",
            "--callbacks",
            "--callback-plan",
            "--callback-shape",
            "--unauthorized-code");
    private static final Set<String> OFTEN = Set.of("--account", "--name", "--callback-header");

    /**
     * {@return whether the arguments contain {@code --help}}
     *
     * @param args the arguments
     */
    static boolean asksForHelp(String... args) {
        return Arrays.asList(args).contains("--help");
    }

    /**
     * Reads arguments.
     *
     * @param args the arguments, without {@code --help}
     * @return the settings from the arguments and from the file that they name
     * @throws IllegalArgumentException if an argument is wrong; the message names it and its rule, and never contains a key
     */
    static Settings of(String... args) {
        Map<String, List<String>> given = given(args);
        ConfigFile file = given.containsKey("--config")
                ? naming("--config", () -> ConfigFile.read(given.get("--config").get(0)))
                : ConfigFile.EMPTY;
        boolean open = given.containsKey("--open-to-others");
        String host = first(given, "--host", file.host().orElse("127.0.0.1"));
        String port = first(given, "--port", file.port().orElse(PORT));

        SimulatorOptions options = fromOrigin(origin(given, "--host", "host"), () -> listening(host, open));
        options = fromOrigin(origin(given, "--port", "port"), options, o -> o.withPort(number(port)));
        List<String> names = given.getOrDefault("--name", file.names());
        for (String name : names) {
            options = fromOrigin(origin(given, "--name", "names"), options, o -> o.withName(name));
        }
        if (given.containsKey("--load-images") || file.loadImages()) {
            options = options.withImagesLoaded();
        }
        String code =
                first(given, "--unauthorized-code", file.unauthorizedCode().orElse(""));
        if (!code.isEmpty()) {
            options = fromOrigin(
                    origin(given, "--unauthorized-code", "unauthorizedCode"),
                    options,
                    o -> o.withUnauthorizedCode(code));
        }
        Optional<CallbackProfile> callbacks = callbacks(given, file);
        if (callbacks.isPresent()) {
            options = options.withCallbacks(callbacks.get());
        }
        List<SimulatedAccount> accounts = given.getOrDefault("--account", List.of()).stream()
                .map(account -> naming("--account", () -> account(account)))
                .toList();
        return new Settings(options, accounts.isEmpty() ? file.accounts() : accounts);
    }

    private static Optional<CallbackProfile> callbacks(Map<String, List<String>> given, ConfigFile file) {
        boolean toOthers = given.containsKey("--callbacks-to-others");
        Optional<CallbackProfile> fromArguments = Optional.ofNullable(given.get("--callbacks"))
                .map(urls -> fromOrigin("--callbacks", () -> CallbackProfileJson.to(urls.get(0), toOthers)));
        JsonObject members = file.callbacks().orElseGet(JsonObject::new);
        if (fromArguments.isPresent()) {
            members.remove("url");
        } else if (file.callbacks().isEmpty()) {
            if (given.keySet().stream().anyMatch(flag -> flag.startsWith("--callback"))) {
                throw new IllegalArgumentException(
                        "--callbacks: must be given with other options for callbacks, but it is not");
            }
            return Optional.empty();
        }
        CallbackProfile profile =
                naming("--config: callbacks", () -> CallbackProfileJson.change(fromArguments, members, toOthers));
        for (String plan : given.getOrDefault("--callback-plan", List.of())) {
            profile = profile.withPlan(fromOrigin("--callback-plan", () -> CallbackPlan.of(plan)));
        }
        for (String shape : given.getOrDefault("--callback-shape", List.of())) {
            profile = profile.with(fromOrigin("--callback-shape", () -> CallbackProfile.Shape.of(shape)));
        }
        for (String header : given.getOrDefault("--callback-header", List.of())) {
            profile = withHeader(header, profile);
        }
        return Optional.of(profile);
    }

    private static CallbackProfile withHeader(String header, CallbackProfile profile) {
        String[] parts = header.split(":", 2);
        return fromOrigin("--callback-header", () -> {
            if (parts.length < 2) {
                throw new IllegalArgumentException("must be NAME: VALUE, but there is no colon");
            }
            return profile.withHeader(parts[0].strip(), parts[1].strip());
        });
    }

    private static Map<String, List<String>> given(String[] args) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        Iterator<String> rest = Arrays.asList(args).iterator();
        for (int place = 1; rest.hasNext(); place++) {
            String flag = rest.next();
            boolean hasValue = ONCE.contains(flag) || OFTEN.contains(flag);
            if (!hasValue && !SWITCHES.contains(flag)) {
                // Without the argument: it may be a misplaced key.
                throw new IllegalArgumentException(
                        "argument " + place + ": must be an option, but it is something else");
            }
            if (hasValue && !rest.hasNext()) {
                throw new IllegalArgumentException(flag + ": must be followed by a value, but nothing follows");
            }
            if (ONCE.contains(flag) && given.containsKey(flag)) {
                throw new IllegalArgumentException(flag + ": must be given once, but it is given twice");
            }
            List<String> values = given.computeIfAbsent(flag, any -> new ArrayList<>());
            if (hasValue) {
                values.add(rest.next());
                place++;
            }
        }
        return given;
    }

    private static String first(Map<String, List<String>> given, String flag, String otherwise) {
        return given.getOrDefault(flag, List.of(otherwise)).get(0);
    }

    private static String origin(Map<String, List<String>> given, String flag, String member) {
        return given.containsKey(flag) ? flag : "--config: " + member;
    }

    private static SimulatorOptions fromOrigin(
            String origin, SimulatorOptions options, UnaryOperator<SimulatorOptions> change) {
        return fromOrigin(origin, () -> change.apply(options));
    }

    /** Replaces the field name at the start of an exception message by the origin of the value. */
    private static <T> T fromOrigin(String origin, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException wrong) {
            String rule = String.valueOf(wrong.getMessage()).replaceFirst("^\\w+: ", "");
            throw new IllegalArgumentException(origin + ": " + rule, wrong);
        }
    }

    private static <T> T naming(String flag, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(flag + ": " + wrong.getMessage(), wrong);
        }
    }

    private static SimulatorOptions listening(String host, boolean open) {
        if (!SimulatorOptions.isOpenToOthers(host)) {
            return SimulatorOptions.defaults().withHost(host);
        }
        if (!open) {
            throw new IllegalArgumentException(
                    "others on the network could send and read messages; to allow that, add --open-to-others");
        }
        return SimulatorOptions.defaults().withHostThatOthersReach(host);
    }

    private static int number(String port) {
        if (!port.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("must be a number from 0 to 65535, but it is not");
        }
        return Integer.parseInt(port);
    }

    private static SimulatedAccount account(String value) {
        String[] parts = value.split(":", -1);
        if (parts.length < 3 || parts.length > 4) {
            throw new IllegalArgumentException("must be SID:KEY:SENDER or SID:KEY:SENDER:CREDIT (a key with a colon "
                    + "goes into the file of --config), but it has " + parts.length + " parts");
        }
        try {
            SimulatedAccount account = new ConfigFile.Account(parts[0], parts[1], List.of(parts[2])).simulated();
            return parts.length == 4 ? account.withCredit(credit(parts[3])) : account;
        } catch (IllegalArgumentException wrong) {
            // Without the finding: it names a character, which belongs to the key if the parts are in the wrong order.
            throw new IllegalArgumentException(
                    String.valueOf(wrong.getMessage()).replaceFirst(", but .*", ", but it is not"));
        }
    }

    private static long credit(String value) {
        if (!value.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("credit: must be a number of messages, but it is not");
        }
        return Long.parseLong(value);
    }

    /**
     * Starts the simulator.
     *
     * @return a listening simulator
     * @throws IllegalArgumentException if two accounts have the same SID
     */
    KaleyraSimulator start() {
        return accounts.isEmpty()
                ? KaleyraSimulator.start(options)
                : KaleyraSimulator.start(
                        options, accounts.get(0), accounts.stream().skip(1).toArray(SimulatedAccount[]::new));
    }
}
