package io.paviour.dist;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What an informer told, call by call, and whether a program that acts on each call would have been led astray: by a
/// state told twice, or one that is older than what was told before.
final class Told {
    private static final int FAULTS_MAX = 20;

    private final String who;
    private final Map<String, Long> present = new HashMap<>();
    private final Map<String, Long> newest = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private long calls;
    private long errors;
    private String lastError = "";

    /// @param who the client, for messages
    Told(String who) {
        this.who = who;
    }

    /// There is a resource, or it changed.
    ///
    /// @param name with its namespace
    synchronized void present(String name, long revision) {
        calls++;
        long before = newest.getOrDefault(name, 0L);
        if (revision <= before) {
            fault(name + " was told at revision " + revision + " after " + before);
        }
        newest.put(name, revision);
        present.put(name, revision);
    }

    /// A resource is gone. An informer that was away learns it from a list, and then tells the state that
    /// it knew last.
    synchronized void gone(String name, long revision) {
        calls++;
        long before = newest.getOrDefault(name, 0L);
        if (present.remove(name) == null) {
            fault(name + " was told to be gone at revision " + revision + " and was not there");
        }
        if (revision < before) {
            fault(name + " was told to be gone at revision " + revision + " after " + before);
        }
        newest.put(name, Math.max(before, revision));
    }

    /// The client lost its connection, which is no fault while a server restarts.
    synchronized void error(String message) {
        errors++;
        lastError = message;
    }

    /// Something that may not happen at all.
    synchronized void fault(String what) {
        if (faults.size() < FAULTS_MAX) {
            faults.add(who + ": " + what);
        }
    }

    /// Every resource there is, with its revision, as far as told.
    synchronized Map<String, Long> state() {
        return Map.copyOf(present);
    }

    /// The first of what went wrong.
    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public synchronized String toString() {
        return who + " told " + calls + " changes and lost its connection " + errors + " times"
                + (lastError.isEmpty() ? "" : ", the last time because of " + lastError);
    }
}
