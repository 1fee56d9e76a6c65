package io.paviour.schema;

import org.jspecify.annotations.Nullable;

/// Where in a document: a chain of steps, written out only when something is wrong there.
///
/// @param parent the step before, null at the root
/// @param name the field, or empty for an item of an array
/// @param index the item, where `name` is empty
record Place(@Nullable Place parent, String name, int index) {
    static final Place ROOT = new Place(null, "", 0);

    Place field(String field) {
        return new Place(this, field, 0);
    }

    Place item(int item) {
        return new Place(this, "", item);
    }

    /// As Kubernetes writes it: `spec.services[0].replicas`, and `<nil>` for the document itself.
    @Override
    public String toString() {
        var text = new StringBuilder();
        write(text);
        return text.isEmpty() ? "<nil>" : text.toString();
    }

    private void write(StringBuilder text) {
        if (parent == null) {
            return;
        }
        parent.write(text);
        if (name.isEmpty()) {
            text.append('[').append(index).append(']');
        } else {
            text.append(text.isEmpty() ? "" : ".").append(name);
        }
    }
}
