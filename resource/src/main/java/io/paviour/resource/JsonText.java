package io.paviour.resource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/// JSON as text (RFC 8259): the one place where bytes become [Json] and back.
public final class JsonText {
    /// How deep arrays and objects may nest.
    public static final int DEPTH_MAX = 64;

    /// The size of the largest document that is read, in bytes; a resource may have half of it.
    public static final int DOCUMENT_BYTES_MAX = 3 << 20;

    private static final int FIELDS_USUAL = 6;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxStringLength(DOCUMENT_BYTES_MAX)
                    .maxNumberLength(64)
                    .build())
            .build();

    private JsonText() {}

    /// Reads one JSON document.
    ///
    /// @throws ProblemException with [Problem.BadRequest] for malformed text, a duplicate field, half of a
    ///     surrogate pair, a number that no double holds, a document that is too deep or longer than
    ///     [#DOCUMENT_BYTES_MAX], or anything behind the document
    public static Json parse(byte[] text) {
        if (text.length > DOCUMENT_BYTES_MAX) {
            throw new Problem.TooLarge(text.length, DOCUMENT_BYTES_MAX).exception();
        }
        try (JsonParser parser = parser(text)) {
            if (parser.nextToken() == null) {
                throw new Problem.BadRequest("the document is empty").exception();
            }
            Json value = value(parser);
            if (parser.nextToken() != null) {
                throw new Problem.BadRequest("there is more text after the end of the JSON document").exception();
            }
            return value;
        } catch (JsonProcessingException malformed) {
            var at = malformed.getLocation();
            String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            throw new Problem.BadRequest("not a JSON document: " + malformed.getOriginalMessage() + where).exception();
        } catch (CharConversionException garbled) {
            // What begins as UTF-16 or UTF-32 does is read as that.
            throw new Problem.BadRequest("not a JSON document: " + garbled.getMessage()).exception();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// Reads one JSON document from a string; see [#parse(byte\[\])].
    public static Json parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Reads one JSON document that has to be an object; see [#parse(byte\[\])].
    public static Json.Obj parseObject(byte[] text) {
        if (parse(text) instanceof Json.Obj object) {
            return object;
        }
        throw new Problem.BadRequest("the document must be a JSON object").exception();
    }

    /// A parser with the limits of this class.
    static JsonParser parser(byte[] text) throws IOException {
        return FACTORY.createParser(text);
    }

    /// Reads the value that `parser` stands at.
    static Json value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                var fields = new Fields.Builder(FIELDS_USUAL);
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = whole(parser.currentName());
                    parser.nextToken();
                    fields.add(name, value(parser));
                }
                yield new Json.Obj(fields.build());
            }
            case START_ARRAY -> {
                var items = new ArrayList<Json>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield new Json.Arr(items);
            }
            case VALUE_STRING -> new Json.Str(whole(parser.getText()));
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT, LONG -> new Json.Int(parser.getLongValue());
                    default -> decimal(parser);
                };
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> new Json.Bool(true);
            case VALUE_FALSE -> new Json.Bool(false);
            case VALUE_NULL -> Json.NULL;
            default -> throw new Problem.BadRequest("not a JSON document: it ends too early").exception();
        };
    }

    /// A text that can be written again: half of a surrogate pair is no character, and no reader takes
    /// it as one.
    ///
    /// @throws ProblemException with [Problem.BadRequest] if it is not
    static String whole(String text) {
        char before = 0;
        for (int i = 0; i < text.length(); i++) {
            char here = text.charAt(i);
            if (Character.isHighSurrogate(before) != Character.isLowSurrogate(here)) {
                throw halved(Character.isHighSurrogate(before) ? before : here);
            }
            before = here;
        }
        if (Character.isHighSurrogate(before)) {
            throw halved(before);
        }
        return text;
    }

    private static RuntimeException halved(char half) {
        return new Problem.BadRequest("a text holds half of a surrogate pair, \\u%04x".formatted((int) half))
                .exception();
    }

    /// A number that no double holds would be written as something that is no number.
    private static Json decimal(JsonParser parser) throws IOException {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw new Problem.BadRequest("not a JSON document: the number " + parser.getText() + " is too large")
                    .exception();
        }
        return new Json.Dec(value);
    }

    /// The shortest text of a value.
    public static String write(Json json) {
        return text(json, false);
    }

    /// The text of a value, one field a line.
    public static String writePretty(Json json) {
        return text(json, true);
    }

    private static String text(Json json, boolean pretty) {
        var text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            if (pretty) {
                generator.setPrettyPrinter(new DefaultPrettyPrinter());
            }
            write(json, generator);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /// The shortest text of a value in UTF-8.
    public static byte[] bytes(Json json) {
        var bytes = new ByteArrayOutputStream(512);
        try {
            write(json, bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /// Writes the shortest text of a value in UTF-8; `out` stays open.
    ///
    /// @throws IOException if `out` does
    public static void write(Json json, OutputStream out) throws IOException {
        JsonGenerator generator = FACTORY.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        write(json, generator);
        generator.close();
    }

    private static void write(Json json, JsonGenerator out) throws IOException {
        switch (json) {
            case Json.Obj(var fields) -> {
                out.writeStartObject();
                for (var field : fields.entrySet()) {
                    out.writeFieldName(field.getKey());
                    write(field.getValue(), out);
                }
                out.writeEndObject();
            }
            case Json.Arr(var items) -> {
                out.writeStartArray();
                for (Json item : items) {
                    write(item, out);
                }
                out.writeEndArray();
            }
            case Json.Str(String value) -> out.writeString(value);
            case Json.Int(long value) -> out.writeNumber(value);
            case Json.Dec(double value) -> out.writeNumber(value);
            case Json.Bool(boolean value) -> out.writeBoolean(value);
            case Json.Null() -> out.writeNull();
        }
    }
}
