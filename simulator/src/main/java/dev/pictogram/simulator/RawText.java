// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.pictogram.ApiKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Formats a request and its response for the inbox, without keys.
 *
 * <p>The JDK's server has parsed the request: header names have its spelling, and their order is lost.
 */
final class RawText {

    static final int MOST = 8 * 1024;

    static final String DOTS = "••••••••";
    private static final Pattern SECRET = Pattern.compile("(?i).*(key|auth|token|secret|cookie|password).*");
    private static final Pattern QUERY_VALUE = Pattern.compile("=[^&]*");

    private final List<String> keys;

    RawText(Collection<SimulatedAccount> accounts) {
        keys = accounts.stream()
                .map(SimulatedAccount::apiKey)
                .map(ApiKey::reveal)
                // The longest first; otherwise the rest of a key that starts with another key would remain.
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    String request(HttpExchange exchange, byte[] body) {
        StringBuilder text = new StringBuilder();
        text.append(exchange.getRequestMethod()).append(' ').append(target(exchange));
        text.append(' ').append(exchange.getProtocol()).append('\n');
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            for (String value : header.getValue()) {
                boolean secret = SECRET.matcher(header.getKey()).matches();
                text.append(header.getKey()).append(": ").append(secret ? DOTS : value);
                text.append('\n');
            }
        }
        text.append('\n');
        text.append(new String(body, UTF_8)); // The whole body, so that a key across the cut is found.
        return cut(hide(text.toString()));
    }

    private static String target(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        String path = exchange.getRequestURI().getRawPath();
        return query == null ? path : path + "?" + QUERY_VALUE.matcher(query).replaceAll("=" + DOTS);
    }

    private String hide(String text) {
        String hidden = text;
        for (String key : keys) {
            hidden = hidden.replace(key, DOTS);
        }
        return hidden;
    }

    private static String cut(String text) {
        if (text.length() <= MOST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MOST - 1)) ? MOST - 1 : MOST;
        return text.substring(0, end) + "\n[cut here by the simulator]";
    }

    static String response(Response response, HttpExchange exchange) {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + response.status() + "\n");
        exchange.getResponseHeaders()
                .forEach((name, values) -> values.forEach(
                        value -> text.append(name).append(": ").append(value).append('\n')));
        if (!response.body().isEmpty()) {
            text.append("Content-Type: application/json\n\n").append(response.body());
        }
        return text.toString();
    }
}
