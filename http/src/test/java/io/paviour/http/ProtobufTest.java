package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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
        byte[] unknown = message(field(1, message(field(1, apiVersion), field(2, kind))), field(2, raw));
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
