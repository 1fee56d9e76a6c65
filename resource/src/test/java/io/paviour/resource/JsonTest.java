package io.paviour.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final long SEED = 20_261_124;

    @Test
    void anObjectBehavesAsAMapOfItsSizeWould() {
        var random = new Random(SEED);
        for (int size : new int[] {0, 1, 2, 8, 9, 10, 100, 1_000}) {
            Map<String, Json> expected = new LinkedHashMap<>();
            var object = Json.Obj.EMPTY;
            for (int i = 0; i < size * 2; i++) {
                String name = "n" + random.nextInt(size);
                Json value = Json.of(i);
                if (random.nextInt(4) == 0) {
                    expected.remove(name);
                    object = object.without(name);
                } else {
                    expected.put(name, value);
                    object = object.with(name, value);
                }
            }

            assertThat(object.fields()).isEqualTo(expected).hasSameHashCodeAs(expected);
            assertThat(object.fields().keySet()).containsExactlyElementsOf(expected.keySet());
            assertThat(new Json.Obj(expected)).isEqualTo(object);
            assertThat(JsonText.parse(JsonText.write(object))).isEqualTo(object);
            assertThat(object.get("none")).isNull();
        }
    }

    @Test
    void theOrderOfFieldsDoesNotCountButIsKept() {
        var one = Json.object("a", 1, "b", 2);
        var other = Json.object("b", 2, "a", 1);

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(other.with("b", 3)).hasToString("{\"b\":3,\"a\":1}");
        assertThat(one.withAll(Json.object("c", 3, "a", 0))).hasToString("{\"a\":0,\"b\":2,\"c\":3}");
    }

    @Test
    void namesWithTheSameHashAreToldApart() {
        var object = Json.Obj.EMPTY;
        for (String start : new String[] {"", "AaAa", "BBBB", "AaBB", "BBAa"}) {
            object = object.with(start + "Aa", start + 1).with(start + "BB", start + 2);
        }

        assertThat(object.fields()).hasSize(10);
        assertThat(object.string("AaAaBB")).isEqualTo("AaAa2");
        assertThat(object.without("AaAaBB").string("BBBBAa")).isEqualTo("BBBB1");
    }
}
