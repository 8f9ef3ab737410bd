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
 * Tells open inboxes that something changed, never what: they ask for that. So there is at most one thing to tell to
 * each, and who reads slowly is told less often and holds nobody up.
 */
final class Changes {

    static final int MOST_SUBSCRIBERS = 32;

    private static final byte[] HELLO = "retry: 2000\nevent: changed\ndata: {}\n\n".getBytes(UTF_8);
    private static final byte[] CHANGED = "event: changed\ndata: {}\n\n".getBytes(UTF_8);
    private static final byte[] STILL_HERE = ": still here\n\n".getBytes(UTF_8);
    private static final int SILENCE_SECONDS = 15; // After it, a client that is gone is noticed by writing to it.
    private static final long SHORTEST_PAUSE_MILLIS = 100;

    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

    /** Tells all subscribers and waits for none. */
    void tell() {
        for (Subscriber subscriber : subscribers) {
            subscriber.tell();
        }
    }

    int subscribers() {
        return subscribers.size();
    }

    /** Writes to one subscriber until it leaves, or until it is the oldest of too many. */
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

        void tell() {
            pending.offer(true); // One that is there already says it all.
        }

        void serve() throws IOException, InterruptedException {
            boolean open = write(HELLO);
            while (open) {
                open = write(pending.poll(SILENCE_SECONDS, SECONDS) == null ? STILL_HERE : CHANGED);
                Thread.sleep(SHORTEST_PAUSE_MILLIS); // Under load one page is told ten times a second, not thousands.
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
                        Thread.interrupted(); // It was meant for the writing; the thread has other work to do.
                    }
                }
            }
        }

        /** Ends the serving, even in the middle of writing to one who reads no more. */
        synchronized void end() {
            ended = true;
            if (writing != null) {
                writing.interrupt();
            }
            tell();
        }
    }
}
