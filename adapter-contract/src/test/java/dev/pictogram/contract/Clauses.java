// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static java.util.stream.Collectors.joining;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EngineTestKit.Builder;

/** The clauses of the contracts, and how to run them in this JVM. */
final class Clauses {

    private Clauses() {}

    /**
     * One clause.
     *
     * @param topic the class that JUnit finds it in: the contract itself or a nested class
     * @param method the clause's method
     */
    record Clause(Class<?> topic, Method method) {

        String name() {
            return method.getName();
        }

        /** {@return whether it changes or measures the whole JVM} */
        boolean isIsolated() {
            return topic.isAnnotationPresent(Isolated.class) || method.isAnnotationPresent(ResourceLock.class);
        }

        DiscoverySelector of(Class<?> contract) {
            return topic.isAnnotationPresent(Nested.class)
                    ? selectNestedMethod(List.of(contract), topic, method)
                    : selectMethod(contract, method);
        }

        /** {@return the selector of one invocation, counted from 0} JUnit has none for methods of nested classes but by id. */
        DiscoverySelector of(Class<?> contract, int invocation) {
            UniqueId topicId = UniqueId.forEngine("junit-jupiter")
                    .append("class", contract.getName())
                    .append("nested-class", topic.getSimpleName());
            String parameters =
                    Stream.of(method.getParameterTypes()).map(Class::getName).collect(joining(", "));
            return selectUniqueId(topicId.append("test-template", name() + "(" + parameters + ")")
                    .append("test-template-invocation", "#" + (invocation + 1)));
        }
    }

    static Stream<Clause> of(Class<?> contract) {
        return Stream.concat(
                in(contract), Stream.of(contract.getDeclaredClasses()).flatMap(Clauses::in));
    }

    private static Stream<Clause> in(Class<?> topic) {
        return Stream.<Class<?>>iterate(topic, type -> type != null, Class::getSuperclass)
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(m -> m.isAnnotationPresent(Test.class) || m.isAnnotationPresent(ParameterizedTest.class))
                .map(m -> new Clause(topic, m));
    }

    static Clause named(String name) {
        return Stream.of(HttpAdapterContract.class, DecoratorContract.class)
                .flatMap(Clauses::of)
                .filter(clause -> clause.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no clause " + name));
    }

    /** Runs the clauses for a hostile JVM in this JVM. */
    static Builder here(DiscoverySelector... selectors) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectors)
                .configurationParameter(InHostileJvm.IN_PLACE, "true");
    }
}
