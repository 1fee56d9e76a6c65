package io.paviour.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The room table of `ARCHITECTURE.md`, held against the sources of the modules that the root `pom.xml` names.
///
/// It reads sources and not classes, because it also judges modules that are built after this one. What it calls an
/// arrow
/// is therefore a name: any `io.paviour.<room>` in code, be it in an import or written out in place.
final class HousePlan {
    private static final String NAMESPACE = "io.paviour";
    private static final int FILE_LINES_MAX = 400;
    private static final Set<String> BANNED_PACKAGES =
            Set.of("util", "common", "impl", "internal", "dto", "manager", "helper");

    /// Modules that stand beside the rooms: their names and lengths are judged, their arrows are not.
    private static final Set<String> BESIDE = Set.of("dist", "portal", "examples", "bench");

    private static final Pattern ROW =
            Pattern.compile("^\\| `(?<room>[a-z]+)` \\|[^|]*\\| (?<imports>[^|]*) \\|$", Pattern.MULTILINE);
    private static final Pattern QUOTED = Pattern.compile("`([a-z]+)`");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern ARROW = Pattern.compile("\\bio\\.paviour\\.([a-z]+)\\b");

    private final Path checkout;
    private final Map<String, Set<String>> importsByRoom;
    private final List<String> violations = new ArrayList<>();

    private HousePlan(Path checkout) {
        this.checkout = checkout;
        this.importsByRoom = rooms(read(checkout.resolve("ARCHITECTURE.md")));
    }

    /// Every place where the house in `checkout` is not as its plan says, as `file:line: what is wrong`.
    static List<String> violations(Path checkout) {
        HousePlan plan = new HousePlan(checkout);
        Matcher module = MODULE.matcher(read(checkout.resolve("pom.xml")));
        while (module.find()) {
            plan.checkModule(Path.of(module.group(1)));
        }
        return List.copyOf(plan.violations);
    }

    /// The rooms of the table in its order, each with those that it may import.
    private Map<String, Set<String>> rooms(String page) {
        Map<String, Set<String>> rooms = new LinkedHashMap<>();
        Matcher row = ROW.matcher(page);
        while (row.find()) {
            Set<String> above = Set.copyOf(rooms.keySet());
            Set<String> imports = new LinkedHashSet<>();
            QUOTED.matcher(row.group("imports")).results().forEach(name -> imports.add(name.group(1)));
            imports.stream()
                    .filter(name -> !above.contains(name))
                    .forEach(name -> violations.add("ARCHITECTURE.md:" + line(page, row.start()) + ": "
                            + row.group("room") + " may import " + name + ", which is not a room above it"));
            rooms.put(row.group("room"), row.group("imports").equals("all above") ? above : imports);
        }
        return rooms;
    }

    private void checkModule(Path module) {
        String room = module.getFileName().toString();
        boolean isRoom = importsByRoom.containsKey(room);
        if (!isRoom && !BESIDE.contains(module.getName(0).toString())) {
            violations.add("pom.xml: the module " + module + " is not in the table of ARCHITECTURE.md");
        }
        for (Path file : javaFiles(checkout.resolve(module).resolve("src"))) {
            String source = read(file);
            String code = JavaText.withoutWords(source);
            checkLength(file, source);
            checkPackageName(file, code);
            if (isRoom) {
                checkFlat(file, code, room);
            }
            if (isRoom && file.startsWith(checkout.resolve(module).resolve("src/main"))) {
                checkArrows(file, code, room);
            }
        }
    }

    private void checkLength(Path file, String source) {
        long lines = source.lines().count();
        if (lines > FILE_LINES_MAX) {
            report(file, FILE_LINES_MAX + 1, "has " + lines + " lines; " + FILE_LINES_MAX + " are allowed");
        }
    }

    private void checkPackageName(Path file, String code) {
        Matcher declaration = PACKAGE.matcher(code);
        if (!declaration.find()) {
            return;
        }
        for (String word : declaration.group(1).split("\\.")) {
            if (BANNED_PACKAGES.contains(word)) {
                report(file, line(code, declaration.start()), "a package must not be named " + word);
            }
        }
    }

    private void checkFlat(Path file, String code, String room) {
        String expected = NAMESPACE + "." + room;
        Matcher declaration = PACKAGE.matcher(code);
        String actual = declaration.find() ? declaration.group(1) : "(none)";
        if (!actual.equals(expected)) {
            int line = actual.equals("(none)") ? 1 : line(code, declaration.start());
            report(file, line, "is in package " + actual + "; the room is the one package " + expected);
        }
    }

    private void checkArrows(Path file, String code, String room) {
        Matcher arrow = ARROW.matcher(code);
        while (arrow.find()) {
            String target = arrow.group(1);
            if (!target.equals(room) && !importsByRoom.get(room).contains(target)) {
                report(file, line(code, arrow.start()), room + " must not import " + target);
            }
        }
    }

    private void report(Path file, int line, String what) {
        violations.add(checkout.relativize(file) + ":" + line + ": " + what);
    }

    private static int line(String text, int offset) {
        return 1 + (int) text.chars().limit(offset).filter(c -> c == '\n').count();
    }

    private static List<Path> javaFiles(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
