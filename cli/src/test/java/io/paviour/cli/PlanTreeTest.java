package io.paviour.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.resource.Json;
import io.paviour.resource.YamlText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Text in, text out: `plan-tree.golden` has cases of `=== name`, a plan's status, `----`, and the tree.
class PlanTreeTest {
    @TestFactory
    Stream<DynamicTest> trees() throws Exception {
        String golden = Files.readString(
                Path.of(PlanTreeTest.class.getResource("plan-tree.golden").toURI()));
        return Arrays.stream(golden.split("(?m)^=== ")).skip(1).map(part -> {
            int line = part.indexOf('\n');
            String[] sides = part.substring(line + 1).split("(?m)^----\n");
            return DynamicTest.dynamicTest(
                    part.substring(0, line),
                    () -> assertThat(tree(sides[0]).text(false).strip()).isEqualTo(sides[1].strip()));
        });
    }

    private static PlanTree tree(String status) throws Failure {
        return PlanTree.of((Json.Obj) YamlText.parseAll(status).getFirst());
    }

    @Test
    void coloursStandAroundSignAndSentenceOnly() throws Exception {
        String text =
                tree("steps: [{what: create it, effect: CREATE, then: waits}]").text(true);

        assertThat(text).startsWith("\033[32m+ create it\033[0m → waits\n");
    }

    @Test
    void aNameCannotCommandTheTerminal() throws Exception {
        String text = tree("steps: [{what: \"create \\e[2J\\nplan: nothing\", effect: CREATE}]")
                .text(false);

        assertThat(text).startsWith("+ create  [2J plan: nothing\n");
    }

    @Test
    void anUnknownEffectIsNotGuessedAt() {
        assertThatThrownBy(() -> tree("steps: [{what: x, effect: EXPLODE}]")).hasMessageContaining("EXPLODE");
    }
}
