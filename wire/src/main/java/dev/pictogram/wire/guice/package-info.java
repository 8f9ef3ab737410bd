/** Gives Guice a port: {@link dev.pictogram.wire.guice.MessagingModule}. Guice is optional; nothing else needs it. */
package dev.pictogram.wire.guice;
