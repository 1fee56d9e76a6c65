package io.paviour.resource;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.parser.Parser;

/// Counts what a YAML text comes to as it is parsed, so that it is refused before it is built: nesting is stack, and
/// aliases of aliases multiply.
///
/// [#next()] throws a [ProblemException] with [Problem.BadRequest] where a text becomes too deep, or too large by its
/// aliases.
final class YamlSize implements Parser {
    /// How many nodes all aliases of a text may stand for together.
    private static final int ALIASED_NODES_MAX = 100_000;

    private final Parser parser;
    private final Deque<Collection> open = new ArrayDeque<>();
    private final Map<Anchor, Integer> nodes = new HashMap<>();
    private int aliased;

    /// A collection whose end has not been read yet.
    private static final class Collection {
        private final @Nullable Anchor anchor;
        private int nodes = 1;

        Collection(@Nullable Anchor anchor) {
            this.anchor = anchor;
        }
    }

    YamlSize(Parser parser) {
        this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
        return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
        return parser.hasNext();
    }

    @Override
    public Event next() {
        Event event = parser.next();
        count(event);
        return event;
    }

    private void count(Event event) {
        switch (event) {
            case CollectionStartEvent start -> {
                open.push(new Collection(start.getAnchor().orElse(null)));
                if (open.size() > JsonText.DEPTH_MAX) {
                    throw new Problem.BadRequest("the document nests deeper than " + JsonText.DEPTH_MAX).exception();
                }
            }
            case CollectionEndEvent _ -> {
                Collection closed = open.pop();
                if (closed.anchor != null) {
                    nodes.put(closed.anchor, closed.nodes);
                }
                add(closed.nodes);
            }
            case AliasEvent alias -> add(aliased(alias.getAlias()));
            case NodeEvent scalar -> {
                scalar.getAnchor().ifPresent(anchor -> nodes.put(anchor, 1));
                add(1);
            }
            default -> {}
        }
    }

    private void add(int count) {
        if (!open.isEmpty()) {
            open.getFirst().nodes += count;
        }
    }

    private int aliased(Anchor anchor) {
        boolean isInItself = open.stream().anyMatch(collection -> anchor.equals(collection.anchor));
        if (isInItself) {
            throw new Problem.BadRequest("the alias *" + anchor.getValue() + " stands in what it stands for")
                    .exception();
        }
        // An alias of nothing is told by whoever builds the document.
        int count = nodes.getOrDefault(anchor, 0);
        aliased += count;
        if (aliased > ALIASED_NODES_MAX) {
            throw new Problem.BadRequest("the aliases stand for more than " + ALIASED_NODES_MAX + " values")
                    .exception();
        }
        return count;
    }
}
