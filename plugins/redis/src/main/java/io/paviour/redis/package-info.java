/// The `redis` driver: caches on Redis, each on a server of its own on this machine, or with keys of its own on a
/// server that somebody else runs.
///
/// Start at [RedisPlugin]. [RedisDriver] looks and plans; an [Engine] acts.
@NullMarked
package io.paviour.redis;

import org.jspecify.annotations.NullMarked;
