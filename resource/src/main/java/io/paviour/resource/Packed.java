package io.paviour.resource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A stored resource as text, with what is asked for most often taken out of it: about a tenth of the memory of a
/// [Resource], written to clients as it is, and parsed anew for whoever looks inside.
///
/// The text begins with `apiVersion`, `kind` and `metadata`, in this order.
public final class Packed {
    private static final int SHARED_CHARACTERS_MAX = 24;
    private static final byte[] METADATA = "\"metadata\":{".getBytes(StandardCharsets.US_ASCII);

    private final Head head;
    private final long revision;
    private final byte[] text;

    /// What is known of a resource without parsing its text.
    ///
    /// Nearly all of its words are those of thousands of other resources: versions, kinds, namespaces, labels. Each
    /// is kept once, which takes a quarter off what a resource needs besides its text.
    ///
    /// @param deleting whether somebody asked for its deletion
    record Head(
            String apiVersion, Ref ref, String uid, boolean deleting, Map<String, String> labels, List<Owner> owners) {
        Head {
            apiVersion = apiVersion.intern();
            ref = shared(ref);
            labels = shared(labels);
            owners = List.copyOf(owners);
        }

        private static Ref shared(Ref ref) {
            KindName kind = ref.kind();
            return new Ref(
                    new KindName(kind.group().intern(), kind.kind().intern()),
                    ref.namespace().intern(),
                    ref.name());
        }

        private static Map<String, String> shared(Map<String, String> labels) {
            var shared = new HashMap<String, String>();
            labels.forEach((key, value) -> shared.put(key.intern(), shared(value)));
            return Map.copyOf(shared);
        }

        /// A long value of a label is hardly that of another resource.
        private static String shared(String value) {
            return value.length() <= SHARED_CHARACTERS_MAX ? value.intern() : value;
        }

        static Head of(Resource resource) {
            return new Head(
                    resource.apiVersion(),
                    resource.ref(),
                    resource.uid(),
                    resource.isDeleting(),
                    resource.labels(),
                    resource.metadata()
                            .objects("ownerReferences")
                            .map(Owner::of)
                            .toList());
        }
    }

    /// A reference to an owner.
    ///
    /// @param controller whether this owner controls the resource
    /// @param blocks whether an owner that is deleted in the foreground waits for the resource
    public record Owner(KindName kind, String name, String uid, boolean controller, boolean blocks) {
        /// Reads an entry of `metadata.ownerReferences`.
        public static Owner of(Json.Obj reference) {
            return new Owner(
                    KindName.of(reference.string("apiVersion", ""), reference.string("kind", "")),
                    reference.string("name", ""),
                    reference.string("uid", ""),
                    reference.bool("controller", false),
                    reference.bool("blockOwnerDeletion", false));
        }
    }

    private Packed(Head head, long revision, byte[] text) {
        this.head = head;
        this.revision = revision;
        this.text = text;
    }

    /// The text of a resource as it is stored: without `metadata.resourceVersion`, which is known only when it is
    /// committed.
    public static byte[] text(Resource resource) {
        Json.Obj metadata = resource.metadata().without("resourceVersion");
        return JsonText.bytes(Json.object(
                        "apiVersion", resource.apiVersion(),
                        "kind", resource.kind().kind(),
                        "metadata", metadata)
                .withAll(resource.document()
                        .without("apiVersion")
                        .without("kind")
                        .without("metadata")));
    }

    /// A resource as it was committed.
    ///
    /// @param text what [#text(Resource)] gave for it
    public static Packed of(Resource resource, byte[] text, long revision) {
        return new Packed(Head.of(resource), revision, revised(text, revision));
    }

    /// A resource at its own revision.
    public static Packed of(Resource resource) {
        return of(resource, text(resource), resource.revision());
    }

    /// A resource as it was read back.
    ///
    /// @param text what [#text(Resource)] gave for it
    public static Packed read(byte[] text, long revision) {
        Head head = HeadReader.read(text);
        return head == null
                ? of(new Resource(JsonText.parseObject(text)).withRevision(revision))
                : new Packed(head, revision, revised(text, revision));
    }

    private static byte[] revised(byte[] text, long revision) {
        int at = indexOf(text, METADATA) + METADATA.length;
        byte[] version = ("\"resourceVersion\":\"" + revision + "\",").getBytes(StandardCharsets.US_ASCII);
        var revised = new byte[text.length + version.length];
        System.arraycopy(text, 0, revised, 0, at);
        System.arraycopy(version, 0, revised, at, version.length);
        System.arraycopy(text, at, revised, at + version.length, text.length - at);
        return revised;
    }

    private static int indexOf(byte[] text, byte[] wanted) {
        for (int at = 0; at <= text.length - wanted.length; at++) {
            if (Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        throw new IllegalArgumentException("the text of a resource has no metadata");
    }

    /// Where it is found.
    public Ref ref() {
        return head.ref;
    }

    /// The `apiVersion` that it is stored in.
    public String apiVersion() {
        return head.apiVersion;
    }

    /// `metadata.uid`.
    public String uid() {
        return head.uid;
    }

    /// `metadata.resourceVersion`.
    public long revision() {
        return revision;
    }

    /// `metadata.labels`.
    public Map<String, String> labels() {
        return head.labels;
    }

    /// `metadata.ownerReferences`.
    public List<Owner> owners() {
        return head.owners;
    }

    /// Whether somebody asked for its deletion.
    public boolean isDeleting() {
        return head.deleting;
    }

    /// The document as JSON in UTF-8, `metadata.resourceVersion` included. Nobody may change it.
    public byte[] text() {
        return text;
    }

    /// The resource, parsed anew by each call.
    public Resource resource() {
        return new Resource(JsonText.parseObject(text));
    }

    /// The same at another revision, as a removal is told.
    public Packed withRevision(long revision) {
        return of(resource().withRevision(revision));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Packed packed && revision == packed.revision && Arrays.equals(text, packed.text);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(revision) * 31 + head.ref.hashCode();
    }

    @Override
    public String toString() {
        return head.ref + " at " + revision;
    }
}
