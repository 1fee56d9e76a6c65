/// The yard: databases, caches, queues, secrets, environments become calls on drivers.
@NullMarked
package io.paviour.provision;

import org.jspecify.annotations.NullMarked;
