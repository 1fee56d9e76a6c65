package io.paviour.localprocess;

import io.paviour.resource.Json;
import io.paviour.resource.Ref;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A secret whose values become variables of the process.
///
/// @param prefix what the variables begin with, before `_`; empty for no prefix
/// @param url the name of one more variable with the value of the key `uri`, or null
/// @param optional whether the process starts without the variables while there are no values
/// @param version of the values ([io.paviour.plugin.Secrets#version]); 0 if there are none yet
record SecretUse(Ref secret, String prefix, @Nullable String url, boolean optional, long version) {
    static SecretUse of(Json.Obj json, Ref secret) {
        String prefix = json.string("prefix", variable(secret.name()));
        return new SecretUse(secret, prefix, json.string("url"), json.bool("optional", false), 0);
    }

    SecretUse at(long version) {
        return new SecretUse(secret, prefix, url, optional, version);
    }

    /// The variables for the secret's values.
    Map<String, String> variables(Map<String, String> values) {
        var variables = new LinkedHashMap<String, String>();
        values.forEach((key, value) -> variables.put(variable(prefix.isEmpty() ? key : prefix + "_" + key), value));
        String uri = values.get("uri");
        if (url != null && uri != null) {
            variables.put(url, uri);
        }
        return variables;
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
    }
}
