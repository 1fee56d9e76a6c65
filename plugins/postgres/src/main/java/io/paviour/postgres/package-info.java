/// The postgres driver: databases and roles on a PostgreSQL server.
@NullMarked
package io.paviour.postgres;

import org.jspecify.annotations.NullMarked;
