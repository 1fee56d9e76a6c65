package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.testing.Eventually;
import io.paviour.testing.Kubectl;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// Policies and quotas, and how kubectl tells of them.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
class ConformancePolicyTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String COUNT = "count/gadgets.conformance.example.com";

    @Test
    void aPolicyDenies(Place place) throws Exception {
        policy(place, "Deny");

        assertThat(place.refusedGiven(Place.gadget("cog {size: 6}"), "create", "-f", "-"))
                .isEqualTo("The Gadget \"cog\" is invalid: ValidatingAdmissionPolicy '" + name(place)
                        + "' with binding '" + name(place) + "': denied request: 6 is too large\n");
        assertThat(place.given(Place.gadget("cog {size: 5}"), "create", "-f", "-"))
                .isEqualTo("gadget.conformance.example.com/cog created\n");
        assertThat(place.refused("patch", "gadget", "cog", "--type=merge", "-p", "{\"spec\":{\"size\":7}}"))
                .contains("denied request: 7 is too large");
        assertThat(place.names()).containsExactly("cog");
    }

    @Test
    void aPolicyWarns(Place place) throws Exception {
        policy(place, "Warn");

        Kubectl.Result warned = place.kubectl().given(Place.gadget("cog {size: 6}"), "create", "-f", "-");

        assertThat(warned.succeeded()).isEqualTo("gadget.conformance.example.com/cog created\n");
        assertThat(warned.err())
                .isEqualTo("Warning: Validation failed for ValidatingAdmissionPolicy '" + name(place)
                        + "' with binding '" + name(place) + "': 6 is too large\n");
    }

    @Test
    void aPolicyIsWrittenDown(Place place) throws Exception {
        policy(place, "Audit");

        Kubectl.Result silent = place.kubectl().given(Place.gadget("cog {size: 6}"), "create", "-f", "-");

        assertThat(silent).isEqualTo(new Kubectl.Result(0, "gadget.conformance.example.com/cog created\n", ""));
        try (Sql database = Sql.of(place.data().resolve("postgres"), "postgres")) {
            assertThat(database.rows("select note from audit where namespace = ? and name = 'cog'", place.namespace()))
                    .containsExactly("{\"" + name(place) + "/" + name(place) + "\":\"6 is too large\"}");
        }
    }

    @Test
    void aPolicyThatCannotWorkIsToldAtOnce(Place place) throws Exception {
        String wrong = manifests(place, "Deny").replace("object.spec.size <= 5", "object.spec.size <=");

        assertThat(place.refusedGiven(wrong, "create", "-f", "-"))
                .contains("The ValidatingAdmissionPolicy \"" + name(place) + "\" is invalid: ")
                .contains("spec.validations[0].expression");
        place.run("delete", "validatingadmissionpolicybinding", name(place));
    }

    @Test
    void aPolicyIsNoMoreWhenItIsDeleted(Place place) throws Exception {
        policy(place, "Deny");

        place.run("delete", "validatingadmissionpolicy", name(place));

        place.given(Place.gadget("cog {size: 6}"), "create", "-f", "-");
    }

    @Test
    void aQuotaIsMadeAndSaysWhatIsUsed(Place place) throws Exception {
        place.gadgets("anvil {}");

        assertThat(place.run("create", "quota", "few", "--hard=" + COUNT + "=2"))
                .isEqualTo("resourcequota/few created\n");

        assertThat(place.given(Place.gadget("bolt {}"), "create", "-f", "-"))
                .isEqualTo("gadget.conformance.example.com/bolt created\n");
        assertThat(place.refusedGiven(Place.gadget("cog {}"), "create", "-f", "-"))
                .isEqualTo("Error from server (Forbidden): error when creating \"STDIN\":"
                        + " gadgets.conformance.example.com \"cog\" is forbidden: exceeded quota: few, requested: "
                        + COUNT + "=1, used: " + COUNT + "=2, limited: " + COUNT + "=2\n");
        assertThat(place.run("get", "quota")).containsPattern("(?m)^few +" + COUNT + ": 2/2 ");
        assertThat(place.run("describe", "quota", "few")).containsPattern(COUNT + " +2 +2\n");
    }

    @Test
    void whatIsDeletedMayBeMadeAgain(Place place) throws Exception {
        place.run("create", "quota", "one", "--hard=" + COUNT + "=1");
        place.gadgets("cog {}");
        assertThat(place.refusedGiven(Place.gadget("anvil {}"), "create", "-f", "-"))
                .contains("exceeded quota: one");

        place.run("delete", "gadget", "cog");

        Eventually.isTrue(
                "there is a place again",
                PATIENCE,
                () -> place.kubectl()
                                .given(Place.gadget("anvil {}"), "create", "-f", "-")
                                .code()
                        == 0);
    }

    @Test
    void aQuotaLimitsCountsOfKindsOnly(Place place) throws Exception {
        assertThat(place.refused("create", "quota", "big", "--hard=cpu=4"))
                .contains("spec.hard: Unsupported value: \"cpu\": supported values: \"count/<plural>.<group>\"");
    }

    private static String name(Place place) {
        return "small-in-" + place.namespace();
    }

    /// Says that gadgets of this place are no larger than 5.
    private static void policy(Place place, String action) throws Exception {
        place.given(manifests(place, action), "create", "-f", "-");
    }

    private static String manifests(Place place, String action) {
        return """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: %1$s}
                spec:
                  matchConstraints:
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %2$s}}
                    resourceRules:
                    - {apiGroups: [conformance.example.com], apiVersions: ['*'], operations: [CREATE, UPDATE], resources: [gadgets]}
                  validations:
                  - expression: object.spec.size <= 5
                    messageExpression: string(object.spec.size) + ' is too large'
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: %1$s}
                spec: {policyName: %1$s, validationActions: [%3$s]}
                """.formatted(name(place), place.namespace(), action);
    }
}
