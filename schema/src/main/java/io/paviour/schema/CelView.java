package io.paviour.schema;

import dev.cel.common.types.CelType;
import io.paviour.resource.Json;
import io.paviour.schema.CelList.Identity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What expressions see of one place of a schema: its type for the checker, and how a value there becomes
/// one of theirs.
///
/// @param form what a value is read as
/// @param fields the fields that have a schema, by their name in expressions
/// @param names the fields' names in documents, by their name in expressions
/// @param inner what is seen of items, or of fields that have no schema of their own; null where all is
///     dynamic
/// @param identity how the items of a list are told apart
record CelView(
        CelType type,
        Form form,
        Map<String, CelView> fields,
        Map<String, String> names,
        @Nullable CelView inner,
        Identity identity) {
    CelView {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    }

    /// What a value is read as.
    enum Form {
        DYNAMIC,
        OBJECT,
        MAP,
        LIST,
        INTEGER,
        NUMBER,
        TIMESTAMP,
        DURATION,
        BYTES
    }

    static CelView scalar(CelType type, Form form) {
        return new CelView(type, form, Map.of(), Map.of(), null, CelList.POSITION);
    }

    /// The value as expressions see it; a value of another type than the schema says is seen as it is.
    Object value(Json json) {
        return switch (json) {
            case Json.Obj object when form == Form.OBJECT -> new CelMap(new Declared(this, object));
            case Json.Obj object when form == Form.MAP && inner != null -> new CelMap(new Mapped(inner, object));
            case Json.Arr(var items)
            when form == Form.LIST && inner != null ->
                CelList.view(items.size(), index -> inner.value(items.get(index)), identity);
            case Json.Int(long number) when form == Form.NUMBER -> (double) number;
            case Json.Dec(double number) when form == Form.INTEGER -> (long) number;
            case Json.Str(String text) when form == Form.TIMESTAMP -> CelValues.timestamp(text);
            case Json.Str(String text) when form == Form.DURATION -> CelValues.duration(text);
            case Json.Str(String text) when form == Form.BYTES -> CelValues.bytes(text);
            default -> CelValues.of(json);
        };
    }

    /// The fields of an object that its schema declares, under the names that expressions use.
    private record Declared(CelView view, Json.Obj object) implements CelMap.Fields {
        @Override
        public Set<String> names() {
            var present = new LinkedHashSet<String>();
            view.names.forEach((name, real) -> {
                if (object.get(real) != null) {
                    present.add(name);
                }
            });
            return present;
        }

        @Override
        public @Nullable Object value(String name) {
            String real = view.names.get(name);
            Json value = real == null ? null : object.get(real);
            CelView field = view.fields.get(name);
            return value == null || field == null ? null : field.value(value);
        }
    }

    /// The fields of an object that all have the same schema.
    private record Mapped(CelView inner, Json.Obj object) implements CelMap.Fields {
        @Override
        public Set<String> names() {
            return object.fields().keySet();
        }

        @Override
        public @Nullable Object value(String name) {
            Json value = object.get(name);
            return value == null ? null : inner.value(value);
        }
    }

    /// The fields of an object that are made when they are asked for.
    record Lazy(Map<String, Supplier<Object>> suppliers) implements CelMap.Fields {
        @Override
        public Set<String> names() {
            return suppliers.keySet();
        }

        @Override
        public @Nullable Object value(String name) {
            Supplier<Object> supplier = suppliers.get(name);
            return supplier == null ? null : supplier.get();
        }
    }
}
