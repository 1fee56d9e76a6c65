package io.paviour.resource;

/// One thing that is wrong with a document, named by field.
///
/// @param field the path as Kubernetes writes it, such as `spec.services[0].replicas`
/// @param reason which rule is broken
/// @param message what is wrong, which value was found and what would be right, such as
///     `Unsupported value: "q": supported values: "a", "b"`
public record Violation(String field, Reason reason, String message) {
    /// The rules, named as the causes of a Kubernetes `Status` are.
    public enum Reason {
        /// A field that must be there is not.
        REQUIRED("FieldValueRequired"),
        /// The value breaks a rule of its own.
        INVALID("FieldValueInvalid"),
        /// The value is none of those allowed.
        NOT_SUPPORTED("FieldValueNotSupported"),
        /// The value has the wrong type.
        TYPE_INVALID("FieldValueTypeInvalid"),
        /// Another item of the list has the same key.
        DUPLICATE("FieldValueDuplicate"),
        /// The value may not be set, or not be changed.
        FORBIDDEN("FieldValueForbidden"),
        /// The value is longer than allowed.
        TOO_LONG("FieldValueTooLong");

        private final String cause;

        Reason(String cause) {
            this.cause = cause;
        }

        /// The name in `details.causes[].reason`.
        public String cause() {
            return cause;
        }
    }

    @Override
    public String toString() {
        return field + ": " + message;
    }
}
