package io.paviour.localprocess;

import io.paviour.process.Limits;
import io.paviour.resource.Ref;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that makes one replica what it is; a replica whose launch differs from the one wanted is replaced.
///
/// @param directory where it starts: the unpacked release
/// @param environment the plain variables asked for
/// @param secrets by reference and version, never by value
record Launch(
        Ref workload,
        int index,
        int port,
        Path directory,
        List<String> command,
        Map<String, String> environment,
        List<SecretUse> secrets,
        Limits limits,
        @Nullable Health health) {
    Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        secrets = List.copyOf(secrets);
    }
}
