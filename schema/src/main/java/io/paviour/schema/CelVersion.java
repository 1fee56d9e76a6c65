package io.paviour.schema;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;
import static io.paviour.schema.CelFunctions.takes;
import static io.paviour.schema.CelFunctions.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import java.util.List;

/// A version such as `1.2.3-rc.1+build` (Semantic Versioning 2.0.0), and Kubernetes' semver library over
/// it.
record CelVersion(long major, long minor, long patch, List<String> preRelease, String build)
        implements Comparable<CelVersion> {
    static final CelType TYPE = OpaqueType.create("kubernetes.Semver");

    private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
    private static final String IDENTIFIER = "(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
    private static final Pattern FORM = Pattern.compile("^" + NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-("
            + IDENTIFIER + "(?:\\." + IDENTIFIER + ")*))?(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?$");
    private static final Pattern LOOSE = Pattern.compile("^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?([-+].*)?$");

    CelVersion {
        preRelease = List.copyOf(preRelease);
    }

    static void addTo(CelFunctions functions) {
        functions.type(TYPE, CelVersion.class).reader("semver", "isSemver", TYPE, CelVersion::read);
        functions
                .global(
                        "semver",
                        TYPE,
                        takes(STRING, BOOL),
                        a -> read((Boolean) a[1] ? strict(text(a[0])) : text(a[0])))
                .global("isSemver", BOOL, takes(STRING, BOOL), a -> {
                    return FORM.matches((Boolean) a[1] ? strict(text(a[0])) : text(a[0]));
                })
                .member("major", INT, takes(TYPE), a -> ((CelVersion) a[0]).major)
                .member("minor", INT, takes(TYPE), a -> ((CelVersion) a[0]).minor)
                .member("patch", INT, takes(TYPE), a -> ((CelVersion) a[0]).patch)
                .member("isGreaterThan", BOOL, takes(TYPE, TYPE), a -> compare(a) > 0)
                .member("isLessThan", BOOL, takes(TYPE, TYPE), a -> compare(a) < 0)
                .member("compareTo", INT, takes(TYPE, TYPE), a -> (long) compare(a));
    }

    private static int compare(Object[] arguments) {
        return Integer.signum(((CelVersion) arguments[0]).compareTo((CelVersion) arguments[1]));
    }

    private static CelVersion read(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new CelFailure("not a semantic version: " + CelFormatting.quoted(text));
        }
        String preRelease = matcher.group(4);
        String build = matcher.group(5);
        return new CelVersion(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                preRelease == null ? List.of() : List.of(preRelease.split("\\.")),
                build == null ? "" : build);
    }

    /// What somebody means who writes `v1.2` or `1.02.3`.
    private static String strict(String text) {
        Matcher loose = LOOSE.matcher(text);
        if (!loose.matches()) {
            return text;
        }
        var strict = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            String part = loose.group(i) == null ? "0" : loose.group(i).replaceFirst("^0+(?=[0-9])", "");
            strict.append(i == 1 ? "" : ".").append(part);
        }
        return strict.append(loose.group(4) == null ? "" : loose.group(4)).toString();
    }

    @Override
    public int compareTo(CelVersion other) {
        int order = Long.compare(major, other.major);
        order = order == 0 ? Long.compare(minor, other.minor) : order;
        order = order == 0 ? Long.compare(patch, other.patch) : order;
        return order == 0 ? comparePreRelease(preRelease, other.preRelease) : order;
    }

    private static int comparePreRelease(List<String> a, List<String> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(a.isEmpty(), b.isEmpty());
        }
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = compareIdentifiers(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static int compareIdentifiers(String a, String b) {
        boolean isNumberA = a.chars().allMatch(Character::isDigit);
        boolean isNumberB = b.chars().allMatch(Character::isDigit);
        if (isNumberA && isNumberB && a.length() != b.length()) {
            return Integer.compare(a.length(), b.length());
        }
        return isNumberA == isNumberB ? a.compareTo(b) : Boolean.compare(isNumberB, isNumberA);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CelVersion version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        return List.of(major, minor, patch, preRelease).hashCode();
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (preRelease.isEmpty() ? "" : "-" + String.join(".", preRelease))
                + (build.isEmpty() ? "" : "+" + build);
    }
}
