package io.paviour.resource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// YAML 1.2 as text, as far as it says what JSON can say.
public final class YamlText {
    private static final int ALIASES_MAX = 50;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(ALIASES_MAX)
            .setCodePointLimit(JsonText.DOCUMENT_BYTES_MAX)
            .build();

    private YamlText() {}

    /// Reads every document of a stream; empty ones are left out.
    ///
    /// @throws ProblemException with [Problem.BadRequest] for malformed text, a duplicate or non-string
    ///     key, a number that is none in JSON, text that is too long, nests deeper than
    ///     [JsonText#DEPTH_MAX], or would come to very much by its aliases
    public static List<Json> parseAll(String text) {
        var documents = new ArrayList<Json>();
        try {
            var events = new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text));
            var nodes = new Composer(SETTINGS, new YamlSize(events));
            var values = new StandardConstructor(SETTINGS);
            while (nodes.hasNext()) {
                Object document = values.constructSingleDocument(Optional.of(nodes.next()));
                if (document != null) {
                    documents.add(json(document, 0));
                }
            }
        } catch (YamlEngineException malformed) {
            // Of a value that does not fit its tag the engine would tell the class of what went wrong.
            Throwable why = malformed.getCause() == null ? malformed : malformed.getCause();
            throw new Problem.BadRequest("not a YAML document: " + why.getMessage()).exception();
        }
        return documents;
    }

    /// Writes one document in block style.
    public static String write(Json json) {
        var settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndicatorIndent(0)
                .build();
        return new Dump(settings).dumpToString(plain(json));
    }

    private static Json json(@Nullable Object value, int depth) {
        if (depth > JsonText.DEPTH_MAX) {
            throw new Problem.BadRequest("the document nests deeper than " + JsonText.DEPTH_MAX).exception();
        }
        return switch (value) {
            case null -> Json.NULL;
            case Map<?, ?> map -> {
                var fields = new LinkedHashMap<String, Json>();
                map.forEach((key, item) -> {
                    if (!(key instanceof String name)) {
                        throw new Problem.BadRequest("the key " + key + " must be a string: put it in quotes")
                                .exception();
                    }
                    fields.put(JsonText.whole(name), json(item, depth + 1));
                });
                yield new Json.Obj(fields);
            }
            case List<?> list -> {
                var items = new ArrayList<Json>(list.size());
                list.forEach(item -> items.add(json(item, depth + 1)));
                yield new Json.Arr(items);
            }
            case String string -> new Json.Str(JsonText.whole(string));
            case Boolean bool -> new Json.Bool(bool);
            case Integer number -> new Json.Int(number);
            case Long number -> new Json.Int(number);
            case Number number -> decimal(number.doubleValue());
            default -> new Json.Str(value.toString());
        };
    }

    private static Json decimal(double value) {
        if (!Double.isFinite(value)) {
            throw new Problem.BadRequest("JSON has no number such as " + value).exception();
        }
        return new Json.Dec(value);
    }

    private static @Nullable Object plain(Json json) {
        return switch (json) {
            case Json.Obj(var fields) -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                fields.forEach((name, value) -> map.put(name, plain(value)));
                yield map;
            }
            case Json.Arr(var items) -> {
                var list = new ArrayList<@Nullable Object>();
                items.forEach(item -> list.add(plain(item)));
                yield list;
            }
            case Json.Str(String value) -> value;
            case Json.Int(long value) -> value;
            case Json.Dec(double value) -> value;
            case Json.Bool(boolean value) -> value;
            case Json.Null() -> null;
        };
    }
}
