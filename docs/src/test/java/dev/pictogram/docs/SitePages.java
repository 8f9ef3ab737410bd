// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the pages as the site's generator wants them. It names headings in a way of its own, which no setting changes, so
 * each gets the anchor that links know it by; and what a link leads to that is no page is in the repository only.
 */
public final class SitePages {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^):#]+)(#[^)]*)?\\)");

    private SitePages() {}

    /** Takes where to write, and where the repository is. */
    public static void main(String[] arguments) throws IOException {
        List<Path> pages = DocumentationTest.pages();
        for (Path page : pages) {
            Path target = Path.of(arguments[0]).resolve(nameOf(Page.ROOT.relativize(page)));
            Files.createDirectories(target.getParent());
            Files.writeString(target, forSite(page, pages, arguments[1]));
        }
    }

    /** Returns what a page is called on the site, where a folder shows its index as the repository shows its README. */
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

    /** A scheme alone is none of the addresses that the generator makes links of. */
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
            boolean leaves = Files.exists(target) && !pages.contains(target);
            String part = link.group(2) == null ? "" : link.group(2);
            return Matcher.quoteReplacement("](" + (leaves ? repository : nameOf(Path.of(link.group(1))) + part) + ")");
        });
    }
}
