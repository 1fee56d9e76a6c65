package io.paviour.schema;

import com.google.re2j.Pattern;
import io.paviour.resource.Json;
import java.net.Inet6Address;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The formats that are checked; as in Kubernetes, a format that is not known is not checked.
final class Format {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    private static final Pattern IPV4 = Pattern.compile("^(" + OCTET + "\\.){3}" + OCTET + "$");
    private static final Pattern IPV6_CHARS = Pattern.compile("^[0-9a-fA-F:.]{2,45}$");
    private static final Pattern EMAIL = Pattern.compile("^[^@\\s]{1,64}@[^@\\s]{1,255}$");
    private static final Pattern UUID =
            Pattern.compile("^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$");
    private static final Pattern DURATION =
            Pattern.compile("^[-+]?(0|([0-9]+(\\.[0-9]+)? ?(ns|us|µs|ms|s|m|h|d|w) ?)+)$");

    private static final Map<String, Check> CHECKS = Map.ofEntries(
            Map.entry("date-time", text(Format::isDateTime)),
            Map.entry("date", text(Format::isDate)),
            Map.entry("ipv4", text(IPV4::matches)),
            Map.entry("ipv6", text(Format::isIpv6)),
            Map.entry("hostname", text(Names::isSubdomain)),
            Map.entry("email", text(EMAIL::matches)),
            Map.entry("uri", text(Format::isUri)),
            Map.entry("uuid", text(UUID::matches)),
            Map.entry("byte", text(Format::isBase64)),
            Map.entry("duration", text(DURATION::matches)),
            Map.entry("int32", number(-0x1p31, 0x1p31 - 1)),
            Map.entry("int64", number(-0x1p63, 0x1p63)),
            Map.entry("float", number(-Float.MAX_VALUE, Float.MAX_VALUE)),
            Map.entry("double", number(-Double.MAX_VALUE, Double.MAX_VALUE)));

    private Format() {}

    private interface Check {
        boolean accepts(Json value);
    }

    private interface TextCheck {
        boolean accepts(String value);
    }

    /// The rule for a format, or null where the format is not known.
    static Node.@Nullable Rule rule(String format) {
        Check check = CHECKS.get(format);
        if (check == null) {
            return null;
        }
        return (value, place, found) -> {
            if (!check.accepts(value)) {
                found.wrongFormat(place, format, value);
            }
        };
    }

    private static Check text(TextCheck check) {
        return value -> !(value instanceof Json.Str(String text)) || check.accepts(text);
    }

    private static Check number(double least, double most) {
        return value -> switch (value) {
            case Json.Int(long number) -> number >= least && number <= most;
            case Json.Dec(double number) -> number >= least && number <= most;
            default -> true;
        };
    }

    private static boolean isDateTime(String text) {
        try {
            OffsetDateTime.parse(text.replace(' ', 'T'));
            return true;
        } catch (DateTimeException none) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeException none) {
            return false;
        }
    }

    private static boolean isIpv6(String text) {
        if (!IPV6_CHARS.matches(text) || text.indexOf(':') < 0) {
            return false;
        }
        try {
            Inet6Address.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException none) {
            return false;
        }
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }
}
