package io.paviour.registry;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.Quantity;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import io.paviour.schema.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How many resources a namespace may hold: `ResourceQuota`s that count kinds.
///
/// What is used stands in the status of the quota. A create charges it in the same commit, so that no two
/// creates on
/// any two replicas can take the last place; what is freed by deletions is counted afterwards.
public final class Quotas {
    /// `ResourceQuota` of the core group.
    public static final KindName KIND = new KindName("", "ResourceQuota");

    private static final String COUNT = "count/";

    private Quotas() {}

    private static String key(Kind kind) {
        return COUNT + kind.resourceName();
    }

    /// The quotas that a new resource charges, each as it is to be stored with it.
    ///
    /// @throws io.paviour.resource.ProblemException with [Problem.Forbidden] that tells of every quota
    ///     that is exceeded
    static List<Resource> charge(View view, Kind kind, Resource wanted) {
        List<Packed> quotas = wanted.namespace().isEmpty() ? List.of() : view.within(KIND, wanted.namespace());
        var charged = new ArrayList<Resource>();
        var exceeded = new ArrayList<String>();
        for (Packed packed : quotas) {
            Resource quota = packed.resource();
            Long hard = hard(quota, key(kind));
            if (hard == null) {
                continue;
            }
            long used = used(view, kind, quota);
            if (used >= hard) {
                exceeded.add("exceeded quota: " + quota.name() + ", requested: " + key(kind) + "=1, used: " + key(kind)
                        + "=" + used + ", limited: " + key(kind) + "=" + hard);
            }
            charged.add(with(quota, Map.of(key(kind), used + 1)));
        }
        if (!exceeded.isEmpty()) {
            throw new Problem.Forbidden(kind.resourceName() + " \"" + wanted.name() + "\" is forbidden: "
                            + String.join(", ", exceeded))
                    .exception();
        }
        return charged;
    }

    private static @Nullable Long hard(Resource quota, String key) {
        return number(quota.spec().object("hard").get(key));
    }

    private static @Nullable Long number(@Nullable Json amount) {
        return switch (amount) {
            case Json.Int(long number) -> number;
            case Json.Str(String text) -> {
                Quantity quantity = Quantity.parse(text);
                yield quantity == null ? null : quantity.whole();
            }
            case null, default -> null;
        };
    }

    /// What was charged; what there is, where nobody has counted yet.
    private static long used(View view, Kind kind, Resource quota) {
        Long told = number(quota.status().object("used").get(key(kind)));
        return told == null ? view.count(kind.name(), quota.namespace()) : told;
    }

    private static Resource with(Resource quota, Map<String, Long> counts) {
        var used = new LinkedHashMap<>(quota.status().object("used").fields());
        counts.forEach((key, count) -> used.put(key, new Json.Str(Long.toString(count))));
        Json.Obj hard = quota.spec().object("hard");
        used.keySet().retainAll(hard.fields().keySet());
        var written = new LinkedHashMap<String, Json>();
        hard.fields().forEach((key, amount) -> written.put(key, new Json.Str(text(amount))));
        String summary = used.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + text(entry.getValue()) + "/"
                        + text(written.getOrDefault(entry.getKey(), Json.NULL)))
                .collect(Collectors.joining(", "));
        return quota.withStatus(
                Json.object("hard", new Json.Obj(written), "used", new Json.Obj(used), "summary", summary));
    }

    private static String text(Json amount) {
        return amount instanceof Json.Str(String text) ? text : amount.toString();
    }

    /// A quota with everything counted anew.
    ///
    /// @param kinds finds a kind by what comes behind `count/`
    public static Resource counted(View view, Resource quota, Function<String, @Nullable Kind> kinds) {
        var counts = new LinkedHashMap<String, Long>();
        for (String key : quota.spec().object("hard").fields().keySet()) {
            Kind kind = key.startsWith(COUNT) ? kinds.apply(key.substring(COUNT.length())) : null;
            counts.put(key, kind == null ? 0 : (long) view.count(kind.name(), quota.namespace()));
        }
        return with(quota, counts);
    }

    /// What is wrong with a quota besides its schema.
    static List<Violation> violations(Resource quota) {
        var violations = new ArrayList<Violation>();
        quota.spec().object("hard").fields().forEach((key, amount) -> {
            if (!key.startsWith(COUNT) || key.length() == COUNT.length()) {
                violations.add(new Violation(
                        "spec.hard",
                        Violation.Reason.NOT_SUPPORTED,
                        "Unsupported value: \"" + key + "\": supported values: \"count/<plural>.<group>\""));
            }
            Long number = number(amount);
            if (number == null || number < 0) {
                violations.add(new Violation(
                        "spec.hard[" + key + "]",
                        Violation.Reason.INVALID,
                        "Invalid value: " + amount + ": must be a whole number of at least 0"));
            }
        });
        return violations;
    }
}
