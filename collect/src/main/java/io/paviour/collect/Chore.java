package io.paviour.collect;

import io.paviour.resource.Ref;

/// Something to be looked at. What has to be done about it is found by looking.
sealed interface Chore {
    /// An owner is gone, and those that it owned may have to go too; or it has lost one that it owned, and
    /// may wait no longer.
    record Bereaved(String ownerUid) implements Chore {}

    /// A resource names owners: do they exist?
    record Dependent(Ref ref) implements Chore {}

    /// A resource is being deleted, perhaps with those that it owns.
    record Leaving(Ref ref) implements Chore {}

    /// A namespace is being deleted, with all that is in it.
    record Namespace(Ref ref) implements Chore {}

    /// A definition is being deleted, with all resources of its kind.
    record Definition(Ref ref) implements Chore {}

    /// What a quota limits has become less, or its limits are new.
    record Quota(Ref ref) implements Chore {}
}
