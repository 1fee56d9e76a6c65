package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtobufTest {
    @Test
    void aNamespaceAsKubectlSendsIt() {
        byte[] metadata = message(
                field(1, "shop"), field(2, ""), field(11, message(field(1, "team"), field(2, "a"))), field(14, "f"));
        byte[] bytes = object("v1", "Namespace", message(field(1, metadata), field(2, message()), field(3, message())));

        Json.Obj decoded = Protobuf.decode(bytes);

        assertThat(decoded)
                .hasToString("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\","
                        + "\"metadata\":{\"name\":\"shop\",\"labels\":{\"team\":\"a\"},\"finalizers\":[\"f\"]}}");
    }

    @Test
    void rolesBindingsAndTokenRequestsAsKubectlSendsThem() {
        byte[] rule = message(field(1, "get"), field(1, "list"), field(2, ""), field(3, "serviceaccounts"));
        byte[] subject = message(field(1, "ServiceAccount"), field(2, ""), field(3, "robot"), field(4, "ci"));
        byte[] reference = message(field(1, "rbac.authorization.k8s.io"), field(2, "Role"), field(3, "r"));
        byte[] meta = message(field(1, "x"));

        assertThat(spec("rbac.authorization.k8s.io/v1", "Role", field(1, meta), field(2, rule), field(2, rule)))
                .contains("\"rules\":[{\"verbs\":[\"get\",\"list\"],\"apiGroups\":[\"\"],"
                        + "\"resources\":[\"serviceaccounts\"]},{");
        assertThat(spec("rbac.authorization.k8s.io/v1", "RoleBinding", field(2, subject), field(3, reference)))
                .contains("\"subjects\":[{\"kind\":\"ServiceAccount\",\"name\":\"robot\",\"namespace\":\"ci\"}]")
                .contains("\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Role\",\"name\":\"r\"}");
        assertThat(spec(
                        "authentication.k8s.io/v1",
                        "TokenRequest",
                        field(2, message(field(1, "a"), number(4, 3600), field(3, message(field(1, "Pod")))))))
                .contains("\"spec\":{\"audiences\":[\"a\"],\"expirationSeconds\":3600,")
                .contains("\"boundObjectRef\":{\"kind\":\"Pod\"}");
        assertThat(spec("v1", "ServiceAccount", field(1, meta), number(4, 0)))
                .contains("\"automountServiceAccountToken\":false");
    }

    @Test
    void aQuotaHasAMapOfQuantities() {
        byte[] databases = message(field(1, "count/databases.platform.example.com"), field(2, message(field(1, "2"))));
        byte[] routes = message(field(1, "count/routes.platform.example.com"), field(2, message(field(1, "1k"))));

        assertThat(spec("v1", "ResourceQuota", field(2, message(field(1, databases), field(1, routes)))))
                .contains("\"spec\":{\"hard\":{\"count/databases.platform.example.com\":\"2\","
                        + "\"count/routes.platform.example.com\":\"1k\"}}");
    }

    @Test
    void aReviewOfSomebodyElseHasMapsOfLists() {
        byte[] extra = message(field(1, "scopes"), field(2, message(field(1, "a"), field(1, "b"))));

        assertThat(spec(
                        "authorization.k8s.io/v1",
                        "SubjectAccessReview",
                        field(2, message(field(3, "bob"), field(4, "g"), field(4, "h"), field(5, extra)))))
                .contains("\"spec\":{\"user\":\"bob\",\"groups\":[\"g\",\"h\"],"
                        + "\"extra\":{\"scopes\":[\"a\",\"b\"]}}");
    }

    @Test
    void aListOfVeryManyIsReadOnceAndNotOverAndOver() {
        byte[] verb = field(1, "");
        var verbs = new ByteArrayOutputStream();
        for (int i = 0; i < 500_000; i++) {
            verbs.writeBytes(verb);
        }
        byte[] bytes = object("rbac.authorization.k8s.io/v1", "Role", message(large(2, verbs.toByteArray())));

        Json.Obj decoded = assertTimeout(Duration.ofSeconds(20), () -> Protobuf.decode(bytes));

        assertThat(decoded.objects("rules").findFirst().orElseThrow().array("verbs"))
                .hasSize(500_000);
    }

    private static byte[] large(int number, byte[] value) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(number << 3 | 2);
        varint(bytes, value.length);
        bytes.writeBytes(value);
        return bytes.toByteArray();
    }

    private static void varint(ByteArrayOutputStream bytes, int value) {
        int rest = value;
        while (rest > 0x7f) {
            bytes.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes.write(rest);
    }

    private static String spec(String apiVersion, String kind, byte[]... fields) {
        return Protobuf.decode(object(apiVersion, kind, message(fields))).toString();
    }

    private static byte[] number(int number, int value) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(number << 3);
        varint(bytes, value);
        return bytes.toByteArray();
    }

    @Test
    void aKindThatIsNotKnownIsRefusedByName() {
        assertThatThrownBy(() -> Protobuf.decode(object("v1", "Pod", message())))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        no -> assertThat(no.problem()).isInstanceOf(Problem.UnsupportedMedia.class))
                .hasMessageContaining("Pod");
    }

    @Test
    void bytesThatAreNoMessageAreABadRequest() {
        byte[] whole = object("v1", "Namespace", message(field(1, message(field(1, "shop")))));
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int j = 0; j < 3 && broken.length > 4; j++) {
                broken[4 + random.nextInt(broken.length - 4)] = (byte) random.nextInt();
            }
            try {
                Protobuf.decode(broken);
            } catch (ProblemException no) {
                assertThat(no.problem()).isInstanceOfAny(Problem.BadRequest.class, Problem.UnsupportedMedia.class);
            }
        }
    }

    static byte[] object(String apiVersion, String kind, byte[] raw) {
        byte[] unknown = message(field(1, message(field(1, apiVersion), field(2, kind))), large(2, raw));
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {'k', '8', 's', 0});
        bytes.writeBytes(unknown);
        return bytes.toByteArray();
    }

    static byte[] message(byte[]... fields) {
        var bytes = new ByteArrayOutputStream();
        Arrays.stream(fields).forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    static byte[] field(int number, String text) {
        return field(number, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] field(int number, byte[] value) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(number << 3 | 2);
        bytes.write(value.length);
        bytes.writeBytes(value);
        return bytes.toByteArray();
    }
}
