/**
 * Configures the outbox in a Spring Boot application, with {@code pictogram.outbox.enabled=true}. There is nothing to call:
 * inject the {@link dev.pictogram.outbox.Outbox}.
 */
@NullMarked
package dev.pictogram.outbox.spring;

import org.jspecify.annotations.NullMarked;
