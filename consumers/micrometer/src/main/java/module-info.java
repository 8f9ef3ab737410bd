/** A modular application. The decorator requires Micrometer's observations transitively. */
module com.example.micrometer {
    requires dev.pictogram.jdk;
    requires dev.pictogram.micrometer;
}
