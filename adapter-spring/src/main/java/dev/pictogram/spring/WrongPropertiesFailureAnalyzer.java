// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells the developer at start-up which property is missing or wrong; never the key. */
final class WrongPropertiesFailureAnalyzer extends AbstractFailureAnalyzer<WrongPropertiesException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, WrongPropertiesException wrong) {
        String description = wrong.problems().stream()
                .map(problem -> "    - " + problem)
                .collect(Collectors.joining("\n", "Pictogram cannot send with the properties that are set:\n\n", "\n"));
        String action = "Mend them where the application's properties are, or in environment variables such as"
                + " PICTOGRAM_SID. Without any pictogram property, and with a MessagingPort bean of your own, Pictogram"
                + " configures nothing.";
        return new FailureAnalysis(description, action, wrong);
    }
}
