/// The wire: routes, media types, watch streams; the only server room that knows HTTP.
@NullMarked
package io.paviour.http;

import org.jspecify.annotations.NullMarked;
