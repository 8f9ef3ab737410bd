// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.MessagingPortContract.MESSAGE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.pictogram.MessagingPort;
import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Rejected;
import dev.pictogram.contract.RawServer.Reaction;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Settings of the whole JVM are ignored. */
abstract class JvmSettingsClauses extends HttpClauses {

    JvmSettingsClauses(HttpAdapterContract contract) {
        super(contract);
    }

    /** Skipped for {@link Difference#OBEYS_THE_JVMS_SETTINGS}. */
    @Test
    final void a_default_ssl_context_that_trusts_everything_is_ignored() throws Exception {
        assumeDoesNot(Difference.OBEYS_THE_JVMS_SETTINGS);
        try (RawServer server = RawServer.startTls(Identities.right().context(), Reaction.respond(ACCEPTED))) {
            JvmState.withTls(Identities.right().context(), () -> {
                assertNotSent(port(at(server), POLICY).send(MESSAGE));
                assertEquals(0, server.requests().size());
            });
        }
    }

    /** Skipped for {@link Difference#OBEYS_THE_JVMS_SETTINGS}. */
    @Test
    final void the_default_proxy_selector_is_ignored() {
        assumeDoesNot(Difference.OBEYS_THE_JVMS_SETTINGS);
        ProxySelector before = ProxySelector.getDefault();
        try (RawServer proxy = RawServer.start(Reaction.respond(ACCEPTED));
                RawServer server = RawServer.start(Reaction.respond(ACCEPTED))) {
            ProxySelector.setDefault(ProxySelector.of(
                    new InetSocketAddress("127.0.0.1", proxy.uri().getPort())));

            SendResult result = port(at(server), POLICY).send(MESSAGE);

            assertEquals(FIRST, result);
            assertEquals(0, proxy.connections());
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    /** Sets a proxy for http, https and all sockets, in turn. Skipped for {@link Difference#OBEYS_THE_JVMS_SETTINGS}. */
    @Test
    final void proxies_in_system_properties_are_ignored() throws Exception {
        assumeDoesNot(Difference.OBEYS_THE_JVMS_SETTINGS);
        for (String kind : List.of("http.proxy", "https.proxy", "socksProxy")) {
            try (RawServer proxy = RawServer.start(Reaction.respond(ACCEPTED));
                    RawServer plain = RawServer.start(Reaction.respond(ACCEPTED));
                    RawServer tls = RawServer.startTls(Identities.right().context(), Reaction.respond(ACCEPTED))) {
                Map<String, String> properties = Map.of(
                        kind + "Host",
                        "127.0.0.1",
                        kind + "Port",
                        String.valueOf(proxy.uri().getPort()),
                        // By default, the loopback interface is excluded.
                        "http.nonProxyHosts",
                        "",
                        "socksNonProxyHosts",
                        "");
                JvmState.withProperties(properties, () -> {
                    assertEquals(FIRST, port(at(plain), POLICY).send(MESSAGE), kind);
                    assertNotSent(port(at(tls), POLICY).send(MESSAGE));
                });
                assertEquals(0, proxy.connections(), kind);
            }
        }
    }

    /** Responds with 401 and a challenge that the authenticator could meet. */
    @ParameterizedTest
    @EnumSource
    final void the_default_authenticator_is_ignored(Way way) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Authenticator before = Authenticator.getDefault();
        byte[] challenge = ("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
                        + "Content-Length: 0\r\n\r\n")
                .getBytes(UTF_8);
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                asked.incrementAndGet();
                return new PasswordAuthentication("somebody", "something".toCharArray());
            }
        });
        RawServer server = RawServer.start(Reaction.respond(challenge));
        try (server) {
            SendResult result = way.take(port(at(server), POLICY), MESSAGE);

            assertInstanceOf(Rejected.class, result);
            assertEquals(0, asked.get(), "requests for credentials");
        } finally {
            Authenticator.setDefault(before);
        }
        assertEquals(1, server.requests().size(), "requests of one send");
    }

    /** Sends twice; the responses set a cookie, and the handler accepts all cookies. */
    @ParameterizedTest
    @EnumSource
    final void the_default_cookie_handler_is_ignored(Way way) throws Exception {
        CookieHandler before = CookieHandler.getDefault();
        CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
        CookieHandler.setDefault(cookies);
        byte[] response = new String(ACCEPTED, ISO_8859_1)
                .replaceFirst("\r\n", "\r\nSet-Cookie: session=1; Path=/\r\n")
                .getBytes(ISO_8859_1);
        try (RawServer server = RawServer.start(Reaction.respond(response))) {
            MessagingPort port = port(at(server), POLICY);

            way.take(port, MESSAGE);
            way.take(port, MESSAGE);

            String head = server.requests().get(1).head();
            assertFalse(head.toLowerCase(Locale.ROOT).contains("\r\ncookie"), head);
            assertEquals(List.of(), cookies.getCookieStore().getCookies());
        } finally {
            CookieHandler.setDefault(before);
        }
    }
}
