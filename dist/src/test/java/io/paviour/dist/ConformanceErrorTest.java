package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every refusal is a `Status` with a code, a reason and the causes.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
class ConformanceErrorTest {
    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";

    @Test
    void anObjectThatIsNotThere(Place place) throws Exception {
        Json.Obj status = refused(place.wire().get(place.path("/cog")), 404, "NotFound");

        assertThat(status.string("message")).isEqualTo("gadgets.conformance.example.com \"cog\" not found");
        assertThat(status.object("details"))
                .isEqualTo(Json.object("name", "cog", "group", "conformance.example.com", "kind", "gadgets"));
    }

    @Test
    void aPathThatIsNotThere(Place place) throws Exception {
        Json.Obj status = refused(place.wire().get("/apis/nothing.example.com/v1/things"), 404, "NotFound");

        assertThat(status.string("message")).isEqualTo("the server could not find the requested resource");
    }

    @Test
    void anObjectThatIsThereAlready(Place place) throws Exception {
        place.gadgets("cog {}");

        Json.Obj status = refused(
                place.wire().send("POST", place.path(""), "application/yaml", Place.gadget("cog {}")),
                409,
                "AlreadyExists");

        assertThat(status.string("message")).isEqualTo("gadgets.conformance.example.com \"cog\" already exists");
    }

    @Test
    void anObjectThatIsInvalid(Place place) throws Exception {
        Wire.Answer answer = place.wire()
                .send("POST", place.path(""), "application/yaml", Place.gadget("cog {size: 11, colour: 1}"));

        Json.Obj status = refused(answer, 422, "Invalid");
        assertThat(status.object("details").string("kind")).isEqualTo("Gadget");
        assertThat(status.object("details").objects("causes"))
                .extracting(cause -> cause.string("field") + " " + cause.string("reason"))
                .contains("spec.size FieldValueInvalid", "spec.colour FieldValueTypeInvalid");
    }

    @Test
    void everyCauseSaysWhatSortOfFlawItIs(Place place) throws Exception {
        String wrong =
                Place.gadget("cog {colour: pink, tags: [a, a], parts: [{count: 1}], owner: " + "x".repeat(21) + "}");

        Json.Obj status = refused(place.wire().send("POST", place.path(""), "application/yaml", wrong), 422, "Invalid");

        assertThat(status.object("details").objects("causes"))
                .extracting(cause -> cause.string("field") + " " + cause.string("reason"))
                .contains(
                        "spec.colour FieldValueNotSupported",
                        "spec.tags[1] FieldValueDuplicate",
                        "spec.parts[0].name FieldValueRequired",
                        "spec.owner FieldValueTooLong");
    }

    @Test
    void aRevisionThatIsOld(Place place) throws Exception {
        place.gadgets("cog {}");
        String old = Place.gadget("cog {}").replace("name: cog", "name: cog, resourceVersion: '1'");

        refused(place.wire().send("PUT", place.path("/cog"), "application/yaml", old), 409, "Conflict");
    }

    @Test
    void aReplacementWithoutARevision(Place place) throws Exception {
        place.gadgets("cog {}");

        Wire.Answer answer = place.wire().send("PUT", place.path("/cog"), "application/yaml", Place.gadget("cog {}"));

        refused(answer, 422, "Invalid");
        assertThat(answer.cause().string("field")).isEqualTo("metadata.resourceVersion");
    }

    @Test
    void aMethodThatThePathDoesNotHave(Place place) throws Exception {
        refused(place.wire().send("POST", place.path("/cog"), JSON, "{}"), 405, "MethodNotAllowed");
    }

    @Test
    void aBodyInAnUnknownFormat(Place place) throws Exception {
        place.gadgets("cog {}");

        refused(place.wire().send("POST", place.path(""), "text/plain", "cog"), 415, "UnsupportedMediaType");
        refused(place.wire().send("PATCH", place.path("/cog"), JSON, "{}"), 415, "UnsupportedMediaType");
    }

    @Test
    void anAnswerInAnUnknownFormat(Place place) throws Exception {
        refused(place.wire().rendered(place.path(""), "image/png"), 406, "NotAcceptable");
    }

    @Test
    void aBodyThatCannotBeRead(Place place) throws Exception {
        refused(place.wire().send("POST", place.path(""), JSON, "{\"kind\":"), 400, "BadRequest");
    }

    @Test
    void aBodyOfAnotherKind(Place place) throws Exception {
        String other = Place.gadget("cog {}").replace("kind: Gadget", "kind: Environment");

        Json.Obj status =
                refused(place.wire().send("POST", place.path(""), "application/yaml", other), 400, "BadRequest");

        assertThat(status.string("message")).contains("Environment", "Gadget");
    }

    @Test
    void aNameThatIsNotThatOfThePath(Place place) throws Exception {
        place.gadgets("cog {}");

        Json.Obj status = refused(
                place.wire().send("PATCH", place.path("/cog"), MERGE, "{\"metadata\":{\"name\":\"dynamo\"}}"),
                400,
                "BadRequest");

        assertThat(status.string("message"))
                .isEqualTo("the name of the object (dynamo) does not match the name on the URL (cog)");
    }

    @Test
    void aPatchThatWouldMakeItSomethingElse(Place place) throws Exception {
        place.gadgets("cog {}");

        for (String patch : List.of(
                "{\"kind\":\"Other\"}",
                "{\"kind\":\"a\\u0000b\"}",
                "{\"kind\":null}",
                "{\"apiVersion\":\"v1\"}",
                "{\"metadata\":{\"namespace\":\"elsewhere\"}}")) {
            refused(place.wire().send("PATCH", place.path("/cog"), MERGE, patch), 400, "BadRequest");
        }
    }

    @Test
    void anOptionThatMakesNoSense(Place place) throws Exception {
        for (String option : List.of("dryRun=Some", "fieldValidation=Sometimes")) {
            Wire.Answer answer =
                    place.wire().send("POST", place.path("?" + option), "application/yaml", Place.gadget("cog {}"));

            assertThat(answer.code()).as(option).isBetween(400, 422);
            assertThat(answer.body().string("message")).contains(option.substring(0, option.indexOf('=')));
        }
    }

    @Test
    void forceOnWhatIsNoApply(Place place) throws Exception {
        place.gadgets("cog {}");

        Wire.Answer answer = place.wire().send("PATCH", place.path("/cog?force=true"), MERGE, "{}");

        refused(answer, 422, "Invalid");
        assertThat(answer.cause().string("field")).isEqualTo("force");
    }

    @Test
    void anObjectThatIsTooLarge(Place place) throws Exception {
        String large = Place.gadget("cog {settings: {a: '" + "x".repeat(4 << 20) + "'}}");

        Wire.Answer answer = place.wire().send("POST", place.path(""), "application/yaml", large);

        refused(answer, 413, "RequestEntityTooLarge");
    }

    @Test
    void aStrangersRequest(Place place) throws Exception {
        Wire stranger = new Wire(place.wire().api(), "pav_nobody", place.wire().client());

        refused(stranger.get(place.path("")), 401, "Unauthorized");
    }

    private static Json.Obj refused(Wire.Answer answer, int code, String reason) {
        assertThat(answer.code()).as(answer.body().toString()).isEqualTo(code);
        assertThat(answer.body().string("kind")).isEqualTo("Status");
        assertThat(answer.body().string("status")).isEqualTo("Failure");
        assertThat(answer.body().string("reason")).isEqualTo(reason);
        assertThat(answer.body().integer("code", 0)).isEqualTo(code);
        return answer.body();
    }
}
