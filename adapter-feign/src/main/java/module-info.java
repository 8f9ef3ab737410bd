/** An adapter on OpenFeign. */
module dev.pictogram.feign {
    requires transitive dev.pictogram;
    requires transitive dev.pictogram.wire;
    requires transitive feign.core;
    requires static org.jspecify;

    exports dev.pictogram.feign;
}
