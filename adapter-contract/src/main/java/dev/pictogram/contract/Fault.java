// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.FaultyScripts.CHUNKED;
import static dev.pictogram.contract.FaultyScripts.EIGHT_GIB;
import static dev.pictogram.contract.FaultyScripts.HALF;
import static dev.pictogram.contract.FaultyScripts.accepted;
import static dev.pictogram.contract.FaultyScripts.afterAnAnswer;
import static dev.pictogram.contract.FaultyScripts.answer;
import static dev.pictogram.contract.FaultyScripts.answerAndClose;
import static dev.pictogram.contract.FaultyScripts.answerAndReset;
import static dev.pictogram.contract.FaultyScripts.beforeOthers;
import static dev.pictogram.contract.FaultyScripts.bomb;
import static dev.pictogram.contract.FaultyScripts.packed;
import static dev.pictogram.contract.FaultyScripts.pour;
import static dev.pictogram.contract.FaultyScripts.trickle;
import static dev.pictogram.contract.FaultyScripts.twoLengths;

import dev.pictogram.SendResult;
import dev.pictogram.SendResult.Accepted;
import dev.pictogram.SendResult.InDoubt;
import dev.pictogram.SendResult.NotSent;
import dev.pictogram.contract.RawServer.Reaction;
import java.net.Socket;
import java.util.Set;

/**
 * What can go wrong with a server, each way by its name: {@code RawServer.start(Fault.RESET_AFTER_READING)} has it.
 *
 * <p>A server does it to every request unless the constant says otherwise. An answer that goes wrong is a 202.
 */
enum Fault {
    /** Closes the connection before it reads a byte; nobody looked at what the client had written by then. */
    CLOSED_ON_ARRIVAL("a connection closed on arrival", Nature.UNREAD, Script.arrival(Socket::close)),
    /** Resets the connection before it reads a byte. */
    RESET_ON_ARRIVAL("a connection reset on arrival", Nature.UNREAD, Script.arrival(Reaction.reset())),
    /** Closes the connection when it has read the headers and not the body. */
    CLOSED_WHILE_READING("a connection closed before the body is read", Nature.UNREAD, Script.head(Socket::close)),
    /** Resets the connection when it has read the headers and not the body. */
    RESET_WHILE_READING("a connection reset before the body is read", Nature.UNREAD, Script.head(Reaction.reset())),
    /** Closes the connection when it has read the request, without an answer. */
    CLOSED_AFTER_READING("a connection closed instead of an answer", Nature.AT_ONCE, Script.of(Socket::close)),
    /** Resets the connection when it has read the request, without an answer. */
    RESET_AFTER_READING("a connection reset instead of an answer", Nature.AT_ONCE, Script.of(Reaction.reset())),
    /** Reads the request and never answers, on a connection that stays open. */
    NEVER_ANSWERS("a request that is never answered", Nature.IN_TIME, Script.of(Reaction.silence())),

    /** Closes the connection in the middle of the status line. */
    ENDS_IN_THE_STATUS_LINE("an end inside the status line", Nature.AT_ONCE, answerAndClose("HTTP/1.1 2")),
    /** Closes the connection in the middle of a header. */
    ENDS_IN_THE_HEADERS(
            "an end inside the headers",
            Nature.AT_ONCE,
            answerAndClose("HTTP/1.1 202 Accepted\r\nContent-Type: applic")),
    /** Closes the connection in the middle of a body of known length. */
    ENDS_IN_THE_BODY("an end inside the body", Nature.AT_ONCE, answerAndClose(HALF)),
    /** Resets the connection in the middle of a body of known length. */
    RESET_IN_THE_BODY("a reset inside the body", Nature.AT_ONCE, answerAndReset(HALF)),
    /** Closes the connection in the middle of a chunk. */
    CHUNKS_CUT("chunks that are cut off", Nature.AT_ONCE, answerAndClose(CHUNKED + "ff\r\n{\"data\":")),
    /** Says a chunk's size in words, and keeps the connection open. */
    CHUNK_SIZE_THAT_IS_NO_NUMBER(
            "a chunk's size that is no number", Nature.AT_ONCE, answer(CHUNKED + "size\r\n{\"data\":")),

    /** Stops in the middle of a header, and keeps the connection open. */
    STALLS_IN_THE_HEADERS(
            "headers that stop halfway", Nature.IN_TIME, answer("HTTP/1.1 202 Accepted\r\nContent-Type: applic")),
    /** Stops in the middle of the body, and keeps the connection open. */
    STALLS_IN_THE_BODY("a body that stops halfway", Nature.IN_TIME, answer(HALF)),
    /** Sends a status line that comes byte by byte and has no end. */
    TRICKLES_THE_STATUS_LINE("a status line that trickles", Nature.IN_TIME, trickle("HTTP/1.1 202 Accepted ")),
    /** Sends a header that comes byte by byte and has no end. */
    TRICKLES_THE_HEADERS("headers that trickle", Nature.IN_TIME, trickle("HTTP/1.1 202 Accepted\r\nX-Header: ")),
    /** Sends a body that comes byte by byte, at a pace that takes hours. */
    TRICKLES_THE_BODY(
            "a body that trickles",
            Nature.IN_TIME,
            trickle("HTTP/1.1 202 Accepted\r\nContent-Length: 1000000\r\n\r\n")),

