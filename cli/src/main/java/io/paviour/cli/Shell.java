package io.paviour.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/// What a command touches of the process and the machine that it runs in.
///
/// @param environment the variables
/// @param directory where relative paths start
/// @param coloured whether `out` is read by a person who wants colours
record Shell(
        Map<String, String> environment,
        Path directory,
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean coloured) {
    /// Copies `environment`.
    Shell {
        environment = Map.copyOf(environment);
    }

    /// The shell that this process was started from.
    static Shell ofProcess() {
        Map<String, String> environment = System.getenv();
        return new Shell(
                environment,
                Path.of(""),
                System.in,
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                wantsColours(environment));
    }

    /// Java writes ASCII where no locale is set, as in most pipelines; trees and logs are UTF-8 everywhere.
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /// See [no-color.org](https://no-color.org).
    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it may be null again
    private static boolean wantsColours(Map<String, String> environment) {
        Console console = System.console();
        return console != null
                && console.isTerminal()
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /// Reads a file, or standard input for `-`.
    ///
    /// @throws Failure if it cannot be read, or has more than `bytesMax` bytes
    byte[] read(String file, int bytesMax) throws Failure {
        try (InputStream bytes = file.equals("-") ? in : Files.newInputStream(directory.resolve(file))) {
            byte[] read = bytes.readNBytes(bytesMax + 1);
            if (read.length > bytesMax) {
                throw new Failure(file + " is too long: " + bytesMax + " bytes are allowed");
            }
            return read;
        } catch (NoSuchFileException missing) {
            throw new Failure("there is no file " + file);
        } catch (AccessDeniedException denied) {
            throw new Failure("the file " + file + " may not be read by this user");
        } catch (IOException broken) {
            throw new Failure("the file " + file + " cannot be read: " + broken.getMessage());
        }
    }
}
