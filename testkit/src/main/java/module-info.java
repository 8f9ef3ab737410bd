/** What users of Pictogram and authors of adapters test with. */
module dev.pictogram.testkit {
    requires transitive dev.pictogram;
    requires static dev.pictogram.wire;
    requires static org.junit.jupiter.api;
    requires static org.junit.jupiter.params;

    exports dev.pictogram.testkit.contract;

    opens dev.pictogram.testkit.contract;
}
