// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox;

import dev.pictogram.DeliveryError;
import dev.pictogram.DeliveryReport;
import dev.pictogram.DeliveryState;
import dev.pictogram.DeliveryStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link DeliveryState} as text, for column {@code delivery_reports}: a line for each status, with its time if known,
 * then a line for each error, such as {@code error=131053=title=details}.
 */
final class DeliveryText {

    private static final String ERROR = "error";

    private DeliveryText() {}

    static String write(DeliveryState state) {
        StringBuilder lines = new StringBuilder();
        for (DeliveryStatus status : DeliveryStatus.values()) {
            if (state.has(status)) {
                String at = state.at(status).map(Instant::toString).orElse("");
                lines.append(Fields.join(status.name(), at)).append('\n');
            }
        }
        for (DeliveryError error : state.errors()) {
            lines.append(Fields.join(ERROR, error.code(), error.title(), error.details()))
                    .append('\n');
        }
        return lines.toString();
    }

    static DeliveryState read(String lines) {
        List<DeliveryReport.Builder> reports = new ArrayList<>();
        List<DeliveryError> errors = new ArrayList<>();
        lines.lines().map(Fields::split).forEach(fields -> {
            if (fields.get(0).equals(ERROR)) {
                errors.add(
                        DeliveryError.of(fields.get(1)).withTitle(fields.get(2)).withDetails(fields.get(3)));
                return;
            }
            DeliveryReport.Builder report = DeliveryReport.builder(DeliveryStatus.valueOf(fields.get(0)));
            if (!fields.get(1).isEmpty()) {
                report.at(Instant.parse(fields.get(1)));
            }
            reports.add(report);
        });
        // A state keeps errors by code, regardless of their failure; other reports ignore them.
        return DeliveryState.of(reports.stream()
                .map(report -> {
                    errors.forEach(report::error);
                    return report.build();
                })
                .toList());
    }
}
