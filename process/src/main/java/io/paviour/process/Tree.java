package io.paviour.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Directories that somebody else may be changing while we remove them.
public final class Tree {
    /// Each level holds a file descriptor.
    public static final int LEVELS_MAX = 256;

    private Tree() {}

    /// Removes a file or a directory with all it holds, and follows no link; nothing happens if there is none.
    ///
    /// @throws IOException also if directories are nested deeper than [#LEVELS_MAX]
    public static void remove(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> parent = Files.newDirectoryStream(path.resolveSibling(""))) {
            if (parent instanceof SecureDirectoryStream<Path> held) {
                remove(held, path.getFileName(), 1);
                return;
            }
        }
        // A machine without such streams (macOS) has no setpriv, so no other users whose files we would remove.
        Files.walkFileTree(path, new Remover());
    }

    /// By open directories, not by paths: a directory on the way that becomes a link meanwhile leads nowhere else.
    private static void remove(SecureDirectoryStream<Path> parent, Path name, int level) throws IOException {
        if (level > LEVELS_MAX) {
            throw new IOException("directories are nested deeper than " + LEVELS_MAX);
        }
        BasicFileAttributes attributes = parent.getFileAttributeView(
                        name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        if (!attributes.isDirectory()) {
            parent.deleteFile(name);
            return;
        }
        try (SecureDirectoryStream<Path> directory = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            for (Path entry : directory) {
                remove(directory, entry.getFileName(), level + 1);
            }
        }
        parent.deleteDirectory(name);
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
