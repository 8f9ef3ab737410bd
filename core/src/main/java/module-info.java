/** Image messages, accounts, results, delivery reports and the port that sends messages. Requires {@code java.base} only. */
module dev.pictogram {
    requires static org.jspecify;

    exports dev.pictogram;
}
