package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @Test
    void aLineIsAFrameHoweverItIsWritten() throws IOException {
        OutputStream lines = socket("").lines();

        lines.write("{\"a\":1}\n{\"b\"".getBytes(StandardCharsets.UTF_8));
        lines.flush();
        lines.write(" :2}\n".getBytes(StandardCharsets.UTF_8));

        assertThat(hex()).isEqualTo("8107" + hex("{\"a\":1}") + "8108" + hex("{\"b\" :2}"));
    }

    @Test
    void theFramesOfOneWriteAreSentTogether() throws IOException {
        var writes = new ArrayList<Integer>();
        OutputStream counting = new OutputStream() {
            @Override
            public void write(int one) {
                writes.add(1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                writes.add(length);
            }
        };
        OutputStream lines = new WebSocket(new ByteArrayInputStream(new byte[0]), counting).lines();

        lines.write("{}\n{}\n{\"a\"".getBytes(StandardCharsets.UTF_8));
        lines.write(":1}\n".getBytes(StandardCharsets.UTF_8));

        assertThat(writes).containsExactly(2 * 4, 2 + 7);
    }

    @Test
    void aSignOfLifeIsAPingAndNoPartOfTheNextLine() throws IOException {
        OutputStream lines = socket("").lines();

        lines.write(' ');
        lines.flush();
        lines.flush();
        lines.write("  {}\n".getBytes(StandardCharsets.UTF_8));
        lines.flush();

        assertThat(hex()).isEqualTo("8900" + "8102" + hex("{}"));
    }

    @ParameterizedTest
    @CsvSource({"125, 817d", "126, 817e007e", "65535, 817effff", "65536, 817f0000000000010000"})
    void theLengthOfAFrameTakesAsManyBytesAsItNeeds(int length, String head) throws IOException {
        socket("").lines().write(("a".repeat(length) + "\n").getBytes(StandardCharsets.UTF_8));

        assertThat(hex()).startsWith(head).hasSize(head.length() + 2 * length);
    }

    @ParameterizedTest
    @CsvSource({
        "a ping is answered with what it said, 8984 01020304 70606d63, 8a04 71626e67",
        "an unasked pong is not, 8a80 00000000, ''",
        "closing is answered with the same code, 8882 00000000 03e9, 8802 03e9",
        "closing without a code too, 8880 00000000, 8802 03e8",
        "a code of one byte is none, 8881 00000000 03, 8802 03ea",
        "a code that must not be sent is none, 8882 00000000 03ed, 8802 03ea",
        "what a client says is passed over, 8182 00000000 6869 8980 00000000, 8a00",
        "in several parts too, 0182 00000000 6869 8980 00000000 8081 00000000 68, 8a00",
        "an unmasked frame breaks the rules, 8900, 8802 03ea",
        "so does a reserved bit, c980 00000000, 8802 03ea",
        "so does an unknown opcode, 8380 00000000, 8802 03ea",
        "so does an unknown control opcode, 8b80 00000000, 8802 03ea",
        "so does a control frame in parts, 0980 00000000, 8802 03ea",
        "so does a long control frame, 89fe 007e 00000000, 8802 03ea",
        "so does a part of nothing, 8080 00000000, 8802 03ea",
        "so does a message in a message, 0180 00000000 8180 00000000, 8802 03ea",
        "so does a negative length, 82ff ffffffffffffffff 00000000, 8802 03ea",
        "too much is too much, 82ff 0000000000010001 00000000, 8802 03f1",
    })
    void listens(String rule, String heard, String answered) throws IOException {
        WebSocket socket = socket(heard);

        try {
            socket.listen();
        } catch (java.io.EOFException end) {
            // What was not read does not matter.
        }

        assertThat(hex()).as(rule).isEqualTo(answered.replace(" ", ""));
    }

    @Test
    void manySmallPartsAreTooMuchToo() throws IOException {
        String part = "00fe 4000 00000000" + "61".repeat(0x4000);

        socket("01fe 4000 00000000" + "61".repeat(0x4000) + part.repeat(4)).listen();

        assertThat(hex()).isEqualTo("880203f1");
    }

    @Test
    void nothingIsWrittenAfterTheClosing() throws IOException {
        WebSocket socket = socket("8880 00000000");
        OutputStream lines = socket.lines();
        socket.listen();
        int before = sent.size();

        socket.close(WebSocket.NORMAL);

        assertThat(sent.size()).isEqualTo(before);
        assertThatThrownBy(() -> lines.write("{}\n".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void noiseNeverHarms() {
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            try {
                new WebSocket(new ByteArrayInputStream(noise), sent).listen();
            } catch (IOException broken) {
                assertThat(broken).isInstanceOf(java.io.EOFException.class);
            }
        }
    }

    private WebSocket socket(String heard) {
        byte[] bytes = HexFormat.of().parseHex(heard.replace(" ", ""));
        return new WebSocket(new ByteArrayInputStream(bytes), sent);
    }

    private String hex() {
        return HexFormat.of().formatHex(sent.toByteArray());
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
