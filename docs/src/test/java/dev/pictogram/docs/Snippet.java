// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A fenced block of a Markdown file.
 *
 * @param where the file and the line of the fence
 * @param language what the fence says
 * @param text what is between the fences
 */
record Snippet(String where, String language, String text) {

    private static final Pattern TYPE =
            Pattern.compile("(?m)^(public |final |abstract )*(class|interface|record|enum) ");

    @Override
    public String toString() {
        return where;
    }

    static List<Snippet> of(Path file) throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith("```") || lines.get(i).equals("```")) {
                continue;
            }
            int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf("```");
            snippets.add(new Snippet(
                    file.getFileName() + ":" + (i + 1),
                    lines.get(i).substring(3),
                    String.join("\n", lines.subList(i + 1, end))));
            i = end;
        }
        return snippets;
    }

    /**
     * Compiles a Java snippet as a reader would: a file as it stands, a module's descriptor too, or statements in a
     * method that knows the names that {@link Given} has.
     *
     * @return what the compiler has to say against it
     */
    List<String> compilerErrors() {
        return compileTo(output());
    }

    /** As {@link #compilerErrors()}, and leaves the classes in a folder. */
    List<String> compileTo(String folder) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        boolean module = text.startsWith("module ");
        String file = module ? "module-info.java" : "Snippet.java";
        JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///" + file), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return unit();
            }
        };
        // Apart, for what is compiled beside a module's descriptor is in that module.
        String classes = module ? folder + "/module" : folder;
        String path = module ? "-p" : "-cp";
        List<String> options =
                List.of("-proc:none", "-implicit:none", "--release", "17", "-d", classes, path, classPath());
        compiler.getTask(null, null, diagnostics, options, null, List.of(source))
                .call();
        return diagnostics.getDiagnostics().stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .map(d -> d.getMessage(null))
                .toList();
    }

    /** What a snippet is compiled and run with: all that these tests have. */
    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private String unit() {
        if (text.startsWith("module ") || TYPE.matcher(text).find()) {
            return text;
        }
        String imports = lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"));
        String statements = lines().filter(line -> !line.startsWith("import ")).collect(Collectors.joining("\n"));
        return imports + "\nclass Snippet extends dev.pictogram.docs.Given { void snippet() throws Exception {\n"
                + statements + "\n}}";
    }

    private Stream<String> lines() {
        return text.lines();
    }

    private static String output() {
        Path classes = Path.of(System.getProperty("project.root"), "docs", "target", "snippets");
        try {
            return Files.createDirectories(classes).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
