package io.paviour.plugin;

import io.paviour.resource.Json;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;

/// One thing to be done: journaled before and after, done again after a crash in between, so doing it twice must come
/// to the same as doing it once.
public sealed interface Action {
    /// A sentence for a preview and the journal, such as `create role app_1f`. No secrets.
    String summary();

    /// What it means to the world.
    Effect effect();

    /// What an action means to the world, from harmless to final.
    enum Effect {
        /// Something new comes to be.
        CREATE,
        /// Something that exists is changed.
        CHANGE,
        /// Something is taken away that can be had again.
        DELETE,
        /// Data is destroyed for good.
        DESTROY
    }

    /// Writes another resource: its spec, labels and annotations become those given; status and the rest stay. The
    /// house adds an owner reference to the resource being reconciled.
    record Apply(Resource wanted, Effect effect) implements Action {
        @Override
        public String summary() {
            return (effect == Effect.CREATE ? "create " : "change ") + wanted.ref();
        }
    }

    /// Asks for the deletion of another resource. Whoever owns the child may still hold it by a finalizer.
    record Delete(Ref ref) implements Action {
        @Override
        public String summary() {
            return "delete " + ref;
        }

        @Override
        public Effect effect() {
            return Effect.DELETE;
        }
    }

    /// Notes fields in the status of the resource being reconciled before the next action is done: what has to be
    /// remembered if the process dies (a port, a name that was drawn).
    ///
    /// @param status merged over the status there is (RFC 7396)
    record Note(String summary, Json.Obj status) implements Action {
        @Override
        public Effect effect() {
            return Effect.CHANGE;
        }
    }

    /// Calls the outside.
    record Do(String summary, Effect effect, Task task) implements Action {}

    /// What [Do] does. It must be idempotent, and must stop when its thread is interrupted.
    @FunctionalInterface
    interface Task {
        /// Does it.
        ///
        /// @throws IOException if the engine is away or refuses for now: the house tries again later
        void run() throws IOException, InterruptedException;
    }
}
