package io.paviour.provision;

import io.paviour.plugin.Site;
import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import io.paviour.resource.Violation.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// `PUT .../secrets/<name>/values` stores values in place of those there were. It answers with their names only.
///
/// The body is `{"values": {"<key>": "<value>"}}`: 1 to 100 keys of letters, digits, `-`, `_` and `.`, at most 253
/// characters each, and values of at most 64 KiB in UTF-8.
final class SecretValues implements Subresource {
    static final int KEYS_MAX = 100;
    static final int KEY_CHARS_MAX = 253;
    static final int VALUE_BYTES_MAX = 64 << 10;

    private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]+");

    private final Site site;

    SecretValues(Site site) {
        this.site = site;
    }

    @Override
    public String kind() {
        return "Secret";
    }

    @Override
    public String name() {
        return "values";
    }

    @Override
    public String verb() {
        return "update";
    }

    /// @throws io.paviour.resource.ProblemException with [Problem.Invalid] naming every key that breaks a rule, never
    ///     its value; [Problem.Forbidden] if another resource keeps the values; [Problem.Conflict] if the secret is
    ///     being deleted
    @Override
    public Answer answer(Resource secret, Map<String, String> parameters, Json.Obj body) {
        Ref controller = secret.controller();
        if (controller != null && !controller.kind().equals(site.kind("Environment"))) {
            throw new Problem.Forbidden(controller + " keeps the values of " + secret.ref()).exception();
        }
        if (secret.isDeleting()) {
            throw new Problem.Conflict(secret.ref(), "it is being deleted").exception();
        }
        List<Violation> violations = violations(body);
        if (!violations.isEmpty()) {
            throw new Problem.Invalid(secret.ref(), violations).exception();
        }
        var values = new TreeMap<>(body.stringMap("values"));
        site.secrets().put(secret.ref(), values);
        site.wake(secret.ref());
        return new Answer.Document(Json.object(
                "apiVersion", secret.apiVersion(),
                "kind", "SecretKeys",
                "keys", List.copyOf(values.keySet()),
                "version", site.secrets().version(secret.ref())));
    }

    private static List<Violation> violations(Json.Obj body) {
        if (!(body.get("values") instanceof Json.Obj(var values)) || values.isEmpty()) {
            return List.of(new Violation(
                    "values", Reason.REQUIRED, "Required value: an object with at least one key and its value"));
        }
        var violations = new ArrayList<Violation>();
        if (values.size() > KEYS_MAX) {
            violations.add(new Violation(
                    "values",
                    Reason.INVALID,
                    "Too many: " + values.size() + ": must have at most " + KEYS_MAX + " keys"));
        }
        values.forEach((key, value) -> check(key, value, violations));
        return violations;
    }

    private static void check(String key, Json value, List<Violation> violations) {
        String field = "values[" + key + "]";
        if (key.length() > KEY_CHARS_MAX) {
            violations.add(new Violation(
                    "values", Reason.TOO_LONG, "Too long: a key has at most " + KEY_CHARS_MAX + " characters"));
        } else if (!KEY.matcher(key).matches()) {
            violations.add(
                    new Violation(field, Reason.INVALID, "Invalid value: a key has letters, digits, -, _ and . only"));
        }
        if (!(value instanceof Json.Str(String text))) {
            violations.add(new Violation(field, Reason.TYPE_INVALID, "Invalid value: must be a string"));
            return;
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > VALUE_BYTES_MAX) {
            violations.add(new Violation(
                    field, Reason.TOO_LONG, "Too long: a value has at most " + VALUE_BYTES_MAX + " bytes"));
        }
    }
}
