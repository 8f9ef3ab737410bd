/** The smallest real program on Pictogram. */
module dev.pictogram.examples.quickstart {
    requires dev.pictogram.simulator;
    requires dev.pictogram.wire;
}
