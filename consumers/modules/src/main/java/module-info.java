/** A modular application. It requires only the adapter, which requires the other modules transitively. */
module com.example.modules {
    requires dev.pictogram.jdk;
}
