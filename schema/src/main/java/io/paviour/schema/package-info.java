/// The law: is a document valid, what are its defaults, how do two authors merge.
///
/// Start at [Kind], which is read from a `CustomResourceDefinition`; its [Schema] defaults, prunes and
/// validates documents. [MergePatch] and [JsonPatch] change them, [ManagedFields] merges what is applied
/// and knows who owns which field, [LabelSelector], [FieldSelector] and [JsonPath] look into them.
/// Everything here is a pure function of its arguments: no I/O, no clock, and every violation is told, not
/// the first one only.
///
/// [Expression] is the Common Expression Language, in which schemas have rules and other rooms policies; the
/// library behind it is loaded with the first expression, not before.
@NullMarked
package io.paviour.schema;

import org.jspecify.annotations.NullMarked;
