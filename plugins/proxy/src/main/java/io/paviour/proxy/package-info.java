/// The proxy driver: routes as an HTTP reverse proxy on this machine.
@NullMarked
package io.paviour.proxy;

import org.jspecify.annotations.NullMarked;
