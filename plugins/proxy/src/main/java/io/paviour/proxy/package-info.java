/// The proxy driver: routes as an HTTP reverse proxy on this machine.
///
/// Start at [ProxyPlugin]. [Routes] follows the resources and keeps the [RoutingTable]; [Ingress] listens, and each
/// [Visit] is one connection of a client, whose requests are one [Exchange] each. [Wire], [Head], [Framing] and
/// [Transfer] are HTTP/1.1 as bytes (RFC 9112), read strictly: what is in doubt is refused, never passed on.
@NullMarked
package io.paviour.proxy;

import org.jspecify.annotations.NullMarked;
