// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.testkit;

import static dev.pictogram.testkit.assertions.MessagingAssertions.assertThat;

import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests that share a fake need one line of JUnit's, and no extension of ours. */
class SharedFakeMessagingTest {

    private static final FakeMessaging FAKE = new FakeMessaging();

    @RegisterExtension
    static final BeforeEachCallback AS_NEW = test -> FAKE.reset();

    @RepeatedTest(2)
    void each_test_has_it_as_new() {
        assertThat(FAKE).sentNothing();
        assertThat(FAKE.send(ImageMessage.to("+919800000001", Image.uploaded("1479"))))
                .isAcceptedAs("fake-1");
    }
}
