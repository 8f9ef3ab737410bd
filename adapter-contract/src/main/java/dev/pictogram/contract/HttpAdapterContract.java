// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pictogram.Account;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The contract of an HTTP adapter: the request's bytes, the verdict for each response, and a truthful result in time for each
 * network fault.
 *
 * <p>Extend this class in your tests and supply {@link #port(Account, SendPolicy)}; no build configuration is needed. JUnit
 * runs the clauses as nested classes, one for each topic. The servers are plain sockets on the loopback interface. Unless a
 * clause is about one of them, it runs through {@code send} and through {@code sendAsync}.
 *
 * <p>The clauses of topic {@code HostileJvm} run in a second JVM, which the contract starts and ends: with a heap of 64 MiB and
 * system properties that make some clients retry a POST or skip host name verification. Their results are reported here. The
 * second JVM has the class path, the {@code -D} options and the {@code --add-opens} options of this one.
 *
 * <p>Some clauses change settings of this JVM and restore them, so JUnit runs no other test class at the same time.
 */
@ExtendWith(InHostileJvm.class)
public abstract class HttpAdapterContract extends MessagingPortContract {

    private final Queue<RawServer> servers = new ConcurrentLinkedQueue<>();

    /** For subclasses. */
    protected HttpAdapterContract() {}

    /**
     * Returns a port of the adapter under test.
     *
     * @param account the account, whose pod is a server of the contract
     * @param policy the policy, to be applied as it is
     * @return the port that the adapter's factory makes
     */
    protected abstract MessagingPort port(Account account, SendPolicy policy);

    /**
     * Returns the ways in which the adapter's client may differ from the contract. By default there are none.
     *
     * @return the differences; the clauses about them are reported as skipped, with the reason
     */
    protected Set<Difference> differences() {
        return Set.of();
    }

    /** {@return a port of the adapter under test, to a server that accepts each message after the delay} */
    @Override
    protected final MessagingPort port(Duration delay) {
        AtomicInteger ids = new AtomicInteger();
        RawServer server = RawServer.start((self, connection, request) -> {
            self.pause(delay);
            connection
                    .getOutputStream()
                    .write(FaultyScripts.accepted(ids.incrementAndGet()).getBytes(ISO_8859_1));
        });
        servers.add(server);
        return port(HttpClauses.at(server), HttpClauses.POLICY);
    }

    /** Closes the servers of {@link #port(Duration)}. */
    @AfterEach
    public final void closeServers() {
        servers.forEach(RawServer::close);
    }

    @Nested
    final class RequestBytes extends RequestClauses {
        RequestBytes() {
            super(HttpAdapterContract.this);
        }
    }

    @Nested
    final class VerdictTable extends VerdictClauses {
        VerdictTable() {
            super(HttpAdapterContract.this);
        }
    }

    @Nested
    final class OneRequest extends OneRequestClauses {
        OneRequest() {
            super(HttpAdapterContract.this);
        }
    }

    @Nested
    @Isolated("sets javax.net.ssl.trustStore and the default SSLContext")
    final class ConnectionFailures extends ConnectionClauses {
        ConnectionFailures() {
            super(HttpAdapterContract.this);
        }
    }

    @Nested
    final class Interrupts extends InterruptClauses {
        Interrupts() {
            super(HttpAdapterContract.this);
        }
    }

    @Nested
    final class Cancellation extends CancellationClauses {
        Cancellation() {
            super(HttpAdapterContract.this);
        }
    }

    @Nested
    final class IdleConnections extends IdleConnectionClauses {
        IdleConnections() {
            super(HttpAdapterContract.this);
        }
    }

    @Nested
    @Isolated("sets the JVM's SSLContext, ProxySelector, Authenticator, CookieHandler and proxy properties")
    final class JvmSettings extends JvmSettingsClauses {
        JvmSettings() {
            super(HttpAdapterContract.this);
        }
    }

    @Nested
    @Isolated("counts the JVM's threads")
    final class RandomFaults extends RandomFaultClauses {
        RandomFaults() {
            super(HttpAdapterContract.this);
        }
    }

    @Nested
    @Timeout(HostileJvmClauses.TIMEOUT_SECONDS)
    final class HostileJvm extends HostileJvmClauses {
        HostileJvm() {
            super(HttpAdapterContract.this);
        }
    }
}
