// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pictogram.Account;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.simulator.KaleyraSimulator;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.http.HttpTransport;
import dev.pictogram.wire.http.JdkTransport;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * Sends one image message and tells what became of it.
 *
 * <p>Without settings it starts a simulator of Kaleyra and sends the API page's own sample to it. With an account in
 * the environment it sends a real, billed message.
 */
public final class Quickstart {

    private final PrintStream out;

    private Quickstart(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the program; its exit status tells what became of the message.
     *
     * @param args recipient, image, caption and references; see {@link Options}
     */
    public static void main(String[] args) {
        System.exit(run(args, System.getenv(), new PrintStream(System.out, true, UTF_8)));
    }

    static int run(String[] args, Map<String, String> environment, PrintStream out) {
        try {
            Optional<Account> real = Options.account(environment);
            ImageMessage message = Options.message(args, real.isPresent());
            return new Quickstart(out).send(real, message);
        } catch (IllegalArgumentException misuse) {
            out.println(misuse.getMessage());
            out.println();
            out.println(Options.USAGE);
            return 2;
        }
    }

    private int send(Optional<Account> real, ImageMessage message) {
        if (real.isPresent()) {
            return send(real.get(), message);
        }
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            out.println(
                    "No KALEYRA_... settings, so this talks to a simulator on this machine. Nobody gets a message.");
            out.println();
            return send(kaleyra.account(), message);
        }
    }

    private int send(Account account, ImageMessage message) {
        SendPolicy policy = SendPolicy.defaults();
        HttpTransport http = JdkTransport.create(policy);
        // An application says JdkMessaging.of(account). This program looks over the transport's shoulder.
        MessagingPort messaging = KaleyraMessaging.over(
                call -> {
                    show(call);
                    return http.post(call);
                },
                account,
                policy);
        return tell(messaging.send(message));
    }

    private void show(HttpTransport.Request call) {
        out.println("POST " + call.uri());
        call.headers()
                .forEach((name, value) -> out.println(name + ": " + (name.equals("api-key") ? "(hidden)" : value)));
        out.println();
        out.println(new String(call.body(), UTF_8));
        out.println();
    }

    private int tell(SendResult result) {
        return result.fold(
                accepted -> {
                    out.println("Accepted: Kaleyra took the message. Its id is " + accepted.id() + ".");
                    out.println("That is not delivery yet; Kaleyra's reports and callbacks tell of that, by this id.");
                    return 0;
                },
                rejected -> {
                    out.println("Rejected: Kaleyra refused the message, nobody gets it. Reason: " + rejected.reason()
                            + " (HTTP " + rejected.status() + " " + rejected.code() + ").");
                    out.println("Kaleyra says: " + rejected.message() + " " + rejected.details());
                    return 3;
                },
                notSent -> {
                    out.println("Not sent: the message never left, so it is safe to try again.");
                    out.println("Why: " + notSent.why());
                    return 4;
                },
                inDoubt -> {
                    out.println("In doubt: nobody knows whether Kaleyra took the message.");
                    out.println("Look into Kaleyra's reports before you send it again. Why: " + inDoubt.why());
                    return 5;
                });
    }
}
