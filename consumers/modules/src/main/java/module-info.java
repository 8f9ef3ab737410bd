/** An application of modules: it names the adapter, and through it all that a message is made of. */
module com.example.modules {
    requires dev.pictogram.jdk;
}
