package io.paviour.redis;

import io.paviour.plugin.Tenancy;
import io.paviour.resource.Resource;

/// A `Cache` resource as this driver reads it.
record Claim(Resource resource) {
    private static final String EVICTION_USUAL = "allkeys-lru";

    Tenancy tenancy() {
        return new Tenancy(resource, "cache");
    }

    /// The name of its user, and what its keys start with on a shared server.
    String identifier() {
        return tenancy().identifier();
    }

    /// Tells this claim from a later one of the same name.
    String mark() {
        return resource.uid();
    }

    String sizeName() {
        return resource.spec().string("size", "small");
    }

    /// What is forgotten when memory is short, a `maxmemory-policy`.
    String eviction() {
        return resource.spec().object("options").string("evictionPolicy", EVICTION_USUAL);
    }

    boolean wantsHighAvailability() {
        return resource.spec().bool("highAvailability", false);
    }

    @Override
    public String toString() {
        return resource.ref().toString();
    }
}
