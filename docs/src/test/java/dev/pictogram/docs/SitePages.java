// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Prepares the pages for the site generator. The generator's heading anchors differ from GitHub's and cannot be configured, so
 * each heading gets GitHub's anchor. Pictures are copied. Links to other files are replaced by the repository's address.
 */
public final class SitePages {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^):#]+)(#[^)]*)?\\)");

    private SitePages() {}

    /** Arguments: the folder of the generated site and the repository's address. */
    public static void main(String[] arguments) throws IOException {
        List<Path> pages = DocumentationTest.pages();
        for (Path page : pages) {
            Path target = Path.of(arguments[0], "markdown").resolve(nameOf(Page.ROOT.relativize(page)));
            Files.createDirectories(target.getParent());
            Files.writeString(target, forSite(page, pages, arguments[1]));
        }
        try (Stream<Path> images = Files.list(Page.ROOT.resolve("docs/images"))) {
            for (Path image : images.filter(SitePages::isPicture).toList()) {
                Path target = Path.of(arguments[0], "resources").resolve(Page.ROOT.relativize(image));
                Files.createDirectories(target.getParent());
                Files.copy(image, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static boolean isPicture(Path file) {
        return file.toString().matches(".*\\.(png|svg)");
    }

    /** Returns the name of a page on the site, where README.md becomes index.md. */
    static String nameOf(Path page) {
        return page.toString().replaceFirst("README\\.md$", "index.md");
    }

    static String forSite(Path page, List<Path> pages, String repository) throws IOException {
        List<String> lines = new ArrayList<>();
        Set<String> anchors = new HashSet<>();
        boolean code = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```")) {
                code = !code;
            }
            lines.add(code ? line : withAnchor(withLinks(withSchemesAsText(line), page, pages, repository), anchors));
        }
        return String.join("\n", lines) + "\n";
    }

    /** Escapes schemes without a host, such as {@code https://}, which the generator would turn into links. */
    private static String withSchemesAsText(String line) {
        return line.replaceAll("://(?=\\s)", ":\\\\//");
    }

    private static String withAnchor(String line, Set<String> anchors) {
        String anchor = Page.anchor(line);
        return line.matches("#+ .*") && anchors.add(anchor)
                ? line.replaceFirst(" ", Matcher.quoteReplacement(" <a id=\"" + anchor + "\"></a>"))
                : line;
    }

    private static String withLinks(String line, Path page, List<Path> pages, String repository) {
        return LINK.matcher(line).replaceAll(link -> {
            Path target = page.resolveSibling(link.group(1)).normalize();
            boolean leaves = Files.exists(target) && !pages.contains(target) && !isPicture(target);
            String part = link.group(2) == null ? "" : link.group(2);
            return Matcher.quoteReplacement("](" + (leaves ? repository : nameOf(Path.of(link.group(1))) + part) + ")");
        });
    }
}
