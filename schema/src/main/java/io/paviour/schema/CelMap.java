package io.paviour.schema;

import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.StructValue;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An object as expressions see it: a view that turns a field into a value when it is asked for, so that a
/// rule pays for what it looks at. The evaluator takes it as it is, while it would copy any other `Map` at
/// every step.
// The library checks that its values do not change. These do not as far as anybody can see: documents are immutable,
// and
// what grows or is made later is not seen before.
@SuppressWarnings("Immutable")
final class CelMap extends StructValue<String, Object> implements Map<String, Object> {
    private static final CelType TYPE = MapType.create(SimpleType.STRING, SimpleType.DYN);

    private final Fields fields;

    CelMap(Fields fields) {
        this.fields = fields;
    }

    /// Where the fields come from.
    interface Fields {
        Set<String> names();

        /// The value, or null where there is no such field.
        @Nullable
        Object value(String name);
    }

    @Override
    public Object value() {
        return this;
    }

    @Override
    public boolean isZeroValue() {
        return isEmpty();
    }

    @Override
    public CelType celType() {
        return TYPE;
    }

    @Override
    public Object select(String field) {
        Object value = fields.value(field);
        if (value == null) {
            throw new CelFailure("no such key: " + field);
        }
        return value;
    }

    @Override
    public Optional<Object> find(String field) {
        return Optional.ofNullable(fields.value(field));
    }

    @Override
    public int size() {
        return fields.names().size();
    }

    @Override
    public boolean isEmpty() {
        return fields.names().isEmpty();
    }

    @Override
    public boolean containsKey(Object key) {
        return key instanceof String name && fields.names().contains(name);
    }

    @Override
    public boolean containsValue(Object value) {
        return values().contains(value);
    }

    @Override
    public @Nullable Object get(Object key) {
        return key instanceof String name ? fields.value(name) : null;
    }

    @Override
    public Set<String> keySet() {
        return fields.names();
    }

    @Override
    public Collection<Object> values() {
        return new ArrayList<>(copy().values());
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return copy().entrySet();
    }

    private Map<String, Object> copy() {
        var copy = new LinkedHashMap<String, Object>();
        for (String name : fields.names()) {
            copy.put(name, select(name));
        }
        return copy;
    }

    @Override
    public Object put(String key, Object value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object remove(Object key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putAll(Map<? extends String, ?> other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Map<?, ?> && CelEquality.same(this, other);
    }

    @Override
    public int hashCode() {
        return CelEquality.normal(this).hashCode();
    }

    @Override
    public String toString() {
        return new AbstractMap.SimpleEntry<>("object", fields.names()).toString();
    }
}
