// SPDX-License-Identifier: Apache-2.0
package com.example.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** A published POM. */
record Pom(String text, Element project) {

    static Pom read(Path file) throws IOException {
        try {
            return new Pom(
                    Files.readString(file),
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(file.toFile())
                            .getDocumentElement());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file.toString(), e);
        }
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (String wanted : List.of("name", "description", "url", "licenses", "developers", "scm")) {
            if (!elements().contains(wanted)) {
                problems.add("has no " + wanted);
            }
        }
        if (elements().contains("parent")) {
            problems.add("has a parent");
        }
        Matcher placeholder = Pattern.compile("\\$\\{.*?}").matcher(text);
        while (placeholder.find()) {
            problems.add("has an unresolved placeholder: " + placeholder.group());
        }
        for (Element dependency : children(child(project, "dependencies"))) {
            if (text(dependency, "version").endsWith("-SNAPSHOT")) {
                problems.add("depends on a snapshot: " + name(dependency));
            }
            if (text(dependency, "scope").equals("test")) {
                problems.add("has a test dependency: " + name(dependency));
            }
        }
        return problems;
    }

    List<String> elements() {
        return children(project).stream().map(Element::getTagName).toList();
    }

    /** {@return the transitive dependencies by group and name, without optional and provided ones} */
    List<String> required() {
        return children(child(project, "dependencies")).stream()
                .filter(dependency -> !text(dependency, "optional").equals("true"))
                .filter(dependency -> !text(dependency, "scope").equals("provided"))
                .map(Pom::name)
                .toList();
    }

    List<String> managed() {
        return children(child(child(project, "dependencyManagement"), "dependencies")).stream()
                .map(dependency -> name(dependency) + ":" + text(dependency, "version"))
                .toList();
    }

    private static String name(Element dependency) {
        return text(dependency, "groupId") + ":" + text(dependency, "artifactId");
    }

    private static String text(Element parent, String name) {
        Element child = child(parent, name);
        return child == null ? "" : child.getTextContent();
    }

    private static Element child(Element parent, String name) {
        return children(parent).stream()
                .filter(child -> child.getTagName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent == null ? null : parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }
}
