package io.paviour.proxy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The first line and the header fields of a message (RFC 9112, sections 2 to 5).
record Head(String line, List<Field> fields) {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final Pattern COMMA = Pattern.compile(",");

    /// Fields that speak of one connection and not of the message (RFC 9110, section 7.6.1).
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    Head {
        fields = List.copyOf(fields);
    }

    /// One header field.
    ///
    /// @param name as it was written
    record Field(String name, String value) {
        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    /// Reads a head.
    ///
    /// @throws Refusal if a line is malformed (status 400) or a limit is passed (431)
    static Head read(Wire wire, Limits limits) throws IOException {
        var lines = new Lines(wire, limits.headBytesMax());
        String line = lines.next();
        var fields = new ArrayList<Field>();
        for (String field = lines.next(); !field.isEmpty(); field = lines.next()) {
            if (fields.size() == limits.headFieldsMax()) {
                throw new Refusal(431, "there are more than " + limits.headFieldsMax() + " header fields");
            }
            fields.add(field(field));
        }
        return new Head(line, fields);
    }

    private static Field field(String line) throws Refusal {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon);
        // A folded line or a space before the colon is read differently by different servers: that is how a request
        // is smuggled past a proxy.
        if (!isToken(name)) {
            throw new Refusal(400, "a header field is malformed");
        }
        return new Field(name, line.substring(colon + 1).strip());
    }

    /// Whether a text is a token of RFC 9110, section 5.6.2.
    static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || TOKEN_MARKS.indexOf(c) >= 0));
    }

    /// The values of all fields of a name, as they came.
    List<String> values(String name) {
        return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
    }

    /// The comma-separated words of all fields of a name, in lower case.
    Stream<String> words(String name) {
        return values(name).stream()
                .flatMap(COMMA::splitAsStream)
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty());
    }

    /// Whether a comma-separated field has a word.
    boolean says(String name, String word) {
        return words(name).anyMatch(word::equals);
    }

    /// The fields that go on to the next connection, without `besides`.
    List<Field> passedOn(Set<String> besides) {
        Set<String> dropped = new HashSet<>(besides);
        dropped.addAll(HOP_BY_HOP);
        // What speaks of the message's length or host stays, even if `Connection` names it.
        words("connection")
                .filter(word -> !word.equals("content-length") && !word.equals("host"))
                .forEach(dropped::add);
        return fields.stream()
                .filter(field -> !dropped.contains(field.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    /// Writes it; it leaves with the next flush.
    void write(Wire wire) throws IOException {
        var text = new StringBuilder(line).append("\r\n");
        fields.forEach(field ->
                text.append(field.name()).append(": ").append(field.value()).append("\r\n"));
        wire.write(text.append("\r\n").toString());
    }

    /// Lines up to a limit of bytes, each ended by CR LF.
    private static final class Lines {
        private final Wire wire;
        private final int bytesMax;
        private int bytes;

        Lines(Wire wire, int bytesMax) {
            this.wire = wire;
            this.bytesMax = bytesMax;
        }

        String next() throws IOException {
            var line = new StringBuilder();
            int read = take();
            while (read != '\r') {
                if ((read < ' ' && read != '\t') || read == 0x7f) {
                    throw new Refusal(400, "there is a control character in the head of the message");
                }
                line.append((char) read);
                read = take();
            }
            if (take() != '\n') {
                throw new Refusal(400, "a line of the head does not end with CR LF");
            }
            return line.toString();
        }

        private int take() throws IOException {
            if (++bytes > bytesMax) {
                throw new Refusal(431, "the head of the message is larger than " + bytesMax + " bytes");
            }
            return wire.read();
        }
    }
}
