// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.sourceforge.plantuml.FileFormat;
import net.sourceforge.plantuml.FileFormatOption;
import net.sourceforge.plantuml.SourceStringReader;
import net.sourceforge.plantuml.code.TranscoderUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Draws the diagrams from their texts, and checks that the SVG files in the repository are drawn from these texts. Coordinates
 * depend on the installed fonts, so the text is compared that PlantUML stores in an SVG file.
 */
class DiagramsTest {

    private static final Path DRAWN = Path.of(System.getProperty("diagrams"));
    private static final Pattern SOURCE = Pattern.compile("<\\?plantuml-src (\\S+?)\\?>");

    static List<Path> texts() throws IOException {
        try (Stream<Path> files = Files.list(Page.ROOT.resolve("docs/images"))) {
            return files.filter(file -> file.toString().endsWith(".puml")).toList();
        }
    }

    @BeforeAll
    static void createFolder() throws IOException {
        Files.createDirectories(DRAWN);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void every_diagram_is_drawn_from_its_text(Path text) throws IOException {
        String name = text.getFileName().toString().replace(".puml", ".svg");
        Path committed = text.resolveSibling(name);
        if (canMeasureText()) {
            Files.writeString(DRAWN.resolve(name), draw(Files.readString(text)));
        }

        assertThat(sourceOf(Files.readString(committed)))
                .as("copy docs/target/diagrams/" + name + " to docs/images")
                .isEqualTo(sourceIn(Files.readString(text)));
    }

    @Test
    void a_changed_text_is_detected() throws IOException {
        if (!canMeasureText()) {
            abort("skipped: no font is installed");
        }
        String drawn = draw("@startuml\n[*] --> QUEUED\n@enduml\n");

        assertThat(sourceOf(drawn))
                .isEqualTo(sourceIn("@startuml\n[*] --> QUEUED\n@enduml\n"))
                .isNotEqualTo(sourceIn("@startuml\n[*] --> SENDING\n@enduml\n"));
    }

    private static String draw(String text) throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.ROOT); // In Turkish, PlantUML writes "data-source-lıne".
        try {
            ByteArrayOutputStream svg = new ByteArrayOutputStream();
            String description = new SourceStringReader(text)
                    .outputImage(svg, new FileFormatOption(FileFormat.SVG))
                    .getDescription();
            assertThat(description).doesNotContainIgnoringCase("error");
            return svg.toString(StandardCharsets.UTF_8);
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Returns the text that a drawn SVG file contains, compressed. */
    private static String sourceOf(String svg) throws IOException {
        Matcher source = SOURCE.matcher(svg);
        assertThat(source.find()).isTrue();
        return sourceIn(TranscoderUtil.getDefaultTranscoder().decode(source.group(1)));
    }

    private static String sourceIn(String text) {
        return text.replaceAll("@(start|end)uml", "").strip();
    }

    /** Tells whether a font is installed, which the JDK alone does not bring. */
    private static boolean canMeasureText() {
        try {
            new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
                    .createGraphics()
                    .getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
            return true;
        } catch (Error noFont) {
            return false;
        }
    }
}
