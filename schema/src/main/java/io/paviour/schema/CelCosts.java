package io.paviour.schema;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an expression costs while it runs: one step for every part that is evaluated, and for a function
/// what it goes through of its arguments, one step for ten characters or for one item.
final class CelCosts {
    /// Functions that do not go through their arguments.
    private static final Set<String> CONSTANT = Set.of(
            "_[_]",
            "_[?_]",
            "_?._",
            "_?_:_",
            "_&&_",
            "_||_",
            "!_",
            "@not_strictly_false",
            "size",
            "dyn",
            "type",
            "optional.of",
            "hasValue",
            "value",
            "or",
            "orValue",
            "cel.@mapInsert");

    /// Functions that go through a text once for every few characters of a pattern.
    private static final Set<String> PATTERNS = Set.of("matches", "find", "findAll");

    private static final int CHARS_A_STEP = 10;

    private static final int PATTERN_CHARS_A_ROUND = 4;

    /// A value that is larger than this need not be counted on: it is more than an evaluation may cost.
    private static final long SIZE_MAX = 2 * Budget.STEPS_EACH_MAX;

    /// The arguments of calls, by the number of the call.
    private final Map<Long, List<Long>> arguments = new HashMap<>();

    private final Set<Long> patterns = new HashSet<>();

    /// The arguments of `+`: of lists it costs only what is copied, which the sum itself tells.
    private final Set<Long> summands = new HashSet<>();

    /// The arguments of `in`: in a map it is looked up.
    private final Set<Long> lookups = new HashSet<>();

    private final Set<Long> sized = new HashSet<>();

    CelCosts(CelNavigableAst ast) {
        ast.getRoot().allNodes().forEach(node -> {
            CelExpr expression = node.expr();
            if (expression.exprKind().getKind() == Kind.CALL
                    && !CONSTANT.contains(expression.call().function())) {
                call(expression);
            }
        });
    }

    private void call(CelExpr expression) {
        var ids = new ArrayList<Long>();
        expression.call().target().ifPresent(target -> ids.add(target.id()));
        expression.call().args().forEach(argument -> ids.add(argument.id()));
        arguments.put(expression.id(), ids);
        sized.addAll(ids);
        if (expression.call().function().equals("_+_")) {
            summands.addAll(ids);
        }
        if (expression.call().function().equals("@in")) {
            lookups.addAll(ids);
        }
        if (PATTERNS.contains(expression.call().function()) && ids.size() > 1) {
            patterns.add(ids.get(1));
        }
    }

    /// What watches one evaluation and takes its steps from the budget.
    CelEvaluationListener meter(Budget budget) {
        var sizes = new HashMap<Long, Long>();
        return (expression, result) -> {
            long steps = 1;
            List<Long> ids = arguments.get(expression.id());
            if (ids != null) {
                for (Long id : ids) {
                    long size = sizes.getOrDefault(id, 0L);
                    steps = patterns.contains(id) ? steps * (1 + size) : steps + size;
                }
                if (result instanceof CelList list) {
                    steps += list.copied();
                }
            }
            if (sized.contains(expression.id())) {
                sizes.put(expression.id(), argument(expression.id(), result));
            }
            budget.spend(Math.min(steps, SIZE_MAX));
        };
    }

    private long argument(long id, Object value) {
        if (value instanceof String pattern && patterns.contains(id)) {
            return pattern.length() / PATTERN_CHARS_A_ROUND;
        }
        boolean isFree = (value instanceof List<?> && summands.contains(id))
                || (value instanceof Map<?, ?> && lookups.contains(id));
        return isFree ? 0 : size(value);
    }

    private static long size(Object value) {
        return switch (value) {
            case String text -> text.length() / CHARS_A_STEP;
            case CelByteString bytes -> bytes.size() / CHARS_A_STEP;
            case List<?> list -> inside(list);
            case Map<?, ?> map -> inside(map.values());
            default -> 0;
        };
    }

    private static long inside(Iterable<?> values) {
        long size = 0;
        for (Object value : values) {
            size += 1 + size(value);
            if (size > SIZE_MAX) {
                break;
            }
        }
        return size;
    }
}
