/** A modular application. */
module com.example.outbox {
    requires dev.pictogram.jdk;
    requires dev.pictogram.outbox;
}
