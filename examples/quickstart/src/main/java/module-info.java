/** The smallest real program on Pictogram. */
module dev.pictogram.examples.quickstart {
    requires dev.pictogram.testkit;
    requires dev.pictogram.wire;
}
