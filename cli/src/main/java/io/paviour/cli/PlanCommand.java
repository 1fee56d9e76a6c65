package io.paviour.cli;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.YamlText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Asks what applying manifests would do; nothing is written.
@Command(name = "plan", description = "Shows what applying manifests would create, change and delete. Writes nothing.")
final class PlanCommand implements Callable<Integer> {
    private static final int CHANGES = 2;

    private final Handset handset;

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            required = true,
            description = "Manifests in YAML or JSON; - is standard input.")
    private String file = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "The namespace of manifests that name none.")
    private @Nullable String namespace;

    @Option(names = "--json", description = "Print the plan as JSON.")
    private boolean json;

    @Option(
            names = "--detailed-exitcode",
            description = "Exit with 2 if something would change, with 0 only if nothing would.")
    private boolean detailed;

    PlanCommand(Handset handset) {
        this.handset = handset;
    }

    @Override
    public Integer call() throws Failure, InterruptedException {
        Shell shell = handset.shell();
        List<Json> manifests = manifests(shell);
        Json.Obj status;
        try (Platform platform = handset.connect()) {
            String api = platform.api();
            String place = namespace == null ? platform.kubeconfig().namespace() : namespace;
            Json.Obj question = Json.object(
                    "apiVersion",
                    api.substring("/apis/".length()),
                    "kind",
                    "Plan",
                    "spec",
                    Json.object("namespace", place, "manifests", manifests));
            status = platform.post(api + "/plans", question).object("status");
        }
        PlanTree tree = PlanTree.of(status);
        shell.out().print(json ? JsonText.writePretty(status) + "\n" : tree.text(shell.coloured()));
        return detailed && tree.changesAnything() ? CHANGES : Handset.DONE;
    }

    private List<Json> manifests(Shell shell) throws Failure {
        String text = new String(shell.read(file, JsonText.DOCUMENT_BYTES_MAX), StandardCharsets.UTF_8);
        List<Json> documents = YamlText.parseAll(text);
        if (documents.isEmpty()) {
            throw new Failure(file + " has no manifest");
        }
        for (int i = 0; i < documents.size(); i++) {
            if (!(documents.get(i) instanceof Json.Obj)) {
                throw new Failure("document " + (i + 1) + " of " + file + " must be a mapping");
            }
        }
        return documents;
    }
}
