// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/** Runs a simulator until the process is stopped. */
final class Main {

    private static final int NO_PORT = 1;
    private static final int MISUSE = 2;

    private Main() {}

    /**
     * Runs the program.
     *
     * @param args the options that {@code --help} lists
     * @throws InterruptedException if the thread is interrupted
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
            System.err.println("--help lists all options.");
            System.exit(MISUSE);
        } catch (UncheckedIOException noPort) {
            System.err.println(noPort.getMessage() + ": " + noPort.getCause());
            System.exit(NO_PORT);
        }
        new CountDownLatch(1).await(); // The simulator's threads are daemons; a signal ends this one.
    }
}
