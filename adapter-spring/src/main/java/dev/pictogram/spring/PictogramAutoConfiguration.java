// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.httpcore.HttpCoreMessaging;
import dev.pictogram.micrometer.ObservedMessaging;
import dev.pictogram.spring.PictogramProperties.Settings;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;
import org.springframework.web.client.RestClient;

/**
 * Provides a {@link MessagingPort} bean to an application with {@code pictogram.*} properties, unless it defines one.
 *
 * <p>With an {@code ObservationRegistry} bean, each send is observed.
 */
@AutoConfiguration(
        afterName = {
            // Boot 3, and Boot 4
            "org.springframework.boot.autoconfigure.web.client.RestClientAutoConfiguration",
            "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration"
        })
@ConditionalOnClass(RestClient.class)
@Conditional(OnPictogramProperty.class)
@ConditionalOnMissingBean(MessagingPort.class)
@EnableConfigurationProperties(PictogramProperties.class)
class PictogramAutoConfiguration {

    // No condition on Micrometer: spring-web depends on its observations, and RestClient requires them.
    @Bean
    @Nullable
    MessagingPort pictogramMessaging(
            PictogramProperties properties,
            ObjectProvider<RestClient.Builder> builder,
            ObjectProvider<ObservationRegistry> registry,
            ApplicationContext context) {
        if (OnPictogramProperty.firstIn(context.getEnvironment()).isEmpty()) {
            return null; // Processed ahead of time, where the condition always matches.
        }
        Settings settings = properties.settings();
        MessagingPort port = settings.httpCore()
                ? httpCore(settings, context.getClassLoader())
                : port(settings, properties.useRestClientBuilder(), builder);
        ObservationRegistry observations = registry.getIfUnique();
        return observations == null
                ? port
                : ObservedMessaging.observe(
                        port,
                        observations,
                        Map.of("pod", settings.account().pod().baseUrl().getHost()));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(SanitizingFunction.class)
    static class Actuator {

        /** Masks the key in {@code env} and {@code configprops}, also in the variable that it comes from, if they show values. */
        @Bean
        SanitizingFunction pictogramKeySanitizing(PictogramProperties properties) {
            return data -> properties.isKeyIn(data.getValue()) ? data.withSanitizedValue() : data;
        }
    }

    private static MessagingPort httpCore(Settings settings, @Nullable ClassLoader loader) {
        if (!ClassUtils.isPresent("dev.pictogram.httpcore.HttpCoreMessaging", loader)) {
            throw new WrongPropertiesException(List.of(
                    "pictogram.transport is wrong: it is httpcore, but the application does not have the artifact"
                            + " pictogram-adapter-httpcore"));
        }
        return HttpCoreMessaging.of(settings.account(), settings.policy());
    }

    private static MessagingPort port(
            Settings settings, boolean useBuilder, ObjectProvider<RestClient.Builder> builders) {
        Account account = settings.account();
        SendPolicy policy = settings.policy();
        if (!useBuilder) {
            return SpringMessaging.of(account, policy);
        }
        RestClient.Builder builder = builders.getIfUnique();
        if (builder == null) {
            throw new WrongPropertiesException(
                    List.of("pictogram.use-rest-client-builder is wrong: it is true, but the application does not have"
                            + " one RestClient.Builder bean (on Spring Boot 4 it comes with spring-boot-restclient)"));
        }
        return SpringMessaging.of(account, policy, builder.build());
    }
}
