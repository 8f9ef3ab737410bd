/** An adapter on {@code java.net.http}: see {@link dev.pictogram.jdk.JdkMessaging}. */
@NullMarked
package dev.pictogram.jdk;

import org.jspecify.annotations.NullMarked;
