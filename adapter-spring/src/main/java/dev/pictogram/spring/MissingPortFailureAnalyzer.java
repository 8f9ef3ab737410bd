// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.MessagingPort;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Reports the missing properties of an application that injects a port and sets no Pictogram property at all. */
@Order(0) // before Spring Boot's, which suggests to define a bean
final class MissingPortFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

    private final BeanFactory beans;
    private final Environment environment;

    MissingPortFailureAnalyzer(BeanFactory beans, Environment environment) {
        this.beans = beans;
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, NoSuchBeanDefinitionException missing) {
        if (missing.getBeanType() != MessagingPort.class
                || OnPictogramProperty.firstIn(environment).isPresent()
                || hasAnotherPort()) {
            return null;
        }
        try {
            Binder.get(environment)
                    .bindOrCreate("pictogram", PictogramProperties.class)
                    .settings();
            return null;
        } catch (WrongPropertiesException wrong) {
            return new WrongPropertiesFailureAnalyzer().analyze(root, wrong);
        }
    }

    /** With another port, a qualifier is wrong, not the properties. */
    private boolean hasAnotherPort() {
        return beans instanceof ListableBeanFactory factory
                && !List.of("pictogramMessaging")
                        .containsAll(List.of(factory.getBeanNamesForType(MessagingPort.class, true, false)));
    }
}
