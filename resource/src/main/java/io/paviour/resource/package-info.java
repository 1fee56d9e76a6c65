/// The nouns: how a thing is named, what it says, what can be wrong with it.
@NullMarked
package io.paviour.resource;

import org.jspecify.annotations.NullMarked;
