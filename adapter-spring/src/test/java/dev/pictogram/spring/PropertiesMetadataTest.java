// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Verifies that the metadata and the condition list every property and no other. */
class PropertiesMetadataTest {

    static Stream<String> properties() {
        return Stream.of(PictogramProperties.class.getRecordComponents())
                .map(RecordComponent::getName)
                .map(DataObjectPropertyName::toDashedForm)
                .map("pictogram."::concat);
    }

    @Test
    void each_property_has_a_description() throws Exception {
        Map<String, Object> described = new HashMap<>();
        for (URL file : Collections.list(
                getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream in = file.openStream()) {
                Map<String, Object> metadata =
                        JsonParserFactory.getJsonParser().parseMap(new String(in.readAllBytes(), UTF_8));
                ((List<?>) metadata.get("properties"))
                        .stream()
                                .map(property -> (Map<?, ?>) property)
                                .filter(property ->
                                        String.valueOf(property.get("name")).startsWith("pictogram."))
                                .forEach(property ->
                                        described.put((String) property.get("name"), property.get("description")));
            }
        }

        assertThat(described).containsOnlyKeys(properties().toList()).hasSize(20);
        assertThat(described.values())
                .allSatisfy(text -> assertThat((String) text).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("properties")
    void each_property_alone_enables_the_auto_configuration(String property) {
        String value = property.endsWith("builder") ? "true" : "1";
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(PictogramAutoConfiguration.class))
                .withPropertyValues(property + "=" + value)
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(WrongPropertiesException.class));
    }
}
