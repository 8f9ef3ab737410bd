/** Metrics and traces of any port: see {@link dev.pictogram.micrometer.ObservedMessaging}. */
@NullMarked
package dev.pictogram.micrometer;

import org.jspecify.annotations.NullMarked;
