package io.paviour.redis;

import io.paviour.contract.DriverContract;
import io.paviour.plugin.Tenancy;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import java.util.Map;

/// What a cache is, wherever it lives.
abstract class RedisContract extends DriverContract<RedisDriver.Seen> {
    @Override
    protected Json.Obj asked() {
        return (Json.Obj) YamlText.parseAll("""
                apiVersion: platform.example.com/v1
                kind: Cache
                spec: {type: redis, size: small, owner: team-alpha}
                """).getFirst();
    }

    @Override
    protected Tenancy tenancy(Resource claim) {
        return new Claim(claim).tenancy();
    }

    @Override
    protected void use(Map<String, String> credentials) {
        TestRedis.use(credentials);
    }
}
