/**
 * An adapter on Spring's {@code RestClient}: see {@link dev.pictogram.spring.SpringMessaging}.
 *
 * <p>A Spring Boot application with {@code pictogram.*} properties has a {@link dev.pictogram.MessagingPort} bean.
 */
@NullMarked
package dev.pictogram.spring;

import org.jspecify.annotations.NullMarked;
