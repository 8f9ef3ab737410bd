// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import java.time.Instant;
import java.util.Optional;

/** A row of the table of campaigns. */
record CampaignRow(String name, boolean paused, boolean cancelled, Optional<DayWindow> window) {

    static final CampaignRow NONE = new CampaignRow("", false, false, Optional.empty());

    boolean isOpenAt(Instant now) {
        return !paused && !cancelled && window.map(w -> w.contains(now)).orElse(true);
    }
}
