// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports at start-up everything that keeps the outbox from working. */
final class WrongOutboxFailureAnalyzer extends AbstractFailureAnalyzer<WrongOutboxException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, WrongOutboxException wrong) {
        String description = wrong.problems().stream()
                .map(problem -> "    - " + problem)
                .collect(Collectors.joining("\n", "Pictogram's outbox cannot start:\n\n", "\n"));
        String action =
                "Fix them in the application's properties, beans or dependencies, or set environment variables such as"
                        + " PICTOGRAM_OUTBOX_FILE. Without pictogram.outbox.enabled=true there is no outbox.";
        return new FailureAnalysis(description, action, wrong);
    }
}
