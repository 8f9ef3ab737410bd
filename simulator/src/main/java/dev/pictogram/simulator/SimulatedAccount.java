// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.util.Objects.requireNonNull;

import dev.pictogram.ApiKey;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Sid;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An account that a {@link KaleyraSimulator} knows: its key, its senders, its credit and whether it may use the API.
 *
 * <p>Immutable; each method returns a changed copy.
 */
public final class SimulatedAccount {

    private static final long PLENTY = 1_000_000;

    private final Sid sid;
    private final ApiKey apiKey;
    private final Map<PhoneNumber, State> senders; // in the order of their adding
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
     * @param sid its identifier
     * @param apiKey its key; it is in no text that this type makes
     * @param sender its first business number
     */
    public static SimulatedAccount of(Sid sid, ApiKey apiKey, PhoneNumber sender) {
        return new SimulatedAccount(sid, apiKey, Map.of(), PLENTY, true).withSender(sender);
    }

    /**
     * {@return a copy with one more sender}
     *
     * @param sender a business number of the account's
     */
    public SimulatedAccount withSender(PhoneNumber sender) {
        return with(sender, State.USABLE);
    }

    /**
     * {@return a copy with a sender that is associated with another version of the API, so that sending from it is
     * refused with WA-401}
     *
     * @param sender a business number of the account's; one that it has already is moved to the other version
     */
    public SimulatedAccount withSenderOnOtherVersion(PhoneNumber sender) {
        return with(sender, State.ON_OTHER_VERSION);
    }

    /**
     * {@return a copy with a sender that is not active, so that sending from it is refused with WA401}
     *
     * @param sender a business number of the account's; one that it has already becomes inactive
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
     * @param messages how many messages it can send, 0 or more
     * @throws IllegalArgumentException if it is negative
     */
    public SimulatedAccount withCredit(long messages) {
        if (messages < 0) {
            throw new IllegalArgumentException("credit: must not be negative, but it is " + messages);
        }
        return new SimulatedAccount(sid, apiKey, senders, messages, enabled);
    }

    /** {@return a copy that may not use the API, so that every send is refused with WA-401} */
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
