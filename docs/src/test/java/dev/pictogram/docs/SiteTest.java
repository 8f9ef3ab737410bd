// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rendered pages lead where they say, and need nothing from elsewhere. */
@Tag("site")
class SiteTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root")).normalize();
    private static final Path SITE = Path.of(System.getProperty("site"));

    @Test
    void every_page_is_rendered_and_in_the_menu() throws IOException {
        List<String> menu =
                Jsoup.parse(SITE.resolve("docs/index.html")).select("#leftColumn a, nav a").eachAttr("href").stream()
                        .map(href ->
                                SITE.resolve("docs").resolve(href).normalize().toString())
                        .toList();
        for (Path page : DocumentationTest.pages()) {
            String name = ROOT.relativize(page).toString().replaceFirst("md$", "html");
            assertThat(SITE.resolve(name)).isNotEmptyFile();
            if (!name.matches("docs/adr/0.*|RELEASING.html")) {
                assertThat(menu).contains(SITE.resolve(name).normalize().toString());
            }
        }
    }

    @Test
    void every_link_leads_somewhere() throws IOException {
        assertThat(deadLinks(SITE)).isEmpty();
    }

    @Test
    void a_link_that_leads_nowhere_is_caught(@TempDir Path site) throws IOException {
        Files.writeString(site.resolve("there.html"), "<h2 id='part'>Part</h2>");
        Files.writeString(
                site.resolve("page.html"),
                "<a href='there.html'></a><a href='there.html#part'></a><a href='https://example.com/x'></a>"
                        + "<a href='away.html'></a><a href='there.html#none'></a><a href='there.md'></a>"
                        + "<img src='https://example.com/pixel.gif'><script src='away.js'></script>");

        assertThat(deadLinks(site))
                .containsExactlyInAnyOrder(
                        "page.html: away.html",
                        "page.html: there.html#none",
                        "page.html: there.md",
                        "page.html: https://example.com/pixel.gif",
                        "page.html: away.js");
    }

    private static List<String> deadLinks(Path site) throws IOException {
        List<String> dead = new ArrayList<>();
        List<Path> pages;
        try (Stream<Path> files = Files.walk(site)) {
            pages = files.filter(file -> file.toString().endsWith(".html")).toList();
        }
        for (Path page : pages) {
            Document document = Jsoup.parse(page);
            for (Element link : document.select("a[href]")) {
                if (!leadsSomewhere(page, document, link.attr("href"))) {
                    dead.add(site.relativize(page) + ": " + link.attr("href"));
                }
            }
            for (Element part : document.select("link[href], img[src], script[src]")) {
                String source = part.hasAttr("src") ? part.attr("src") : part.attr("href");
                if (source.contains(":") || !Files.exists(page.resolveSibling(source))) {
                    dead.add(site.relativize(page) + ": " + source);
                }
            }
        }
        return dead;
    }

    private static boolean leadsSomewhere(Path page, Document document, String href) throws IOException {
        URI uri = URI.create(href);
        if (uri.isAbsolute()) {
            return true; // no build asks other sites
        }
        Path target = uri.getPath().isEmpty() ? page : page.resolveSibling(uri.getPath());
        if (!Files.isRegularFile(target)) {
            return false;
        }
        String part = uri.getFragment();
        return part == null
                || part.isEmpty()
                || (target == page ? document : Jsoup.parse(target)).getElementById(part) != null;
    }
}
