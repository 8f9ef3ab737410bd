// SPDX-License-Identifier: Apache-2.0
package dev.pictogram;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * References and a source that Kaleyra stores with a message and returns in reports and callbacks.
 *
 * <p>The API has no idempotency key. The references and the message id are the only means to identify a message later.
 * A send {@linkplain SendResult.InDoubt in doubt} has no message id, so give each message a unique {@code ref}.
 *
 * <p><b>Length.</b> A reference is cut to its first 255 Unicode code points, as the server cuts it to 255 characters.
 * The API page gives no unit for the limit; code points never split a character. {@link Reference} creates references
 * that are never cut.
 *
 * <p><b>Characters.</b> A reference must be searchable in a report. It must not contain a control character or an
 * unpaired surrogate, and must not begin or end with a space or an invisible character. An empty reference means none.
 */
public final class ExtraInfo {

    private static final int MAX_REF_LENGTH = 255;
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

    /** {@return information without references and without a source} */
    public static ExtraInfo none() {
        return NONE;
    }

    /**
     * {@return information with only this {@code ref}}
     *
     * @param ref the first reference, cut to 255 code points; empty for none
     * @throws IllegalArgumentException if it contains a control character or an unpaired surrogate, or begins or ends with a
     *     space or an invisible character
     */
    public static ExtraInfo ref(String ref) {
        return NONE.withRef(ref);
    }

    /**
     * {@return a copy with this {@code ref}}
     *
     * @param ref the first reference, cut to 255 code points; empty for none
     * @throws IllegalArgumentException if it contains a control character or an unpaired surrogate, or begins or ends with a
     *     space or an invisible character
     */
    public ExtraInfo withRef(String ref) {
        return new ExtraInfo(checkAndCut("ref", ref), ref1, ref2, source);
    }

    /**
     * {@return a copy with this {@code ref1}}
     *
     * @param ref1 the second reference, cut to 255 code points; empty for none
     * @throws IllegalArgumentException if it contains a control character or an unpaired surrogate, or begins or ends with a
     *     space or an invisible character
     */
    public ExtraInfo withRef1(String ref1) {
        return new ExtraInfo(ref, checkAndCut("ref1", ref1), ref2, source);
    }

    /**
     * {@return a copy with this {@code ref2}}
     *
     * @param ref2 the third reference, cut to 255 code points; empty for none
     * @throws IllegalArgumentException if it contains a control character or an unpaired surrogate, or begins or ends with a
     *     space or an invisible character
     */
    public ExtraInfo withRef2(String ref2) {
        return new ExtraInfo(ref, ref1, checkAndCut("ref2", ref2), source);
    }

    /**
     * {@return a copy with this source}
     *
     * @param source the system that triggered the send
     */
    public ExtraInfo withSource(WaSource source) {
        return new ExtraInfo(ref, ref1, ref2, requireNonNull(source, "source"));
    }

    private static String checkAndCut(String field, String ref) {
        Rule.requirePairedSurrogates(field, ref);
        Rule.requireNo(Character::isISOControl, field, "must not contain a control character", ref);
        if (!ref.isEmpty()) {
            requireVisible(field, 0, ref);
            requireVisible(field, ref.offsetByCodePoints(ref.length(), -1), ref);
        }
        return ref.codePointCount(0, ref.length()) <= MAX_REF_LENGTH
                ? ref
                : ref.substring(0, ref.offsetByCodePoints(0, MAX_REF_LENGTH));
    }

    private static void requireVisible(String field, int index, String ref) {
        if (Rule.isInvisible(ref.codePointAt(index))) {
            throw Rule.broken(
                    field,
                    "must not begin or end with a space or an invisible character",
                    Rule.characterAt(index, ref));
        }
    }

    /** {@return the first reference, of at most 255 code points; empty if there is none} */
    public Optional<String> ref() {
        return present(ref);
    }

    /** {@return the second reference, of at most 255 code points; empty if there is none} */
    public Optional<String> ref1() {
        return present(ref1);
    }

    /** {@return the third reference, of at most 255 code points; empty if there is none} */
    public Optional<String> ref2() {
        return present(ref2);
    }

    /** {@return the system that triggered the send; empty if none was set} */
    public Optional<WaSource> source() {
        return Optional.ofNullable(source);
    }

    /** {@return whether there is no reference and no source; requests then omit {@code extra_info}} */
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
        String sourceName = source == null ? "" : source.value();
        return "ExtraInfo[ref=" + ref + ", ref1=" + ref1 + ", ref2=" + ref2 + ", source=" + sourceName + "]";
    }
}