    /** Sends a body without a length, on and on. */
    ENDLESS_BODY("a body without an end", Nature.AT_ONCE, pour("HTTP/1.1 202 Accepted\r\n\r\n", " ")),
    /** Sends one chunk after the other. */
    ENDLESS_CHUNKS("chunks without an end", Nature.AT_ONCE, pour(CHUNKED, "400\r\n" + " ".repeat(0x400) + "\r\n")),
    /** Sends one chunk whose first line, which has its size, has no end. */
    ENDLESS_CHUNK_SIZE("a chunk's size without an end", Nature.AT_ONCE, pour(CHUNKED + "1;", "x")),
    /** Sends one header after the other. */
    ENDLESS_HEADERS(
            "headers without an end", Nature.NO_END_OF_THE_HEAD, pour("HTTP/1.1 202 Accepted\r\n", "X-Header: x\r\n")),
    /** Sends one 100 Continue after the other. */
    ENDLESS_100_CONTINUE(
            "no answer but 100 Continue", Nature.NO_END_OF_THE_HEAD, pour("", "HTTP/1.1 100 Continue\r\n\r\n")),
    /** Declares a body of 8 GiB, and sends it. */
    DECLARES_8_GIB_AND_SENDS_ON("a body of 8 GiB", Nature.AT_ONCE, pour(EIGHT_GIB, " ")),
    /** Declares a body of 8 GiB, sends none of it, and keeps the connection open. */
    DECLARES_8_GIB_AND_STALLS("a body of 8 GiB that does not come", Nature.IN_TIME, answer(EIGHT_GIB)),

    /** Compresses a response with an id, which nobody asked for. */
    GZIP_UNASKED("an answer compressed unasked", Nature.READABLE, packed()),
    /** Sends 1 MiB that unpacks to 1 GiB, with an id at its beginning. */
    GZIP_BOMB("a gzip bomb", Nature.READABLE, bomb()),

    /** Sends a 204, which has no body, with one, and keeps the connection open. */
    A_204_WITH_A_BODY(
            "a 204 with a body", Nature.AT_ONCE, answer("HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nbody")),
    /** Switches to another protocol, which nobody asked for, and keeps the connection open. */
    A_101_UNASKED(
            "a 101 that nobody asked for",
            Nature.IN_TIME,
            answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n")),
    /** Sends what is not HTTP, and closes the connection. */
    GARBAGE("garbage", Nature.AT_ONCE, answerAndClose("\u0000 what is this?\r\n\r\n")),
    /** Sends an answer with an id and a header of 1 MiB, which a client may read or refuse, and closes the connection. */
    HEADER_OF_1_MIB(
            "a header of 1 MiB",
            Nature.READABLE,
            answerAndClose(accepted(1).replaceFirst("\r\n", "\r\nX-Header: " + "x".repeat(1 << 20) + "\r\n"))),

    /** Answers its first request, keeps the connection, and closes it when it has read the next. */
    STALE_CONNECTION_CLOSED("a kept connection closed under a request", Nature.STALE, afterAnAnswer(Socket::close)),
    /** Answers its first request, keeps the connection, and resets it when it has read the next. */
    STALE_CONNECTION_RESET("a kept connection reset under a request", Nature.STALE, afterAnAnswer(Reaction.reset())),
    /** Sends, with its first answer and in the same bytes, another one; answers later requests as it should. */
    STRAY_SECOND_ANSWER("a second answer behind the first", Nature.LEFT_OVER, beforeOthers(accepted(1) + accepted(0))),
    /**
     * Declares two lengths in its first answer: one to the end of the body, one to the end of what looks like another
     * answer; answers later requests as it should.
     */
    TWO_LENGTHS("an answer of two lengths", Nature.LEFT_OVER, beforeOthers(twoLengths()));

    /** What a fault asks of the clause that it is proved by. */
    enum Nature {
        /** No whole request is read. */
        UNREAD(Set.of(NotSent.class, InDoubt.class)),
        /** The result has no need of a timeout. */
        AT_ONCE(Set.of(InDoubt.class)),
        /**
         * The result has no need of a timeout, and no more is read of the answer. Whether the connection is then closed
         * is left open: java.net.http, of JDK 17 and of 25, keeps it until the server ends it, and lets nobody else
         * close it.
         */
        NO_END_OF_THE_HEAD(Set.of(InDoubt.class)),
        /** Nothing but the timeout ends it. */
        IN_TIME(Set.of(InDoubt.class)),
        /** The answer can be read, at once. */
        READABLE(Set.of(Accepted.class, InDoubt.class)),
        /** It is seen by a second send on the same port. */
        STALE(Set.of(InDoubt.class)),
        /** What it leaves is found, or better not found, by a second send on the same port. */
        LEFT_OVER(Set.of(Accepted.class, InDoubt.class));

        private final Set<Class<? extends SendResult>> truthful;

        Nature(Set<Class<? extends SendResult>> truthful) {
            this.truthful = truthful;
        }
    }

    private final String sentence;
    private final Nature nature;
    private final Script script;

    Fault(String sentence, Nature nature, Script script) {
        this.sentence = sentence;
        this.nature = nature;
        this.script = script;
    }

    /**
     * {@return which outcomes are true of a send that meets the fault: of the second send on a port for a stale
     * connection, of the first for all others}
     */
    public Set<Class<? extends SendResult>> truthful() {
        return nature.truthful;
    }

    /** {@return what it is, in words} */
    @Override
    public String toString() {
        return sentence;
    }

    Nature nature() {
        return nature;
    }

    Script script() {
        return script;
    }
}
