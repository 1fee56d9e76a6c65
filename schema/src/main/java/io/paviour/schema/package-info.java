/// The law: is a document valid, what are its defaults, how do two authors merge.
@NullMarked
package io.paviour.schema;

import org.jspecify.annotations.NullMarked;
