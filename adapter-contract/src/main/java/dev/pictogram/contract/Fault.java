// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static dev.pictogram.contract.FaultyScripts.CHUNKED;
import static dev.pictogram.contract.FaultyScripts.EIGHT_GIB;
import static dev.pictogram.contract.FaultyScripts.HALF;
import static dev.pictogram.contract.FaultyScripts.accepted;
import static dev.pictogram.contract.FaultyScripts.afterAResponse;
import static dev.pictogram.contract.FaultyScripts.beforeOthers;
import static dev.pictogram.contract.FaultyScripts.bomb;
import static dev.pictogram.contract.FaultyScripts.gzipped;
import static dev.pictogram.contract.FaultyScripts.pour;
import static dev.pictogram.contract.FaultyScripts.respond;
import static dev.pictogram.contract.FaultyScripts.respondAndClose;
import static dev.pictogram.contract.FaultyScripts.respondAndReset;
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
 * The faults of a server. A server applies its fault to every request unless the constant says otherwise. A faulty response is
 * a 202.
 */
enum Fault {
    /** Closes the connection before it reads a byte, whatever the client has written by then. */
    CLOSED_ON_ARRIVAL("a connection closed on arrival", Nature.UNREAD, Script.arrival(Socket::close)),
    /** Resets the connection before it reads a byte. */
    RESET_ON_ARRIVAL("a connection reset on arrival", Nature.UNREAD, Script.arrival(Reaction.reset())),
    /** Closes the connection after the headers and before the body. */
    CLOSED_WHILE_READING("a connection closed before the body is read", Nature.UNREAD, Script.head(Socket::close)),
    /** Resets the connection after the headers and before the body. */
    RESET_WHILE_READING("a connection reset before the body is read", Nature.UNREAD, Script.head(Reaction.reset())),
    /** Closes the connection after it has read the request, without a response. */
    CLOSED_AFTER_READING("a connection closed instead of a response", Nature.AT_ONCE, Script.of(Socket::close)),
    /** Resets the connection after it has read the request, without a response. */
    RESET_AFTER_READING("a connection reset instead of a response", Nature.AT_ONCE, Script.of(Reaction.reset())),
    /** Reads the request, never responds, and keeps the connection open. */
    NEVER_ANSWERS("a request without a response", Nature.IN_TIME, Script.of(Reaction.silence())),

    /** Closes the connection in the middle of the status line. */
    ENDS_IN_THE_STATUS_LINE(
            "a connection closed inside the status line", Nature.AT_ONCE, respondAndClose("HTTP/1.1 2")),
    /** Closes the connection in the middle of a header. */
    ENDS_IN_THE_HEADERS(
            "a connection closed inside the headers",
            Nature.AT_ONCE,
            respondAndClose("HTTP/1.1 202 Accepted\r\nContent-Type: applic")),
    /** Closes the connection in the middle of a body of known length. */
    ENDS_IN_THE_BODY("a connection closed inside the body", Nature.AT_ONCE, respondAndClose(HALF)),
    /** Resets the connection in the middle of a body of known length. */
    RESET_IN_THE_BODY("a connection reset inside the body", Nature.AT_ONCE, respondAndReset(HALF)),
    /** Closes the connection in the middle of a chunk. */
    CHUNKS_CUT("truncated chunks", Nature.AT_ONCE, respondAndClose(CHUNKED + "ff\r\n{\"data\":")),
    /** Sends a chunk size that is not a number, and keeps the connection open. */
    CHUNK_SIZE_THAT_IS_NO_NUMBER(
            "a chunk size that is not a number", Nature.AT_ONCE, respond(CHUNKED + "size\r\n{\"data\":")),

    /** Stops in the middle of a header, and keeps the connection open. */
    STALLS_IN_THE_HEADERS(
            "headers that stop halfway", Nature.IN_TIME, respond("HTTP/1.1 202 Accepted\r\nContent-Type: applic")),
    /** Stops in the middle of the body, and keeps the connection open. */
    STALLS_IN_THE_BODY("a body that stops halfway", Nature.IN_TIME, respond(HALF)),
    /** Sends an endless status line byte by byte. */
    TRICKLES_THE_STATUS_LINE("a trickling status line", Nature.IN_TIME, trickle("HTTP/1.1 202 Accepted ")),
    /** Sends an endless header byte by byte. */
    TRICKLES_THE_HEADERS("trickling headers", Nature.IN_TIME, trickle("HTTP/1.1 202 Accepted\r\nX-Header: ")),
    /** Sends a body byte by byte, which takes hours. */
    TRICKLES_THE_BODY(
            "a trickling body", Nature.IN_TIME, trickle("HTTP/1.1 202 Accepted\r\nContent-Length: 1000000\r\n\r\n")),

