package io.paviour.store;

import org.jspecify.annotations.Nullable;

/// A line of the audit trail: who did what to which resource.
///
/// @param subject the name of who did it
/// @param verb as in the API, such as `patch`
/// @param subresource such as `status` or `reveal`, or empty
/// @param note what policies have to say of it, as JSON, or null
public record AuditEntry(
        String subject,
        String verb,
        String subresource,
        @Nullable String note) {
    /// A line of which policies have nothing to say.
    public AuditEntry(String subject, String verb, String subresource) {
        this(subject, verb, subresource, null);
    }
}
