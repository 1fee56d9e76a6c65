package io.paviour.redis;

import java.util.Map;

/// What a tenant needs to reach its cache: the values of its Secret.
///
/// @param keyPrefix what all its keys and channels have to start with; empty on a server of its own
record Credentials(Login tenant, String keyPrefix) {
    Map<String, String> values() {
        String scheme = tenant.isEncrypted() ? "rediss" : "redis";
        return Map.of(
                "host", tenant.host(),
                "port", Integer.toString(tenant.port()),
                "username", tenant.user(),
                "password", tenant.password(),
                "keyPrefix", keyPrefix,
                "uri", scheme + "://" + tenant.user() + ":" + tenant.password() + "@" + tenant.endpoint() + "/0");
    }
}
