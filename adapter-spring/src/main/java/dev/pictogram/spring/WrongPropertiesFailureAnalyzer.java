// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports missing and wrong properties at start-up, without the key. */
final class WrongPropertiesFailureAnalyzer extends AbstractFailureAnalyzer<WrongPropertiesException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, WrongPropertiesException wrong) {
        String description = wrong.problems().stream()
                .map(problem -> "    - " + problem)
                .collect(Collectors.joining("\n", "Pictogram cannot send with the properties that are set:\n\n", "\n"));
        String action =
                "Fix them in the application's properties or dependencies, or set environment variables such as PICTOGRAM_SID. Without"
                        + " any pictogram property, or with your own MessagingPort bean, Pictogram configures nothing.";
        return new FailureAnalysis(description, action, wrong);
    }
}
