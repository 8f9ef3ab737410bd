// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Serves the inbox page and the REST API, for browsers and tests on this machine. */
final class Inbox implements HttpHandler {

    static final String PATH = "/simulator";

    private static final String API = PATH + "/api";
    private static final String EVENTS = API + "/events";

    // Images may come from any host; everything else only from here.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final SimulatorOptions options;
    private final Changes changes;
    private final InboxApi api;
    private final Map<String, Reply> files;

    Inbox(Ledger ledger, Callbacks callbacks, SimulatorOptions options) {
        this.options = options;
        changes = ledger.changes();
        api = new InboxApi(ledger, callbacks, options.isOpenToOthers());
        String page = file("inbox.html").replace("data-load-images=\"no\"", "data-load-images=\"" + loads() + "\"");
        files = Map.of(
                PATH + "/", new Reply(200, "text/html; charset=utf-8", page),
                PATH + "/inbox.css", new Reply(200, "text/css; charset=utf-8", file("inbox.css")),
                PATH + "/inbox.js", new Reply(200, "text/javascript; charset=utf-8", file("inbox.js")),
                PATH + "/icon.svg", new Reply(200, "image/svg+xml", file("icon.svg")));
    }

    private String loads() {
        return options.imagesLoaded() ? "yes" : "no";
    }

    private static String file(String name) {
        try (InputStream in = Inbox.class.getResourceAsStream("inbox/" + name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A response; an empty type means no body. */
    record Reply(int status, String type, String body) {

        static Reply json(int status, String body) {
            return new Reply(status, "application/json", body);
        }

        static Reply empty(int status) {
            return new Reply(status, "", "");
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Security-Policy", POLICY);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            headers.set("Cache-Control", "no-store");
            Optional<Reply> refusal = refusal(exchange);
            String path = exchange.getRequestURI().getRawPath();
            if (refusal.isPresent()) {
                write(refusal.get(), exchange);
            } else if (path.equals(EVENTS) && exchange.getRequestMethod().equals("GET")) {
                serveEvents(exchange);
            } else if (path.startsWith(API + "/")) {
                write(api.response(path.substring(API.length()), exchange), exchange);
            } else {
                write(page(path, exchange), exchange);
            }
        }
    }

    /** {@return a rejection of requests that pages of other sites may have sent, also by DNS rebinding} */
    private Optional<Reply> refusal(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        List<String> hosts = headers.getOrDefault("Host", List.of());
        if (hosts.size() != 1 || !options.isKnownAs(hosts.get(0).replaceFirst(":\\d*$", ""))) {
            return Optional.of(Reply.json(
                    403, InboxApi.error("host: must be a name of the loopback or one given by --name, but it is not")));
        }
        boolean ofAnotherOrigin = headers.getOrDefault("Origin", List.of()).stream()
                .anyMatch(origin -> !origin.equals("http://" + hosts.get(0)));
        boolean fromAnotherSite = headers.getOrDefault("Sec-Fetch-Site", List.of()).stream()
                .anyMatch(site -> !site.equals("same-origin") && !site.equals("none"));
        boolean ofPage = files.containsKey(exchange.getRequestURI().getRawPath());
        if (ofAnotherOrigin || fromAnotherSite && !ofPage) { // Other sites may link to the page.
            return Optional.of(
                    Reply.json(403, InboxApi.error("origin: must be the simulator's own page, but it is another")));
        }
        return Optional.empty();
    }

    private Reply page(String path, HttpExchange exchange) {
        if (path.equals(PATH)) {
            exchange.getResponseHeaders().set("Location", PATH + "/");
            return Reply.empty(308);
        }
        if (!files.containsKey(path)) {
            return Reply.empty(404);
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            return Reply.empty(405);
        }
        return files.get(path);
    }

    private void serveEvents(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try {
            changes.serve(exchange.getResponseBody());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(Reply reply, HttpExchange exchange) throws IOException {
        byte[] body = reply.body().getBytes(UTF_8);
        if (body.length == 0) {
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        exchange.sendResponseHeaders(reply.status(), body.length);
        OutputStream out = exchange.getResponseBody();
        out.write(body);
        out.flush();
    }
}
