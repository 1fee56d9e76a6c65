/// The example service of the walk-through: a small web service that greets, counts its visits in the database that
/// the platform gave it, and can run as a worker. It knows nothing of the platform but its variables.
@NullMarked
package io.paviour.example.hello;

import org.jspecify.annotations.NullMarked;
