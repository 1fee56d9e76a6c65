package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import org.junit.jupiter.api.Test;

class StrategicTest {
    private static final String LIVE = "{\"metadata\":{\"resourceVersion\":\"7\",\"finalizers\":[\"a\",\"b\"]}}";

    @Test
    void directivesGoAndTheRestStays() {
        assertThat(merge("{\"$retainKeys\":[\"x\"],\"metadata\":{\"$patch\":\"merge\",\"labels\":{\"a\":null}}}"))
                .hasToString("{\"metadata\":{\"labels\":{\"a\":null}}}");
    }

    @Test
    void finalizersAreMergedOneByOne() {
        String patch = "{\"metadata\":{\"$setElementOrder/finalizers\":[\"b\",\"c\"],\"finalizers\":[\"c\"],"
                + "\"$deleteFromPrimitiveList/finalizers\":[\"a\"]}}";

        assertThat(merge(patch)).hasToString("{\"metadata\":{\"finalizers\":[\"b\",\"c\"],\"resourceVersion\":\"7\"}}");
    }

    @Test
    void noFinalizersAtAllIsAMergeToo() {
        assertThat(merge("{\"metadata\":{\"finalizers\":null}}")).hasToString("{\"metadata\":{\"finalizers\":null}}");
    }

    private static Json.Obj merge(String patch) {
        return Strategic.asMerge((Json.Obj) JsonText.parse(patch), () -> (Json.Obj) JsonText.parse(LIVE));
    }
}
