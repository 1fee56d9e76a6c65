package io.paviour.resource;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The fields of a JSON object: an immutable map in the order in which it was made.
///
/// Two arrays and, where there are more than [#SEARCHED_MAX] fields, a table of hashes: a fraction of the memory of a
/// `LinkedHashMap`, and quicker to make and to look into at the sizes that documents have.
final class Fields extends AbstractMap<String, Json> {
    static final Fields EMPTY = new Fields(new String[0], new Json[0]);

    private static final int SEARCHED_MAX = 8;

    private final String[] names;
    private final Json[] values;
    private final int @Nullable [] table;

    /// Takes over both arrays; no name may stand twice.
    private Fields(String[] names, Json[] values) {
        this.names = names;
        this.values = values;
        this.table = names.length <= SEARCHED_MAX ? null : table(names);
    }

    static Fields copyOf(Map<String, Json> map) {
        if (map instanceof Fields fields) {
            return fields;
        }
        var builder = new Builder(map.size());
        map.forEach(builder::add);
        return builder.build();
    }

    /// Open addressing: the place of a name, plus one, at the first free slot from its hash on.
    private static int[] table(String[] names) {
        int size = Integer.highestOneBit(names.length * 2 - 1) * 2;
        var table = new int[size];
        for (int i = 0; i < names.length; i++) {
            int slot = slot(names[i], size);
            while (table[slot] != 0) {
                slot = (slot + 1) & (size - 1);
            }
            table[slot] = i + 1;
        }
        return table;
    }

    private static int slot(String name, int size) {
        int hash = name.hashCode();
        return (hash ^ (hash >>> 16)) & (size - 1);
    }

    private int find(Object name) {
        if (table == null) {
            for (int i = 0; i < names.length; i++) {
                if (names[i].equals(name)) {
                    return i;
                }
            }
            return -1;
        }
        if (!(name instanceof String text)) {
            return -1;
        }
        int slot = slot(text, table.length);
        while (table[slot] != 0) {
            if (names[table[slot] - 1].equals(text)) {
                return table[slot] - 1;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        return -1;
    }

    Fields with(String name, Json value) {
        int at = find(name);
        if (at >= 0) {
            Json[] changed = values.clone();
            changed[at] = value;
            return new Fields(names, changed);
        }
        int size = names.length;
        String[] moreNames = Arrays.copyOf(names, size + 1);
        Json[] moreValues = Arrays.copyOf(values, size + 1);
        moreNames[size] = name;
        moreValues[size] = value;
        return new Fields(moreNames, moreValues);
    }

    Fields without(String name) {
        int at = find(name);
        if (at < 0) {
            return this;
        }
        int size = names.length - 1;
        var fewerNames = new String[size];
        var fewerValues = new Json[size];
        System.arraycopy(names, 0, fewerNames, 0, at);
        System.arraycopy(names, at + 1, fewerNames, at, size - at);
        System.arraycopy(values, 0, fewerValues, 0, at);
        System.arraycopy(values, at + 1, fewerValues, at, size - at);
        return new Fields(fewerNames, fewerValues);
    }

    @Override
    public int size() {
        return names.length;
    }

    @Override
    public @Nullable Json get(Object name) {
        int at = find(name);
        return at < 0 ? null : values[at];
    }

    @Override
    public boolean containsKey(Object name) {
        return find(name) >= 0;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super Json> action) {
        for (int i = 0; i < names.length; i++) {
            action.accept(names[i], values[i]);
        }
    }

    @Override
    public Set<Map.Entry<String, Json>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return names.length;
            }

            @Override
            public Iterator<Map.Entry<String, Json>> iterator() {
                return new Iterator<>() {
                    private int next;

                    @Override
                    public boolean hasNext() {
                        return next < names.length;
                    }

                    @Override
                    public Map.Entry<String, Json> next() {
                        if (next == names.length) {
                            throw new NoSuchElementException();
                        }
                        var entry = Map.entry(names[next], values[next]);
                        next++;
                        return entry;
                    }
                };
            }
        };
    }

    /// Gathers fields; of several with the same name the last value counts, at the place of the first.
    static final class Builder {
        private String[] names;
        private Json[] values;
        private int size;
        private @Nullable Map<String, Integer> places;

        Builder(int expected) {
            names = new String[expected];
            values = new Json[expected];
        }

        void add(String name, Json value) {
            int at = place(name);
            if (at >= 0) {
                values[at] = value;
                return;
            }
            if (size == names.length) {
                int larger = Math.max(4, size * 2);
                names = Arrays.copyOf(names, larger);
                values = Arrays.copyOf(values, larger);
            }
            names[size] = name;
            values[size] = value;
            if (places != null) {
                places.put(name, size);
            }
            size++;
        }

        private int place(String name) {
            if (size <= SEARCHED_MAX) {
                for (int i = 0; i < size; i++) {
                    if (names[i].equals(name)) {
                        return i;
                    }
                }
                return -1;
            }
            if (places == null) {
                places = new LinkedHashMap<>();
                for (int i = 0; i < size; i++) {
                    places.put(names[i], i);
                }
            }
            return places.getOrDefault(name, -1);
        }

        Fields build() {
            if (size == 0) {
                return EMPTY;
            }
            return names.length == size
                    ? new Fields(names, values)
                    : new Fields(Arrays.copyOf(names, size), Arrays.copyOf(values, size));
        }
    }
}
