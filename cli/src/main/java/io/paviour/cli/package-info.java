/// The handset: commands over the same HTTP as everyone.
///
/// Start at [Main]; [Handset] has the list of commands, [Platform] is the line to the server. It knows no more of a
/// platform than any other client: an address, an authority and a token from a kubeconfig.
@NullMarked
package io.paviour.cli;

import org.jspecify.annotations.NullMarked;
