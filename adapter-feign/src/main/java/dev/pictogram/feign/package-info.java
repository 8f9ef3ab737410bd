/** Sends through OpenFeign: begin and end with {@link dev.pictogram.feign.FeignMessaging}. */
@NullMarked
package dev.pictogram.feign;

import org.jspecify.annotations.NullMarked;
