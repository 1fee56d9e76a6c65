/// The lock: who is asking, and may they; secrets at rest; the audit trail.
@NullMarked
package io.paviour.access;

import org.jspecify.annotations.NullMarked;