    /** Sends an endless body without a length. */
    ENDLESS_BODY("an endless body", Nature.AT_ONCE, pour("HTTP/1.1 202 Accepted\r\n\r\n", " ")),
    /** Sends endless chunks. */
    ENDLESS_CHUNKS("endless chunks", Nature.AT_ONCE, pour(CHUNKED, "400\r\n" + " ".repeat(0x400) + "\r\n")),
    /** Sends a chunk whose size line is endless. */
    ENDLESS_CHUNK_SIZE("an endless chunk size", Nature.AT_ONCE, pour(CHUNKED + "1;", "x")),
    /** Sends endless headers. */
    ENDLESS_HEADERS("endless headers", Nature.NO_END_OF_THE_HEAD, pour("HTTP/1.1 202 Accepted\r\n", "X-Header: x\r\n")),
    /** Sends endless 100 Continue responses. */
    ENDLESS_100_CONTINUE("endless 100 Continue", Nature.NO_END_OF_THE_HEAD, pour("", "HTTP/1.1 100 Continue\r\n\r\n")),
    /** Declares a body of 8 GiB, and sends it. */
    DECLARES_8_GIB_AND_SENDS_ON("a body of 8 GiB", Nature.AT_ONCE, pour(EIGHT_GIB, " ")),
    /** Declares a body of 8 GiB, sends none of it, and keeps the connection open. */
    DECLARES_8_GIB_AND_STALLS("a body of 8 GiB that is not sent", Nature.IN_TIME, respond(EIGHT_GIB)),

    /** Sends an unrequested gzip response with an id. */
    GZIP_UNASKED("an unrequested gzip response", Nature.READABLE, gzipped()),
    /** Sends 1 MiB that decompresses to 1 GiB, with an id at its beginning. */
    GZIP_BOMB("a gzip bomb", Nature.READABLE, bomb()),

    /** Sends a 204 with a body, which a 204 must not have, and keeps the connection open. */
    A_204_WITH_A_BODY(
            "a 204 with a body", Nature.AT_ONCE, respond("HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nbody")),
    /** Switches to another protocol without a request to, and keeps the connection open. */
    A_101_UNASKED(
            "an unrequested 101",
            Nature.IN_TIME,
            respond("HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n")),
    /** Sends bytes that are not HTTP, and closes the connection. */
    GARBAGE("garbage", Nature.AT_ONCE, respondAndClose("\u0000 what is this?\r\n\r\n")),
    /** Sends a response with an id and a header of 1 MiB, which a client may accept or refuse, and closes the connection. */
    HEADER_OF_1_MIB(
            "a header of 1 MiB",
            Nature.READABLE,
            respondAndClose(accepted(1).replaceFirst("\r\n", "\r\nX-Header: " + "x".repeat(1 << 20) + "\r\n"))),

    /** Accepts its first request, keeps the connection, and closes it after it has read the next request. */
    STALE_CONNECTION_CLOSED("a kept connection closed under a request", Nature.STALE, afterAResponse(Socket::close)),
    /** Accepts its first request, keeps the connection, and resets it after it has read the next request. */
    STALE_CONNECTION_RESET("a kept connection reset under a request", Nature.STALE, afterAResponse(Reaction.reset())),
    /** Sends a second response directly after its first; accepts later requests. */
    STRAY_SECOND_RESPONSE("a stray second response", Nature.LEFT_OVER, beforeOthers(accepted(1) + accepted(0))),
    /**
     * Declares two lengths in its first response: one to the end of the body, one to the end of bytes that look like another
     * response; accepts later requests.
     */
    TWO_LENGTHS("a response with two lengths", Nature.LEFT_OVER, beforeOthers(twoLengths()));

    /** How a clause tests the fault. */
    enum Nature {
        /** No complete request is read. */
        UNREAD(Set.of(NotSent.class, InDoubt.class)),
        /** The result needs no timeout. */
        AT_ONCE(Set.of(InDoubt.class)),
        /**
         * The result needs no timeout, and the response is read no further. The connection may stay open: java.net.http of JDK
         * 17 and 25 keeps it until the server closes it, and has no way to close it.
         */
        NO_END_OF_THE_HEAD(Set.of(InDoubt.class)),
        /** Only the timeout ends the attempt. */
        IN_TIME(Set.of(InDoubt.class)),
        /** The response is readable at once. */
        READABLE(Set.of(Accepted.class, InDoubt.class)),
        /** The second send on the same port meets the fault. */
        STALE(Set.of(InDoubt.class)),
        /** The second send on the same port could read bytes that the first has left. */
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
     * {@return the truthful results of the send that meets the fault, the second on a port for a stale connection, otherwise
     * the first}
     */
    Set<Class<? extends SendResult>> truthful() {
        return nature.truthful;
    }

    /** {@return a description} */
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
