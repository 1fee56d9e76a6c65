/// The cellar: PostgreSQL's own server, unpacked and run as a child of ours.
@NullMarked
package io.paviour.embedded;

import org.jspecify.annotations.NullMarked;
