// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit;

import static dev.pictogram.testkit.assertions.MessagingAssertions.assertThat;

import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests that share a fake reset it with one line of JUnit; the testkit needs no extension. */
class SharedFakeMessagingTest {

    private static final FakeMessaging FAKE = new FakeMessaging();

    @RegisterExtension
    static final BeforeEachCallback RESET = test -> FAKE.reset();

    @RepeatedTest(2)
    void each_test_starts_with_a_reset_fake() {
        assertThat(FAKE).sentNothing();
        assertThat(FAKE.send(ImageMessage.to("+919800000001", Image.uploaded("1479"))))
                .isAcceptedAs("fake-1");
    }
}
