/**
 * Assertions about results and about what a {@link dev.pictogram.testkit.FakeMessaging} was asked to send, in the style
 * of AssertJ, which they need.
 *
 * <p>Begin with {@link dev.pictogram.testkit.assertions.MessagingAssertions}.
 */
@NullMarked
package dev.pictogram.testkit.assertions;

import org.jspecify.annotations.NullMarked;
