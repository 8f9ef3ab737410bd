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
 * @param where file name and line number of the opening fence
 * @param language the info string of the fence
 * @param text the lines between the fences
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
     * Compiles a Java snippet: a whole file, a module descriptor, or statements, which are put into a method of a subclass of
     * {@link Given}.
     *
     * @return the compiler's errors
     */
    List<String> compilerErrors() {
        return compileTo(output());
    }

    /** Like {@link #compilerErrors()}, but writes the classes to this folder. */
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
        // In a separate folder, since classes beside a module descriptor would belong to that module.
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

    /** Returns the class path for compiling and running snippets: that of these tests. */
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
