// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if {@code pictogram.outbox.enabled} is true.
 *
 * <p>Always matches during AOT processing, whose result is fixed: the property may be set only where the application runs.
 */
final class OnOutboxEnabled extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("pictogram.outbox.enabled");
        if (SpringProperties.getFlag(AbstractAotProcessor.AOT_PROCESSING)) {
            return ConditionOutcome.match(message.because("it may be set where the application runs"));
        }
        return in(context.getEnvironment())
                ? ConditionOutcome.match(message.because("it is true"))
                : ConditionOutcome.noMatch(message.because("it is not true"));
    }

    /** Returns whether the property is true. */
    static boolean in(Environment environment) {
        return "true".equalsIgnoreCase(environment.getProperty("pictogram.outbox.enabled"));
    }
}
