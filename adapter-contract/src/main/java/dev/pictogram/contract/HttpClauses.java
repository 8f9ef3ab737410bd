// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.MessageId;
import dev.pictogram.MessagingPort;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.Sid;
import dev.pictogram.contract.Fault.Nature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Base class of one topic's clauses. {@link HttpAdapterContract} has a nested class for each topic, so that an adapter author
 * extends one class.
 */
abstract class HttpClauses {

    /** One attempt. The first TLS handshake of a JVM can take longer than the default connect timeout if the machine is busy. */
    static final SendPolicy POLICY = SendPolicy.defaults().withAttempts(1).withConnectTimeout(Duration.ofSeconds(30));

    /** One attempt that times out after 400 ms. */
    static final SendPolicy SHORT = POLICY.withTimeout(Duration.ofMillis(400)).withTotalTimeout(Duration.ofMillis(400));

    static final SendPolicy SHORT_CONNECT = POLICY.withConnectTimeout(Duration.ofMillis(300));

    static final String KEY = "Axxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx3";
    static final byte[] ACCEPTED = FaultyScripts.accepted(1).getBytes(ISO_8859_1);
    static final Accepted FIRST = new Accepted(MessageId.of("AX1"));
    static final Accepted SECOND = new Accepted(MessageId.of("AX2"));

    private final HttpAdapterContract contract;

    HttpClauses(HttpAdapterContract contract) {
        this.contract = contract;
    }

    final MessagingPort port(Account account, SendPolicy policy) {
        return contract.port(account, policy);
    }

    final void assumeDoesNot(Difference difference) {
        assumeFalse(contract.differences().contains(difference), difference::toString);
    }

    final void report(String text) {
        System.getLogger(HttpAdapterContract.class.getName())
                .log(System.Logger.Level.INFO, contract.getClass().getSimpleName() + ", " + text);
    }

    static Account at(RawServer server) {
        return account(Pod.at(server.uri()));
    }

    static Account at(String scheme, ServerSocket server) {
        return account(Pod.at(URI.create(scheme + "://127.0.0.1:" + server.getLocalPort())));
    }

    static Account account(Pod pod) {
        return new Account(pod, Sid.of("HXAP16XXXXXX97IN"), ApiKey.of(KEY), PhoneNumber.of("+919800000000"));
    }

    static Account closedPort() throws IOException {
        return account(Pod.at(URI.create("http://127.0.0.1:" + ClosedPorts.keep(0))));
    }

    static Stream<Arguments> faults(Nature... natures) {
        return Stream.of(Fault.values())
                .filter(fault -> Set.of(natures).contains(fault.nature()))
                .flatMap(fault -> Stream.of(Way.values()).map(way -> Arguments.of(fault, way)));
    }

    static void assertSoon(long start) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis < MessagingPortContract.SOON.toMillis(), () -> "it took " + millis + " ms");
    }

    static void assertTruthful(Fault fault, SendResult result) {
        assertTrue(
                fault.truthful().stream().anyMatch(type -> type.isInstance(result)),
                () -> "expected one of " + fault.truthful() + " but was " + result);
        assertSound(result);
    }

    static void assertNotSent(SendResult result) {
        assertInstanceOf(NotSent.class, result);
        assertSound(result);
    }

    /** Checks that neither the result nor a cause contains the key, and that the heap was large enough. */
    static void assertSound(SendResult result) {
        assertFalse(result.toString().contains(KEY), "the result contains the key");
        for (Throwable t = cause(result); t != null; t = t.getCause()) {
            assertFalse(t.toString().contains(KEY), "a cause contains the key");
            assertFalse(t instanceof VirtualMachineError, "the JVM ran out of memory: " + t);
        }
    }

    private static @Nullable Throwable cause(SendResult result) {
        return result.<@Nullable Throwable>fold(accepted -> null, rejected -> null, NotSent::cause, InDoubt::cause);
    }

    /** A listener whose queue of pending connections is full, so that the next connect stays pending. */
    static final class FullListener implements AutoCloseable {

        private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> queue = new ArrayList<>();

        FullListener() throws IOException {
            assumeTrue(fill(), "this operating system completes every connect, however full the queue");
        }

        /** Connects until a connect times out, as on Linux. */
        private boolean fill() throws IOException {
            while (queue.size() < 16) {
                Socket next = new Socket();
                queue.add(next);
                try {
                    next.connect(listener.getLocalSocketAddress(), 300);
                } catch (SocketTimeoutException full) {
                    return true;
                }
            }
            return false;
        }

        Account account() {
            return at("http", listener);
        }

        ServerSocket listener() {
            return listener;
        }

        /** Closes the connections that fill the queue. */
        void drain() throws IOException {
            for (Socket waiting : queue) {
                waiting.close();
            }
        }

        @Override
        public void close() throws IOException {
            drain();
            listener.close();
        }
    }
}
