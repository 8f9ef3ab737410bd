// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;

/** Resolves host names. */
@FunctionalInterface
interface Resolver {

    /** The threads of all resolvers, since the JVM's blocks and cannot be interrupted. Idle threads end. */
    ThreadPoolExecutor THREADS = threads();

    private static ThreadPoolExecutor threads() {
        int count = Math.max(4, Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                5,
                SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("pictogram-resolver", true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** {@return all addresses of a host, at least one} */
    InetAddress[] resolve(String host) throws UnknownHostException;
}
