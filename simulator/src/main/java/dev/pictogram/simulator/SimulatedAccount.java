// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.util.Objects.requireNonNull;

import dev.pictogram.ApiKey;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Sid;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An account of a {@link KaleyraSimulator}: its key, its senders, its credit, and whether it may use the API.
 *
 * <p>Immutable; each method returns a changed copy.
 */
public final class SimulatedAccount {

    private static final long PLENTY = 1_000_000;

    private final Sid sid;
    private final ApiKey apiKey;
    private final Map<PhoneNumber, State> senders; // in insertion order
    private final long credit;
    private final boolean enabled;

    private enum State {
        USABLE,
        ON_OTHER_VERSION,
        NOT_ACTIVE
    }

    private SimulatedAccount(Sid sid, ApiKey apiKey, Map<PhoneNumber, State> senders, long credit, boolean enabled) {
        this.sid = requireNonNull(sid, "sid");
        this.apiKey = requireNonNull(apiKey, "apiKey");
        this.senders = senders;
        this.credit = credit;
        this.enabled = enabled;
    }

    /**
     * {@return an account that is enabled, has one sender and a credit of 1,000,000 messages}
     *
     * @param sid the SID
     * @param apiKey the key; no text of this type contains it
     * @param sender the first business number
     */
    public static SimulatedAccount of(Sid sid, ApiKey apiKey, PhoneNumber sender) {
        return new SimulatedAccount(sid, apiKey, Map.of(), PLENTY, true).withSender(sender);
    }

    /**
     * {@return a copy with one more sender}
     *
     * @param sender a business number of the account
     */
    public SimulatedAccount withSender(PhoneNumber sender) {
        return with(sender, State.USABLE);
    }

    /**
     * {@return a copy with a sender on another version of the API; sends from it are rejected with WA-401}
     *
     * @param sender a business number of the account; a sender that exists already is moved to the other version
     */
    public SimulatedAccount withSenderOnOtherVersion(PhoneNumber sender) {
        return with(sender, State.ON_OTHER_VERSION);
    }

    /**
     * {@return a copy with an inactive sender; sends from it are rejected with WA401}
     *
     * @param sender a business number of the account; a sender that exists already becomes inactive
     */
    public SimulatedAccount withSenderNotActive(PhoneNumber sender) {
        return with(sender, State.NOT_ACTIVE);
    }

    private SimulatedAccount with(PhoneNumber sender, State state) {
        Map<PhoneNumber, State> changed = new LinkedHashMap<>(senders);
        changed.put(requireNonNull(sender, "sender"), state);
        return new SimulatedAccount(sid, apiKey, changed, credit, enabled);
    }

    /**
     * {@return a copy with this credit}
     *
     * @param messages the number of messages that it can send, at least 0
     * @throws IllegalArgumentException if it is negative
     */
    public SimulatedAccount withCredit(long messages) {
        if (messages < 0) {
            throw new IllegalArgumentException("credit: must not be negative, but it is " + messages);
        }
        return new SimulatedAccount(sid, apiKey, senders, messages, enabled);
    }

    /** {@return a copy that may not use the API; every send is rejected with WA-401} */
    public SimulatedAccount notEnabled() {
        return new SimulatedAccount(sid, apiKey, senders, credit, false);
    }

    Sid sid() {
        return sid;
    }

    ApiKey apiKey() {
        return apiKey;
    }

    PhoneNumber firstSender() {
        return senders.keySet().iterator().next();
    }

    boolean has(PhoneNumber sender) {
        return senders.containsKey(sender);
    }

    boolean hasOnOtherVersion(PhoneNumber sender) {
        return senders.get(sender) == State.ON_OTHER_VERSION;
    }

    boolean hasNotActive(PhoneNumber sender) {
        return senders.get(sender) == State.NOT_ACTIVE;
    }

    long credit() {
        return credit;
    }

    boolean enabled() {
        return enabled;
    }

    @Override
    public String toString() {
        return "SimulatedAccount[sid=" + sid + ", apiKey=" + apiKey + ", senders=" + senders.keySet() + ", credit="
                + credit + ", enabled=" + enabled + "]";
    }
}
