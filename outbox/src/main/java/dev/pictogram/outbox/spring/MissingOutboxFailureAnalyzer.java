// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

import dev.pictogram.outbox.Outbox;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Reports an application that injects an outbox and does not enable it. */
@Order(0) // before Spring Boot's, which suggests to define a bean
final class MissingOutboxFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

    private final Environment environment;

    MissingOutboxFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, NoSuchBeanDefinitionException missing) {
        return missing.getBeanType() != Outbox.class || OnOutboxEnabled.in(environment)
                ? null
                : new WrongOutboxFailureAnalyzer()
                        .analyze(
                                root,
                                new WrongOutboxException(
                                        List.of("a bean needs an Outbox, but pictogram.outbox.enabled=true is not set"),
                                        missing));
    }
}
