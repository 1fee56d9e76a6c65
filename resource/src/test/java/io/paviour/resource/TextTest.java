package io.paviour.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    @ParameterizedTest
    @CsvSource({
        "an unknown order of bytes, 0000fffe0102",
        "more than Unicode has, 0000007b007f007d",
        "half of a character, feff007b00",
        "no UTF-8, 7b22ff223a317d",
    })
    void bytesThatAreNoTextAreRefused(String what, String bytes) {
        assertThatThrownBy(() -> JsonText.parse(HexFormat.of().parseHex(bytes)))
                .as(what)
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("not a JSON document: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ud800", "udc00", "ud800x", "ud800\\\\ud800", "udc00\\\\ud800"})
    void halfOfACharacterIsRefused(String escape) {
        for (String text : new String[] {"{\"a\": \"\\%s\"}", "{\"\\%s\": 1}"}) {
            String document = text.formatted(escape);

            assertThatThrownBy(() -> JsonText.parse(document)).isInstanceOf(ProblemException.class);
            assertThatThrownBy(() -> YamlText.parseAll(document)).isInstanceOf(ProblemException.class);
        }
        assertThat(JsonText.parse("\"\\ud83d\\ude00\"")).isEqualTo(new Json.Str("\ud83d\ude00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e400", "1e99999999999999999999"})
    void aNumberThatNoDoubleHoldsIsRefused(String number) {
        assertThatThrownBy(() -> JsonText.parse("{\"a\":" + number + "}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("the number " + number + " is too large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: .inf", "a: -.inf", "a: .nan", "a: 1e400"})
    void aNumberThatIsNoneInJsonIsRefused(String yaml) {
        assertThatThrownBy(() -> YamlText.parseAll(yaml))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("JSON has no number such as ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: !!binary x", "a: !!int x", "a: !!float x"})
    void aValueThatDoesNotFitItsTagIsRefused(String yaml) {
        assertThatThrownBy(() -> YamlText.parseAll(yaml))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("not a YAML document: ")
                .hasMessageNotContaining("java.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"- ", "? ", "[", "{a: ", "? - "})
    void yamlThatNestsDeeplyIsRefused(String one) {
        assertThatThrownBy(() -> YamlText.parseAll(one.repeat(20_000) + "a"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("the document nests deeper than 64");
    }

    @Test
    void anAliasStandsForWhatItsAnchorHolds() {
        Json document = YamlText.parseAll("{a: &x {b: [1, 2]}, c: *x, d: &y 3, e: [*y, *y]}")
                .getFirst();

        assertThat(document).hasToString("{\"a\":{\"b\":[1,2]},\"c\":{\"b\":[1,2]},\"d\":3,\"e\":[3,3]}");
    }

    @Test
    void aliasesThatMultiplyAreRefusedAtOnce() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x]\n");
        for (int i = 1; i < 16; i++) {
            bomb.append("a%1$d: &a%1$d [*a%2$d, *a%2$d, *a%2$d]\n".formatted(i, i - 1));
        }

        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThatThrownBy(() -> YamlText.parseAll(bomb.toString()))
                        .isInstanceOf(ProblemException.class)
                        .hasMessage("the aliases stand for more than 100000 values"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: &a [*a, *a]", "&a {b: *a, c: *a}", "a: &a [&b [*a], *b]"})
    void anAliasOfWhatItStandsInIsRefusedAtOnce(String yaml) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThatThrownBy(() -> YamlText.parseAll(yaml))
                        .isInstanceOf(ProblemException.class)
                        .hasMessage("the alias *a stands in what it stands for"));
    }
}
