package io.paviour.provision;

import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import io.paviour.schema.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The kinds of this room, and whether documents are valid.
final class TestKinds {
    private static final Pattern YAML_BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private static final Map<String, Kind> KINDS = new ProvisionPlugin()
            .kinds().stream()
                    .map(Kind::parse)
                    .collect(Collectors.toMap(kind -> kind.name().kind(), Function.identity()));

    private TestKinds() {}

    static Kind kind(String name) {
        return KINDS.get(name);
    }

    static Iterable<Kind> all() {
        return KINDS.values();
    }

    /// Everything that is wrong with a document, unknown fields first.
    static List<String> flaws(Json.Obj document) {
        Kind kind = kind(document.string("kind", ""));
        var flaws = new ArrayList<String>();
        kind.schema().prune(document).unknown().forEach(field -> flaws.add("unknown field \"" + field + "\""));
        Json.Obj defaulted =
                kind.schema().withDefaults(kind.schema().prune(document).document());
        kind.validateMetadata(defaulted).forEach(violation -> flaws.add(violation.toString()));
        kind.schema().validate(defaulted).forEach(violation -> flaws.add(violation.toString()));
        return flaws;
    }

    static Resource withDefaults(Resource resource) {
        return new Resource(kind(resource.kind().kind()).schema().withDefaults(resource.document()));
    }

    /// The documents in the YAML blocks of a page below the project's root.
    static List<Json.Obj> blocks(String page) throws IOException {
        return YAML_BLOCK
                .matcher(text(page))
                .results()
                .flatMap(block -> YamlText.parseAll(block.group(1)).stream())
                .map(Json.Obj.class::cast)
                .toList();
    }

    /// The text of a file below the project's root.
    static String text(String file) throws IOException {
        return Files.readString(Path.of("..").resolve(file), StandardCharsets.UTF_8);
    }
}
