// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.benchmarks.Sample;
import dev.pictogram.wire.http.HttpTransport.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures a send without the transport: the whole send over a transport that responds at once, its parts, and, for
 * comparison, both JSON documents with Gson and records. In this package to access the parts.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EngineBenchmark {

    private final ImageMessage message = Sample.message();
    private final byte[] responseBytes = Sample.RESPONSE.getBytes(UTF_8);
    private final Response response = new Response(202, Map.of("date", "Sun, 22 Nov 2026 12:00:00 GMT"), responseBytes);
    private final Verdict verdict = new Verdict(Time.system(), 64 * 1024);
    private final MessagingPort port = port(SendPolicy.defaults());
    private final MessagingPort portWithAllOptions = port(SendPolicy.defaults()
            .withAttempts(5)
            .withRateLimit(Integer.MAX_VALUE)
            .withMaxInFlight(100_000)
            .withCircuitBreaker(1000, Duration.ofSeconds(30)));

    private MessagingPort port(SendPolicy policy) {
        return KaleyraMessaging.over(call -> response, Sample.account(URI.create("http://127.0.0.1:1")), policy);
    }

    @Benchmark
    public ImageMessage domain() {
        return Sample.message();
    }

    @Benchmark
    public byte[] requestJson() {
        return RequestJson.of(message);
    }

    @Benchmark
    public byte[] requestJsonByGsonFromRecords() {
        return Sample.bytes();
    }

    @Benchmark
    public Object responseJson() {
        return ResponseJson.read(responseBytes);
    }

    @Benchmark
    public boolean responseJsonByGsonIntoRecords() {
        return Sample.accepted(202, responseBytes);
    }

    @Benchmark
    public SendResult verdict() {
        return verdict.of(response);
    }

    /** The domain, both JSON documents, the verdict and the policy: everything except the transport. */
    @Benchmark
    public SendResult send() {
        return port.send(Sample.message());
    }

    @Benchmark
    public SendResult sendWithAllOptions() {
        return portWithAllOptions.send(Sample.message());
    }
}
