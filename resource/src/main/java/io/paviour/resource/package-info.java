/// The nouns: how a thing is named, what it says, what can be wrong with it.
///
/// Start at [Resource], a document with `apiVersion, kind, metadata, spec, status`. Its text is [Json], its
/// address a [Ref]; whatever a person can act on when something fails is a [Problem]. No I/O happens here.
@NullMarked
package io.paviour.resource;

import org.jspecify.annotations.NullMarked;
