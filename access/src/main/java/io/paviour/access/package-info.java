/// The lock: who is asking, and may they; secrets at rest.
///
/// [Credentials] and [ClientAuthority] tell who is asking, [Roles] whether they may, [SecretValues] keeps what nobody
/// else may read, and [Certificates] makes the keys of the door.
@NullMarked
package io.paviour.access;

import org.jspecify.annotations.NullMarked;
