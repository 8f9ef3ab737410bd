// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.httpcore;

import dev.pictogram.SendPolicy;
import dev.pictogram.wire.http.Attempt;
import dev.pictogram.wire.http.HttpTransport;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.URIScheme;
import org.jspecify.annotations.Nullable;

/** Sends each request at most once, over connections that are not shared with other transports. */
final class HttpCoreTransport implements HttpTransport {

    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtualHandle(); // null: before JDK 21

    private final Connections connections;
    private volatile @Nullable Target last;

    HttpCoreTransport(Connections connections) {
        this.connections = connections;
    }

    static HttpCoreTransport create(
            URI server, SendPolicy policy, Supplier<SSLContext> tls, @Nullable InetSocketAddress proxy) {
        Connections connections = new Connections(Connections.Limits.of(policy), tls, InetAddress::getAllByName, proxy);
        if (URIScheme.HTTPS.same(server.getScheme())) {
            connections.loadTrustStore();
        }
        return new HttpCoreTransport(connections);
    }

    private static @Nullable MethodHandle isVirtualHandle() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException beforeJdk21) {
            return null;
        }
    }

    @Override
    public Result post(Request request) {
        if (Thread.currentThread().isInterrupted()) {
            return new NotSent(new InterruptedException("interrupted before the request was sent"));
        }
        return start(request, isVirtual() ? null : Thread.currentThread()).await();
    }

    @Override
    public CompletableFuture<Result> postAsync(Request request) {
        return start(request, null).result();
    }

    /** Before JDK 24, a virtual thread that waits for a response itself would hold its carrier. */
    private static boolean isVirtual() {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Attempt start(Request request, @Nullable Thread sender) {
        Attempt attempt = Attempt.start(request);
        try {
            long now = System.nanoTime();
            long connectBy = now + request.connectTimeout().toNanos();
            Exchange exchange = new Exchange(attempt, target(request.uri()), connections, connectBy, sender);
            exchange.start();
            exchange.receive(now + request.timeout().toNanos()); // The timer may be late.
        } catch (RuntimeException | Error refused) {
            attempt.fail(refused);
        }
        return attempt;
    }

    /** A port has one URL. */
    private Target target(URI uri) {
        Target target = last;
        if (target == null || !target.uri.equals(uri)) {
            target = new Target(uri);
            last = target;
        }
        return target;
    }

    /** The parts of a URL. */
    static final class Target {

        final HttpHost host;
        final String authority;
        final String path;

        private final URI uri;

        Target(URI uri) {
            this.uri = uri;
            boolean secure = URIScheme.HTTPS.same(uri.getScheme());
            int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
            this.host = new HttpHost(uri.getScheme(), withoutBrackets(uri.getHost()), port);
            this.authority = uri.getRawAuthority();
            this.path = uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
        }

        private static String withoutBrackets(String host) {
            return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        }
    }
}
