/// The cellar: PostgreSQL's own server, unpacked and run as a child of ours.
///
/// Start at [EmbeddedPostgres]. It is a real server with a real disk: `fsync` stays on, every connection needs the
/// password, only 127.0.0.1 is listened to, and the data of a killed platform is there at the next start.
/// Downwards: [Binaries] are unpacked once, an [Account] is found that PostgreSQL consents to run as, a [Cluster] is
/// made or found, [Orphans] of a crash are ended, and then the server starts.
@NullMarked
package io.paviour.embedded;

import org.jspecify.annotations.NullMarked;
