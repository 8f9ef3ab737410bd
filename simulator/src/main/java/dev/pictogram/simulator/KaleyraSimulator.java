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
 * A server on this machine that answers as Kaleyra's <em>Send Image Messages</em> page says, with the page's own bytes.
 *
 * <p>What it answers follows from its accounts and the request, never from a script. A {@code POST} to
 * {@code /v2/<sid>/whatsapp/<sender>/messages} (the sender with {@code +}, {@code %2B} or neither before its digits) is
 * checked in this order, and the first finding is the answer:
 *
 * <ol>
 *   <li>told to fail: by {@link #failNext} WA500, status 500; by {@link #dropNext}, {@link #loseNext} and
 *       {@link #delayNext} no answer or a late one; over HTTP in other ways too;
 *   <li>unknown SID, or an {@code api-key} that is missing, given twice or not the account's: RBC001, status 401;
 *   <li>a sender that is not one of the account's: WA401, status 401;
 *   <li>an account that is not enabled: WA-401 for {@code account}, status 401;
 *   <li>a sender on another version of the API: WA-401 for {@code phone_number}, status 401;
 *   <li>a sender that is not active: WA401 for {@code phone_number}, status 401, with a text that is our guess;
 *   <li>a content type other than exactly {@code application/json}, a body over 1 MiB, or a payload that is not as the
 *       page wants it: WA400, status 400;
 *   <li>no credit left: E110, status 400;
 *   <li>else WA202, status 202: the message has an id, costs one of the credit and is in {@link #accepted()}.
 * </ol>
 *
 * <p>Under {@code /simulator} it has an {@linkplain #inbox() inbox}, a page that shows each message as its recipient
 * would see it and each request that was not accepted, and a REST API, {@code /simulator/api}, by which tests in any
 * language read messages, set credit and make answers fail. The guide is {@code docs/simulator.md}.
 *
 * <p>If {@link SimulatorOptions#withCallbacks(CallbackProfile) callbacks} are set, it posts a status callback for each step of
 * the {@link CallbackPlan}, and others by {@link #postCallback}. Each is posted once, whatever the response: Kaleyra's retries
 * are undocumented. A message is accepted, and so has callbacks, also after {@link #loseNext} and before the response of
 * {@link #delayNext}; a callback can come before the response in any case. After {@link #dropNext} there are none.
 *
 * <p>The success is the page's sample with the two commas that it lacks. Another path is answered with 404, another
 * method with 405, both without a body. A {@code GET} of {@code /} leads to the inbox; one of anything else outside
 * {@code /v2/} is a browser's, answered with 404 and kept nowhere.
 *
 * <p>A payload is one JSON document in UTF-8, both taken strictly: no member twice in an object, no nesting beyond 255
 * levels. A member that is {@code null} counts as absent, an unknown one is ignored. Links, numbers and texts follow the
 * rules of the core's types, so that a caption over 1024 code points is refused and a reference is cut to 255.
 *
 * <p>It listens on 127.0.0.1 at a free port unless {@link SimulatorOptions} say otherwise, on daemon threads, keeps
 * connections open between requests, and needs Gson on the class path or module path. Safe for use by many threads;
 * close it when the test is over.
 *
 * <p><strong>One effect reaches beyond it:</strong> unless the system property {@code sun.net.httpserver.nodelay} is set
 * already, loading this class sets it to {@code true} for the JVM. Otherwise JDK 17's server takes some 40 ms for each
 * request on a connection that is used again.
 */
public final class KaleyraSimulator implements AutoCloseable {

    static {
        // JDK 17's server writes head and body as two packets, the second of which waits for the client's delayed
        // acknowledgement (https://bugs.openjdk.org/browse/JDK-6968351, mended in 23). There is no other switch, and it
        // is read once.
        System.getProperties().putIfAbsent("sun.net.httpserver.nodelay", "true");
    }

    private static final int BACKLOG = 1024; // The JDK's 50 makes a burst of connections wait for a second.

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
        // The server's own thread is a daemon if the one that starts it is: a simulator that nobody closes ends with
        // the JVM.
        CompletableFuture.runAsync(server::start, threads).join();
    }

    /**
     * Starts a simulator with one account that is enabled, has one sender and a credit of 1,000,000 messages.
     *
     * @return one that listens, to be closed
     * @throws UncheckedIOException if no port can be had
     */
    public static KaleyraSimulator start() {
        return start(SimulatorOptions.defaults());
    }

    /**
     * Starts a simulator with the account of {@link #start()}.
     *
     * @param options where it listens, what its inbox does, and how it spells a code
     * @return one that listens, to be closed
     * @throws UncheckedIOException if the port cannot be had
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
     * @param first the one that {@link #account()} gives
     * @param more any others
     * @return one that listens, to be closed
     * @throws IllegalArgumentException if two of them have the same SID
     * @throws UncheckedIOException if no port can be had
     */
    public static KaleyraSimulator start(SimulatedAccount first, SimulatedAccount... more) {
        return start(SimulatorOptions.defaults(), first, more);
    }

    /**
     * Starts a simulator with these accounts.
     *
     * @param options where it listens, what its inbox does, and how it spells a code
     * @param first the one that {@link #account()} gives
     * @param more any others
     * @return one that listens, to be closed
     * @throws IllegalArgumentException if two of them have the same SID
     * @throws UncheckedIOException if the port cannot be had
     */
    public static KaleyraSimulator start(SimulatorOptions options, SimulatedAccount first, SimulatedAccount... more) {
        requireNonNull(options, "options");
        requireNonNull(first, "first");
        Ledger ledger =
                new Ledger(Stream.concat(Stream.of(first), Stream.of(more)).toList());
        // Needs Gson here, where its absence has a stack trace; in a request it would only drop the connection.
        Payload.read(new byte[0]);
        try {
            return new KaleyraSimulator(options, ledger, first);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the simulator cannot listen on " + options.hostInUrls() + ", port " + options.port(), e);
        }
    }

    /** {@return where it listens, also after it was closed} */
    public Pod pod() {
        return account.pod();
    }

    /** {@return the page that shows what was accepted and what was not, for a browser on this machine} */
    public URI inbox() {
        return URI.create(pod() + Inbox.PATH + "/");
    }

    /** {@return the first account with its first sender, ready to be given to an adapter} */
    public Account account() {
        return account;
    }

    /**
     * Returns the messages accepted so far, the oldest first; at most the newest 10,000 are kept, and fewer where
     * they have more than 32 Mi characters of text together. Clearing the inbox clears them.
     *
     * @return an immutable copy, which does not change with what is accepted later
     */
    public List<AcceptedMessage> accepted() {
        return ledger.accepted();
    }

    /**
     * {@return how many more messages an account can send}
     *
     * @param sid the account's
     * @throws IllegalArgumentException if there is no such account
     */
    public long creditOf(Sid sid) {
        return ledger.creditOf(sid);
    }

    /**
     * Answers the next requests to the messages endpoint with WA500, whatever is in them.
     *
     * @param answers how many; it replaces what is left of an earlier call, also of {@link #dropNext}, {@link #loseNext},
     *     {@link #delayNext} and over HTTP, so that 0 ends the failing
     * @throws IllegalArgumentException if it is negative
     */
    public void failNext(int answers) {
        ledger.fail(Failure.ofNext(answers, Failure.Mode.WA500));
    }

    /**
     * Closes the connections of the next requests to the messages endpoint without an answer, and accepts nothing: the
     * client cannot know which, so that its message is in doubt.
     *
     * @param answers how many, as for {@link #failNext}
     * @throws IllegalArgumentException if it is negative
     */
    public void dropNext(int answers) {
        ledger.fail(Failure.ofNext(answers, Failure.Mode.DROP));
    }

    /**
     * Accepts or rejects the next requests to the messages endpoint as they deserve, but closes their connections
     * without an answer: the client cannot know which, so that its message is in doubt.
     *
     * @param answers how many, as for {@link #failNext}
     * @throws IllegalArgumentException if it is negative
     */
    public void loseNext(int answers) {
        ledger.fail(Failure.ofNext(answers, Failure.Mode.LOSE_ANSWER));
    }

    /**
     * Accepts or rejects the next requests to the messages endpoint at once, and answers them late.
     *
     * @param answers how many, as for {@link #failNext}
     * @param delay how late, 1 ms to 10 minutes
     * @throws IllegalArgumentException if one of them is anything else
     */
    public void delayNext(int answers, Duration delay) {
        ledger.fail(Failure.ofNext(answers, Failure.Mode.DELAY, requireNonNull(delay, "delay")));
    }

    /**
     * Posts callbacks as this profile says, from now on and until another call. Callbacks that already wait are posted to its
     * URL at the times of the plan that they had.
     *
     * @param profile where to, when, and with which payloads
     */
    public void postCallbacks(CallbackProfile profile) {
        callbacks.setProfile(Optional.of(profile));
    }

    /** Posts no more callbacks, and drops those that wait. */
    public void stopCallbacks() {
        callbacks.setProfile(Optional.empty());
    }

    /**
     * Posts one callback now, whatever the plan says, and waits for the response to it, at most as long as the profile's
     * timeout. Use {@link CallbackPlan#none()} to have no other callbacks.
     *
     * <p>The same status can be posted again, and any status after any other. A repeated callback has the timestamp of the first
     * one, as a real one has.
     *
     * @param message the message's id, as the 202 had it
     * @param status any but {@link DeliveryStatus#UNKNOWN}; a failure has the code 131053, and "not sent" WAV2101
     * @return what the target responded
     * @throws IllegalArgumentException if there is no such message, or its status is {@link DeliveryStatus#UNKNOWN}
     * @throws IllegalStateException if there is no callback profile
     */
    public CallbackAttempt postCallback(MessageId message, DeliveryStatus status) {
        return callbacks
                .post(requireNonNull(message, "message"), StatusChange.to(status))
                .join();
    }

    /**
     * Posts one callback now, as {@link #postCallback(MessageId, DeliveryStatus)} does, about a failure.
     *
     * @param message the message's id, as the 202 had it
     * @param status {@link DeliveryStatus#FAILED} or {@link DeliveryStatus#NOT_SENT}
     * @param code of a failed message Meta's, a number such as {@code 131053}; of one that was not sent Kaleyra's, such as
     *     {@code WAV2101}
     * @return what the target responded
     * @throws IllegalArgumentException if there is no such message, or status and code do not fit
     * @throws IllegalStateException if there is no callback profile
     */
    public CallbackAttempt postCallback(MessageId message, DeliveryStatus status, String code) {
        return callbacks
                .post(requireNonNull(message, "message"), new StatusChange(status, code))
                .join();
    }

    /**
     * {@return the id of the newest accepted message with this {@code ref}: also of one whose sender is in doubt and got no id}
     *
     * @param ref the first reference
     * @throws IllegalArgumentException if there is none
     */
    public MessageId idOf(String ref) {
        return ledger.idOf(requireNonNull(ref, "ref"))
                .orElseThrow(() -> new IllegalArgumentException(
                        "ref: must be that of a message that was accepted and is still kept, but it is not"));
    }

    /**
     * Returns the callbacks whose attempts have ended, the oldest first; the newest 1,000 are kept.
     *
     * @return an immutable copy
     */
    public List<CallbackAttempt> callbackAttempts() {
        return ledger.attempts();
    }

    /**
     * Makes it new for the next test: forgets what it accepted, rejected and posted, drops callbacks that wait, ends any
     * failing, and gives each account the credit and the callbacks the profile that they began with. Ids go on, so that no two
     * messages share one.
     */
    public void reset() {
        ledger.reset();
        callbacks.reset();
    }

    /**
     * Stops listening, breaks the connections that are open, and waits up to 10 seconds for its threads to end. Callbacks that
     * wait or have no response yet are dropped. On a JDK before 21 one idle thread of the HTTP client for callbacks may live until
     * the next garbage collection.
     *
     * <p>What it accepted can still be asked for. Closing again does nothing.
     */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted(); // Else the server would not wait until its port is free.
        callbacks.close(); // First, since requests for a callback wait for it.
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
