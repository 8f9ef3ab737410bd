// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import dev.pictogram.SendPolicy;
import dev.pictogram.wire.CallbackReader;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.http.HttpTransport.Response;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the processor time and the memory to read absurd payloads of one megabyte, as callbacks and as responses. The memory
 * includes what the reader returns, but not the payload. Run it with the serial collector: after its full collection, all live objects
 * are in one pool, and with {@code -XX:MarkSweepAlwaysCompactCount=1} no others.
 */
final class Payloads {

    private static final int SIZE = 1_000_000;
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    /** One read of a payload; returns what the caller keeps. */
    private interface Read {

        Object of(byte[] payload);
    }

    private Payloads() {}

    static void run(int warm, int measure) throws InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "%-28s %-9s %9s %9s %12s %8s%n",
                "payload",
                "as",
                "median ms",
                "worst ms",
                "allocated x",
                "peak x");
        for (Map.Entry<String, byte[]> payload : all().entrySet()) {
            measure(payload.getKey(), "callback", payload.getValue(), Payloads::callback, warm, measure);
            measure(payload.getKey(), "response", payload.getValue(), Payloads::response, warm, measure);
        }
    }

    private static Object callback(byte[] payload) {
        try {
            return CallbackReader.defaults().read(payload);
        } catch (IllegalArgumentException notJson) {
            return notJson;
        }
    }

    private static Object response(byte[] payload) {
        return KaleyraMessaging.over(
                        call -> new Response(202, Map.of(), payload),
                        Sample.account(NOWHERE),
                        SendPolicy.defaults().withResponseLimit(2 * SIZE))
                .send(Sample.message());
    }

    private static void measure(String name, String as, byte[] payload, Read read, int warm, int measure)
            throws InterruptedException {
        for (int i = 0; i < warm; i++) {
            kept = read.of(payload);
        }
        List<Double> millis = new ArrayList<>();
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int i = 0; i < measure; i++) {
            kept = null;
            System.gc(); // a collection during the read would be another payload's
            long before = thread.getCurrentThreadAllocatedBytes();
            long start = thread.getCurrentThreadCpuTime();
            kept = read.of(payload);
            millis.add((thread.getCurrentThreadCpuTime() - start) / 1e6);
            allocated = thread.getCurrentThreadAllocatedBytes() - before;
        }
        Spread spread = Spread.of(millis, n -> n);
        System.out.printf(
                Locale.ROOT,
                "%-28s %-9s %9.1f %9.1f %12.1f %8.1f%n",
                name,
                as,
                spread.median(),
                spread.highest(),
                (double) allocated / payload.length,
                (double) peak(payload, read) / payload.length);
    }

    /** Returns the most live memory that any of many collections finds during reads. */
    private static long peak(byte[] payload, Read read) throws InterruptedException {
        kept = null;
        System.gc();
        long before = live();
        Thread reading = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                kept = null;
                kept = read.of(payload);
            }
        });
        reading.start();
        long most = before;
        for (int i = 0; i < 30; i++) {
            System.gc();
            most = Math.max(most, live());
        }
        reading.interrupt();
        reading.join();
        return most - before;
    }

    private static long live() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool ->
                        pool.getName().contains("Tenured") || pool.getName().contains("Old"))
                .map(MemoryPoolMXBean::getCollectionUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    /** The last result: a reachable one is part of the peak, and its computation is not optimized away. */
    static volatile Object kept;

    private static Map<String, byte[]> all() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        add(all, "numbers", "[", "0,", "0]");
        add(all, "objects", "[", "{},", "{}]");
        add(all, "arrays", "[", "[],", "[]]");
        add(all, "empty strings", "[", "\"\",", "\"\"]");
        add(all, "numbers in statuses", "{\"statuses\":[", "0,", "0]}");
        add(all, "objects in statuses", "{\"statuses\":[", "{},", "{}]}");
        add(all, "without commas", "[", "0 ", "0]");
        add(all, "objects without commas", "[", "{}", "]");
        add(all, "commas", "{\"status\":\"sent\"", ",", "}");
        add(all, "broken commas", "[", "{\"status\":\"x\",,},,", "]");
        add(all, "broken at the end", "{\"statuses\":[", "{\"status\":\"sent\",\"id\":1},", "],}");
        add(all, "nested arrays", "", "[", "");
        add(all, "nested envelopes", "", "{\"entry\":", "1");
        add(all, "nested, closed", "[", "[".repeat(60) + "]".repeat(60) + ",", "0]");
        add(all, "duplicate members", "{", "\"a\":0,", "\"status\":\"sent\"}");
        StringBuilder members = new StringBuilder("{\"status\":\"sent\"");
        for (int i = 0; members.length() < SIZE - 20; i++) {
            members.append(",\"").append(Integer.toString(i, 36)).append("\":0");
        }
        all.put("members", members.append('}').toString().getBytes(UTF_8));
        add(all, "long status", "{\"status\":\"", "S", "\"}");
        add(all, "long reference", "{\"status\":\"sent\",\"ref\":\"", "r", "\"}");
        add(all, "long name", "{\"status\":\"sent\",\"", "r", "\":1}");
        add(all, "escapes", "{\"status\":\"sent\",\"ref\":\"", "\\\"", "\"}");
        add(all, "unicode escapes", "{\"status\":\"sent\",\"ref\":\"", "\\u0001", "\"}");
        add(all, "wide unicode escapes", "{\"status\":\"sent\",\"ref\":\"", "\\u20ac", "\"}");
        add(all, "unknown escapes", "{\"status\":\"sent\",\"ref\":\"", "\\q", "\"}");
        add(all, "control characters", "{\"status\":\"sent\",\"ref\":\"", "\u0001", "\"}");
        add(all, "wide characters", "{\"status\":\"sent\",\"ref\":\"", "\u20ac", "\"}");
        add(all, "digits", "{\"status\":\"sent\",\"timestamp\":", "9", "}");
        add(all, "numbers of 1000 digits", "{\"status\":\"sent\",\"x\":[", "9".repeat(1000) + ",", "]}");
        add(all, "white space", "", " ", "{\"status\":\"sent\"}");
        add(all, "lines of braces", "", "{\n", "{\"status\":\"sent\"}");
        add(all, "notice before", "x", "\nx", "\n{\"status\":\"sent\"}");
        add(all, "notice of tags before", "", "<br>\n", "{\"status\":\"sent\"}");
        add(all, "notice of tags after", "{\"status\":\"sent\"}", "<b></b>", "");
        add(all, "braces after", "{\"status\":\"sent\"}", "{ ", "");
        byte[] invalid = ("{\"status\":\"sent\",\"ref\":\"" + "\u00ff".repeat(SIZE) + "\"}").getBytes(ISO_8859_1);
        all.put("invalid UTF-8", invalid);
        add(all, "statuses", "{\"statuses\":[", STATUS + ",", STATUS + "]}");
        add(all, "errors", "{\"status\":\"failed\",\"errors\":[", "{\"code\":1},", "{}]}");
        add(all, "full callbacks", "[", CALLBACK + ",", CALLBACK + "]");
        add(all, "full callbacks, broken", "[", CALLBACK + ",,", CALLBACK + ",]");
        return all;
    }

    private static final String STATUS =
            "{\"id\":\"a1b2c3d4e5f60718\",\"status\":\"failed\",\"timestamp\":\"1760000000\","
                    + "\"recipient_id\":\"919800000001\",\"conversation\":{\"id\":\"c0ffee00\",\"expiration_timestamp\":\"1760086400\","
                    + "\"origin\":{\"type\":\"utility\"}},\"pricing\":{\"billable\":true,\"pricing_model\":\"CBP\",\"category\":\"utility\"},"
                    + "\"errors\":[{\"code\":131026,\"title\":\"t\",\"message\":\"m\",\"error_data\":{\"details\":\"d\"}}]}";

    private static final String CALLBACK =
            "{\"meta_object\":{\"value\":{\"messaging_product\":\"whatsapp\",\"metadata\":"
                    + "{\"display_phone_number\":\"919800000000\",\"phone_number_id\":\"100000000000001\"},\"statuses\":["
                    + STATUS
                    + "]},\"field\":\"messages\"},\"extra_info\":{\"trace_id\":\"t-1\",\"message_id\":\"wamid.QUFB\",\"waba_id\":"
                    + "\"200000000000002\",\"ref\":\"order-4711\",\"ref1\":\"marketing\",\"ref2\":\"\"},\"status\":\"failed\","
                    + "\"message_id\":\"wamid.QkJC\"}";

    private static void add(Map<String, byte[]> all, String name, String start, String repeated, String end) {
        int bytes = repeated.getBytes(UTF_8).length;
        all.put(name, (start + repeated.repeat(SIZE / bytes) + end).getBytes(UTF_8));
    }
}
