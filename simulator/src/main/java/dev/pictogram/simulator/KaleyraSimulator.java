// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpServer;
import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.MessageId;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.Sid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A local server that responds as Kaleyra's <em>Send Image Messages</em> page documents, with the page's own bytes.
 *
 * <p>Responses follow from the accounts and the request. A {@code POST} to
 * {@code /v2/<sid>/whatsapp/<sender>/messages} (the sender with {@code +}, {@code %2B} or neither before its digits) is
 * checked in this order; the first rule that applies decides the response:
 *
 * <ol>
 *   <li>a failure mode: WA500, status 500, after {@link #failNext}; no response or a late one after {@link #dropNext},
 *       {@link #loseNext} and {@link #delayNext}; the REST API has more modes;
 *   <li>unknown SID, or an {@code api-key} that is missing, repeated or wrong: RBC001, status 401;
 *   <li>a sender that is not one of the account's: WA401, status 401;
 *   <li>an account that is not enabled: WA-401 for {@code account}, status 401;
 *   <li>a sender on another version of the API: WA-401 for {@code phone_number}, status 401;
 *   <li>a sender that is not active: WA401 for {@code phone_number}, status 401, with a guessed text;
 *   <li>a content type other than exactly {@code application/json}, a body over 1 MiB, or a payload that breaks a rule of
 *       the page: WA400, status 400;
 *   <li>no credit left: E110, status 400;
 *   <li>otherwise WA202, status 202: the message gets an id, costs one credit and is in {@link #accepted()}.
 * </ol>
 *
 * <p>Under {@code /simulator} it has an {@linkplain #inbox() inbox}, a page that shows each message as its recipient
 * would see it and each rejected request, and a REST API, {@code /simulator/api}, with which tests in any
 * language read messages, set credit and set failure modes. The guide is {@code docs/simulator.md}.
 *
 * <p>If {@link SimulatorOptions#withCallbacks(CallbackProfile) callbacks} are set, it posts a status callback for each step of
 * the {@link CallbackPlan}, and others with {@link #postCallback}. Each is posted once, whatever the response, because Kaleyra's
 * retries are undocumented. {@link #loseNext} and {@link #delayNext} accept messages, so these have callbacks;
 * {@link #dropNext} does not. A callback can arrive before the response to the message.
 *
 * <p>The success response is the page's sample with the two missing commas added. Other paths get 404, other
 * methods 405, both without a body. A {@code GET} of {@code /} redirects to the inbox. A {@code GET} of any other path outside
 * {@code /v2/} is assumed to come from a browser: it gets 404 and is not recorded.
 *
 * <p>A payload must be one JSON document in UTF-8. Both are parsed strictly: no duplicate members, at most 255 levels of
 * nesting. A {@code null} member counts as absent; unknown members are ignored. Links, numbers and texts follow the
 * rules of the core's types: a caption over 1024 code points is rejected, and a reference is cut to 255.
 *
 * <p>It listens on 127.0.0.1 and a free port unless {@link SimulatorOptions} change that, uses daemon threads, and keeps
 * connections open between requests. Thread-safe. Close it at the end of the test.
 *
 * <p><strong>One side effect on the JVM:</strong> unless the system property {@code sun.net.httpserver.nodelay} is
 * already set, loading this class sets it to {@code true}. Otherwise JDK 17's server takes some 40 ms for each
 * request on a reused connection.
 */
public final class KaleyraSimulator implements AutoCloseable {

    static {
        // JDK 17's server writes head and body as two packets, the second of which waits for the client's delayed
        // acknowledgement (https://bugs.openjdk.org/browse/JDK-6968351, fixed in 23). There is no other switch, and the
        // property is read once.
        System.getProperties().putIfAbsent("sun.net.httpserver.nodelay", "true");
    }

    private static final int BACKLOG = 1024; // With the JDK's default of 50, a burst of connections waits for a second.

    private final Ledger ledger;
    private final Callbacks callbacks;
    private final ExecutorService threads;
    private final HttpServer server;
    private final Account account;

    private KaleyraSimulator(SimulatorOptions options, Ledger ledger, SimulatedAccount first) throws IOException {
        this.ledger = ledger;
        InetAddress address = InetAddress.getByAddress(options.address());
        server = HttpServer.create(new InetSocketAddress(address, options.port()), BACKLOG);
        URI baseUrl = URI.create(
                "http://" + options.hostInUrls() + ":" + server.getAddress().getPort());
        account = new Account(Pod.at(baseUrl), first.sid(), first.apiKey(), first.firstSender());
        String threadName = "kaleyra-simulator-" + baseUrl.getPort();
        callbacks = Callbacks.overHttp(ledger, options.callbacks(), threadName + "-callbacks");
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", new Endpoint(ledger, callbacks, options));
        server.createContext(Inbox.PATH, new Inbox(ledger, callbacks, options));
        // The server's thread inherits the daemon flag of the thread that starts it, so an unclosed simulator does not
        // keep the JVM running.
        CompletableFuture.runAsync(server::start, threads).join();
    }

    /**
     * Starts a simulator with one enabled account, which has one sender and a credit of 1,000,000 messages.
     *
     * @return a listening simulator; close it
     * @throws UncheckedIOException if no port is free
     */
    public static KaleyraSimulator start() {
        return start(SimulatorOptions.defaults());
    }

    /**
     * Starts a simulator with the account of {@link #start()}.
     *
     * @param options address, inbox, codes and callbacks
     * @return a listening simulator; close it
     * @throws UncheckedIOException if it cannot listen on the port
     */
    public static KaleyraSimulator start(SimulatorOptions options) {
        return start(
                options,
                SimulatedAccount.of(
                        Sid.of("HXAP0000000000IN"),
                        ApiKey.of("key-of-the-simulator"),
                        PhoneNumber.of("+919800000000")));
    }

    /**
     * Starts a simulator with these accounts.
     *
     * @param first the account that {@link #account()} returns
     * @param more further accounts
     * @return a listening simulator; close it
     * @throws IllegalArgumentException if two of them have the same SID
     * @throws UncheckedIOException if no port is free
     */
    public static KaleyraSimulator start(SimulatedAccount first, SimulatedAccount... more) {
        return start(SimulatorOptions.defaults(), first, more);
    }

    /**
     * Starts a simulator with these accounts.
     *
     * @param options address, inbox, codes and callbacks
     * @param first the account that {@link #account()} returns
     * @param more further accounts
     * @return a listening simulator; close it
     * @throws IllegalArgumentException if two of them have the same SID
     * @throws UncheckedIOException if it cannot listen on the port
     */
    public static KaleyraSimulator start(SimulatorOptions options, SimulatedAccount first, SimulatedAccount... more) {
        requireNonNull(options, "options");
        requireNonNull(first, "first");
        Ledger ledger =
                new Ledger(Stream.concat(Stream.of(first), Stream.of(more)).toList());
        // Loads Gson here, so that its absence causes a stack trace; in a request it would only drop the connection.
        Payload.read(new byte[0]);
        try {
            return new KaleyraSimulator(options, ledger, first);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the simulator cannot listen on " + options.hostInUrls() + ", port " + options.port(), e);
        }
    }

    /** {@return the address that it listens on, even after it was closed} */
    public Pod pod() {
        return account.pod();
    }

    /** {@return the URL of the page that shows accepted and rejected messages, for a browser on this machine} */
    public URI inbox() {
        return URI.create(pod() + Inbox.PATH + "/");
    }

    /** {@return the first account with its first sender, for an adapter} */
    public Account account() {
        return account;
    }

    /**
     * Returns the accepted messages, the oldest first. The newest 10,000 are kept, or fewer if their text exceeds 32 Mi
     * characters. Clearing the inbox clears them.
     *
     * @return an immutable snapshot
     */
    public List<AcceptedMessage> accepted() {
        return ledger.accepted();
    }

    /**
     * {@return how many more messages an account can send}
     *
     * @param sid the SID of the account
     * @throws IllegalArgumentException if there is no such account
     */
    public long creditOf(Sid sid) {
        return ledger.creditOf(sid);
    }

    /**
     * Responds to the next requests to the messages endpoint with WA500, whatever their content.
     *
     * @param requests the number of requests; it replaces the rest of an earlier failure mode, also one set by
     *     {@link #dropNext}, {@link #loseNext}, {@link #delayNext} or over HTTP; 0 ends the mode
     * @throws IllegalArgumentException if it is negative
     */
    public void failNext(int requests) {
        ledger.fail(Failure.ofNext(requests, Failure.Mode.WA500));
    }

    /**
     * Closes the connections of the next requests to the messages endpoint without a response, and accepts nothing. The client
     * cannot distinguish this from {@link #loseNext}, so its message is in doubt.
     *
     * @param requests the number of requests, as for {@link #failNext}
     * @throws IllegalArgumentException if it is negative
     */
    public void dropNext(int requests) {
        ledger.fail(Failure.ofNext(requests, Failure.Mode.DROP));
    }

    /**
     * Processes the next requests to the messages endpoint normally, but closes their connections without a response. The
     * client cannot distinguish this from {@link #dropNext}, so its message is in doubt.
     *
     * @param requests the number of requests, as for {@link #failNext}
     * @throws IllegalArgumentException if it is negative
     */
    public void loseNext(int requests) {
        ledger.fail(Failure.ofNext(requests, Failure.Mode.LOSE_RESPONSE));
    }

    /**
     * Processes the next requests to the messages endpoint at once, and responds late.
     *
     * @param requests the number of requests, as for {@link #failNext}
     * @param delay the delay of the response, 1 ms to 10 minutes
     * @throws IllegalArgumentException if a parameter is out of range
     */
    public void delayNext(int requests, Duration delay) {
        ledger.fail(Failure.ofNext(requests, Failure.Mode.DELAY, requireNonNull(delay, "delay")));
    }

    /**
     * Posts callbacks with this profile from now on. Pending callbacks keep the times of the previous plan, but are posted
     * to the new URL.
     *
     * @param profile the URL, the plan and the payloads
     */
    public void postCallbacks(CallbackProfile profile) {
        callbacks.setProfile(Optional.of(profile));
    }

    /** Stops posting callbacks, and drops pending ones. */
    public void stopCallbacks() {
        callbacks.setProfile(Optional.empty());
    }

    /**
     * Posts one callback now, in addition to the plan, and waits for its response, at most for the profile's
     * timeout. Use {@link CallbackPlan#none()} to have no other callbacks.
     *
     * <p>A status can be posted more than once, and in any order. A repeated callback has the timestamp of the first, as a real
     * one has.
     *
     * @param message the id of the message, as in the 202
     * @param status any but {@link DeliveryStatus#UNKNOWN}; a failure has the code 131053, and "not sent" WAV2101
     * @return the attempt, with the response of the target
     * @throws IllegalArgumentException if there is no such message, or its status is {@link DeliveryStatus#UNKNOWN}
     * @throws IllegalStateException if there is no callback profile
     */
    public CallbackAttempt postCallback(MessageId message, DeliveryStatus status) {
        return callbacks
                .post(requireNonNull(message, "message"), StatusChange.to(status))
                .join();
    }

    /**
     * Posts one callback now, as {@link #postCallback(MessageId, DeliveryStatus)} does, for a failure.
     *
     * @param message the id of the message, as in the 202
     * @param status {@link DeliveryStatus#FAILED} or {@link DeliveryStatus#NOT_SENT}
     * @param code for a failed message a code of Meta's, a number such as {@code 131053}; for one that was not sent a code of
     *     Kaleyra's, such as {@code WAV2101}
     * @return the attempt, with the response of the target
     * @throws IllegalArgumentException if there is no such message, or the code does not fit the status
     * @throws IllegalStateException if there is no callback profile
     */
    public CallbackAttempt postCallback(MessageId message, DeliveryStatus status, String code) {
        return callbacks
                .post(requireNonNull(message, "message"), new StatusChange(status, code))
                .join();
    }

    /**
     * {@return the id of the newest accepted message with this {@code ref}, even if the response with the id was suppressed}
     *
     * @param ref the first reference
     * @throws IllegalArgumentException if there is no such message
     */
    public MessageId idOf(String ref) {
        return ledger.idOf(requireNonNull(ref, "ref"))
                .orElseThrow(() -> new IllegalArgumentException(
                        "ref: must be the ref of an accepted message that is still kept, but it is not"));
    }

    /**
     * Returns the finished attempts to post callbacks, the oldest first. The newest 1,000 are kept.
     *
     * @return an immutable copy
     */
    public List<CallbackAttempt> callbackAttempts() {
        return ledger.attempts();
    }

    /**
     * Restores the initial state for the next test: clears accepted messages, rejected requests and callback attempts, drops
     * pending callbacks, ends the failure mode, and restores credits and callback profile. Ids are not reset, so that
     * no two messages share one.
     */
    public void reset() {
        ledger.reset();
        callbacks.reset();
    }

    /**
     * Stops listening, closes open connections, and waits up to 10 seconds for its threads to end. Pending callbacks and those
     * without a response are dropped. Before JDK 21, one idle thread of the callback client may live until the next garbage
     * collection.
     *
     * <p>Accepted messages remain available. Closing again does nothing.
     */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted(); // Otherwise the server would not wait until its port is free.
        callbacks.close(); // First, because requests for a callback wait for it.
        server.stop(0);
        threads.shutdownNow();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
