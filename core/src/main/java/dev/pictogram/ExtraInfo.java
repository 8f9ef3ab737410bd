// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the sender wants to find again in reports and callbacks: up to three references, and where the send came from.
 *
 * <p>The API has no idempotency key, so these and the message id are the only way to tell one send from another.
 *
 * <p>A reference is cut to its first 255 characters, as the server does, so that what you hold is what the report will
 * show. The page leaves the unit open; here it is the Unicode code point, so that no character is cut in two. An empty
 * reference is none.
 *
 * <p>A reference that a report shows must be one that a person can search for: it contains no control character, and
 * neither begins nor ends with a space or an invisible character. An unpaired surrogate is refused, too.
 */
public final class ExtraInfo {

    private static final int LONGEST_REF = 255;
    private static final ExtraInfo NONE = new ExtraInfo("", "", "", null);

    private final String ref;
    private final String ref1;
    private final String ref2;
    private final @Nullable WaSource source; // null: none

    private ExtraInfo(String ref, String ref1, String ref2, @Nullable WaSource source) {
        this.ref = ref;
        this.ref1 = ref1;
        this.ref2 = ref2;
        this.source = source;
    }

    /** {@return the information of a message that carries none} */
    public static ExtraInfo none() {
        return NONE;
    }

    /**
     * {@return information with its first reference, {@code ref}}
     *
     * @param ref the text, cut to 255 code points
     * @throws IllegalArgumentException if it breaks a rule for references
     */
    public static ExtraInfo ref(String ref) {
        return NONE.withRef(ref);
    }

    /**
     * {@return a copy with this {@code ref}}
     *
     * @param ref the text, cut to 255 code points
     * @throws IllegalArgumentException if it breaks a rule for references
     */
    public ExtraInfo withRef(String ref) {
        return new ExtraInfo(cut("ref", ref), ref1, ref2, source);
    }

    /**
     * {@return a copy with this {@code ref1}}
     *
     * @param ref1 any text without an unpaired surrogate, cut to 255 code points
     * @throws IllegalArgumentException if it has an unpaired surrogate
     */
    public ExtraInfo withRef1(String ref1) {
        return new ExtraInfo(ref, cut("ref1", ref1), ref2, source);
    }

    /**
     * {@return a copy with this {@code ref2}}
     *
     * @param ref2 any text without an unpaired surrogate, cut to 255 code points
     * @throws IllegalArgumentException if it has an unpaired surrogate
     */
    public ExtraInfo withRef2(String ref2) {
        return new ExtraInfo(ref, ref1, cut("ref2", ref2), source);
    }

    /**
     * {@return a copy with this source}
     *
     * @param source where the send was triggered from
     */
    public ExtraInfo withSource(WaSource source) {
        return new ExtraInfo(ref, ref1, ref2, requireNonNull(source, "source"));
    }

    private static String cut(String field, String ref) {
        Rule.requirePairedSurrogates(field, ref);
        Rule.requireNo(Character::isISOControl, field, "must not contain a control character", ref);
        if (!ref.isEmpty()) {
            requireVisible(field, 0, ref);
            requireVisible(field, ref.offsetByCodePoints(ref.length(), -1), ref);
        }
        return ref.codePointCount(0, ref.length()) <= LONGEST_REF
                ? ref
                : ref.substring(0, ref.offsetByCodePoints(0, LONGEST_REF));
    }

    private static void requireVisible(String field, int index, String ref) {
        if (Rule.isInvisible(ref.codePointAt(index))) {
            throw Rule.broken(
                    field,
                    "must not begin or end with a space or an invisible character",
                    Rule.characterAt(index, ref));
        }
    }

    /** {@return the first reference, at most 255 code points} */
    public Optional<String> ref() {
        return present(ref);
    }

    /** {@return the second reference, at most 255 code points} */
    public Optional<String> ref1() {
        return present(ref1);
    }

    /** {@return the third reference, at most 255 code points} */
    public Optional<String> ref2() {
        return present(ref2);
    }

    /** {@return where the send was triggered from} */
    public Optional<WaSource> source() {
        return Optional.ofNullable(source);
    }

    /** {@return whether nothing is in it, so that the request leaves {@code extra_info} out} */
    public boolean isEmpty() {
        return equals(NONE);
    }

    private static Optional<String> present(String ref) {
        return ref.isEmpty() ? Optional.empty() : Optional.of(ref);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExtraInfo that
                && ref.equals(that.ref)
                && ref1.equals(that.ref1)
                && ref2.equals(that.ref2)
                && source == that.source;
    }

    @Override
    public int hashCode() {
        return Objects.hash(ref, ref1, ref2, source);
    }

    @Override
    public String toString() {
        String from = source == null ? "" : source.value();
        return "ExtraInfo[ref=" + ref + ", ref1=" + ref1 + ", ref2=" + ref2 + ", source=" + from + "]";
    }
}
