/**
 * A port for unit tests, which sends nothing; it needs {@code pictogram-core} alone.
 *
 * <p>Begin with {@link dev.pictogram.testkit.FakeMessaging}. Assertions about it are in
 * {@code dev.pictogram.testkit.assertions} and need AssertJ.
 *
 * <p>No parameter accepts null, and no method returns it.
 */
@NullMarked
package dev.pictogram.testkit;

import org.jspecify.annotations.NullMarked;
