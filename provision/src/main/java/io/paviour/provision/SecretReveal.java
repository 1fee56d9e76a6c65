package io.paviour.provision;

import io.paviour.plugin.Secrets;
import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import java.util.Map;
import java.util.TreeMap;

/// `POST .../secrets/<name>/reveal` answers with the values of a secret; each use is audited.
final class SecretReveal implements Subresource {
    private final Secrets secrets;

    SecretReveal(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public String kind() {
        return "Secret";
    }

    @Override
    public String name() {
        return "reveal";
    }

    @Override
    public String verb() {
        return "create";
    }

    @Override
    public Answer answer(Resource secret, Map<String, String> parameters, Json.Obj body) {
        return new Answer.Document(Json.object(
                "apiVersion",
                secret.apiVersion(),
                "kind",
                "SecretValues",
                "values",
                new TreeMap<>(secrets.read(secret.ref()))));
    }
}
