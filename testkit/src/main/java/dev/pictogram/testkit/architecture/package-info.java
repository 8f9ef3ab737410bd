/**
 * How an adapter is built, as rules that its author runs on it.
 *
 * <p>Begin with {@link dev.pictogram.testkit.architecture.AdapterArchitecture}. It needs ArchUnit.
 */
@NullMarked
package dev.pictogram.testkit.architecture;

import org.jspecify.annotations.NullMarked;
