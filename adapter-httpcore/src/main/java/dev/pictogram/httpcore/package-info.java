/** An adapter on Apache HttpCore 5: see {@link dev.pictogram.httpcore.HttpCoreMessaging}. */
@NullMarked
package dev.pictogram.httpcore;

import org.jspecify.annotations.NullMarked;
