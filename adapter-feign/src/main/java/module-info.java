/** Sends through OpenFeign. */
module dev.pictogram.feign {
    requires transitive dev.pictogram;
    requires transitive dev.pictogram.wire;
    requires transitive feign.core;

    exports dev.pictogram.feign;
}
