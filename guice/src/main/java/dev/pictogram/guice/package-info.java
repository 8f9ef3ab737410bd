/** Gives Guice a port: {@link dev.pictogram.guice.MessagingModule}. Guice is optional; nothing else needs it. */
@NullMarked
package dev.pictogram.guice;

import org.jspecify.annotations.NullMarked;
