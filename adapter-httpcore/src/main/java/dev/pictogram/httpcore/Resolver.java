// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;

/** Resolves host names. */
@FunctionalInterface
interface Resolver {

    /** The threads of all resolvers, since the JVM's blocks and cannot be interrupted. */
    Executor THREADS =
            daemons("pictogram-resolver", Math.max(4, Runtime.getRuntime().availableProcessors()));

    /** {@return threads that end when they are idle} */
    static Executor daemons(String name, int count) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count, count, 5, SECONDS, new LinkedBlockingQueue<>(), new DefaultThreadFactory(name, true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** {@return all addresses of a host, at least one} */
    InetAddress[] resolve(String host) throws UnknownHostException;
}
