package io.paviour.http;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The order of versions by preference (Kubernetes documentation, "Version priority"): stable ones before betas before
/// alphas, the higher number first, and what is no such version behind, by the alphabet.
final class VersionPriority implements Comparator<String> {
    private static final Pattern VERSION = Pattern.compile("v([1-9][0-9]{0,8})(?:(alpha|beta)([1-9][0-9]{0,8}))?");

    @Override
    public int compare(String one, String other) {
        Matcher first = VERSION.matcher(one);
        Matcher second = VERSION.matcher(other);
        boolean isVersion = first.matches();
        boolean isOtherVersion = second.matches();
        if (!isVersion || !isOtherVersion) {
            return isVersion ? -1 : isOtherVersion ? 1 : one.compareTo(other);
        }
        int byStability = Integer.compare(stability(second), stability(first));
        if (byStability != 0) {
            return byStability;
        }
        int byMajor = Integer.compare(number(second, 1), number(first, 1));
        return byMajor != 0 ? byMajor : Integer.compare(number(second, 3), number(first, 3));
    }

    private static int stability(Matcher version) {
        String word = version.group(2);
        return word == null ? 2 : word.equals("beta") ? 1 : 0;
    }

    private static int number(Matcher version, int group) {
        String digits = version.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
