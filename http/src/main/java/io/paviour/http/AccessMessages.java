package io.paviour.http;

import static io.paviour.http.Protobuf.METADATA;
import static io.paviour.http.Protobuf.TEXT;
import static io.paviour.http.Protobuf.TEXTS;
import static io.paviour.http.Protobuf.TEXT_MAP;
import static io.paviour.http.Protobuf.message;

import io.paviour.http.Protobuf.Field;
import io.paviour.resource.KindName;
import java.util.Map;

/// The messages about access that [Protobuf] reads: roles and bindings, service accounts and their tokens, reviews. The
/// numbers are those of `generated.proto` of each group in k8s.io/api.
final class AccessMessages {
    private static final String ROLES = "rbac.authorization.k8s.io";
    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String AUTHORIZATION = "authorization.k8s.io";

    private static final Map<Integer, Field> RULE = Map.of(
            1, new Field("verbs", TEXTS),
            2, new Field("apiGroups", TEXTS),
            3, new Field("resources", TEXTS),
            4, new Field("resourceNames", TEXTS),
            5, new Field("nonResourceURLs", TEXTS));

    private static final Map<Integer, Field> SELECTOR = Map.of(
            1,
            new Field("matchLabels", TEXT_MAP),
            2,
            messages(
                    "matchExpressions",
                    Map.of(
                            1, new Field("key", TEXT),
                            2, new Field("operator", TEXT),
                            3, new Field("values", TEXTS))));

    private static final Map<Integer, Field> ROLE = Map.of(1, METADATA, 2, messages("rules", RULE));

    private static final Map<Integer, Field> CLUSTER_ROLE = Map.of(
            1,
            METADATA,
            2,
            messages("rules", RULE),
            3,
            message("aggregationRule", Map.of(1, messages("clusterRoleSelectors", SELECTOR))));

    private static final Map<Integer, Field> BINDING = Map.of(
            1,
            METADATA,
            2,
            messages(
                    "subjects",
                    Map.of(
                            1, new Field("kind", TEXT),
                            2, new Field("apiGroup", TEXT),
                            3, new Field("name", TEXT),
                            4, new Field("namespace", TEXT))),
            3,
            message(
                    "roleRef",
                    Map.of(
                            1, new Field("apiGroup", TEXT),
                            2, new Field("kind", TEXT),
                            3, new Field("name", TEXT))));

    private static final Map<Integer, Field> SERVICE_ACCOUNT = Map.of(
            1,
            METADATA,
            2,
            messages("secrets", Map.of(3, new Field("name", TEXT))),
            3,
            messages("imagePullSecrets", Map.of(1, new Field("name", TEXT))),
            4,
            new Field("automountServiceAccountToken", new Protobuf.Type.Flag()));

    private static final Map<Integer, Field> TOKEN_REQUEST = Map.of(
            1,
            METADATA,
            2,
            message(
                    "spec",
                    Map.of(
                            1,
                            new Field("audiences", TEXTS),
                            3,
                            message(
                                    "boundObjectRef",
                                    Map.of(
                                            1, new Field("kind", TEXT),
                                            2, new Field("apiVersion", TEXT),
                                            3, new Field("name", TEXT),
                                            4, new Field("uid", TEXT))),
                            4,
                            new Field("expirationSeconds", new Protobuf.Type.Whole()))));

    private static final Field RESOURCE_ATTRIBUTES = message(
            "resourceAttributes",
            Map.of(
                    1, new Field("namespace", TEXT),
                    2, new Field("verb", TEXT),
                    3, new Field("group", TEXT),
                    4, new Field("version", TEXT),
                    5, new Field("resource", TEXT),
                    6, new Field("subresource", TEXT),
                    7, new Field("name", TEXT)));

    private static final Field PATH_ATTRIBUTES =
            message("nonResourceAttributes", Map.of(1, new Field("path", TEXT), 2, new Field("verb", TEXT)));

    private static final Map<Integer, Field> SELF_REVIEW =
            Map.of(1, METADATA, 2, message("spec", Map.of(1, RESOURCE_ATTRIBUTES, 2, PATH_ATTRIBUTES)));

    private static final Map<Integer, Field> RULES_REVIEW =
            Map.of(1, METADATA, 2, message("spec", Map.of(1, new Field("namespace", TEXT))));

    private static final Map<Integer, Field> REVIEW = Map.of(
            1,
            METADATA,
            2,
            message(
                    "spec",
                    Map.of(
                            1,
                            RESOURCE_ATTRIBUTES,
                            2,
                            PATH_ATTRIBUTES,
                            3,
                            new Field("user", TEXT),
                            4,
                            new Field("groups", TEXTS),
                            5,
                            new Field("extra", new Protobuf.Type.TextsMap()),
                            6,
                            new Field("uid", TEXT))));

    private static final Map<Integer, Field> TOKEN_REVIEW = Map.of(
            1, METADATA, 2, message("spec", Map.of(1, new Field("token", TEXT), 2, new Field("audiences", TEXTS))));

    static final Map<KindName, Map<Integer, Field>> ALL = Map.ofEntries(
            Map.entry(new KindName("", "ServiceAccount"), SERVICE_ACCOUNT),
            Map.entry(new KindName(ROLES, "Role"), ROLE),
            Map.entry(new KindName(ROLES, "ClusterRole"), CLUSTER_ROLE),
            Map.entry(new KindName(ROLES, "RoleBinding"), BINDING),
            Map.entry(new KindName(ROLES, "ClusterRoleBinding"), BINDING),
            Map.entry(new KindName(AUTHENTICATION, "SelfSubjectReview"), Map.of(1, METADATA)),
            Map.entry(new KindName(AUTHENTICATION, "TokenReview"), TOKEN_REVIEW),
            Map.entry(new KindName(AUTHENTICATION, "TokenRequest"), TOKEN_REQUEST),
            Map.entry(new KindName(AUTHORIZATION, "SelfSubjectAccessReview"), SELF_REVIEW),
            Map.entry(new KindName(AUTHORIZATION, "SelfSubjectRulesReview"), RULES_REVIEW),
            Map.entry(new KindName(AUTHORIZATION, "SubjectAccessReview"), REVIEW),
            Map.entry(new KindName(AUTHORIZATION, "LocalSubjectAccessReview"), REVIEW));

    private AccessMessages() {}

    private static Field messages(String name, Map<Integer, Field> fields) {
        return new Field(name, new Protobuf.Type.Messages(fields));
    }
}
