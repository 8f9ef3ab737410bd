// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/** Runs a simulator until it is told to end. */
final class Main {

    private static final int NO_PORT = 1;
    private static final int MISUSE = 2;

    private Main() {}

    /**
     * Runs the program.
     *
     * @param args as {@code --help} lists them
     * @throws InterruptedException if the thread is interrupted, which nobody does
     */
    public static void main(String[] args) throws InterruptedException {
        if (Settings.asksForHelp(args)) {
            System.out.println(Settings.HELP);
            return;
        }
        try {
            Settings settings = Settings.of(args);
            KaleyraSimulator simulator = settings.start();
            Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
            System.out.println(Greeting.of(simulator, settings));
        } catch (IllegalArgumentException misuse) {
            System.err.println(misuse.getMessage());
            System.err.println("--help lists all flags.");
            System.exit(MISUSE);
        } catch (UncheckedIOException noPort) {
            System.err.println(noPort.getMessage() + ": " + noPort.getCause());
            System.exit(NO_PORT);
        }
        new CountDownLatch(1).await(); // The simulator's threads are daemons; a signal ends this one.
    }
}
