package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.Resource;
import java.util.List;
import java.util.stream.Collectors;

/// A column of a table of resources, as in `additionalPrinterColumns`.
///
/// @param type `boolean`, `date`, `integer`, `number` or `string`
/// @param format a refinement of the type such as `int32`, or empty
/// @param description a sentence, or empty
/// @param priority above 0 for columns that only a wide table shows
/// @param path where the value is found
public record Column(String name, String type, String format, String description, int priority, JsonPath path) {
    /// How old the resource is: the only column of kinds that declare none.
    public static final Column AGE = new Column(
            "Age",
            "date",
            "",
            "How long ago the resource was created.",
            0,
            JsonPath.parse(".metadata.creationTimestamp"));

    /// What the column shows of a resource, or null where it has nothing or something of another type.
    ///
    /// A date is the timestamp as it stands in the resource: whoever writes the table turns it into an [Age]. In a
    /// column of strings several values are joined by blanks and other values written as JSON.
    public Json cell(Resource resource) {
        List<Json> values = path.find(resource.document());
        if (values.isEmpty()) {
            return Json.NULL;
        }
        Json value = values.getFirst();
        return switch (type) {
            case "integer" ->
                switch (value) {
                    case Json.Int number -> number;
                    case Json.Dec(double number) -> new Json.Int((long) number);
                    default -> Json.NULL;
                };
            case "number" -> Numbers.isNumber(value) ? value : Json.NULL;
            case "boolean" -> value instanceof Json.Bool ? value : Json.NULL;
            case "date" -> value instanceof Json.Str ? value : Json.NULL;
            default -> text(values);
        };
    }

    private static Json text(List<Json> values) {
        if (values.size() == 1 && values.getFirst() instanceof Json.Null) {
            return Json.NULL;
        }
        return new Json.Str(values.stream()
                .map(value -> value instanceof Json.Str(String text) ? text : JsonText.write(value))
                .collect(Collectors.joining(" ")));
    }
}
