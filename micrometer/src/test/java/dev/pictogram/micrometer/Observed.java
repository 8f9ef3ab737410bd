// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.micrometer;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Records started and stopped observations as text. */
final class Observed implements ObservationHandler<Observation.Context> {

    private final ObservationRegistry registry = ObservationRegistry.create();
    private final List<String> started = new CopyOnWriteArrayList<>();
    private final List<String> stopped = new CopyOnWriteArrayList<>();

    Observed() {
        registry.observationConfig().observationHandler(this);
    }

    ObservationRegistry registry() {
        return registry;
    }

    /** Returns the names of the started observations. */
    List<String> started() {
        return started;
    }

    /** Returns the names, keys and errors of the stopped observations. */
    List<String> stopped() {
        return stopped;
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return true;
    }

    @Override
    public void onStart(Observation.Context context) {
        started.add(context.getName());
    }

    @Override
    public void onStop(Observation.Context context) {
        String keys = context.getAllKeyValues().stream()
                .sorted()
                .map(key -> " " + text(key))
                .collect(Collectors.joining());
        stopped.add(context.getName() + keys + (context.getError() == null ? "" : " " + context.getError()));
    }

    private static String text(KeyValue key) {
        return key.getKey() + "=" + key.getValue();
    }
}
