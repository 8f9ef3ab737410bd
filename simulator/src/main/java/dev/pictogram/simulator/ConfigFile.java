// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.pictogram.ApiKey;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Sid;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration file of {@code --config}; {@code docs/simulator.md} describes it.
 *
 * @param host not yet validated; empty if absent
 * @param port at most 18 digits, not yet validated; empty if absent
 * @param names not yet validated
 * @param loadImages whether the inbox loads images without a click; false if absent
 * @param unauthorizedCode not yet validated; empty if absent
 * @param callbacks the members of a callback profile, not yet validated
 * @param accounts empty for the built-in account
 */
record ConfigFile(
        Optional<String> host,
        Optional<String> port,
        List<String> names,
        boolean loadImages,
        Optional<String> unauthorizedCode,
        Optional<JsonObject> callbacks,
        List<SimulatedAccount> accounts) {

    /** Used without {@code --config}. */
    static final ConfigFile EMPTY = new ConfigFile(
            Optional.empty(), Optional.empty(), List.of(), false, Optional.empty(), Optional.empty(), List.of());

    private static final Pattern LINE = Pattern.compile(" line (\\d+) ");
    private static final Set<String> MEMBERS =
            Set.of("host", "port", "names", "loadImages", "unauthorizedCode", "callbacks", "accounts");
    private static final Set<String> MEMBERS_OF_ACCOUNT =
            Set.of("sid", "apiKey", "senders", "sendersOnOtherVersion", "sendersNotActive", "credit", "enabled");

    /**
     * The required parts of an account, not yet validated.
     *
     * @param sid empty if absent
     * @param apiKey empty if absent
     * @param senders the first one is printed at start
     */
    record Account(String sid, String apiKey, List<String> senders) {

        /**
         * {@return the enabled account with all its senders and the credit of {@link SimulatedAccount#of}}
         *
         * @throws IllegalArgumentException if a part is invalid, or there is no sender
         */
        SimulatedAccount simulated() {
            if (senders.isEmpty()) {
                throw new IllegalArgumentException("senders: must have at least one number, but it is empty");
            }
            SimulatedAccount account =
                    SimulatedAccount.of(Sid.of(sid), ApiKey.of(apiKey), PhoneNumber.of(senders.get(0)));
            for (String more : senders) {
                account = account.withSender(PhoneNumber.of(more));
            }
            return account;
        }

        /** {@return a text without the key} */
        @Override
        public String toString() {
            return "Account[sid=" + sid + ", senders=" + senders + "]";
        }
    }

    /**
     * Reads a file.
     *
     * @param file an absolute path, or one relative to the working directory
     * @return the configuration
     * @throws IllegalArgumentException if it cannot be read or is invalid; the message contains no value, which may be a key
     */
    static ConfigFile read(String file) {
        JsonObject config = parse(file);
        JsonMembers.requireKnown(config, MEMBERS);
        List<SimulatedAccount> accounts = new ArrayList<>();
        for (JsonElement account : JsonMembers.array(config, "accounts")) {
            try {
                accounts.add(account(account));
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(
                        "account " + (accounts.size() + 1) + ": " + wrong.getMessage(), wrong);
            }
        }
        return new ConfigFile(
                JsonMembers.text(config, "host"),
                JsonMembers.number(config, "port"),
                JsonMembers.texts(config, "names"),
                JsonMembers.flag(config, "loadImages").orElse(false),
                JsonMembers.text(config, "unauthorizedCode"),
                JsonMembers.object(config, "callbacks"),
                accounts);
    }

    private static JsonObject parse(String file) {
        JsonReader reader = new JsonReader(new StringReader(textOf(file)));
        reader.setStrictness(Strictness.STRICT);
        String finding = "it is not";
        try {
            JsonElement config = JsonParser.parseReader(reader);
            if (config.isJsonObject() && reader.peek() == JsonToken.END_DOCUMENT) {
                return config.getAsJsonObject();
            }
        } catch (IOException | RuntimeException notJson) {
            // Only the line number: the rest may contain a name from the file, and so a misplaced key.
            Matcher line = LINE.matcher(String.valueOf(notJson.getMessage()));
            finding = line.find() ? "in line " + line.group(1) + " it is not" : finding;
        }
        throw new IllegalArgumentException("must name a file with one JSON object, but " + finding);
    }

    private static String textOf(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalArgumentException("must name a file of UTF-8 text, but it cannot be read", unreadable);
        }
    }

    private static SimulatedAccount account(JsonElement element) {
        if (!element.isJsonObject()) {
            throw new IllegalArgumentException("must be an object, but it is not");
        }
        JsonObject members = element.getAsJsonObject();
        JsonMembers.requireKnown(members, MEMBERS_OF_ACCOUNT);
        SimulatedAccount account = new Account(
                        JsonMembers.text(members, "sid").orElse(""),
                        JsonMembers.text(members, "apiKey").orElse(""),
                        JsonMembers.texts(members, "senders"))
                .simulated();
        for (String sender : JsonMembers.texts(members, "sendersOnOtherVersion")) {
            account = account.withSenderOnOtherVersion(PhoneNumber.of(sender));
        }
        for (String sender : JsonMembers.texts(members, "sendersNotActive")) {
            account = account.withSenderNotActive(PhoneNumber.of(sender));
        }
        Optional<String> credit = JsonMembers.number(members, "credit");
        if (credit.isPresent()) {
            account = account.withCredit(Long.parseLong(credit.get()));
        }
        return JsonMembers.flag(members, "enabled").orElse(true) ? account : account.notEnabled();
    }
}
