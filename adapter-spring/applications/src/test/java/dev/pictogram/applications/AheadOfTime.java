// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.context.aot.AbstractAotProcessor.Settings;

/** Processes an application ahead of time, as {@code spring-boot:process-aot} does. */
final class AheadOfTime {

    private AheadOfTime() {}

    /** Returns the directory with the compiled classes and the resources. */
    static Path process(Class<?> application, Path directory) throws IOException {
        Path sources = directory.resolve("sources");
        Path classes = Files.createDirectories(directory.resolve("classes"));
        new SpringApplicationAotProcessor(
                        application,
                        Settings.builder()
                                .sourceOutput(sources)
                                .resourceOutput(classes)
                                .classOutput(classes)
                                .groupId("dev.pictogram")
                                .artifactId("application")
                                .build(),
                        new String[0])
                .process();
        compile(sources, classes);
        return classes;
    }

    private static void compile(Path sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> files = Files.walk(sources);
                StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<Path> java =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", classes.toString()));
            options.addAll(List.of("-cp", Programs.classPath()));
            assertThat(compiler.getTask(null, manager, null, options, null, manager.getJavaFileObjectsFromPaths(java))
                            .call())
                    .isTrue();
        }
    }
}
