package io.paviour.registry;

import static io.paviour.registry.TestRegistry.ADMIN;
import static io.paviour.registry.TestRegistry.refused;
import static io.paviour.registry.TestRegistry.thing;
import static io.paviour.registry.TestRegistry.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.access.Subject;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.Violation;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PolicyTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private TestRegistry here;

    @BeforeEach
    void open() throws Exception {
        postgres.renew();
        here = TestRegistry.furnished(postgres, new TestClock());
    }

    @AfterEach
    void close() {
        here.close();
    }

    private void policy(String spec) {
        store(Policies.POLICY, "small", """
                matchConstraints:
                  resourceRules:
                  - {apiGroups: [test.example.com], apiVersions: ['*'], operations: [CREATE, UPDATE], resources: [things]}
                """ + spec);
    }

    private void bind(String spec) {
        store(Policies.BINDING, "everywhere", "policyName: small\n" + spec);
    }

    private void store(KindName kind, String name, String spec) {
        Json.Obj document = Json.object(
                "apiVersion", Policies.GROUP + "/v1",
                "kind", kind.kind(),
                "metadata", Json.object("name", name),
                "spec", yaml(spec));
        here.registry.create(ADMIN, here.kind(kind), "", document, Options.strict("test"));
    }

    private List<String> denied(Runnable doing) {
        return ((Problem.Invalid) refused(doing))
                .violations().stream().map(Violation::toString).toList();
    }

    private Written create(Json.Obj thing) {
        return here.registry.create(ADMIN, here.things(), "default", thing, Options.strict("test"));
    }

    @Test
    void everyValidationThatFailsIsTold() {
        policy("""
                validations:
                - {expression: object.spec.size < 10, message: must be small}
                - {expression: "object.spec.owner != 'nobody'", messageExpression: "'who owns ' + object.metadata.name + '?'"}
                - {expression: object.metadata.name != ''}
                """);
        bind("validationActions: [Deny]");

        assertThat(denied(() -> create(thing("big", "{size: 20}"))))
                .containsExactly(
                        "ValidatingAdmissionPolicy 'small' with binding 'everywhere': denied request: must be small",
                        "ValidatingAdmissionPolicy 'small' with binding 'everywhere': denied request: who owns big?");
        create(thing("fine", "{size: 1, owner: alice}"));
        assertThat(denied(() -> here.patch("fine", "{spec: {size: 11}}"))).hasSize(1);
    }

    @Test
    void aPolicyWithoutABindingHasNoEffect() {
        policy("validations: [{expression: 'false'}]");

        create(thing("one", "{size: 1}"));

        assertThat(here.get("one").name()).isEqualTo("one");
    }

    @Test
    void aWarningIsToldAndTheAuditTrailSaysSo() throws Exception {
        policy("""
                validations: [{expression: object.spec.size < 10, message: rather big}]
                auditAnnotations: [{key: size, valueExpression: "string(object.spec.size)"}]
                """);
        bind("validationActions: [Warn, Audit]");

        Written written = create(thing("big", "{size: 20}"));

        assertThat(written.warnings())
                .containsExactly("Validation failed for ValidatingAdmissionPolicy 'small' with binding 'everywhere':"
                        + " rather big");
        assertThat(postgres.ask("select note from audit where name = 'big'"))
                .isEqualTo("{\"small/everywhere\":\"rather big\",\"small/size\":\"20\"}");
    }

    @Test
    void variablesConditionsAndParametersAreSeen() {
        here.create(thing("limit", "{size: 5}"));
        here.create(thing("unlimited", "{size: 50}"));
        policy("""
                paramKind: {apiVersion: test.example.com/v1, kind: Thing}
                matchConditions: [{name: people, expression: "request.userInfo.username == 'eve'"}]
                variables: [{name: most, expression: params.spec.size}]
                validations: [{expression: object.spec.size <= variables.most && namespaceObject.metadata.name == 'default'}]
                """);
        bind("""
                validationActions: [Deny]
                paramRef: {name: limit, parameterNotFoundAction: Deny}
                """);
        var eve = new Subject("eve", Set.of(Subject.ADMINS));

        assertThat(denied(() -> here.registry.create(
                        eve, here.things(), "default", thing("big", "{size: 6}"), Options.strict("test"))))
                .hasSize(1);
        here.registry.create(eve, here.things(), "default", thing("small", "{size: 5}"), Options.strict("test"));
        here.delete("limit");
        assertThat(denied(() -> here.registry.create(
                        eve, here.things(), "default", thing("other", "{size: 1}"), Options.strict("test"))))
                .containsExactly(
                        "ValidatingAdmissionPolicy 'small' with binding 'everywhere': denied request: no params"
                                + " found for policy binding with `Deny` parameterNotFoundAction");
    }

    @Test
    void anExpressionThatFailsCountsAsThePolicySays() {
        policy("validations: [{expression: object.spec.color == 'red'}]");
        bind("validationActions: [Deny]");

        assertThat(denied(() -> create(thing("colourless", "{size: 1}"))))
                .singleElement()
                .asString()
                .contains("resulted in error", "no such key");

        var lenient = new Patch.Merge(yaml("{spec: {failurePolicy: Ignore}}"));
        here.registry.patch(ADMIN, here.kind(Policies.POLICY), "", "small", lenient, Part.MAIN, Options.strict("test"));
        create(thing("colourless", "{size: 1}"));
    }

    @Test
    void aDeletionCanBeDenied() {
        store(Policies.POLICY, "small", """
                matchConstraints:
                  resourceRules:
                  - {apiGroups: [test.example.com], apiVersions: [v1], operations: [DELETE], resources: [things]}
                validations: [{expression: oldObject.spec.size < 10, reason: Forbidden, message: too big to go}]
                """);
        bind("validationActions: [Deny]");
        here.create(thing("big", "{size: 20}"));
        here.create(thing("small", "{size: 1}"));

        assertThat(refused(() -> here.delete("big")))
                .isInstanceOfSatisfying(
                        Problem.Forbidden.class,
                        denied -> assertThat(denied.message())
                                .contains("things.test.example.com \"big\" is forbidden", "too big to go"));
        here.delete("small");
    }

    @Test
    void whatThePlatformNotesItselfIsNotSubjectToPoliciesButWhatItAsksForIs() {
        policy("validations: [{expression: 'false', message: never}]");
        here.create(thing("one", "{size: 1}"));
        bind("validationActions: [Deny]");
        var loop = Subject.RECONCILER;

        here.registry.rewrite(
                loop,
                TestRegistry.ref("one"),
                Part.MAIN,
                document -> document.with(
                        "metadata", document.object("metadata").with("finalizers", Json.array("test/held"))));
        assertThat(denied(() -> here.registry.rewrite(
                        loop,
                        TestRegistry.ref("one"),
                        Part.MAIN,
                        document ->
                                document.with("spec", document.object("spec").with("size", 2)))))
                .hasSize(1);
    }

    @Test
    void aSelectorAndARuleSayWhatIsMeant() {
        store(Policies.POLICY, "small", """
                matchConstraints:
                  objectSelector: {matchExpressions: [{key: team, operator: In, values: [a, b]}]}
                  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}
                  resourceRules:
                  - {apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*']}
                  excludeResourceRules:
                  - {apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: [things], resourceNames: [free]}
                validations: [{expression: 'false'}]
                """);
        bind("validationActions: [Deny]");

        assertThat(denied(() -> create(labelled("one", "a")))).hasSize(1);
        create(labelled("free", "a"));
        create(labelled("two", "c"));
        here.registry.create(ADMIN, here.things(), "other", labelled("three", "a"), Options.strict("test"));
    }

    private static Json.Obj labelled(String name, String team) {
        return thing(name, "{size: 1}").with("metadata", yaml("{name: " + name + ", labels: {team: " + team + "}}"));
    }

    @Test
    void expressionsThatDoNotCompileAreToldAllAtOnce() {
        assertThat(denied(() -> policy("""
                        variables: [{name: a, expression: '1 +'}]
                        validations: [{expression: nothing.spec}, {expression: 'true', messageExpression: '('}]
                        """)))
                .extracting(text -> text.substring(0, text.indexOf(':')))
                .containsExactly(
                        "spec.variables[0].expression",
                        "spec.validations[0].expression",
                        "spec.validations[1].messageExpression");
    }
}
