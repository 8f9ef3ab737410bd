// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import java.util.List;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if any Pictogram property is set, in any source and spelling. A single one enables the auto-configuration, which then
 * reports the missing ones.
 *
 * <p>Checks each property by name and not the prefix {@code pictogram}: in a Kubernetes cluster with a service of that name, every
 * container has {@code PICTOGRAM_PORT} and other variables in its environment.
 *
 * <p>Always matches during AOT processing, whose result is fixed: the properties may exist only where the application runs.
 */
final class OnPictogramProperty extends SpringBootCondition {

    private static final List<ConfigurationPropertyName> NAMES = List.of(
            name("pod"),
            name("base-url"),
            name("allow-insecure-base-url"),
            name("sid"),
            name("api-key"),
            name("sender"),
            name("transport"),
            name("connect-timeout"),
            name("idle-timeout"),
            name("timeout"),
            name("response-limit"),
            name("attempts"),
            name("first-backoff"),
            name("longest-backoff"),
            name("total-timeout"),
            name("rate-limit"),
            name("max-in-flight"),
            name("circuit-breaker-failures"),
            name("circuit-breaker-open-for"),
            name("use-rest-client-builder"));

    private static ConfigurationPropertyName name(String property) {
        return ConfigurationPropertyName.of("pictogram." + property);
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("Pictogram property");
        if (SpringProperties.getFlag(AbstractAotProcessor.AOT_PROCESSING)) {
            return ConditionOutcome.match(message.because("properties may be set where the application runs"));
        }
        return firstIn(context.getEnvironment())
                .map(name -> ConditionOutcome.match(message.foundExactly(name)))
                .orElseGet(() -> ConditionOutcome.noMatch(message.because("none is set")));
    }

    /** {@return a Pictogram property that is set, if there is one} */
    static Optional<ConfigurationPropertyName> firstIn(Environment environment) {
        // Not with a Binder: it would resolve placeholders, and its failure here would not name the property.
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            for (ConfigurationPropertyName name : NAMES) {
                if (source.getConfigurationProperty(name) != null) {
                    return Optional.of(name);
                }
            }
        }
        return Optional.empty();
    }
}
