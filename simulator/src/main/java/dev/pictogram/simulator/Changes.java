// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Notifies open inboxes that something changed; they fetch the changes themselves. At most one event is pending for each, and a
 * slow reader gets fewer events and delays nothing.
 */
final class Changes {

    static final int MOST_SUBSCRIBERS = 32;

    private static final byte[] HELLO = "retry: 2000\nevent: changed\ndata: {}\n\n".getBytes(UTF_8);
    private static final byte[] CHANGED = "event: changed\ndata: {}\n\n".getBytes(UTF_8);
    private static final byte[] STILL_HERE = ": still here\n\n".getBytes(UTF_8);
    private static final int SILENCE_SECONDS = 15; // Then a comment is written, which detects a disconnected client.
    private static final long SHORTEST_PAUSE_MILLIS = 100;

    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

    /** Notifies all subscribers without waiting for them. */
    void publish() {
        for (Subscriber subscriber : subscribers) {
            subscriber.publish();
        }
    }

    int subscribers() {
        return subscribers.size();
    }

    /** Writes to one subscriber until it disconnects, or is the oldest of too many. */
    void serve(OutputStream out) throws IOException, InterruptedException {
        Subscriber subscriber = new Subscriber(out);
        add(subscriber);
        try {
            subscriber.serve();
        } finally {
            subscribers.remove(subscriber);
        }
    }

    private synchronized void add(Subscriber subscriber) {
        if (subscribers.size() >= MOST_SUBSCRIBERS) {
            subscribers.remove(0).end();
        }
        subscribers.add(subscriber);
    }

    private static final class Subscriber {

        private final OutputStream out;
        private final BlockingQueue<Boolean> pending = new ArrayBlockingQueue<>(1);
        private @Nullable Thread writing;
        private boolean ended;

        Subscriber(OutputStream out) {
            this.out = out;
        }

        void publish() {
            pending.offer(true); // A pending event covers this change, too.
        }

        void serve() throws IOException, InterruptedException {
            boolean open = write(HELLO);
            while (open) {
                open = write(pending.poll(SILENCE_SECONDS, SECONDS) == null ? STILL_HERE : CHANGED);
                Thread.sleep(SHORTEST_PAUSE_MILLIS); // Under load a page gets ten events a second, not thousands.
            }
        }

        private boolean write(byte[] event) throws IOException {
            synchronized (this) {
                if (ended) {
                    return false;
                }
                writing = Thread.currentThread();
            }
            try {
                out.write(event);
                out.flush();
                return true;
            } finally {
                synchronized (this) {
                    writing = null;
                    if (ended) {
                        Thread.interrupted(); // The interrupt was for the write; the thread is reused.
                    }
                }
            }
        }

        /** Ends the subscription, even during a write to a client that no longer reads. */
        synchronized void end() {
            ended = true;
            if (writing != null) {
                writing.interrupt();
            }
            publish();
        }
    }
}
