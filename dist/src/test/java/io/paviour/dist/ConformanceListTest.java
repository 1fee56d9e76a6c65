package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a list answers beside its items: revisions, pages, and what does not go together.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
class ConformanceListTest {
    @Test
    void pagesShowOneState(Place place) throws Exception {
        place.gadgets("anvil {}", "bolt {}", "cog {}");

        Json.Obj first = place.raw(place.path("?limit=2"));
        place.delete("cog");
        place.gadgets("dynamo {}");
        Json.Obj second = place.raw(
                place.path("?limit=2&continue=" + first.object("metadata").string("continue")));

        assertThat(names(first)).containsExactly("anvil", "bolt");
        assertThat(first.object("metadata").integer("remainingItemCount", 0)).isEqualTo(1);
        assertThat(names(second)).containsExactly("cog");
        assertThat(second.object("metadata").string("continue", "")).isEmpty();
        assertThat(second.object("metadata").string("resourceVersion"))
                .isEqualTo(first.object("metadata").string("resourceVersion"));
    }

    @Test
    void aPageOfASelectionDoesNotCount(Place place) throws Exception {
        place.create(Place.labelled("anvil {}", "a: b"), Place.labelled("bolt {}", "a: b"));

        Json.Obj page = place.raw(place.path("?limit=1&labelSelector=a%3Db"));

        assertThat(names(page)).containsExactly("anvil");
        assertThat(page.object("metadata").string("continue")).isNotEmpty();
        assertThat(page.object("metadata").get("remainingItemCount")).isNull();
    }

    @Test
    void anExactRevisionIsThePast(Place place) throws Exception {
        place.gadgets("anvil {size: 1}");
        String then = place.revision();
        place.merge("anvil", "{\"spec\":{\"size\":2}}");
        place.gadgets("bolt {}");

        Json.Obj past = place.raw(place.path("?resourceVersionMatch=Exact&resourceVersion=" + then));

        assertThat(names(past)).containsExactly("anvil");
        assertThat(past.objects("items")
                        .findFirst()
                        .orElseThrow()
                        .object("spec")
                        .integer("size", 0))
                .isEqualTo(1);
        assertThat(past.object("metadata").string("resourceVersion")).isEqualTo(then);
    }

    @Test
    void anyRevisionIsGoodEnoughForZero(Place place) throws Exception {
        place.gadgets("anvil {}");

        assertThat(place.raw(place.path("?resourceVersion=0")).string("kind")).isEqualTo("GadgetList");
    }

    @Test
    void notOlderThanIsAtLeastThat(Place place) throws Exception {
        place.gadgets("anvil {}");
        String then = place.revision();

        Json.Obj now = place.raw(place.path("?resourceVersionMatch=NotOlderThan&resourceVersion=" + then));

        assertThat(names(now)).containsExactly("anvil");
        assertThat(Long.parseLong(now.object("metadata").string("resourceVersion", "0")))
                .isGreaterThanOrEqualTo(Long.parseLong(then));
    }

    @Test
    void theFutureIsNotWaitedForForLong(Place place) throws Exception {
        Wire.Answer refused = place.wire().get(place.path("?resourceVersion=4000000000"));

        assertThat(refused.code()).isEqualTo(504);
        assertThat(refused.body().string("reason")).isEqualTo("Timeout");
        assertThat(refused.cause().string("reason")).isEqualTo("ResourceVersionTooLarge");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void aMatchWithoutARevisionIsRefused(Place place) throws Exception {
        Wire.Answer refused = place.wire().get(place.path("?resourceVersionMatch=Exact"));

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.cause().string("reason")).isEqualTo("FieldValueForbidden");
        assertThat(refused.cause().string("field")).isEqualTo("resourceVersionMatch");
    }

    @Test
    void exactlyZeroIsRefused(Place place) throws Exception {
        assertThat(place.wire()
                        .get(place.path("?resourceVersionMatch=Exact&resourceVersion=0"))
                        .code())
                .isEqualTo(422);
    }

    @Test
    void whatIsNoRevisionPageOrTokenIsRefused(Place place) throws Exception {
        for (String query : List.of("resourceVersion=new", "limit=many", "limit=-1", "continue=here")) {
            Wire.Answer refused = place.wire().get(place.path("?" + query));

            assertThat(refused.code()).as(query).isEqualTo(400);
            assertThat(refused.body().string("message")).contains(query.substring(0, query.indexOf('=')));
        }
    }

    @Test
    void oneObjectIsReadAtARevision(Place place) throws Exception {
        place.gadgets("anvil {}");

        assertThat(place.raw(place.path("/anvil?resourceVersion=0")).string("kind"))
                .isEqualTo("Gadget");
        assertThat(place.wire()
                        .get(place.path("/anvil?resourceVersion=4000000000"))
                        .code())
                .isEqualTo(504);
    }

    private static List<String> names(Json.Obj list) {
        return list.objects("items")
                .map(item -> item.object("metadata").string("name", ""))
                .toList();
    }
}
