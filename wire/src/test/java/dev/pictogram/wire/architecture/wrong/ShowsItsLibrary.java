// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.architecture.wrong;

import com.google.gson.JsonElement;
import dev.failsafe.RetryPolicy;
import java.util.List;

/** Wrong on purpose: one more class that knows Gson and Failsafe, and shows it. */
public class ShowsItsLibrary {

    public List<JsonElement> returned() {
        return List.of();
    }

    protected void taken(JsonElement element) {}

    public void policy(RetryPolicy<String> policy) {}
}
