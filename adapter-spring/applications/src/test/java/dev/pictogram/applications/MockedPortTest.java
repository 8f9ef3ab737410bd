// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.when;

import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.applications.port.Notice;
import dev.pictogram.applications.port.PortApplication;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** {@code @MockitoBean} replaces the port, whatever the properties. */
class MockedPortTest {

    private static final SendResult MOCKED = new Accepted(MessageId.of("mocked"));

    abstract static class WithMock {

        @MockitoBean
        private MessagingPort messaging;

        @Autowired
        private Notice notice;

        @Test
        void a_mock_is_the_port() {
            when(messaging.send(any())).thenReturn(MOCKED);

            assertThat(notice.send()).isSameAs(MOCKED);
        }
    }

    @Nested
    @SpringBootTest(classes = PortApplication.class)
    class WithoutProperties extends WithMock {}

    @Nested
    @SpringBootTest(classes = PortApplication.class, properties = "pictogram.sid=HXAP1")
    class WithIncompleteProperties extends WithMock {}
}
