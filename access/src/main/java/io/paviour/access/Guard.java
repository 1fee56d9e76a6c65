package io.paviour.access;

import io.paviour.resource.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says whether a subject may do something. It reads from memory only.
public interface Guard {
    /// Decides about a resource.
    Decision decide(Subject subject, Request request);

    /// Decides about a path that leads to no resource.
    ///
    /// @param verb the method in lower case, such as `get`
    Decision decide(Subject subject, String verb, String path);

    /// All that a subject may do in a namespace, for people.
    List<Rule> rules(Subject subject, String namespace);

    /// Checks what is about to be written against the rules of the lock itself, besides its schema: nobody hands out
    /// rights that he does not have. Resources that are none of the lock's kinds pass.
    ///
    /// @param live what is there, or null
    /// @throws io.paviour.resource.ProblemException with `Invalid` or `Forbidden`
    void admit(Subject subject, @Nullable Resource live, Resource wanted);

    /// Checks what is about to be asked of a resource, in the same way: nobody gets a token of somebody who may do
    /// more.
    ///
    /// @throws io.paviour.resource.ProblemException with `Forbidden`
    void admit(Subject subject, Resource asked, String subresource);

    /// The answer.
    sealed interface Decision {
        /// Yes.
        record Allow() implements Decision {}

        /// No, and why, for the one who asked.
        record Deny(String reason) implements Decision {}
    }
}
