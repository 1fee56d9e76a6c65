package io.paviour.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/// Holds `docs/cli.md` against the commands that there are.
class DocumentedCommandsTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?m)(?:^|\\| )\\./paviour ([^|<>#\n]*)");

    private String page;

    @BeforeEach
    void read() throws Exception {
        page = Files.readString(Path.of("../docs/cli.md"));
    }

    private static CommandLine all() {
        return new Handset(Shell.ofProcess()).commandLine();
    }

    private static void collect(CommandLine command, List<CommandLine> leaves) {
        if (command.getSubcommands().isEmpty()) {
            leaves.add(command);
        }
        command.getSubcommands().values().forEach(below -> collect(below, leaves));
    }

    @TestFactory
    Stream<DynamicTest> everyCommandIsDocumentedAsItsHelpHasIt() {
        var leaves = new ArrayList<CommandLine>();
        collect(all(), leaves);
        return leaves.stream().map(leaf -> {
            String name = leaf.getCommandSpec().qualifiedName();
            return DynamicTest.dynamicTest(
                    name,
                    () -> assertThat(section("## " + name))
                            .contains("```text\n" + leaf.getUsageMessage(CommandLine.Help.Ansi.OFF) + "```")
                            .contains("\n./" + name));
        });
    }

    private String section(String title) {
        int from = page.indexOf("\n" + title + "\n");
        assertThat(from).as(title).isNotNegative();
        int to = page.indexOf("\n## ", from + 1);
        return page.substring(from, to < 0 ? page.length() : to);
    }

    @Test
    void everyExampleIsUnderstood() {
        List<String> examples = EXAMPLE.matcher(page)
                .results()
                .map(found -> found.group(1).strip())
                .filter(example -> !example.startsWith("up"))
                .toList();

        assertThat(examples).hasSizeGreaterThan(6);
        for (String example : examples) {
            all().parseArgs(example.replace("\"$(", "").replace(")\"", "").split(" +"));
        }
    }
}
