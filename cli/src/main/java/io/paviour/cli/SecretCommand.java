package io.paviour.cli;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.YamlText;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Puts the values of a secret in, and reads them out.
@Command(
        name = "secret",
        synopsisSubcommandLabel = "COMMAND",
        description = "Puts the values of a secret in, and reads them out.")
final class SecretCommand {
    private final Handset handset;

    SecretCommand(Handset handset) {
        this.handset = handset;
    }

    @Command(name = "set", description = "Stores values in place of all that the secret had before.")
    int set(
            @Parameters(paramLabel = "NAME", description = "The secret.") String name,
            @Parameters(
                            paramLabel = "KEY=VALUE",
                            arity = "0..*",
                            description =
                                    "A value; - reads it from standard input, less one line end, so that no other "
                                            + "process can see it.")
                    @Nullable
                    List<String> literals,
            @Option(
                            names = "--from-file",
                            paramLabel = "KEY=FILE",
                            description = "A value that is the text of a file, to the letter.")
                    @Nullable
                    List<String> files,
            @Option(
                            names = {"-n", "--namespace"},
                            paramLabel = "NAMESPACE",
                            description = "Where it is.")
                    @Nullable
                    String namespace)
            throws Failure, InterruptedException {
        Map<String, String> values = values(orEmpty(literals), orEmpty(files));
        try (Platform platform = handset.connect()) {
            String path = platform.path(namespace, "secrets", name) + "/values";
            Json.Obj answer = platform.put(path, Json.object("values", values));
            String keys = String.join(", ", answer.strings("keys").toList());
            handset.shell().out().println("secret " + name + " has the keys " + keys);
        }
        return Handset.DONE;
    }

    @Command(
            name = "reveal",
            description = "Prints the values of a secret, as YAML. The platform keeps a record of it.")
    int reveal(
            @Parameters(paramLabel = "NAME", description = "The secret.") String name,
            @Parameters(paramLabel = "KEY", arity = "0..1", description = "Print the value of this key only, as it is.")
                    @Nullable
                    String key,
            @Option(
                            names = {"-n", "--namespace"},
                            paramLabel = "NAMESPACE",
                            description = "Where it is.")
                    @Nullable
                    String namespace)
            throws Failure, InterruptedException {
        Json.Obj values;
        try (Platform platform = handset.connect()) {
            String path = platform.path(namespace, "secrets", name) + "/reveal";
            values = platform.post(path, Json.Obj.EMPTY).object("values");
        }
        PrintStream out = handset.shell().out();
        if (key == null) {
            out.print(YamlText.write(values));
            return Handset.DONE;
        }
        String value = values.string(key);
        if (value == null) {
            throw new Failure("secret " + name + " has no key " + key + ", but "
                    + (values.isEmpty()
                            ? "none at all"
                            : String.join(", ", values.fields().keySet())));
        }
        out.print(value.endsWith("\n") ? value : value + "\n");
        return Handset.DONE;
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    private Map<String, String> values(List<String> literals, List<String> files) throws Failure {
        var values = new LinkedHashMap<String, String>();
        boolean inputIsTaken = false;
        for (String literal : literals) {
            Pair pair = Pair.of(literal);
            boolean fromInput = pair.value.equals("-");
            if (fromInput && inputIsTaken) {
                throw new Failure("only one value can come from standard input");
            }
            inputIsTaken |= fromInput;
            put(values, pair.key, fromInput ? withoutLineEnd(text("-")) : pair.value);
        }
        for (String file : files) {
            Pair pair = Pair.of(file);
            put(values, pair.key, text(pair.value));
        }
        if (values.isEmpty()) {
            throw new Failure("name at least one KEY=VALUE or --from-file KEY=FILE");
        }
        return values;
    }

    private static void put(Map<String, String> values, String key, String value) throws Failure {
        if (values.put(key, value) != null) {
            throw new Failure("the key " + key + " is named twice");
        }
    }

    private String text(String file) throws Failure {
        byte[] bytes = handset.shell().read(file, JsonText.DOCUMENT_BYTES_MAX);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException binary) {
            throw new Failure(file + " is not UTF-8: a secret holds text; encode it, for example by base64");
        }
    }

    private static String withoutLineEnd(String text) {
        return text.replaceFirst("\\r?\\n\\z", "");
    }

    private record Pair(String key, String value) {
        /// Never repeats what it cannot read: that may be a value.
        static Pair of(String text) throws Failure {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw new Failure("a value is written KEY=VALUE, and a file KEY=FILE");
            }
            return new Pair(text.substring(0, equals), text.substring(equals + 1));
        }
    }
}
