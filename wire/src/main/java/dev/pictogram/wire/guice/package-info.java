/** Gives Guice a port: {@link dev.pictogram.wire.guice.MessagingModule}. Guice is optional; nothing else needs it. */
@NullMarked
package dev.pictogram.wire.guice;

import org.jspecify.annotations.NullMarked;
