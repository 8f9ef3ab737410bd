/**
 * A fake messaging port for unit tests. It sends no messages and requires only {@code pictogram-core}.
 *
 * <p>Start with {@link dev.pictogram.testkit.FakeMessaging}. The assertions in {@code dev.pictogram.testkit.assertions}
 * require AssertJ.
 *
 * <p>Parameters must not be null, and methods do not return null.
 */
@NullMarked
package dev.pictogram.testkit;

import org.jspecify.annotations.NullMarked;
