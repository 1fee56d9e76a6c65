package io.paviour.provision;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.Resource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/// Tells whether a stored child is as it should be, although defaults were filled in since it was written.
///
/// Two things must hold. Every field that is wanted has its value in the stored child: so a change by somebody else
/// is seen. And the stored child carries the digest of what is wanted: so a field that is wanted no longer is seen.
final class Likeness {
    private static final int DIGEST_DIGITS = 16;

    private Likeness() {}

    /// A wanted resource with its digest, as the annotation `<group>/applied-hash`.
    static Resource marked(Resource wanted) {
        String annotation = wanted.kind().group() + "/applied-hash";
        Json.Obj annotations = wanted.metadata().object("annotations").with(annotation, digest(wanted.document()));
        return wanted.withMetadata(wanted.metadata().with("annotations", annotations));
    }

    /// Whether the stored child needs no write to become the wanted one, which is [#marked].
    static boolean isCurrent(Resource wanted, Resource stored) {
        return covers(wanted.spec(), stored.spec())
                && covers(wanted.metadata().object("labels"), stored.metadata().object("labels"))
                && covers(
                        wanted.metadata().object("annotations"),
                        stored.metadata().object("annotations"));
    }

    private static boolean covers(Json wanted, Json stored) {
        return switch (wanted) {
            case Json.Obj(var fields) ->
                stored instanceof Json.Obj object
                        && fields.entrySet().stream().allMatch(field -> {
                            Json value = object.get(field.getKey());
                            return value != null && covers(field.getValue(), value);
                        });
            case Json.Arr(var items) -> {
                if (!(stored instanceof Json.Arr(var storedItems)) || storedItems.size() != items.size()) {
                    yield false;
                }
                for (int i = 0; i < items.size(); i++) {
                    if (!covers(items.get(i), storedItems.get(i))) {
                        yield false;
                    }
                }
                yield true;
            }
            case Json.Str _, Json.Int _, Json.Dec _, Json.Bool _, Json.Null _ -> wanted.equals(stored);
        };
    }

    private static String digest(Json document) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(JsonText.bytes(sorted(document)));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    // A document comes back from the store with its fields in another order; the digest must not care.
    private static Json sorted(Json json) {
        return switch (json) {
            case Json.Obj(var fields) -> {
                var sorted = new TreeMap<String, Json>();
                fields.forEach((name, value) -> sorted.put(name, sorted(value)));
                yield new Json.Obj(sorted);
            }
            case Json.Arr(var items) ->
                new Json.Arr(items.stream().map(Likeness::sorted).toList());
            case Json.Str _, Json.Int _, Json.Dec _, Json.Bool _, Json.Null _ -> json;
        };
    }
}
