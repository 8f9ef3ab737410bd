package dev.pictogram.wire.architecture.wrong;

import com.google.gson.JsonElement;
import java.util.List;

/** Wrong on purpose: a third class that knows Gson, and shows it. */
public class ShowsItsLibrary {

    public List<JsonElement> returned() {
        return List.of();
    }

    protected void taken(JsonElement element) {}
}
