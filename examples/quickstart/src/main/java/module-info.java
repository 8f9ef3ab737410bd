/** A small program that sends one message. */
module dev.pictogram.examples.quickstart {
    requires dev.pictogram.simulator;
    requires dev.pictogram.wire;
}
