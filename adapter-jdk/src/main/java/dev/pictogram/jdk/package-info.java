/** Sends through {@code java.net.http}: begin and end with {@link dev.pictogram.jdk.JdkMessaging}. */
package dev.pictogram.jdk;
