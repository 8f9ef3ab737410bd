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
 * What the program was told, in its arguments and in the file that they name.
 *
 * @param options where to listen, and what the inbox does
 * @param accounts none for the one that is built in
 */
record Settings(SimulatorOptions options, List<SimulatedAccount> accounts) {

    /** What {@code --help} prints. */
    static final String HELP = """
            A simulator of Kaleyra's Send Image Messages API, with an inbox to look at.

              --port NUMBER      where to listen; 8420 if not given, 0 for any that is free
              --host ADDRESS     127.x.x.x, ::1 or localhost; 127.0.0.1 if not given
              --account SID:KEY:SENDER[:CREDIT]
                                 an account, and how many messages it can send; may be given more than once.
                                 Others on this machine can read arguments: for a key that matters, use --config
              --config FILE      accounts and all else in a file of JSON; flags count more
              --callbacks URL    where status callbacks are posted; on the loopback only
              --callback-plan PLAN
                                 which callbacks a message has and when, in seconds after it was accepted; none, or
                                 steps as in sent@0.2,delivered@1,read@3, which it is if not given; failed:131053@1
              --callback-shape SHAPE
                                 v2, v2-trailing-comma (as the vendor's sample is) or flat; v2 if not given
              --callback-header 'NAME: VALUE'
                                 a header in each callback; may be given more than once
              --callbacks-to-others
                                 allows --callbacks to have a URL on another host, which then gets the numbers and
                                 references of all messages
              --load-images      the inbox loads images without a click
              --name NAME        one more name by which browsers may ask for the inbox; may be given more than once
              --unauthorized-code CODE
                                 WA401 or WA-401 in every 401 but that of a wrong key; if not given, as the API page has it
              --open-to-others   allows --host 0.0.0.0 and ::, so that others on the network can send and read all
              --help             this text

            Without an account there is one built in, which is printed at start. The exit status is 2 if a flag is
            wrong and 1 if the port cannot be had.""";

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
     * {@return whether the help is all that is wanted, whatever stands beside it}
     *
     * @param args as they came
     */
    static boolean asksForHelp(String... args) {
        return Arrays.asList(args).contains("--help");
    }

    /**
     * Reads arguments.
     *
     * @param args as they came, without {@code --help}
     * @return what they say, and what the file that they name says besides
     * @throws IllegalArgumentException if one is wrong; the message names it and its rule, and never has a key in it
     */
    static Settings of(String... args) {
        Map<String, List<String>> given = given(args);
        ConfigFile file = given.containsKey("--config")
                ? naming("--config", () -> ConfigFile.read(given.get("--config").get(0)))
                : ConfigFile.EMPTY;
        boolean open = given.containsKey("--open-to-others");
        String host = first(given, "--host", file.host().orElse("127.0.0.1"));
        String port = first(given, "--port", file.port().orElse(PORT));

        SimulatorOptions options = told(origin(given, "--host", "host"), () -> listening(host, open));
        options = told(origin(given, "--port", "port"), options, o -> o.withPort(number(port)));
        List<String> names = given.getOrDefault("--name", file.names());
        for (String name : names) {
            options = told(origin(given, "--name", "names"), options, o -> o.withName(name));
        }
        if (given.containsKey("--load-images") || file.loadImages()) {
            options = options.withImagesLoaded();
        }
        String code =
                first(given, "--unauthorized-code", file.unauthorizedCode().orElse(""));
        if (!code.isEmpty()) {
            options = told(
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
        Optional<CallbackProfile> told = Optional.ofNullable(given.get("--callbacks"))
                .map(urls -> told("--callbacks", () -> CallbackProfileJson.to(urls.get(0), toOthers)));
        JsonObject members = file.callbacks().orElseGet(JsonObject::new);
        if (told.isPresent()) {
            members.remove("url");
        } else if (file.callbacks().isEmpty()) {
            if (given.keySet().stream().anyMatch(flag -> flag.startsWith("--callback"))) {
                throw new IllegalArgumentException(
                        "--callbacks: must be given where another flag for callbacks is, but it is not");
            }
            return Optional.empty();
        }
        CallbackProfile profile =
                naming("--config: callbacks", () -> CallbackProfileJson.change(told, members, toOthers));
        for (String plan : given.getOrDefault("--callback-plan", List.of())) {
            profile = profile.withPlan(told("--callback-plan", () -> CallbackPlan.of(plan)));
        }
        for (String shape : given.getOrDefault("--callback-shape", List.of())) {
            profile = profile.with(told("--callback-shape", () -> CallbackProfile.Shape.of(shape)));
        }
        for (String header : given.getOrDefault("--callback-header", List.of())) {
            profile = withHeader(header, profile);
        }
        return Optional.of(profile);
    }

    private static CallbackProfile withHeader(String header, CallbackProfile profile) {
        String[] parts = header.split(":", 2);
        return told("--callback-header", () -> {
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
                // Not the argument itself: it may be a key in a wrong place.
                throw new IllegalArgumentException(
                        "argument " + place + ": must be one of the flags, but it is something else");
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

    private static SimulatorOptions told(
            String origin, SimulatorOptions options, UnaryOperator<SimulatorOptions> change) {
        return told(origin, () -> change.apply(options));
    }

    /** Says where a wrong option is from in place of its own name, with which the message begins. */
    private static <T> T told(String origin, Supplier<T> reading) {
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
        if (!host.equals("0.0.0.0") && !host.equals("::")) {
            return SimulatorOptions.defaults().withHost(host);
        }
        if (!open) {
            throw new IllegalArgumentException(
                    "others on the network could send and read all; if they are to, say --open-to-others too");
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
            // Without the finding: it names a character, which is the key's where the parts are in a wrong order.
            throw new IllegalArgumentException(
                    String.valueOf(wrong.getMessage()).replaceFirst(", but .*", ", but it is not so"));
        }
    }

    private static long credit(String value) {
        if (!value.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("credit: must be a number of messages, but it is not");
        }
        return Long.parseLong(value);
    }

    /**
     * Starts what was told.
     *
     * @return a simulator that listens
     * @throws IllegalArgumentException if two accounts have the same SID
     */
    KaleyraSimulator start() {
        return accounts.isEmpty()
                ? KaleyraSimulator.start(options)
                : KaleyraSimulator.start(
                        options, accounts.get(0), accounts.stream().skip(1).toArray(SimulatedAccount[]::new));
    }
}
