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
 * Sends one image message and prints the result.
 *
 * <p>Without {@code KALEYRA_...} variables the program starts a simulator and sends the sample of the API page to it. With an
 * account in the variables it sends a real, billed message.
 */
public final class Quickstart {

    private final PrintStream out;

    private Quickstart(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the program. The exit status depends on the result; see {@link Options#USAGE}.
     *
     * @param args recipient, image, caption and references; see {@link Options#USAGE}
     */
    public static void main(String[] args) {
        System.exit(run(args, System.getenv(), new PrintStream(System.out, true, UTF_8)));
    }

    static int run(String[] args, Map<String, String> environment, PrintStream out) {
        try {
            Optional<Account> realAccount = Options.account(environment);
            ImageMessage message = Options.message(args, realAccount.isPresent());
            return new Quickstart(out).send(realAccount, message);
        } catch (IllegalArgumentException wrongArguments) {
            out.println(wrongArguments.getMessage());
            out.println();
            out.println(Options.USAGE);
            return 2;
        }
    }

    private int send(Optional<Account> realAccount, ImageMessage message) {
        if (realAccount.isPresent()) {
            return send(realAccount.get(), message);
        }
        try (KaleyraSimulator kaleyra = KaleyraSimulator.start()) {
            out.println(
                    "No KALEYRA_... variables are set: using a simulator on this machine. No real message is sent.");
            out.println();
            return send(kaleyra.account(), message);
        }
    }

    private int send(Account account, ImageMessage message) {
        SendPolicy policy = SendPolicy.defaults();
        HttpTransport transport = JdkTransport.create(policy);
        // An application calls JdkMessaging.of(account). This program wraps the transport to print the request.
        MessagingPort messaging = KaleyraMessaging.over(
                request -> {
                    print(request);
                    return transport.post(request);
                },
                account,
                policy);
        return print(messaging.send(message));
    }

    private void print(HttpTransport.Request request) {
        out.println("POST " + request.uri());
        request.headers()
                .forEach((name, value) -> out.println(name + ": " + (name.equals("api-key") ? "(hidden)" : value)));
        out.println();
        out.println(new String(request.body(), UTF_8));
        out.println();
    }

    private int print(SendResult result) {
        return result.fold(
                accepted -> {
                    out.println("Accepted by Kaleyra. Message id: " + accepted.id());
                    out.println("Delivery is reported later by Kaleyra's reports and callbacks.");
                    return 0;
                },
                rejected -> {
                    out.println("Rejected by Kaleyra; the message is not delivered. Reason: " + rejected.reason()
                            + " (HTTP " + rejected.status() + " " + rejected.code() + ").");
                    out.println("Kaleyra's error: " + rejected.message() + " " + rejected.details());
                    return 3;
                },
                notSent -> {
                    out.println("Not sent. It is safe to send the message again.");
                    out.println("Reason: " + notSent.why());
                    return 4;
                },
                inDoubt -> {
                    out.println("In doubt: Kaleyra may have accepted the message.");
                    out.println("Check Kaleyra's reports before you send it again. Reason: " + inDoubt.why());
                    return 5;
                });
    }
}
