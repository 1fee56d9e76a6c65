package io.paviour.schema;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Guesses what somebody meant who misspelt a word.
public final class Suggestion {
    private static final int WORD_CHARS_MAX = 64;

    private Suggestion() {}

    /// The candidate that is closest to `word`, or null where none is close: at most one slip (a letter too many, too
    /// few, wrong, or two swapped; case does not count) for every three letters.
    public static @Nullable String closest(String word, Collection<String> candidates) {
        if (word.length() > WORD_CHARS_MAX) {
            return null;
        }
        String closest = null;
        int slipsLeast = word.length() / 3 + 1;
        for (String candidate : candidates) {
            if (candidate.length() > WORD_CHARS_MAX) {
                continue;
            }
            int slips = slips(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (slips < slipsLeast) {
                slipsLeast = slips;
                closest = candidate;
            }
        }
        return closest;
    }

    /// The optimal string alignment distance.
    private static int slips(String a, String b) {
        int[][] slips = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                slips[i][j] = i == 0 || j == 0 ? i + j : fewest(a, b, i, j, slips);
            }
        }
        return slips[a.length()][b.length()];
    }

    private static int fewest(String a, String b, int i, int j, int[][] slips) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int fewest = Math.min(slips[i - 1][j - 1] + (same ? 0 : 1), Math.min(slips[i - 1][j], slips[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(fewest, slips[i - 2][j - 2] + 1) : fewest;
    }
}
