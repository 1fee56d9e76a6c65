package io.paviour.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.plugin.Action;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Subresource.Answer;
import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;

class SecretTest {
    private final TestSite site = new TestSite();
    private final SecretReconciler reconciler = new SecretReconciler(site.secrets());

    private static Resource secret(String source) {
        return TestWorld.resource("""
                apiVersion: platform.example.com/v1
                kind: Secret
                metadata: {name: shop-api-keys, namespace: platform, uid: u1}
                spec: {owner: team-alpha, path: shop/api-keys, source: %s}
                """.formatted(source));
    }

    private Plan plan(Resource secret) {
        return reconciler.plan(secret, reconciler.observe(secret, new TestWorld()));
    }

    private Answer put(Resource secret, String body) {
        return new SecretValues(site)
                .answer(secret, Map.of(), JsonText.parseObject(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void withoutValuesItWaits() {
        Plan plan = plan(secret("embedded"));

        assertThat(plan.outcome())
                .isInstanceOf(Outcome.Working.class)
                .returns("AwaitingValues", Outcome::reason)
                .returns("waits for values: put them in with paviour secret set", Outcome::message);
        assertThat(plan.status()).isEqualTo(Json.object("keys", List.of(), "version", 0));
    }

    @Test
    void itTellsTheNamesOfItsKeysAndNeverTheirValues() {
        site.put(secret("embedded").ref(), Map.of("stripe", "hunter2", "mail", "hunter3"));

        Plan plan = plan(secret("embedded"));

        assertThat(plan.outcome()).isEqualTo(new Outcome.Settled("the values are kept in the embedded store"));
        assertThat(plan.status()).isEqualTo(Json.object("keys", List.of("mail", "stripe"), "version", 1));
        assertThat(plan.toString()).doesNotContain("hunter");
    }

    @Test
    void aStoreThatIsNotConnectedIsNotPassedOverInSilence() {
        assertThat(plan(secret("vault-secrets")).outcome().message())
                .isEqualTo("waits for values: put them in with paviour secret set; no secret store named "
                        + "vault-secrets is connected: values are kept in the embedded store");

        site.put(secret("vault-secrets").ref(), Map.of("stripe", "hunter2"));

        assertThat(plan(secret("vault-secrets")).outcome())
                .isEqualTo(new Outcome.Settled("no secret store named vault-secrets is connected: values are kept in "
                        + "the embedded store"));
    }

    @Test
    void whenItGoesItsValuesGo() throws Exception {
        Resource leaving = TestWorld.deleting(secret("embedded"));
        site.put(leaving.ref(), Map.of("stripe", "hunter2"));

        Plan plan = plan(leaving);
        assertThat(plan.actions())
                .extracting(Action::summary)
                .containsExactly("forget the values of Secret platform/shop-api-keys");
        ((Action.Do) plan.actions().getFirst()).task().run();

        assertThat(site.read(leaving.ref())).isEmpty();
        assertThat(plan(leaving)).isEqualTo(Plan.of(new Outcome.Settled("Deleted", "there are no values any more")));
    }

    @Test
    void valuesArePutInAndReadOut() {
        Resource secret = secret("embedded");

        Answer put = put(secret, "{\"values\": {\"stripe\": \"hunter2\", \"a.b-c_D\": \"\"}}");

        assertThat(put)
                .isEqualTo(new Answer.Document(Json.object(
                        "apiVersion",
                        "platform.example.com/v1",
                        "kind",
                        "SecretKeys",
                        "keys",
                        List.of("a.b-c_D", "stripe"),
                        "version",
                        1)));
        assertThat(site.woken).containsExactly(secret.ref());
        assertThat(new SecretReveal(site).answer(secret, Map.of(), Json.Obj.EMPTY))
                .isEqualTo(new Answer.Document(Json.object(
                        "apiVersion", "platform.example.com/v1",
                        "kind", "SecretValues",
                        "values", Map.of("a.b-c_D", "", "stripe", "hunter2"))));
        assertThat(new SecretReveal(site).isAudited()).isTrue();
    }

    @Test
    void newValuesTakeThePlaceOfAllOldOnes() {
        Resource secret = secret("embedded");
        put(secret, "{\"values\": {\"old\": \"1\"}}");

        put(secret, "{\"values\": {\"new\": \"2\"}}");

        assertThat(site.read(secret.ref())).isEqualTo(Map.of("new", "2"));
    }

    @Test
    void everythingThatIsWrongWithValuesIsToldAtOnceAndNoValueIs() {
        String tooLong = "y".repeat(SecretValues.VALUE_BYTES_MAX + 1);

        assertThatThrownBy(() -> put(
                        secret("embedded"),
                        "{\"values\": {\"a b\": \"hunter2\", \"n\": 7, \"long\": \"" + tooLong + "\"}}"))
                .hasMessage("Secret platform/shop-api-keys is invalid: ["
                        + "values[a b]: Invalid value: a key has letters, digits, -, _ and . only, "
                        + "values[n]: Invalid value: must be a string, "
                        + "values[long]: Too long: a value has at most 65536 bytes]");
        assertThat(site.read(secret("embedded").ref())).isEmpty();
    }

    @Test
    void aBodyWithoutValuesIsRefused() {
        var required = new Condition<Throwable>(
                thrown -> thrown instanceof ProblemException problem
                        && problem.problem() instanceof Problem.Invalid invalid
                        && invalid.violations().getFirst().reason() == Violation.Reason.REQUIRED,
                "a required value");

        assertThatThrownBy(() -> put(secret("embedded"), "{}")).is(required);
        assertThatThrownBy(() -> put(secret("embedded"), "{\"values\": {}}")).is(required);
        assertThatThrownBy(() -> put(secret("embedded"), "{\"values\": []}")).is(required);
    }

    @Test
    void tooManyKeysAreRefused() {
        var values = new HashMap<String, Json>();
        IntStream.rangeClosed(0, SecretValues.KEYS_MAX).forEach(i -> values.put("k" + i, new Json.Str("v")));

        assertThatThrownBy(() -> put(
                        secret("embedded"),
                        Json.object("values", new Json.Obj(values)).toString()))
                .hasMessage(
                        "Secret platform/shop-api-keys is invalid: values: Too many: 101: must have at most 100 keys");
    }

    @Test
    void theCredentialsOfADatabaseAreNotPutInByHand() {
        Resource secret = secret("embedded");
        Json.Obj owner = Json.object(
                "apiVersion", "platform.example.com/v1", "kind", "Database", "name", "app-db", "controller", true);
        Resource owned = secret.withMetadata(secret.metadata().with("ownerReferences", Json.array(owner)));

        assertThatThrownBy(() -> put(owned, "{\"values\": {\"password\": \"x\"}}"))
                .hasMessage("Database platform/app-db keeps the values of Secret platform/shop-api-keys");
    }

    @Test
    void aSecretThatGoesTakesNoValues() {
        assertThatThrownBy(() -> put(TestWorld.deleting(secret("embedded")), "{\"values\": {\"a\": \"b\"}}"))
                .hasMessage("it is being deleted");
    }
}
