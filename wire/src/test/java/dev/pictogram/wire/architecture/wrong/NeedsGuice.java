// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire.architecture.wrong;

import com.google.inject.Injector;

/** Wrong on purpose: needs Guice where it may be absent. */
public class NeedsGuice {

    Injector injector;
}
