package io.paviour.registry;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Events as `kubectl describe` shows them: the same thing seen again counts up instead of being told anew.
public final class Events {
    /// `Event` of the core group.
    public static final KindName KIND = new KindName("", "Event");

    private static final int MESSAGE_CHARACTERS_MAX = 1024;

    private Events() {}

    /// What happened to a resource.
    ///
    /// @param warning whether somebody should look
    /// @param reason one CamelCase word
    public record Happening(Resource to, boolean warning, String reason, String message) {
        /// Where its event is kept: the same place for the same happening.
        public Ref ref() {
            String what = to.uid() + '\n' + reason + '\n' + message;
            String hash = HexFormat.of().toHexDigits(fingerprint(what));
            String name = to.name().substring(0, Math.min(to.name().length(), 200)) + "." + hash;
            return new Ref(KIND, to.namespace().isEmpty() ? "default" : to.namespace(), name);
        }
    }

    private static long fingerprint(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /// The event of a happening, given the one that is kept already.
    public static Resource next(Happening happening, @Nullable Resource before, Instant now, String by) {
        Resource to = happening.to;
        Ref ref = happening.ref();
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        long count = before == null ? 1 : before.document().integer("count", 1) + 1;
        String first = before == null ? time : before.document().string("firstTimestamp", time);
        String message = happening.message;
        return new Resource(Json.object(
                "apiVersion",
                "v1",
                "kind",
                "Event",
                "metadata",
                Json.object("name", ref.name(), "namespace", ref.namespace()),
                "involvedObject",
                Json.object(
                        "apiVersion", to.apiVersion(),
                        "kind", to.kind().kind(),
                        "namespace", to.namespace().isEmpty() ? null : to.namespace(),
                        "name", to.name(),
                        "uid", to.uid()),
                "type",
                happening.warning ? "Warning" : "Normal",
                "reason",
                happening.reason,
                "message",
                message.substring(0, Math.min(message.length(), MESSAGE_CHARACTERS_MAX)),
                "source",
                Json.object("component", by),
                "count",
                count,
                "firstTimestamp",
                first,
                "lastTimestamp",
                time));
    }
}
