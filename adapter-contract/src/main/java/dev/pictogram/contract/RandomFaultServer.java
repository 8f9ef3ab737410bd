// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.Reason;
import dev.pictogram.contract.Fault.Nature;
import dev.pictogram.contract.RawServer.Reaction;
import dev.pictogram.contract.RawServer.Request;
import java.io.IOException;
import java.net.Socket;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A script that responds to each request at random, and records what it did, so that a result can be checked. The {@code ref}
 * identifies a message.
 *
 * <p>The seed determines the response to the first, second and third request of each message. It also determines which
 * connections are closed, in the order of their arrival.
 */
final class RandomFaultServer implements Script {

    private static final Pattern REF = Pattern.compile("\"ref\":\"([^\"]*)\"");

    /** Without the faults of two sends: a stray response may reach whichever send comes next. */
    private static final Set<Nature> ABOUT_ONE_SEND =
            EnumSet.of(Nature.AT_ONCE, Nature.IN_TIME, Nature.NO_END_OF_THE_HEAD, Nature.READABLE);

    private static final List<Fault> FAULTS = Stream.of(Fault.values())
            .filter(fault -> ABOUT_ONE_SEND.contains(fault.nature()))
            .toList();

    private final long seed;
    private final Random connections;
    private final Map<String, List<Step>> seen = new ConcurrentHashMap<>();

    RandomFaultServer(long seed) {
        this.seed = seed;
        this.connections = new Random(seed);
    }

    /** The response to one request. */
    private record Step(Kind kind, Script script, String name, long at) {

        Step(Kind kind, Script script, String name) {
            this(kind, script, name, System.nanoTime());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private enum Kind {
        ACCEPTED,
        RETRY_LATER,
        REJECTED,
        FAULT
    }

    /** {@return the message's ref} */
    static String refOf(Request request) {
        Matcher ref = REF.matcher(new String(request.body(), UTF_8));
        return ref.find() ? ref.group(1) : "";
    }

    static byte[] accepted(String ref) {
        return VerdictRow.http(202, "{\"data\":{\"message_id\":\"" + ref + "\"}}");
    }

    @Override
    public void onArrival(Socket connection) throws IOException {
        closeAtRandom(connection, 4);
    }

    @Override
    public void onHead(Socket connection) throws IOException {
        closeAtRandom(connection, 2);
    }

    private void closeAtRandom(Socket connection, int percent) throws IOException {
        int draw = connections.nextInt(100);
        if (draw < percent) {
            connection.close();
        } else if (draw < 2 * percent) {
            Reaction.reset().on(connection);
        }
    }

    @Override
    public void onRequest(RawServer server, Socket connection, Request request) throws IOException {
        String ref = refOf(request);
        List<Step> before = seen.computeIfAbsent(ref, none -> new CopyOnWriteArrayList<>());
        Step step = step(ref, new Random(seed * 31 + ref.hashCode() * 7919L + before.size()));
        before.add(step);
        step.script().onRequest(server, connection, request);
    }

    private static Step step(String ref, Random random) {
        int draw = random.nextInt(100);
        if (draw < 35) {
            return new Step(Kind.ACCEPTED, Script.of(Reaction.respond(accepted(ref))), "accepted");
        }
        if (draw < 60) {
            int status = random.nextBoolean() ? 503 : 429;
            byte[] response = VerdictRow.http(status, "Retry-After: 0\r\n", new byte[0]);
            return new Step(Kind.RETRY_LATER, Script.of(Reaction.respond(response)), "retry later");
        }
        if (draw < 65) {
            byte[] response = VerdictRow.http(400, "{\"code\":\"WA400\"}");
            return new Step(Kind.REJECTED, Script.of(Reaction.respond(response)), "rejected");
        }
        Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
        return new Step(Kind.FAULT, fault.script(), fault.name());
    }

    /** {@return the number of requests} */
    int requests() {
        return seen.values().stream().mapToInt(List::size).sum();
    }

    /** {@return the requests of a message that arrived after the limit, a value of {@link System#nanoTime}} */
    Stream<String> later(String ref, long limit) {
        return seen.getOrDefault(ref, List.of()).stream()
                .filter(step -> step.at() - limit > 0)
                .map(step -> ref + ": a request arrived " + (step.at() - limit) / 1_000_000 + " ms too late, " + step);
    }

    /** {@return whether the last request of a message got a complete response} */
    boolean gotResponse(String ref) {
        List<Step> steps = seen.getOrDefault(ref, List.of());
        return !steps.isEmpty() && steps.get(steps.size() - 1).kind() != Kind.FAULT;
    }

    /** {@return the contradiction between a result and the message's requests, late ones included} */
    Optional<String> wrong(String ref, SendResult result) {
        List<Step> steps = seen.getOrDefault(ref, List.of());
        for (int i = 0; i < steps.size() - 1; i++) {
            if (steps.get(i).kind() != Kind.RETRY_LATER) {
                return Optional.of(ref + " was retried after " + steps.get(i) + ": " + steps);
            }
        }
        Optional<Step> last = steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
        boolean agrees = result.fold(
                accepted -> last.filter(step -> step.kind() == Kind.ACCEPTED
                                        && accepted.id().value().equals(ref)
                                || step.kind() == Kind.FAULT
                                        && Fault.valueOf(step.name()).truthful().contains(Accepted.class))
                        .isPresent(),
                rejected -> last.filter(step -> step.kind()
                                == (rejected.reason() == Reason.INVALID_PAYLOAD ? Kind.REJECTED : Kind.RETRY_LATER))
                        .isPresent(),
                notSent -> last.map(step -> step.kind() == Kind.RETRY_LATER).orElse(true),
                inDoubt -> true);
        return agrees ? Optional.empty() : Optional.of(ref + " has the result " + result + " after " + steps);
    }
}
