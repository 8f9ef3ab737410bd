/**
 * AssertJ assertions about results, delivery reports and the messages that a {@link dev.pictogram.testkit.FakeMessaging}
 * received.
 *
 * <p>Start with {@link dev.pictogram.testkit.assertions.MessagingAssertions}. AssertJ must be on the class path.
 */
@NullMarked
package dev.pictogram.testkit.assertions;

import org.jspecify.annotations.NullMarked;
