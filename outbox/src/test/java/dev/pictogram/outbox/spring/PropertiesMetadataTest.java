// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.outbox.spring;

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
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.json.JsonParserFactory;

class PropertiesMetadataTest {

    @Test
    void each_property_is_described_for_editors() throws Exception {
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

        assertThat(described)
                .containsOnlyKeys(Stream.of(OutboxProperties.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .map(DataObjectPropertyName::toDashedForm)
                        .map("pictogram.outbox."::concat)
                        .toList());
        assertThat(described.values())
                .allSatisfy(text -> assertThat((String) text).isNotBlank());
    }
}
