package io.paviour.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds whoever writes what: each seed makes another history of a few managers that meet in few fields.
class OwnershipTest {
    private static final int STEPS = 10;
    private static final Kind KIND = TestScript.kind(Json.Obj.EMPTY);
    private static final Portion SCOPE = Portion.of(KIND, "");
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    /// One write: what was there, what came of it, and who wrote what.
    ///
    /// @param after null where it was refused
    private record Write(Json.@Nullable Obj before, Json.@Nullable Obj after, Json.Obj sent, String by, Way way) {}

    private enum Way {
        APPLY,
        FORCE,
        PUT
    }

    private static List<Write> history(Random random) {
        var writes = new ArrayList<Write>();
        Json.Obj live = null;
        for (int i = 0; i < STEPS; i++) {
            String by = List.of("alice", "bob", "carol").get(random.nextInt(3));
            Way way = Way.values()[random.nextInt(3)];
            Json.Obj sent = document(random);
            Json.Obj after = write(live, sent, by, way, START.plusSeconds(60L * i));
            writes.add(new Write(live, after, sent, by, way));
            live = after == null ? live : after;
        }
        return writes;
    }

    private static Json.@Nullable Obj write(Json.@Nullable Obj live, Json.Obj sent, String by, Way way, Instant now) {
        try {
            return way == Way.PUT
                    ? ManagedFields.afterUpdate(KIND, live, KIND.schema().withDefaults(sent), manager(by), now)
                    : ManagedFields.apply(KIND, live, sent, manager(by), way == Way.FORCE, now);
        } catch (ProblemException refused) {
            assertThat(refused.problem()).isInstanceOf(Problem.ApplyConflict.class);
            return null;
        }
    }

    private static ManagedFields.Manager manager(String name) {
        return new ManagedFields.Manager(name, "example.com/v1", "");
    }

    private static FieldSet fields(Json.@Nullable Obj document, String name, boolean applied) {
        for (Entry entry : Entries.of(document).list()) {
            if (entry.manager().equals(name) && entry.isApplied() == applied) {
                return entry.fields();
            }
        }
        return FieldSet.EMPTY;
    }

    private static FieldSet fieldsOfOthers(Json.@Nullable Obj document, String name, boolean applied) {
        FieldSet all = FieldSet.EMPTY;
        for (Entry entry : Entries.of(document).list()) {
            if (!entry.manager().equals(name) || entry.isApplied() != applied) {
                all = all.with(entry.fields());
            }
        }
        return all;
    }

    private static Json.Obj document(Random random) {
        Json.Obj metadata = Json.object("namespace", "shop", "name", "x");
        if (random.nextInt(3) == 0) {
            metadata = metadata.with("labels", map(random)).with("finalizers", distinct(random, "example.com/"));
        }
        return Json.object("apiVersion", "example.com/v1", "kind", "Thing", "metadata", metadata, "spec", spec(random));
    }

    private static Json.Obj spec(Random random) {
        var fields = new LinkedHashMap<String, Json>();
        maybe(random, fields, "owner", word(random));
        maybe(random, fields, "replicas", new Json.Int(random.nextInt(3)));
        maybe(random, fields, "port", random.nextBoolean() ? new Json.Int(80) : word(random));
        maybe(random, fields, "services", services(random));
        maybe(random, fields, "tags", distinct(random, ""));
        maybe(random, fields, "args", distinct(random, ""));
        maybe(random, fields, "env", map(random));
        maybe(random, fields, "limits", Json.object("cpu", word(random), "memory", random.nextBoolean() ? "1" : null));
        maybe(random, fields, "free", Json.object("a", free(random, 2), "b", free(random, 2)));
        return new Json.Obj(fields);
    }

    private static void maybe(Random random, LinkedHashMap<String, Json> fields, String name, Json value) {
        if (random.nextInt(3) > 0) {
            fields.put(name, value);
        }
    }

    private static Json word(Random random) {
        return new Json.Str(List.of("a", "b", "c").get(random.nextInt(3)));
    }

