"""The demands of a supergraph: whatever the directives are called, wherever they stand."""

from typing import Any

import pytest
from graphql import parse

from marketplace.gateway.supergraph.access import AccessRules, read_access_rules
from marketplace.gateway.supergraph.client_schema import build_schemas

HEAD = """
schema
  @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)
{ query: Query }
"""


def rules_of(sdl: str, head: str = HEAD) -> AccessRules | None:
    document = parse(head + sdl)
    return read_access_rules(document, build_schemas(document)[0])


def missing(rules: AccessRules | None, type_name: str, field: str | None = None, **had: Any) -> bool:
    """Whether somebody with these may not see it."""
    assert rules is not None
    demanded = rules.of_type(type_name) if field is None else rules.of_field(type_name, field)
    scopes, policies = frozenset(had.get("scopes", ())), frozenset(had.get("policies", ()))
    authenticated = bool(had.get("authenticated"))
    return bool(rules.needs(demanded).unmet(authenticated=authenticated, scopes=scopes, policies=policies))


def test_a_supergraph_without_demands_has_no_rules():
    assert rules_of("type Query { a: Int }") is None
    assert rules_of("type Query { a: Int @authenticated }", head="schema { query: Query }") is None


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ('url: "https://specs.apollo.dev/authenticated/v0.1"', "authenticated"),
        ('url: "https://specs.apollo.dev/authenticated/v0.2", as: "signedIn"', "signedIn"),
        ('url: "https://specs.apollo.dev/authenticated/v0.1", import: ["@authenticated"]', "authenticated"),
        (
            'url: "https://specs.apollo.dev/authenticated/v0.1", import: [{name: "@authenticated", as: "@known"}]',
            "known",
        ),
    ],
)
def test_a_directive_is_known_by_the_name_that_its_link_gives(link, name):
    rules = rules_of(
        f"type Query {{ a: Int @{name} b: Int @other }} directive @other on FIELD_DEFINITION",
        head=f"schema @link({link}) {{ query: Query }}",
    )
    assert missing(rules, "Query", "a")
    assert not missing(rules, "Query", "a", authenticated=True)
    assert not missing(rules, "Query", "b")


@pytest.mark.parametrize(
    ("written", "had", "met"),
    [
        ('[["a", "b"], ["c"]]', "ab", True),
        ('[["a", "b"], ["c"]]', "c", True),
        ('[["a", "b"], ["c"]]', "a", False),
        ('[["a", "b"], ["c"]]', "", False),
        ("[[]]", "", True),
        ("[]", "abc", False),
        ('["a"]', "a", True),
        ('"a"', "a", True),
    ],
)
def test_alternatives_have_to_be_had_in_full(written, had, met):
    rules = rules_of(f"type Query {{ s: Int @requiresScopes(scopes: {written}) p: Int @policy(policies: {written}) }}")
    assert missing(rules, "Query", "s", scopes=set(had)) is not met
    assert missing(rules, "Query", "p", policies=set(had)) is not met
    assert missing(rules, "Query", "s", policies=set(had)) is (written != "[[]]")


def test_a_field_demands_what_its_type_and_what_it_returns_demand():
    rules = rules_of(
        """
        type Query { secret: [Secret!]! mood: Mood number: Number }
        type Secret @authenticated { a: Int }
        enum Mood @authenticated { CALM }
        scalar Number @authenticated
        """
    )
    for field in ("secret", "mood", "number"):
        assert missing(rules, "Query", field)
    assert missing(rules, "Secret", "a")
    assert missing(rules, "Secret")
    assert not missing(rules, "Query")


def test_an_interface_demands_what_all_its_implementations_demand():
    """Also where the composer did not carry it there."""
    rules = rules_of(
        """
        type Query { node: Node any: Any }
        interface Node { id: ID name: String }
        type A implements Node @authenticated { id: ID name: String }
        type B implements Node { id: ID name: String @requiresScopes(scopes: [["n"]]) }
        union Any = A | B
        """
    )
    assert missing(rules, "Query", "node")
    assert missing(rules, "Node", "name", authenticated=True)
    assert not missing(rules, "Node", "name", authenticated=True, scopes={"n"})
    assert not missing(rules, "Node", "id", authenticated=True)
    assert not missing(rules, "B", "id")
    assert not missing(rules, "Query", "any")


def test_several_demands_of_one_element_hold_together():
    rules = rules_of('type Query { a: Int @authenticated @policy(policies: [["p"]]) }')
    assert missing(rules, "Query", "a", authenticated=True)
    assert missing(rules, "Query", "a", policies={"p"})
    assert not missing(rules, "Query", "a", authenticated=True, policies={"p"})


def test_equal_demands_are_one_condition():
    rules = rules_of('type Query { a: Int @policy(policies: [["p"]]) b: Int @policy(policies: [["p"]]) }')
    assert rules is not None
    assert len(rules.conditions) == 1


def test_another_supergraph_numbers_the_same_conditions_otherwise():
    first = rules_of('type Query { a: Int @authenticated b: Int @policy(policies: [["p"]]) }')
    second = rules_of('type Query { b: Int @policy(policies: [["p"]]) a: Int @authenticated }')
    assert first is not None
    assert second is not None
    assert first.translate(first.of_field("Query", "a"), second) == second.of_field("Query", "a") == 2
    assert first.translate(3, None) == 0
