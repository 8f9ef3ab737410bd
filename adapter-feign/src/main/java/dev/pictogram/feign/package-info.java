/** Sends through OpenFeign: begin and end with {@link dev.pictogram.feign.FeignMessaging}. */
package dev.pictogram.feign;
