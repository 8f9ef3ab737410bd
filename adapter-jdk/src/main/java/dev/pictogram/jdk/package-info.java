/** Sends through {@code java.net.http}: begin and end with {@link dev.pictogram.jdk.JdkMessaging}. */
@NullMarked
package dev.pictogram.jdk;

import org.jspecify.annotations.NullMarked;
