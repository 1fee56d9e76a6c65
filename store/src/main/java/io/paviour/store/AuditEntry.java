package io.paviour.store;

/// A line of the audit trail: who did what to which resource.
///
/// @param subject the name of who did it
/// @param verb as in the API, such as `patch`
/// @param subresource such as `status` or `reveal`, or empty
public record AuditEntry(String subject, String verb, String subresource) {}
