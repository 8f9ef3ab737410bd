/**
 * Sends through Spring's {@code RestClient}: begin with {@link dev.pictogram.spring.SpringMessaging}.
 *
 * <p>In a Spring Boot application there is nothing to call: with {@code pictogram.*} properties, a
 * {@link dev.pictogram.MessagingPort} is there to be injected.
 */
@NullMarked
package dev.pictogram.spring;

import org.jspecify.annotations.NullMarked;
