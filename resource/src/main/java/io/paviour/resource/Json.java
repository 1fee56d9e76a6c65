package io.paviour.resource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A JSON value, immutable and compared by content; the order of an object's fields is kept but does not count.
///
/// Numbers are split as the Kubernetes API has them: [Int] for what fits 64 bits and was written without fraction
/// or exponent, [Dec] for the rest, so that `4` and `4.0` stay apart.
public sealed interface Json {
    /// An object; field order is that of the text it came from.
    record Obj(Map<String, Json> fields) implements Json {
        /// The object without fields.
        public static final Obj EMPTY = new Obj(Fields.EMPTY);

        /// Copies `fields`, keeping their order.
        public Obj {
            fields = Fields.copyOf(fields);
        }

        /// The field's value, or null where there is none (a JSON null is [Null]).
        public @Nullable Json get(String name) {
            return fields.get(name);
        }

        /// The value under a chain of field names, or null as soon as one is missing or not an object.
        public @Nullable Json at(String... names) {
            Json here = this;
            for (String name : names) {
                if (!(here instanceof Obj object) || object.get(name) == null) {
                    return null;
                }
                here = object.fields.get(name);
            }
            return here;
        }

        /// The object in a field, or the empty one where the field is missing or something else.
        public Obj object(String name) {
            return get(name) instanceof Obj object ? object : EMPTY;
        }

        /// The items of an array in a field; empty where the field is missing or something else.
        public List<Json> array(String name) {
            return get(name) instanceof Arr array ? array.items : List.of();
        }

        /// The objects among the items of an array in a field.
        public Stream<Obj> objects(String name) {
            return array(name).stream().filter(Obj.class::isInstance).map(Obj.class::cast);
        }

        /// The strings among the items of an array in a field.
        public Stream<String> strings(String name) {
            return array(name).stream().filter(Str.class::isInstance).map(item -> ((Str) item).value);
        }

        /// The string in a field, or null.
        public @Nullable String string(String name) {
            return get(name) instanceof Str string ? string.value : null;
        }

        /// The string in a field, or `otherwise`.
        public String string(String name, String otherwise) {
            return get(name) instanceof Str string ? string.value : otherwise;
        }

        /// The whole number in a field, or `otherwise`.
        public long integer(String name, long otherwise) {
            return get(name) instanceof Int number ? number.value : otherwise;
        }

        /// The boolean in a field, or `otherwise`.
        public boolean bool(String name, boolean otherwise) {
            return get(name) instanceof Bool bool ? bool.value : otherwise;
        }

        /// A field that holds a map of strings (labels, annotations); other values in it are left out.
        public Map<String, String> stringMap(String name) {
            var map = new LinkedHashMap<String, String>();
            object(name).fields.forEach((key, value) -> {
                if (value instanceof Str string) {
                    map.put(key, string.value);
                }
            });
            return Collections.unmodifiableMap(map);
        }

        /// This object with one field set.
        public Obj with(String name, Json value) {
            return value.equals(fields.get(name))
                    ? this
                    : new Obj(Fields.copyOf(fields).with(name, value));
        }

        /// This object with all fields of another one set.
        public Obj withAll(Obj others) {
            var copy = new LinkedHashMap<>(fields);
            copy.putAll(others.fields);
            return new Obj(copy);
        }

        /// This object with one string field set.
        public Obj with(String name, String value) {
            return with(name, new Str(value));
        }

        /// This object with one whole-number field set.
        public Obj with(String name, long value) {
            return with(name, new Int(value));
        }

        /// This object without a field.
        public Obj without(String name) {
            return fields.containsKey(name) ? new Obj(Fields.copyOf(fields).without(name)) : this;
        }

        /// Whether there are no fields.
        public boolean isEmpty() {
            return fields.isEmpty();
        }

        @Override
        public String toString() {
            return JsonText.write(this);
        }
    }

    /// An array.
    record Arr(List<Json> items) implements Json {
        /// Copies `items`.
        public Arr {
            items = List.copyOf(items);
        }

        @Override
        public String toString() {
            return JsonText.write(this);
        }
    }

    /// A string.
    record Str(String value) implements Json {
        @Override
        public String toString() {
            return JsonText.write(this);
        }
    }

    /// A whole number of at most 64 bits.
    record Int(long value) implements Json {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /// Any other number.
    record Dec(double value) implements Json {
        @Override
        public String toString() {
            return JsonText.write(this);
        }
    }

    /// `true` or `false`.
    record Bool(boolean value) implements Json {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /// `null`.
    record Null() implements Json {
        @Override
        public String toString() {
            return "null";
        }
    }

    /// The JSON null.
    Null NULL = new Null();

    /// An object of alternating names and values; a value may be [Json], `String`, `Integer`, `Long`, `Boolean`,
    /// `Double`, a `List` or a `Map` of these; a null value leaves its field out.
    ///
    /// @throws IllegalArgumentException for an odd count or any other type
    static Obj object(@Nullable Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("names and values must come in pairs");
        }
        var fields = new Fields.Builder(namesAndValues.length / 2);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                fields.add((String) java.util.Objects.requireNonNull(namesAndValues[i]), of(value));
            }
        }
        return new Obj(fields.build());
    }

    /// An array of values, each as in [#object(Object...)].
    static Arr array(Object... values) {
        return (Arr) of(List.of(values));
    }

    /// A value of plain Java data, as in [#object(Object...)].
    ///
    /// @throws IllegalArgumentException for any other type
    static Json of(Object value) {
        return switch (value) {
            case Json json -> json;
            case String string -> new Str(string);
            case Integer number -> new Int(number);
            case Long number -> new Int(number);
            case Double number -> new Dec(number);
            case Boolean bool -> new Bool(bool);
            case List<?> list -> {
                var items = new ArrayList<Json>(list.size());
                list.forEach(item -> items.add(of(item)));
                yield new Arr(items);
            }
            case Map<?, ?> map -> {
                var fields = new LinkedHashMap<String, Json>();
                map.forEach((key, item) -> fields.put((String) key, of(item)));
                yield new Obj(fields);
            }
            default -> throw new IllegalArgumentException("not JSON: " + value.getClass());
        };
    }
}
