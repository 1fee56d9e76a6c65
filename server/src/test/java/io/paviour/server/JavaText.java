package io.paviour.server;

import java.util.regex.Pattern;

/// Java source as text.
final class JavaText {
    /// Comments, text blocks, strings and characters, in the order in which one may hold another's opening mark.
    /// The loops are possessive and run over whole stretches: each turn of a group takes a stack frame.
    private static final Pattern WORDS = Pattern.compile(String.join(
            "|",
            "//[^\\n]*+",
            "/\\*(?s:.*?)\\*/",
            "\"\"\"[^\"\\\\]*+(?:(?:\\\\.|\"(?!\"\"))[^\"\\\\]*+)*+\"\"\"",
            "\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\"",
            "'(?:\\\\[^'\\n]++|\\\\'|[^'\\\\\\n])'"));

    private JavaText() {}

    /// The code alone: what is meant for people (comments, strings) becomes blank, and each line keeps its number.
    static String withoutWords(String source) {
        return WORDS.matcher(source).replaceAll(words -> words.group().replaceAll("[^\\n]", " "));
    }
}
