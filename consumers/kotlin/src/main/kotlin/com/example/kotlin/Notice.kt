// SPDX-License-Identifier: Apache-2.0
package com.example.kotlin

import dev.pictogram.ExtraInfo
import dev.pictogram.Image
import dev.pictogram.ImageMessage
import dev.pictogram.MessagingPort
import dev.pictogram.SendResult

/** Sends a customer a photo of the parcel. */
class Notice(private val messaging: MessagingPort) {

    fun send(recipient: String, order: String): String =
        result(recipient, order).fold(
            { accepted -> "accepted ${accepted.id}" },
            { rejected -> "rejected: ${rejected.reason}" },
            { notSent -> "not sent: ${notSent.why}" },
            { inDoubt -> "in doubt: ${inDoubt.why}" },
        )

    /** Returns the exception that prevented the send or left its result unknown. */
    fun failure(recipient: String, order: String): Throwable? =
        when (val result = result(recipient, order)) {
            is SendResult.Accepted, is SendResult.Rejected -> null
            is SendResult.NotSent -> result.cause
            is SendResult.InDoubt -> result.cause
        }

    private fun result(recipient: String, order: String): SendResult =
        messaging.send(
            ImageMessage.to(recipient, Image.link("https://example.com/parcel.png"))
                .withExtraInfo(ExtraInfo.ref(order))
        )
}
