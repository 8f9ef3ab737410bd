// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import dev.pictogram.contract.HostileJvmProcess.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The program of {@link HostileJvmProcess}: runs the clauses of {@link HostileJvmClauses} and prints an outcome a line. */
final class HostileJvmMain {

    /** The id of a failure outside of a test, such as in the constructor of the contract's class. */
    static final String WHOLE_RUN = "whole run";

    private HostileJvmMain() {}

    public static void main(String[] args) throws ClassNotFoundException {
        PrintStream outcomes = System.out;
        System.setOut(System.err); // what an adapter prints must not mix with the outcomes
        endWithParent();
        int exit = 0;
        try {
            run(Class.forName(args[0]), outcomes);
        } catch (Throwable failed) { // even an OutOfMemoryError, which JUnit rethrows
            exit = 1;
            outcomes.println(Line.print(WHOLE_RUN, TestExecutionResult.failed(failed)));
        }
        outcomes.flush();
        System.exit(exit); // an adapter may have threads that are no daemons
    }

    private static void run(Class<?> contract, PrintStream outcomes) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectNestedClass(
                        new ArrayList<>(withEnclosing(contract)), HttpAdapterContract.HostileJvm.class))
                .configurationParameter(InHostileJvm.IN_PLACE, "true")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .build();
        // The author's listeners belong to the first JVM: two must not write the same report.
        LauncherConfig config = LauncherConfig.builder()
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .build();
        LauncherFactory.create(config).execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    outcomes.println(Line.print(idOf(test.getUniqueId()), result));
                } else if (result.getStatus() == Status.FAILED) {
                    outcomes.println(Line.print(WHOLE_RUN, result));
                }
                outcomes.flush();
            }
        });
    }

    /** {@return the class and, if it is itself a nested test class, the classes around it, outermost first} */
    private static Deque<Class<?>> withEnclosing(Class<?> contract) {
        Deque<Class<?>> classes = new ArrayDeque<>();
        Class<?> next = contract;
        classes.addFirst(next);
        while (next.isMemberClass() && !Modifier.isStatic(next.getModifiers())) {
            next = next.getEnclosingClass();
            classes.addFirst(next);
        }
        return classes;
    }

    /** {@return JUnit's unique id from the test class on} Engines such as the suite engine prepend more. */
    static String idOf(String uniqueId) {
        return uniqueId.substring(Math.max(0, uniqueId.indexOf("/[class:")));
    }

    private static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // The parent writes nothing.
                        }
                    } catch (IOException ended) {
                        // As above.
                    }
                    Runtime.getRuntime().halt(2);
                },
                "end-with-parent");
        watch.setDaemon(true);
        watch.start();
    }

    /**
     * One outcome as a line of text.
     *
     * @param id the test's id
     * @param outcome its outcome
     */
    record Line(String id, Outcome outcome) {

        private static final String MARK = "pictogram-contract";

        static String print(String id, TestExecutionResult result) {
            String text = result.getThrowable().map(Line::stackTrace).orElse("");
            return String.join(
                    "\t",
                    MARK,
                    id,
                    result.getStatus().name(),
                    Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
        }

        /** {@return the outcome, or nothing if an adapter has printed the line} */
        static Optional<Line> parse(String line) {
            String[] parts = line.split("\t", -1);
            if (parts.length != 4 || !parts[0].equals(MARK)) {
                return Optional.empty();
            }
            String text = new String(Base64.getDecoder().decode(parts[3]), UTF_8);
            return Optional.of(new Line(parts[1], new Outcome(Status.valueOf(parts[2]), text)));
        }

        private static String stackTrace(Throwable thrown) {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            return text.toString();
        }
    }
}
