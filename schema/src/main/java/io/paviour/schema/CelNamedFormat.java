package io.paviour.schema;

import static dev.cel.common.types.SimpleType.STRING;
import static io.paviour.schema.CelFunctions.takes;
import static io.paviour.schema.CelFunctions.text;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import io.paviour.resource.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A form that texts may have, by name, and Kubernetes' format library over it.
record CelNamedFormat(String name, Check check) {
    private static final CelType TYPE = OpaqueType.create("kubernetes.NamedFormat");

    /// Says what is wrong with a text.
    interface Check {
        /// What keeps the text from having the form, or null where nothing does.
        @Nullable
        String flaw(String text);
    }

    static void addTo(CelFunctions functions) {
        Map<String, CelNamedFormat> formats = formats();
        functions.type(TYPE, CelNamedFormat.class);
        formats.forEach((name, format) -> functions.global("format." + name, TYPE, takes(), _ -> format));
        functions
                .global("format.named", OptionalType.create(TYPE), takes(STRING), a -> {
                    return Optional.ofNullable(formats.get(text(a[0])));
                })
                .member("validate", OptionalType.create(ListType.create(STRING)), takes(TYPE, STRING), a -> {
                    String flaw = ((CelNamedFormat) a[0]).check.flaw(text(a[1]));
                    return Optional.ofNullable(flaw).map(List::of);
                });
    }

    private static Map<String, CelNamedFormat> formats() {
        var formats = new LinkedHashMap<String, CelNamedFormat>();
        put(formats, "dns1123Label", Names::labelFlaw);
        put(formats, "dns1123Subdomain", Names::subdomainFlaw);
        put(formats, "dns1035Label", Names::letterLabelFlaw);
        put(formats, "dns1123LabelPrefix", text -> Names.labelFlaw(withoutDash(text)));
        put(formats, "dns1123SubdomainPrefix", text -> Names.subdomainFlaw(withoutDash(text)));
        put(formats, "dns1035LabelPrefix", text -> Names.letterLabelFlaw(withoutDash(text)));
        put(formats, "qualifiedName", Names::qualifiedNameFlaw);
        put(formats, "labelValue", Names::labelValueFlaw);
        put(formats, "uri", text -> flaw("uri", text));
        put(formats, "uuid", text -> flaw("uuid", text));
        put(formats, "byte", text -> flaw("byte", text));
        put(formats, "date", text -> flaw("date", text));
        put(formats, "datetime", text -> flaw("date-time", text));
        return formats;
    }

    private static void put(Map<String, CelNamedFormat> formats, String name, Check check) {
        formats.put(name, new CelNamedFormat(name, check));
    }

    /// The beginning of a name may end in a dash, since more follows.
    private static String withoutDash(String prefix) {
        return prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 1) + "a" : prefix;
    }

    private static @Nullable String flaw(String format, String text) {
        var found = new Findings();
        Node.Rule rule = Format.rule(format);
        if (rule != null) {
            rule.check(new Json.Str(text), Place.ROOT, found);
        }
        return found.isEmpty() ? null : "must be of type " + format;
    }

    @Override
    public String toString() {
        return name;
    }
}
