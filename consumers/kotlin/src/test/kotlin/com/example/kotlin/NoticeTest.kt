// SPDX-License-Identifier: Apache-2.0
package com.example.kotlin

import dev.pictogram.SendResult.Reason
import dev.pictogram.testkit.FakeMessaging
import dev.pictogram.testkit.FakeOutcome.inDoubt
import dev.pictogram.testkit.FakeOutcome.rejected
import dev.pictogram.testkit.assertions.MessagingAssertions
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

class NoticeTest {

    private val messaging = FakeMessaging()
    private val notice = Notice(messaging)

    @Test
    fun a_notice_is_accepted() {
        assertThat(notice.send("+919800000001", "4711")).isEqualTo("accepted fake-1")
        MessagingAssertions.assertThat(messaging).sentTo("+919800000001").withRef("4711")
    }

    @Test
    fun a_rejection_is_reported() {
        messaging.next(rejected(Reason.LOW_BALANCE))

        assertThat(notice.send("+919800000001", "4711")).isEqualTo("rejected: LOW_BALANCE")
    }

    @Test
    fun a_result_may_have_no_exception() {
        messaging.next(inDoubt())

        assertThat(notice.failure("+919800000001", "4711")).isNull()
    }
}
