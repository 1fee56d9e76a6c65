package io.paviour.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeTest {
    @TempDir
    Path directory;

    @Test
    void allGoesAndNoLinkIsFollowed() throws IOException {
        Path victim = Files.createDirectory(directory.resolve("victim"));
        Files.writeString(victim.resolve("kept"), "kept");
        Path tree = Files.createDirectories(directory.resolve("tree/a/b"))
                .resolve("../..")
                .normalize();
        Files.createSymbolicLink(tree.resolve("a/link"), victim);
        Files.writeString(tree.resolve("a/b/file"), "");

        Tree.remove(tree);
        Tree.remove(tree);

        assertThat(tree).doesNotExist();
        assertThat(victim.resolve("kept")).exists();
    }

    @Test
    void aTreeThatIsTooDeepIsRefused() throws IOException {
        Path tree = directory.resolve("tree");
        Files.createDirectories(tree.resolve("d/".repeat(Tree.LEVELS_MAX)));

        assertThatThrownBy(() -> Tree.remove(tree))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nested");
    }
}
