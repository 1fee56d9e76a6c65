package io.paviour.schema;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The forms of names (Kubernetes documentation, "Object Names and IDs" and "Labels and Selectors").
///
/// A method named `...Flaw` answers with what is wrong, or null.
final class Names {
    static final int SUBDOMAIN_CHARS_MAX = 253;
    static final int LABEL_CHARS_MAX = 63;

    // Every text is measured before it is matched: what backtracks at most has no length here.
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[-a-z0-9]*[a-z0-9])?");
    private static final Pattern LETTER_LABEL = Pattern.compile("[a-z](?:[-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?");

    private static final String SUBDOMAIN_RULE = "a lowercase RFC 1123 subdomain must consist of lower case"
            + " alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
            + " (e.g. 'example.com')";
    private static final String LABEL_RULE = "a lowercase RFC 1123 label must consist of lower case alphanumeric"
            + " characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name')";
    private static final String LETTER_LABEL_RULE = "a DNS-1035 label must consist of lower case alphanumeric"
            + " characters or '-', start with an alphabetic character, and end with an alphanumeric character"
            + " (e.g. 'my-name')";
    private static final String WORD_RULE = "must consist of alphanumeric characters, '-', '_' or '.', and must start"
            + " and end with an alphanumeric character (e.g. 'MyName' or 'my.name')";

    private Names() {}

    static boolean isSubdomain(String text) {
        return subdomainFlaw(text) == null;
    }

    /// What keeps `text` from being an RFC 1123 subdomain: the name of most resources, or an API group.
    static @Nullable String subdomainFlaw(String text) {
        if (text.length() > SUBDOMAIN_CHARS_MAX) {
            return "must be no more than " + SUBDOMAIN_CHARS_MAX + " characters";
        }
        return SUBDOMAIN.matcher(text).matches() ? null : SUBDOMAIN_RULE;
    }

    /// What keeps `text` from being one part of a path: the name of roles and bindings, such as
    /// `system:discovery`.
    static @Nullable String pathSegmentFlaw(String text) {
        if (text.length() > SUBDOMAIN_CHARS_MAX) {
            return "must be no more than " + SUBDOMAIN_CHARS_MAX + " characters";
        }
        if (text.equals(".") || text.equals("..")) {
            return "may not be '" + text + "'";
        }
        return text.chars().anyMatch(c -> c == '/' || c == '%' || c <= ' ' || c == 0x7f)
                ? "may not contain '/', '%', blanks or control characters"
                : null;
    }

    /// What keeps `text` from being an RFC 1123 label: a namespace.
    static @Nullable String labelFlaw(String text) {
        if (text.length() > LABEL_CHARS_MAX) {
            return "must be no more than " + LABEL_CHARS_MAX + " characters";
        }
        return LABEL.matcher(text).matches() ? null : LABEL_RULE;
    }

    /// What keeps `text` from being an RFC 1035 label: a version, or the plural of a kind.
    static @Nullable String letterLabelFlaw(String text) {
        if (text.length() > LABEL_CHARS_MAX) {
            return "must be no more than " + LABEL_CHARS_MAX + " characters";
        }
        return LETTER_LABEL.matcher(text).matches() ? null : LETTER_LABEL_RULE;
    }

    /// What keeps `text` from being `[prefix/]name`: the key of a label or an annotation, or a finalizer.
    static @Nullable String qualifiedNameFlaw(String text) {
        int slash = text.indexOf('/');
        String name = text.substring(slash + 1);
        if (name.indexOf('/') >= 0) {
            return "a qualified name has at most one '/' between prefix and name (e.g. 'example.com/MyName')";
        }
        String prefix = slash < 0 ? null : text.substring(0, slash);
        if (prefix != null && subdomainFlaw(prefix) != null) {
            return "prefix part " + subdomainFlaw(prefix);
        }
        String flaw = name.isEmpty() ? "must be non-empty" : labelValueFlaw(name);
        return flaw == null ? null : "name part " + flaw;
    }

    /// What keeps `text` from being the value of a label.
    static @Nullable String labelValueFlaw(String text) {
        if (text.length() > LABEL_CHARS_MAX) {
            return "must be no more than " + LABEL_CHARS_MAX + " characters";
        }
        return text.isEmpty() || WORD.matcher(text).matches() ? null : WORD_RULE;
    }
}