    private static Json.Arr distinct(Random random, String prefix) {
        var items = new ArrayList<Json>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Json item = new Json.Str(prefix + ((Json.Str) word(random)).value());
            if (!items.contains(item)) {
                items.add(item);
            }
        }
        return new Json.Arr(items);
    }

    private static Json.Obj map(Random random) {
        var fields = new LinkedHashMap<String, Json>();
        for (int i = random.nextInt(3); i > 0; i--) {
            fields.put(((Json.Str) word(random)).value(), word(random));
        }
        return new Json.Obj(fields);
    }

    private static Json.Arr services(Random random) {
        var items = new ArrayList<Json>();
        for (Json name : distinct(random, "").items()) {
            var fields = new LinkedHashMap<String, Json>();
            fields.put("name", name);
            maybe(random, fields, "image", word(random));
            maybe(random, fields, "ports", ports(random));
            items.add(new Json.Obj(fields));
        }
        return new Json.Arr(items);
    }

    private static Json.Arr ports(Random random) {
        var items = new ArrayList<Json>();
        for (int port : List.of(9, 80, 443)) {
            if (random.nextBoolean()) {
                Json.Obj item = Json.object("port", port, "protocol", random.nextBoolean() ? "UDP" : null);
                items.add(random.nextBoolean() ? item.with("host", random.nextInt(3)) : item);
            }
        }
        return new Json.Arr(items);
    }

    private static Json free(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 5 : 2)) {
            case 0 -> word(random);
            case 1 -> new Json.Dec(random.nextInt(4) / 2.0);
            case 2 -> Json.array(random.nextInt(2));
            default -> {
                var fields = new LinkedHashMap<String, Json>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    fields.put(((Json.Str) word(random)).value(), free(random, depth - 1));
                }
                yield new Json.Obj(fields);
            }
        };
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoAppliesOwnsWhatItSaysAndNothingElse(long seed) {
        for (Write write : history(new Random(seed))) {
            if (write.way() != Way.PUT && write.after() != null) {
                assertThat(fields(write.after(), write.by(), true)).isEqualTo(Owned.by(SCOPE, write.sent()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatWasAppliedIsThere(long seed) {
        for (Write write : history(new Random(seed))) {
            if (write.way() != Way.PUT && write.after() != null) {
                FieldSet other = Comparison.of(SCOPE, KIND.schema().withDefaults(write.sent()), write.after())
                        .touched();

                assertThat(other.both(Owned.by(SCOPE, write.sent()))).isEqualTo(FieldSet.EMPTY);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anApplyWithoutForceTakesNothingFromOtherAppliers(long seed) {
        for (Write write : history(new Random(seed))) {
            if (write.way() == Way.APPLY && write.after() != null) {
                for (String other : List.of("alice", "bob", "carol")) {
                    if (!other.equals(write.by())) {
                        assertThat(fields(write.after(), other, true))
                                .as("%s", write)
                                .isEqualTo(fields(write.before(), other, true));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anApplyIsRefusedOnlyWhereForceWouldTakeAField(long seed) {
        for (Write write : history(new Random(seed))) {
            if (write.after() == null) {
                Json.Obj forced = write(write.before(), write.sent(), write.by(), Way.FORCE, START);

                assertThat(fieldsOfOthers(forced, write.by(), true))
                        .isNotEqualTo(fieldsOfOthers(write.before(), write.by(), true));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void applyingTwiceIsTheSameAsOnce(long seed) {
        for (Write write : history(new Random(seed))) {
            if (write.way() != Way.PUT && write.after() != null) {
                Json.Obj again = write(write.after(), write.sent(), write.by(), Way.APPLY, START.plusSeconds(9_999));

                assertThat(again).isSameAs(write.after());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoWritesOwnsWhatItTouched(long seed) {
        for (Write write : history(new Random(seed))) {
            if (write.way() == Way.PUT && write.after() != null) {
                Json.Obj before = write.before() == null ? Json.Obj.EMPTY : write.before();
                Comparison comparison = Comparison.of(SCOPE, before, write.after());
                FieldSet own = fields(write.after(), write.by(), false);

                if (write.before() == null || !Entries.of(write.before()).isEmpty()) {
                    assertThat(comparison.changed().without(own)).isEqualTo(FieldSet.EMPTY);
                }
                assertThat(own.both(comparison.removed().without(comparison.changed())))
                        .isEqualTo(FieldSet.EMPTY);
                assertThat(fieldsOfOthers(write.after(), write.by(), false).both(comparison.touched()))
                        .isEqualTo(FieldSet.EMPTY);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyOwnedFieldIsThere(long seed) {
        for (Write write : history(new Random(seed))) {
            if (write.after() != null) {
                FieldSet there = Comparison.everything(SCOPE, write.after());

                for (Entry entry : Entries.of(write.after()).list()) {
                    assertThat(entry.fields().without(there)).isEqualTo(FieldSet.EMPTY);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoAppliesNothingLosesExactlyWhatItAloneOwned(long seed) {
        var random = new Random(seed);
        Json.Obj live = null;
        for (String name : List.of("alice", "bob", "carol")) {
            live = ManagedFields.apply(KIND, live, document(random), manager(name), true, START);
        }
        FieldSet alone = fields(live, "bob", true).without(fieldsOfOthers(live, "bob", true));
        Json.Obj nothing = Json.object(
                "apiVersion",
                "example.com/v1",
                "kind",
                "Thing",
                "metadata",
                Json.object("namespace", "shop", "name", "x"));

        Json.Obj after = ManagedFields.apply(KIND, live, nothing, manager("bob"), false, START);

        assertThat(fields(after, "bob", true)).isEqualTo(FieldSet.EMPTY);
        assertThat(fieldsOfOthers(after, "bob", true)).isEqualTo(fieldsOfOthers(live, "bob", true));
        assertThat(Owned.all(SCOPE.root(), after).both(alone)).isEqualTo(FieldSet.EMPTY);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aSetIsReadAsItWasWritten(long seed) {
        Json.Obj document = write(null, document(new Random(seed)), "alice", Way.PUT, START);
        Json written = document.object("metadata").get("managedFields");

        var read = new SentEntries(JsonText.parse(JsonText.write(written)));

        assertThat(read.violations()).isEmpty();
        assertThat(JsonText.write(Entries.of(read.entries()).json())).isEqualTo(JsonText.write(written));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void setsAreSets(long seed) {
        var random = new Random(seed);
        FieldSet a = Comparison.everything(SCOPE, document(random));
        FieldSet b = Owned.by(SCOPE, document(random));

        assertThat(a.with(b)).isEqualTo(b.with(a));
        assertThat(a.with(b).tree()).hasToString(b.with(a).tree().toString());
        assertThat(a.both(b)).isEqualTo(a.without(a.without(b)));
        assertThat(a.with(b).without(b)).isEqualTo(a.without(b));
        assertThat(a.without(b).with(a.both(b))).isEqualTo(a);
        assertThat(a.with(a)).isSameAs(a);
        assertThat(a.without(FieldSet.EMPTY)).isSameAs(a);
        assertThat(a.without(a)).isEqualTo(FieldSet.EMPTY);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void elementsHaveAnOrder(long seed) {
        var random = new Random(seed);
        var elements = new ArrayList<String>();
        for (int i = 0; i < 12; i++) {
            Json item = Json.object(
                    "k",
                    random.nextBoolean() ? word(random) : new Json.Int(random.nextInt(2_000) - 1_000),
                    "l",
                    free(random, 1));
            var keys = new Merging(false, false, random.nextBoolean() ? List.of("k") : List.of("k", "l"));
            elements.add(Element.of(random.nextBoolean() ? keys : new Merging(false, true, List.of()), null, item, i));
            elements.add("i:" + random.nextInt(30));
        }

        Comparator<String> order = Element.ORDER;
        var wrong = new ArrayList<String>();
        for (String a : elements) {
            for (String b : elements) {
                boolean mirrors = Integer.signum(order.compare(a, b)) == -Integer.signum(order.compare(b, a));
                boolean tells = (order.compare(a, b) == 0) == a.equals(b);
                for (String c : elements) {
                    boolean chains = order.compare(a, b) > 0 || order.compare(b, c) > 0 || order.compare(a, c) <= 0;
                    if (!mirrors || !tells || !chains) {
                        wrong.add(a + " " + b + " " + c);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }
}
