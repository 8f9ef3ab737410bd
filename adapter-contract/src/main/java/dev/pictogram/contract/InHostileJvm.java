// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.contract;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.pictogram.contract.HostileJvmProcess.Outcome;
import java.io.IOException;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs the clauses of {@link HostileJvmClauses} in a second JVM, which starts with the contract's class so that it runs beside
 * the other clauses. In this JVM each of these clauses waits for its outcome there.
 */
final class InHostileJvm implements BeforeAllCallback, InvocationInterceptor {

    /** A configuration parameter: {@code true} in the second JVM, and where the kit tests itself. */
    static final String IN_PLACE = "pictogram.contract.in-hostile-jvm";

    private static final Namespace NAMESPACE = Namespace.create(InHostileJvm.class);

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Class<?> contract = context.getRequiredTestClass();
        if (HttpAdapterContract.class.isAssignableFrom(contract) && !isInPlace(context)) {
            // The store closes it, which ends the process.
            context.getStore(NAMESPACE)
                    .put(HostileJvmProcess.class, HostileJvmProcess.start(contract, HostileJvmProcess.SILENCE));
        }
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        boolean isHostile = HostileJvmClauses.class.isAssignableFrom(method.getTargetClass());
        if (!isHostile || isInPlace(context)) {
            invocation.proceed();
            return;
        }
        invocation.skip();
        HostileJvmProcess process = context.getStore(NAMESPACE).get(HostileJvmProcess.class, HostileJvmProcess.class);
        if (process == null) {
            throw new IllegalStateException("the hostile JVM was not started");
        }
        Outcome outcome = process.await(context.getUniqueId());
        switch (outcome.status()) {
            case SUCCESSFUL -> {}
            case ABORTED -> abort(outcome.text());
            case FAILED -> fail("in the hostile JVM: " + outcome.text());
        }
    }

    private static boolean isInPlace(ExtensionContext context) {
        return context.getConfigurationParameter(IN_PLACE)
                .map(Boolean::parseBoolean)
                .orElse(false);
    }
}
