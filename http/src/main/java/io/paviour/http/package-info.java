/// The wire: routes, media types, watch streams; the only server room that knows HTTP.
///
/// Start at [Web]. A request enters by a door (`ApiDoor` for programs, `PortalDoor` for browsers), which finds out who
/// is asking; `Api` finds what for, by the table in `Route`. Only `Engine` and `Listener` know the web server under
/// us, and only `Statuses` knows which problem has which status code.
@NullMarked
package io.paviour.http;

import org.jspecify.annotations.NullMarked;
