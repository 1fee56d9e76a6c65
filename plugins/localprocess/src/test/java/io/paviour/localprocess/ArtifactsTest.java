package io.paviour.localprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactsTest {
    @TempDir
    Path directory;

    private Path root;
    private Artifacts artifacts;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectories(directory.resolve("artifacts"));
        artifacts = new Artifacts(root, directory.resolve("releases"));
    }

    private Artifact look(String archive) throws IOException {
        return artifacts.look(new Workload.Source.Archive(archive));
    }

    /// Unpacks if it has to, and looks again.
    private Artifact release(String archive) throws IOException {
        if (look(archive) instanceof Artifact.Packed packed) {
            artifacts.unpack(packed);
        }
        return look(archive);
    }

    @Test
    void anArchiveIsUnpackedWithItsModesAndLinks() throws IOException {
        new TestTar()
                .link('5', "./bin/", "")
                .program("./bin/run", "#!/bin/sh")
                .file("./" + "long/".repeat(15) + "name", "deep")
                .link('2', "./current", "bin/run")
                .link('1', "./copy", "./bin/run")
                .writeTo(root.resolve("app.tar.gz"));

        Path here = ((Artifact.Here) release("app.tar.gz")).directory();

        assertThat(here.resolve("bin/run")).isExecutable().hasContent("#!/bin/sh");
        assertThat(here.resolve("long/".repeat(15) + "name")).hasContent("deep");
        assertThat(here.resolve("current")).isSymbolicLink().hasContent("#!/bin/sh");
        assertThat(here.resolve("copy")).isExecutable().isRegularFile();
    }

    @Test
    void namesThatAreLongerThanAHeaderAreRead() throws IOException {
        String name = "d/".repeat(100) + "file";
        String record = " path=" + name + "\n";
        int length = record.length() + 3;
        new TestTar()
                .entry('x', "PaxHeaders/file", "", length + record, "0000644")
                .file("short", "pax")
                .entry('L', "././@LongLink", "", name + "2\0", "0000644")
                .file("short", "gnu")
                .writeTo(root.resolve("app.tgz"));

        Path here = ((Artifact.Here) release("app.tgz")).directory();

        assertThat(here.resolve(name)).hasContent("pax");
        assertThat(here.resolve(name + "2")).hasContent("gnu");
        assertThat(here.resolve("short")).doesNotExist();
    }

    static Stream<Arguments> wicked() {
        return Stream.of(
                Arguments.of(new TestTar().file("../evil", "x"), "entry ../evil leaves the archive"),
                Arguments.of(new TestTar().file("a/../../evil", "x"), "entry a/../../evil leaves the archive"),
                Arguments.of(new TestTar().file("/tmp/evil", "x"), "entry /tmp/evil has an absolute path"),
                Arguments.of(new TestTar().file("a\\..\\evil", "x"), "entry a\\..\\evil has an absolute path"),
                Arguments.of(
                        new TestTar().link('2', "out", "/etc/passwd"),
                        "entry out is a link that leaves the archive: /etc/passwd"),
                Arguments.of(
                        new TestTar().link('2', "out", "../../x"),
                        "entry out is a link that leaves the archive: ../../x"),
                Arguments.of(
                        new TestTar().link('2', "a/b", "..").link('2', "c", "a/b/../.."),
                        "entry c is a link that leaves the archive"),
                Arguments.of(new TestTar().link('2', "self", "self"), "entry self is a link to nothing or to itself"),
                Arguments.of(
                        new TestTar().link('2', "d", "e").file("e/x", "1").file("d/x", "2"),
                        "entry d is a file and a directory"),
                Arguments.of(new TestTar().link('1', "hard", "/etc/passwd"), "entry /etc/passwd has an absolute path"),
                Arguments.of(
                        new TestTar().link('1', "hard", "later"),
                        "entry hard is a link to later, which is no file before it"),
                Arguments.of(
                        new TestTar().link('6', "pipe", ""), "entry pipe is neither a file, a directory nor a link"),
                Arguments.of(new TestTar().file("a", "1").file("a/b", "2"), "entry a/b lies below a file or a link"));
    }

    @ParameterizedTest
    @MethodSource("wicked")
    void aWickedArchiveIsRefusedAndLeavesNothing(TestTar tar, String why) throws IOException {
        tar.writeTo(root.resolve("app.tar.gz"));

        Artifact refused = release("app.tar.gz");

        assertThat(refused).isEqualTo(new Artifact.Refused("archive app.tar.gz is refused: " + why));
        assertThat(directory.resolve("evil")).doesNotExist();
        assertThat(directory.resolve("releases/evil")).doesNotExist();
        try (Stream<Path> left = Files.list(directory.resolve("releases"))) {
            assertThat(left).allMatch(Files::isRegularFile, "only the refusal");
        }
    }

    @Test
    void aBombIsStopped() throws IOException {
        Path to = Files.createDirectory(directory.resolve("to"));
        var unpacking = new Unpacking(to, 1000, 3);
        var names = new Unpacking(to, 1000, 3);

        assertRefused(
                () -> unpacking.file("zeros", false, new java.io.ByteArrayInputStream(new byte[1001])),
                "it holds more than 0 MiB");
        assertRefused(
                () -> {
                    for (int i = 0; i < 4; i++) {
                        names.directory("d" + i);
                    }
                },
                "it has more than 3 entries");
    }

    private interface Step {
        void run() throws IOException, RefusedArchive;
    }

    private static void assertRefused(Step step, String why) throws IOException {
        try {
            step.run();
        } catch (RefusedArchive e) {
            assertThat(e).hasMessage(why);
            return;
        }
        throw new AssertionError("it was not refused");
    }

    @Test
    void aZipIsUnpackedAndAWickedOneRefused() throws IOException {
        zip("app.zip", "lib/a.txt");
        zip("evil.zip", "../evil");
        Files.writeString(root.resolve("noise.zip"), "this is no zip");
        Files.writeString(root.resolve("noise.tar.gz"), "this is no tar");

        Artifact good = release("app.zip");

        assertThat(((Artifact.Here) good).directory().resolve("lib/a.txt")).hasContent("text");
        assertThat(release("evil.zip")).isInstanceOf(Artifact.Refused.class);
        assertThat(directory.resolve("evil")).doesNotExist();
        assertThat(release("noise.zip")).isInstanceOf(Artifact.Refused.class);
        assertThat(release("noise.tar.gz")).isInstanceOf(Artifact.Refused.class);
    }

    private void zip(String name, String entry) throws IOException {
        try (var out = new ZipOutputStream(Files.newOutputStream(root.resolve(name)))) {
            out.putNextEntry(new ZipEntry(entry));
            out.write("text".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aJarIsRunAsItIs() throws IOException {
        Files.writeString(root.resolve("app.jar"), "jar");

        Artifact jar = release("app.jar");

        assertThat(((Artifact.Here) jar).directory().resolve("app.jar")).hasContent("jar");
    }

    @Test
    void newContentIsANewRelease() throws IOException {
        new TestTar().file("a", "one").writeTo(root.resolve("app.tar.gz"));
        Artifact first = release("app.tar.gz");

        new TestTar().file("a", "other").writeTo(root.resolve("app.tar.gz"));
        Artifact second = release("app.tar.gz");

        assertThat(second).isInstanceOf(Artifact.Here.class).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.tar.gz", "/etc/x.tar.gz", "a/../../secret.tar.gz", "link/x.tar.gz", "", "a\0b"})
    void aPathThatEscapesIsRefused(String name) throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        new TestTar().file("a", "x").writeTo(outside.resolve("x.tar.gz"));
        new TestTar().file("a", "x").writeTo(directory.resolve("secret.tar.gz"));
        Files.createSymbolicLink(root.resolve("link"), outside);

        assertThat(look(name)).isInstanceOf(Artifact.Refused.class);
        assertThat(artifacts.look(new Workload.Source.Directory("link"))).isInstanceOf(Artifact.Refused.class);
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        assertThat(look("app.tar.gz")).isEqualTo(new Artifact.Missing("waits for archive app.tar.gz in " + root));
        assertThat(artifacts.look(new Workload.Source.Directory("app")))
                .isEqualTo(new Artifact.Missing("waits for directory app in " + root));
        assertThat(look("app.rpm")).isInstanceOf(Artifact.Refused.class);
    }

    @Test
    void onlyTheNewestIdleReleasesAreKept() throws IOException {
        Path used = null;
        for (int i = 0; i < 25; i++) {
            new TestTar().file("a", "number " + i).writeTo(root.resolve("app.tar.gz"));
            Path here = ((Artifact.Here) release("app.tar.gz")).directory();
            used = used == null ? here : used;
        }

        artifacts.tidy(java.util.Set.of(used));

        assertThat(used).exists();
        try (Stream<Path> left = Files.list(directory.resolve("releases"))) {
            assertThat(left.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)))
                    .hasSize(21);
        }
    }
}
