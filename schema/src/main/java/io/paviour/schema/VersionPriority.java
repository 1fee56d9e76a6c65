package io.paviour.schema;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Orders the versions of a kind (Kubernetes documentation, "Version priority"): stable ones first, then beta, then
/// alpha, the higher number first; names of another form last, in alphabetical order.
final class VersionPriority {
    private static final Pattern FORM = Pattern.compile("v([1-9][0-9]{0,8})(?:(alpha|beta)([1-9][0-9]{0,8}))?");

    private static final Comparator<Rank> ORDER = Comparator.comparing(Rank::stability)
            .thenComparing(Rank::major, Comparator.reverseOrder())
            .thenComparing(Rank::minor, Comparator.reverseOrder())
            .thenComparing(Rank::name);

    private VersionPriority() {}

    private enum Stability {
        STABLE,
        BETA,
        ALPHA,
        OTHER
    }

    private record Rank(Stability stability, int major, int minor, String name) {}

    static int compare(String one, String other) {
        return ORDER.compare(rank(one), rank(other));
    }

    private static Rank rank(String version) {
        Matcher form = FORM.matcher(version);
        if (!form.matches()) {
            return new Rank(Stability.OTHER, 0, 0, version);
        }
        int major = Integer.parseInt(form.group(1));
        if (form.group(2) == null) {
            return new Rank(Stability.STABLE, major, 0, version);
        }
        Stability stability = form.group(2).equals("beta") ? Stability.BETA : Stability.ALPHA;
        return new Rank(stability, major, Integer.parseInt(form.group(3)), version);
    }
}
