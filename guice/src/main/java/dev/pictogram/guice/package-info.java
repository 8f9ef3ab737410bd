/** A Guice module that binds a port: see {@link dev.pictogram.guice.MessagingModule}. */
@NullMarked
package dev.pictogram.guice;

import org.jspecify.annotations.NullMarked;
