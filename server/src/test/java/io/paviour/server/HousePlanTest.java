package io.paviour.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The house is built as `ARCHITECTURE.md` says, and a house that is not is noticed.
class HousePlanTest {
    @Test
    void theHouseIsBuiltAsPlanned() {
        assertThat(HousePlan.violations(checkout())).isEmpty();
    }

    @Test
    void aHouseAsPlannedHasNoViolation(@TempDir Path house) throws IOException {
        plan(house, "a", "b");
        java(house, "b", "Use", "import io.paviour.a.Thing;");

        assertThat(HousePlan.violations(house)).isEmpty();
    }

    @Test
    void anArrowThatIsNotInTheTableIsNamedWithFileAndLine(@TempDir Path house) throws IOException {
        plan(house, "a", "b");
        java(house, "a", "Use", "import io.paviour.b.Thing;");

        assertThat(HousePlan.violations(house))
                .containsExactly("a/src/main/java/io/paviour/a/Use.java:3: a must not import b");
    }

    @Test
    void aNameWrittenOutInPlaceIsAnArrowToo(@TempDir Path house) throws IOException {
        plan(house, "a", "b");
        java(house, "a", "Use", "class Use {\n    String at = \"http://x\"; io.paviour.b.Thing thing;\n}");

        assertThat(HousePlan.violations(house))
                .containsExactly("a/src/main/java/io/paviour/a/Use.java:4: a must not import b");
    }

    @Test
    void whatCommentsAndStringsSayIsNoArrow(@TempDir Path house) throws IOException {
        plan(house, "a", "b");
        java(house, "a", "Use", """
                /// See [io.paviour.b.Thing].
                class Use {
                    /* "io.paviour.b" */
                    char quote = '"'; // io.paviour.b
                    String name = "\\"io.paviour.b.Thing";
                    String block = \"""
                        %s
                        "a" io.paviour.b.Thing \\\"""
                        \""";
                }
                """.formatted("a long text block\n".repeat(300)));

        assertThat(HousePlan.violations(house)).isEmpty();
    }

    @Test
    void aRoomMayOnlyImportRoomsAboveIt(@TempDir Path house) throws IOException {
        plan(house, "a", "b");
        Files.writeString(house.resolve("ARCHITECTURE.md"), "| `a` | First. | `b` |\n| `b` | Second. | - |\n");

        assertThat(HousePlan.violations(house))
                .containsExactly("ARCHITECTURE.md:1: a may import b, which is not a room above it");
    }

    @Test
    void aModuleWithoutARowIsNamed(@TempDir Path house) throws IOException {
        plan(house, "a", "b", "plugins/c", "dist", "examples/d");

        assertThat(HousePlan.violations(house))
                .containsExactly("pom.xml: the module plugins/c is not in the table of ARCHITECTURE.md");
    }

    @Test
    void aRoomIsOneFlatPackageWithAPlainName(@TempDir Path house) throws IOException {
        plan(house, "a", "b");
        java(house, "a", "util/Things", "class Things {}");

        assertThat(HousePlan.violations(house))
                .containsExactly(
                        "a/src/main/java/io/paviour/a/util/Things.java:1: a package must not be named util",
                        "a/src/main/java/io/paviour/a/util/Things.java:1: "
                                + "is in package io.paviour.a.util; the room is the one package io.paviour.a");
    }

    @Test
    void aFileThatIsTooLongIsNamed(@TempDir Path house) throws IOException {
        plan(house, "a", "b");
        java(house, "a", "Long", "\n".repeat(399));

        assertThat(HousePlan.violations(house))
                .containsExactly("a/src/main/java/io/paviour/a/Long.java:401: has 401 lines; 400 are allowed");
    }

    private static void plan(Path house, String... modules) throws IOException {
        StringBuilder pom = new StringBuilder();
        for (String module : modules) {
            pom.append("<module>").append(module).append("</module>\n");
        }
        Files.writeString(house.resolve("pom.xml"), pom);
        Files.writeString(house.resolve("ARCHITECTURE.md"), "| `a` | First. | - |\n| `b` | Second. | `a` |\n");
    }

    private static void java(Path house, String room, String path, String body) throws IOException {
        Path file = house.resolve(room + "/src/main/java/io/paviour/" + room + "/" + path + ".java");
        Files.createDirectories(file.getParent());
        String name = "io.paviour." + room + (path.contains("/") ? ".util" : "");
        Files.writeString(file, "package " + name + ";\n\n" + body);
    }

    private static Path checkout() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("ARCHITECTURE.md"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
