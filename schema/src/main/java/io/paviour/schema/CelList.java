package io.paviour.schema;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelValue;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.RandomAccess;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A list as expressions see it: a view of items that become values when they are asked for. The evaluator
/// takes it as it is, while it would copy any other `List` at every step.
// The library checks that its values do not change. These do not as far as anybody can see: documents are immutable,
// and
// what grows or is made later is not seen before.
@SuppressWarnings("Immutable")
final class CelList extends CelValue implements List<Object>, RandomAccess {
    private static final CelType TYPE = ListType.create(SimpleType.DYN);

    /// How items are told apart, which says when two lists are equal and what their sum is.
    sealed interface Identity {
        /// By position, as in any list.
        record Position() implements Identity {}

        /// By value: `x-kubernetes-list-type: set`.
        record Value() implements Identity {}

        /// By some fields: `x-kubernetes-list-type: map`.
        record Keys(List<String> names) implements Identity {
            public Keys {
                names = List.copyOf(names);
            }
        }
    }

    static final Identity POSITION = new Identity.Position();

    private final List<Object> items;
    private final Identity identity;

    /// The list that this one grows at its end, or null where it does not.
    private final @Nullable List<Object> grown;

    /// How many items were copied for this one.
    private final int copied;

    private CelList(List<Object> items, Identity identity, @Nullable List<Object> grown, int copied) {
        this.items = items;
        this.identity = identity;
        this.grown = grown;
        this.copied = copied;
    }

    static CelList view(int size, IntFunction<Object> item, Identity identity) {
        return new CelList(items(size, item), identity, null, 0);
    }

    static CelList of(List<?> items) {
        return of(items, POSITION);
    }

    static CelList of(List<?> items, Identity identity) {
        return new CelList(new ArrayList<>(items), identity, null, items.size());
    }

    private static List<Object> items(int size, IntFunction<Object> item) {
        return new AbstractList<>() {
            @Override
            public Object get(int index) {
                if (index < 0 || index >= size) {
                    throw new CelFailure("index out of bounds: " + index);
                }
                return item.apply(index);
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    /// A list with more at its end. A comprehension appends item by item to what it has: that grows one
    /// list in place as long as each step goes on from the one before, so that a loop over n items does
    /// not copy n * n.
    static CelList appended(List<?> first, List<?> second) {
        if (first instanceof CelList list && list.grown != null && list.grown.size() == list.size()) {
            list.grown.addAll(second);
            return prefix(list.grown, second.size());
        }
        var copy = new ArrayList<Object>(first);
        copy.addAll(second);
        return prefix(copy, copy.size());
    }

    private static CelList prefix(List<Object> grown, int copied) {
        return new CelList(items(grown.size(), grown::get), POSITION, grown, copied);
    }

    Identity identity() {
        return identity;
    }

    /// How many items were copied to make this list: what it cost.
    int copied() {
        return copied;
    }

    @Override
    public Object value() {
        return this;
    }

    @Override
    public boolean isZeroValue() {
        return items.isEmpty();
    }

    @Override
    public CelType celType() {
        return TYPE;
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public boolean isEmpty() {
        return items.isEmpty();
    }

    @Override
    public boolean contains(Object item) {
        return indexOf(item) >= 0;
    }

    @Override
    public Iterator<Object> iterator() {
        return items.iterator();
    }

    @Override
    public Object[] toArray() {
        return items.toArray();
    }

    @Override
    @SuppressWarnings("SuspiciousToArrayCall")
    public <T> T[] toArray(T[] array) {
        return items.toArray(array);
    }

    @Override
    public boolean containsAll(Collection<?> others) {
        return items.containsAll(others);
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public int indexOf(Object item) {
        for (int i = 0; i < items.size(); i++) {
            if (CelEquality.same(items.get(i), item)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int lastIndexOf(Object item) {
        for (int i = items.size() - 1; i >= 0; i--) {
            if (CelEquality.same(items.get(i), item)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public ListIterator<Object> listIterator() {
        return items.listIterator();
    }

    @Override
    public ListIterator<Object> listIterator(int index) {
        return items.listIterator(index);
    }

    @Override
    public List<Object> subList(int from, int to) {
        return items.subList(from, to);
    }

    @Override
    public boolean add(Object item) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void add(int index, Object item) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean addAll(Collection<? extends Object> others) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean addAll(int index, Collection<? extends Object> others) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object set(int index, Object item) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean remove(Object item) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object remove(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean removeAll(Collection<?> others) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean retainAll(Collection<?> others) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof List<?> && CelEquality.same(this, other);
    }

    @Override
    public int hashCode() {
        return CelEquality.normal(this).hashCode();
    }

    @Override
    public String toString() {
        return "list of " + items.size();
    }
}
