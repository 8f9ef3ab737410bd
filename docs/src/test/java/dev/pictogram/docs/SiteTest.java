// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the links of the rendered pages, and that they load nothing from other sites. */
@Tag("site")
class SiteTest {

    private static final Path SITE = Path.of(System.getProperty("site"));

    @Test
    void every_page_is_rendered_and_in_the_menu() throws IOException {
        List<String> pages = new ArrayList<>();
        for (Path page : DocumentationTest.pages()) {
            pages.add(SitePages.nameOf(Page.ROOT.relativize(page)).replaceFirst("md$", "html"));
        }

        assertThat(pages)
                .hasSizeGreaterThan(20)
                .allSatisfy(page -> assertThat(SITE.resolve(page)).isNotEmptyFile());
        assertThat(menu())
                .containsExactlyInAnyOrderElementsOf(pages.stream()
                        .filter(page -> !page.matches("docs/adr/0.*|RELEASING.html"))
                        .toList());
    }

    /** Reads the menu of a page that is not in it, since the entry of the current page is not a link. */
    private static List<String> menu() throws IOException {
        return Jsoup.parse(SITE.resolve("RELEASING.html"))
                .select("#leftColumn nav a")
                .eachAttr("href");
    }

    @Test
    void the_first_page_is_the_readme() throws IOException {
        assertThat(Jsoup.parse(SITE.resolve("index.html")).select("h1").text()).isEqualTo("Pictogram");
    }

    @Test
    void prepared_pages_have_anchors_and_link_only_to_pages(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("examples"));
        Files.createFile(folder.resolve("LICENSE"));
        Files.createFile(folder.resolve("examples/README.md"));
        Files.createFile(folder.resolve("inbox.png"));
        Path other = folder.resolve("docs/README.md");
        Path page = Files.writeString(folder.resolve("page.md"), """
                # Run `it`, twice
                [a](docs/README.md#part) [b](#run-it-twice) [c](https://example.com/README.md)
                [d](examples) [e](./LICENSE#L1) [f](examples/README.md) [g](nowhere.md)
                ![h](inbox.png)
                ## Again
                ## Again
                ```sh
                # not this [i](LICENSE)
                ```
                """);

        assertThat(SitePages.forSite(page, List.of(page, other), "https://example.com/all"))
                .isEqualTo("""
                        # <a id="run-it-twice"></a>Run `it`, twice
                        [a](docs/index.md#part) [b](#run-it-twice) [c](https://example.com/README.md)
                        [d](https://example.com/all) [e](https://example.com/all) [f](https://example.com/all) [g](nowhere.md)
                        ![h](inbox.png)
                        ## <a id="again"></a>Again
                        ## Again
                        ```sh
                        # not this [i](LICENSE)
                        ```
                        """);
    }

    @Test
    void every_link_has_a_target() throws IOException {
        assertThat(deadLinks(SITE)).isEmpty();
    }

    @Test
    void a_dead_link_is_detected(@TempDir Path site) throws IOException {
        Files.writeString(site.resolve("there.html"), "<h2 id='part'>Part</h2>");
        Files.writeString(
                site.resolve("page.html"),
                "<a href='there.html'></a><a href='there.html#part'></a><a href='https://example.com/x'></a>"
                        + "<a href='http://'></a><a href='mailto'></a><h1 id='a'></h1><h2 id='a'></h2>"
                        + "<a href='away.html'></a><a href='there.html#none'></a><a href='there.md'></a>"
                        + "<img src='https://example.com/pixel.gif'><script src='away.js'></script>");

        assertThat(deadLinks(site))
                .containsExactlyInAnyOrder(
                        "page.html: away.html",
                        "page.html: there.html#none",
                        "page.html: there.md",
                        "page.html: http://",
                        "page.html: mailto",
                        "page.html: id a again",
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
                if (!hasTarget(page, document, link.attr("href"))) {
                    dead.add(site.relativize(page) + ": " + link.attr("href"));
                }
            }
            Set<String> ids = new HashSet<>();
            for (Element part : document.select("[id]")) {
                if (!ids.add(part.id())) {
                    dead.add(site.relativize(page) + ": id " + part.id() + " again");
                }
            }
            for (Element part : document.select("link[href], [src]")) {
                String source = part.hasAttr("src") ? part.attr("src") : part.attr("href");
                if (source.contains(":") || !Files.exists(page.resolveSibling(source))) {
                    dead.add(site.relativize(page) + ": " + source);
                }
            }
        }
        return dead;
    }

    private static boolean hasTarget(Path page, Document document, String href) throws IOException {
        if (href.contains(":")) {
            return href.matches("https?://\\w.*"); // external links are not requested
        }
        URI uri = URI.create(href);
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
