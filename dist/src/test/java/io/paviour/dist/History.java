package io.paviour.dist;

import io.paviour.resource.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What clients asked and were told, and whether some order explains it.
///
/// The order is given: each accepted write has a revision of its own, and a watch told all of them. So
/// each thing is a row of versions, and [#check] asks of each deed whether the [Model] says the same at
/// a place of the row that the clock allows: after everything that was answered before it began, and
/// not after what began when it was over.
final class History {
    private static final Pattern MANAGER = Pattern.compile("conflict with \"([^\"]+)\"");
    private static final int SHOWN_BEFORE = 16;
    private static final int SHOWN_AFTER = 6;

    /// How many writers it takes to make a server give up a write that names no revision.
    private static final int RIVALS_MIN = 10;

    private final Collection<Deed> deeds = new ConcurrentLinkedQueue<>();

    /// What one client asked of one server.
    ///
    /// @param began by the clock of the machine, in nanoseconds
    /// @param answer null if there was none: then it happened, or did not, or will
    record Deed(String client, Ask ask, long began, long ended, Wire.@Nullable Answer answer) {
        boolean isAccepted() {
            return answer != null && answer.code() < 300;
        }

        @Override
        public String toString() {
            String told = answer == null
                    ? "no answer"
                    : answer.code() < 300
                            ? answer.code() + " " + revision()
                            : answer.code() + " " + answer.body().string("message", "");
            return "%9.3f-%.3f ms  %s  %s -> %s".formatted(began / 1e6, ended / 1e6, client, ask, told);
        }

        long revision() {
            String revision =
                    answer == null ? "" : answer.body().object("metadata").string("resourceVersion", "");
            return revision.isEmpty() ? 0 : Long.parseLong(revision);
        }
    }

    void add(Deed deed) {
        deeds.add(deed);
    }

    int size() {
        return deeds.size();
    }

    List<Deed> deeds() {
        return List.copyOf(deeds);
    }

    /// @param events all there were, in order
    /// @throws AssertionError with the deeds around the one that nothing explains
    void check(List<Feed.Event> events) {
        Map<String, List<Feed.Event>> byName = new TreeMap<>();
        events.forEach(event ->
                byName.computeIfAbsent(event.name(), _ -> new ArrayList<>()).add(event));
        Map<Deed, Long> made = new HashMap<>();
        Map<String, List<Deed>> asked = deeds.stream()
                .sorted(Comparator.comparingLong(Deed::began))
                .collect(Collectors.groupingBy(deed -> deed.ask().name()));
        asked.forEach((name, mine) -> made.putAll(new Row(mine, byName.getOrDefault(name, List.of())).check()));
        checkRevisionsAgainstTheClock(made);
    }

    /// Whatever began after a write was answered has a higher revision, of whatever thing.
    private static void checkRevisionsAgainstTheClock(Map<Deed, Long> made) {
        List<Deed> byEnd = new ArrayList<>(made.keySet());
        byEnd.sort(Comparator.comparingLong(Deed::ended));
        List<Deed> byBegin = new ArrayList<>(byEnd);
        byBegin.sort(Comparator.comparingLong(Deed::began));
        int ended = 0;
        Deed newest = null;
        for (Deed deed : byBegin) {
            for (; ended < byEnd.size() && byEnd.get(ended).ended() < deed.began(); ended++) {
                Deed before = byEnd.get(ended);
                boolean isLost = before.answer() == null;
                newest = isLost || (newest != null && made.get(newest) > made.get(before)) ? newest : before;
            }
            if (newest != null && made.get(deed) <= made.get(newest)) {
                throw new AssertionError("revision " + made.get(deed) + " follows the answered " + made.get(newest)
                        + "\n" + newest + "\n" + deed);
            }
        }
    }

    /// One thing: the versions that it had, first that it was not there.
    private static final class Row {
        private final List<Deed> deeds;
        private final List<@Nullable Thing> versions = new ArrayList<>();
        private final List<Long> revisions = new ArrayList<>();
        private final List<@Nullable Deed> makers = new ArrayList<>();
        private final Map<Deed, Integer> places = new HashMap<>();
        private final Map<Long, List<Deed>> byRevision = new HashMap<>();

        Row(List<Deed> deeds, List<Feed.Event> events) {
            this.deeds = deeds;
            versions.add(null);
            revisions.add(0L);
            makers.add(null);
            Map<String, Long> ends = new HashMap<>();
            for (Feed.Event event : events) {
                Thing thing = Thing.of(event.object());
                versions.add(event.isEnd() ? null : thing);
                revisions.add(event.revision());
                makers.add(null);
                if (event.isEnd()) {
                    ends.put(thing.uid(), event.revision());
                }
            }
            for (Deed deed : deeds) {
                if (deed.isAccepted()) {
                    byRevision
                            .computeIfAbsent(revision(deed, ends), _ -> new ArrayList<>())
                            .add(deed);
                }
            }
        }

        /// A deletion is answered without a revision, but says what it deleted.
        private static long revision(Deed deed, Map<String, Long> ends) {
            return deed.ask() instanceof Ask.Delete && deed.answer() != null
                    ? ends.getOrDefault(deed.answer().body().object("details").string("uid", ""), -1L)
                    : deed.revision();
        }

