/** The domain of WhatsApp image messages and the port that sends them; needs nothing but {@code java.base}. */
module dev.pictogram {
    requires static org.jspecify;

    exports dev.pictogram;
}
