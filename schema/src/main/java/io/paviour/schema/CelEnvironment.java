package io.paviour.schema;

import com.google.common.collect.ImmutableList;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The language with all its functions, and a set of variables: turns texts into [CelProgram]s.
///
/// This is the only place where the library is set up. It costs a second or two of CPU when it is first
/// touched, so whoever has no expression must not come here.
final class CelEnvironment {
    static final int EXPRESSION_CHARS_MAX = 16_384;
    private static final int NESTING_MAX = 250;
    private static final int NODES_MAX = 10_000;
    private static final int ISSUES_MAX = 10;

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .maxExpressionCodePointSize(EXPRESSION_CHARS_MAX)
            .maxParseRecursionDepth(NESTING_MAX)
            .maxParseExpressionNodeCount(NODES_MAX)
            .comprehensionMaxIterations((int) Budget.STEPS_EACH_MAX)
            .build();

    private static final Cel LANGUAGE = language();

    private final CelCompiler compiler;

    private CelEnvironment(CelCompiler compiler) {
        this.compiler = compiler;
    }

    /// An environment in which the variables have these types.
    ///
    /// @param types the types of objects that the variables' types refer to, or null where there are none
    static CelEnvironment of(Map<String, CelType> variables, @Nullable CelTypeProvider types) {
        CelCompilerBuilder builder = LANGUAGE.toCompilerBuilder();
        variables.forEach(builder::addVar);
        if (types != null) {
            builder.setTypeProvider(types);
        }
        return new CelEnvironment(builder.build());
    }

    private static Cel language() {
        var functions = new CelFunctions();
        CelTextFunctions.addTo(functions);
        CelListFunctions.addTo(functions);
        CelQuantity.addTo(functions);
        CelNetworkFunctions.addTo(functions);
        CelUrlFunctions.addTo(functions);
        CelVersion.addTo(functions);
        CelNamedFormat.addTo(functions);
        var optionals = CelExtensions.optional();
        var comprehensions = CelExtensions.comprehensions();
        return CelFactory.plannerCelBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setStandardFunctions(CelOperators.others())
                .addCompilerLibraries(ImmutableList.<CelCompilerLibrary>of(optionals, comprehensions))
                .addRuntimeLibraries(optionals, comprehensions)
                .addFunctionDeclarations(functions.declarations())
                .addFunctionBindings(CelOperators.bindings())
                .addFunctionBindings(functions.bindings())
                .build();
    }

    /// Why a text is no expression.
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /// Reads a text.
    ///
    /// @param kind what it has to answer; what only shows when it runs is let pass
    /// @throws Malformed with every flaw and where it is
    CelProgram compile(String text, CelKind kind) throws Malformed {
        try {
            CelValidationResult result = compiler.compile(text);
            if (result.hasError()) {
                throw new Malformed(flaws(result));
            }
            CelAbstractSyntaxTree tree = result.getAst();
            CelKind actual = tree.getResultType().kind();
            if (kind != CelKind.DYN && actual != kind && actual != CelKind.DYN) {
                throw new Malformed("must evaluate to a " + name(kind) + ", not to " + name(actual));
            }
            var navigable = CelNavigableAst.fromAst(tree);
            return new CelProgram(LANGUAGE.createProgram(tree), new CelCosts(navigable), CelProgram.names(navigable));
        } catch (CelValidationException | CelEvaluationException flaw) {
            throw new Malformed(String.valueOf(flaw.getMessage()));
        } catch (StackOverflowError tooDeep) {
            throw new Malformed("the expression nests too deep");
        }
    }

    static String name(CelKind kind) {
        return switch (kind) {
            case BOOL -> "bool";
            case STRING -> "string";
            default -> kind.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String flaws(CelValidationResult result) {
        List<String> flaws = new ArrayList<>();
        for (CelIssue issue : result.getErrors()) {
            int line = issue.getSourceLocation().getLine();
            int column = issue.getSourceLocation().getColumn() + 1;
            String message = issue.getMessage();
            int candidates = message.indexOf(" (candidates: ");
            flaws.add((line < 1 ? "" : line + ":" + column + ": ")
                    + (candidates < 0 ? message : message.substring(0, candidates)));
        }
        return flaws.stream().distinct().limit(ISSUES_MAX).collect(Collectors.joining("; "));
    }
}