        /// @return the revisions that deeds made
        Map<Deed, Long> check() {
            Set<Deed> lost =
                    deeds.stream().filter(deed -> deed.answer() == null).collect(Collectors.toCollection(HashSet::new));
            for (int place = 1; place < versions.size(); place++) {
                makers.set(place, maker(place, lost));
            }
            deeds.forEach(this::checkPlace);
            Map<Deed, Long> made = new HashMap<>();
            for (int place = 1; place < versions.size(); place++) {
                Deed maker = makers.get(place);
                if (maker != null) {
                    made.put(maker, revisions.get(place));
                }
            }
            return made;
        }

        /// Who made a version: exactly one of those who were answered with its revision, the others
        /// having changed nothing of it; or else somebody who was not answered.
        private Deed maker(int place, Set<Deed> lost) {
            List<Deed> claiming = byRevision.getOrDefault(revisions.get(place), List.of());
            for (Deed deed : claiming) {
                places.put(deed, place);
            }
            Deed made = claiming.stream()
                    .filter(deed -> !(deed.ask() instanceof Ask.Read) && isMade(place, deed))
                    .findFirst()
                    .orElse(null);
            if (made == null) {
                made = lost.stream()
                        .filter(deed -> isMade(place, deed))
                        .findFirst()
                        .orElse(null);
                if (made != null) {
                    lost.remove(made);
                    places.put(made, place);
                }
            }
            if (made == null) {
                throw unexplained(
                        "nobody made revision " + revisions.get(place) + ", " + versions.get(place) + ", of "
                                + versions.get(place - 1),
                        claiming.isEmpty() ? null : claiming.getFirst());
            }
            return made;
        }

        private boolean isMade(int place, Deed deed) {
            Thing before = versions.get(place - 1);
            Model.Step step = Model.step(before, deed.ask());
            boolean isAnswered = deed.answer() == null
                    ? step.code() < 300
                    : step.code() == deed.answer().code();
            return isAnswered && isSame(step.after(), versions.get(place)) && !isSame(before, versions.get(place));
        }

        private static boolean isSame(@Nullable Thing one, @Nullable Thing other) {
            return one == null || other == null ? one == other : one.saysTheSameAs(other);
        }

        private void checkPlace(Deed deed) {
            if (deed.answer() == null) {
                return;
            }
            int from = 0;
            int to = 0;
            for (int place = 0; place < versions.size(); place++) {
                Deed maker = makers.get(place);
                to = maker == null || maker.began() < deed.ended() ? place : to;
            }
            for (Deed before : deeds) {
                if (before.answer() != null && before.ended() < deed.began()) {
                    from = Math.max(from, places.getOrDefault(before, 0));
                }
            }
            Integer place = places.get(deed);
            if (deed.isAccepted() && (place == null || place < from || place > to)) {
                throw unexplained(
                        "it was answered with what was at " + place + " of the row, but the clock says " + from + " to "
                                + to,
                        deed);
            }
            if (place != null && deed == makers.get(place)) {
                if (place == from) {
                    throw unexplained("it made what others had seen before it began", deed);
                }
                return;
            }
            boolean isGivenUp = deed.answer().code() == 409 && to - from >= RIVALS_MIN;
            for (int at = place == null ? from : place; at <= (place == null ? to : place); at++) {
                if (isAnsweredAt(at, deed)) {
                    return;
                }
            }
            if (!isGivenUp) {
                throw unexplained(
                        "the model says otherwise at " + from + " to " + to + " of the row: "
                                + versions.subList(from, to + 1),
                        deed);
            }
        }

        private boolean isAnsweredAt(int place, Deed deed) {
            Thing now = versions.get(place);
            Model.Step step = Model.step(now, deed.ask());
            return deed.answer() != null
                    && step.code() == deed.answer().code()
                    && isSame(step.after(), now)
                    && step.others().equals(others(deed.answer()));
        }

        private static Set<String> others(Wire.Answer answer) {
            Set<String> others = new HashSet<>();
            answer.body()
                    .object("details")
                    .objects("causes")
                    .map(cause -> cause.string("message", ""))
                    .forEach(message -> {
                        Matcher matcher = MANAGER.matcher(message);
                        if (matcher.find()) {
                            others.add(matcher.group(1));
                        }
                    });
            return others;
        }

        private AssertionError unexplained(String why, @Nullable Deed deed) {
            int at = deed == null ? deeds.size() - 1 : deeds.indexOf(deed);
            String around =
                    deeds.subList(Math.max(0, at - SHOWN_BEFORE), Math.min(deeds.size(), at + SHOWN_AFTER)).stream()
                            .map(other -> (other == deed ? "=> " : "   ") + other)
                            .collect(Collectors.joining("\n"));
            return new AssertionError(why + "\n" + around);
        }
    }

    /// How long it lasted.
    Duration lasted() {
        long from = deeds.stream().mapToLong(Deed::began).min().orElse(0);
        long to = deeds.stream().mapToLong(Deed::ended).max().orElse(0);
        return Duration.ofNanos(to - from);
    }

    /// What there is at a revision, by name.
    static Map<String, Json.Obj> state(List<Feed.Event> events, long revision) {
        Map<String, Json.Obj> state = new TreeMap<>();
        for (Feed.Event event : events) {
            if (event.revision() > revision) {
                break;
            }
            if (event.isEnd()) {
                state.remove(event.name());
            } else {
                state.put(event.name(), event.object());
            }
        }
        return state;
    }
}
