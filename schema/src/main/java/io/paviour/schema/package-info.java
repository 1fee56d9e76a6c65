/// The law: is a document valid, what are its defaults, how do two authors merge.
///
/// Start at [Kind], which is read from a `CustomResourceDefinition`; its [Schema] defaults, prunes and validates
/// documents. [MergePatch] and [JsonPatch] change them, [LabelSelector], [FieldSelector] and [JsonPath] look into
/// them. Everything here is a pure function of its arguments: no I/O, no clock, and every violation is told, not the
/// first one only.
///
/// What is not here yet: server-side apply (field ownership in `metadata.managedFields`), which will stand beside the
/// two patches, and the evaluation of CEL rules.
@NullMarked
package io.paviour.schema;

import org.jspecify.annotations.NullMarked;
