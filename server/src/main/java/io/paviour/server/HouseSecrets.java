package io.paviour.server;

import io.paviour.access.SecretValues;
import io.paviour.plugin.Secrets;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/// The sealed values, as plugins see them.
///
/// @param values where they are kept; while that is away, every call throws [Problem.Unavailable]
record HouseSecrets(SecretValues values) implements Secrets {
    private static final Duration RETRY = Duration.ofSeconds(1);

    private interface Call<T> {
        T run() throws IOException;
    }

    private static <T> T ask(Call<T> call) {
        try {
            return call.run();
        } catch (IOException away) {
            throw new Problem.Unavailable("the secrets cannot be reached: " + away.getMessage(), RETRY).exception();
        }
    }

    @Override
    public Map<String, String> read(Ref secret) {
        return ask(() -> values.read(secret));
    }

    @Override
    public Map<String, String> putIfAbsent(Ref secret, Map<String, String> given) {
        return ask(() -> values.putIfAbsent(secret, given));
    }

    @Override
    public void put(Ref secret, Map<String, String> given) {
        ask(() -> {
            values.put(secret, given);
            return true;
        });
    }

    @Override
    public void remove(Ref secret) {
        ask(() -> {
            values.remove(secret);
            return true;
        });
    }

    @Override
    public long version(Ref secret) {
        return ask(() -> values.version(secret));
    }
}
