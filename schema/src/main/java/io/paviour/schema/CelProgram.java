package io.paviour.schema;

import dev.cel.common.CelErrorCode;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An expression that is ready to run.
///
/// @param names the variables that it looks at, and those that it makes itself
record CelProgram(CelRuntime.Program program, CelCosts costs, Set<String> names) {
    private static final int MESSAGE_CHARS_MAX = 512;

    private static final Pattern FRAME = Pattern.compile("^evaluation error(?: at [^:]*:[0-9]+)?: ");
    private static final Pattern CANDIDATES = Pattern.compile("\\.? Overload candidates: .*$");
    /// What the library tells of classes: nobody who writes an expression knows those.
    private static final Pattern INNARDS =
            Pattern.compile("(?:, found :|[:,]? ?(?:class )?(?:dev\\.cel|io\\.paviour|com|java)\\.).*$");

    private static final Pattern MISSING_KEY =
            Pattern.compile("^(?:key '(.*)' is not present in map\\.?|Error resolving field '(.*)'\\..*)$");

    CelProgram {
        names = Set.copyOf(names);
    }

    static Set<String> names(CelNavigableAst tree) {
        var names = new HashSet<String>();
        tree.getRoot()
                .allNodes()
                .filter(node -> node.expr().exprKind().getKind() == Kind.IDENT)
                .forEach(node -> names.add(node.expr().ident().name()));
        return names;
    }

    /// Runs it.
    ///
    /// @param variables answers with a variable's value, or null where it has none
    /// @throws EvaluationException where there is no answer
    /// @throws CelValues.Unreadable where it met a text that is not in its format
    Object evaluate(Function<String, @Nullable Object> variables, Budget budget) throws EvaluationException {
        long outer = budget.begin();
        try {
            CelVariableResolver resolver = name -> Optional.ofNullable(variables.apply(name));
            return program.trace(resolver, costs.meter(budget));
        } catch (CelEvaluationException failure) {
            throw new EvaluationException(sentence(failure), isLimit(failure));
        } catch (Budget.Spent spent) {
            throw new EvaluationException("the cost budget is exceeded", true);
        } catch (StackOverflowError tooDeep) {
            throw new EvaluationException("the expression nests too deep", false);
        } finally {
            budget.end(outer);
        }
    }

    private static boolean isLimit(CelEvaluationException failure) {
        return failure.getErrorCode() == CelErrorCode.ITERATION_BUDGET_EXCEEDED;
    }

    /// What went wrong, without the library's own frame around it.
    private static String sentence(CelEvaluationException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CelValues.Unreadable unreadable) {
                throw unreadable;
            }
            if (cause instanceof CelFailure) {
                return shortened(String.valueOf(cause.getMessage()));
            }
            if (cause instanceof NoSuchElementException) {
                return "optional.none() dereference";
            }
        }
        String message = FRAME.matcher(String.valueOf(failure.getMessage())).replaceFirst("");
        if (failure.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND) {
            String key = MISSING_KEY.matcher(message).replaceFirst("$1$2");
            return shortened(key.startsWith("Map value cannot be null") ? key : "no such key: " + key);
        }
        message = CANDIDATES.matcher(message).replaceFirst("");
        return shortened(INNARDS.matcher(message).replaceFirst(""));
    }

    private static String shortened(String message) {
        return message.length() <= MESSAGE_CHARS_MAX ? message : message.substring(0, MESSAGE_CHARS_MAX) + "...";
    }
}
