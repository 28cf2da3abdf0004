import pytest
from graphql import parse

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FEDERATION_1, FederationDirective
from marketplace.gateway.supergraph.composition.federation.links import MalformedLinkError, read_links

FEDERATION = "https://specs.apollo.dev/federation"


def links_of(*links: str):
    return read_links(parse(f"extend schema {' '.join(links)} type Query {{ a: Int }}"))


def test_without_links_a_schema_is_federation_1():
    links = read_links(parse("type Query { a: Int }"))
    assert links.federation_version == FEDERATION_1
    assert links.federation_directive("key") is FederationDirective.KEY
    assert links.federation_directive("shareable") is None


def test_what_is_not_imported_has_the_prefix():
    links = links_of(f'@link(url: "{FEDERATION}/v2.3", import: ["@key"])')
    assert links.federation_version == (2, 3)
    assert links.federation_directive("key") is FederationDirective.KEY
    assert links.federation_directive("shareable") is None
    assert links.federation_directive("federation__shareable") is FederationDirective.SHAREABLE
    assert links.scalars["FieldSet"] == "federation__FieldSet"


def test_names_can_be_changed():
    links = links_of(
        '@link(url: "https://specs.apollo.dev/link/v1.0")',
        f'@link(url: "{FEDERATION}/v2.3", as: "fed", import: [{{name: "@key", as: "@primary"}}, "FieldSet"])',
    )
    assert links.federation_directive("primary") is FederationDirective.KEY
    assert links.federation_directive("key") is None
    assert links.federation_directive("fed__tag") is FederationDirective.TAG
    assert links.scalars["FieldSet"] == "FieldSet"


def test_link_itself_can_be_renamed():
    links = links_of(
        '@use(url: "https://specs.apollo.dev/link/v1.0", as: "use")',
        f'@use(url: "{FEDERATION}/v2.0", import: ["@key"])',
    )
    assert links.federation_version == (2, 0)
    assert links.federation_directive("use") is FederationDirective.LINK


def test_a_specification_can_be_linked_alone():
    links = links_of('@link(url: "https://specs.apollo.dev/cost/v0.1", import: [{name: "@listSize", as: "@size"}])')
    assert links.federation_directive("cost") is FederationDirective.COST
    assert links.federation_directive("size") is FederationDirective.LIST_SIZE


def test_ones_own_specification_says_where_a_directive_comes_from():
    links = links_of('@link(url: "https://example.com/house/v1.2", import: ["@painted"])')
    link, name = links.specified_directive("painted")
    assert (link.identity, link.version, name) == ("https://example.com/house", (1, 2), "painted")
    assert links.specified_directive("house__built")[1] == "built"
    assert links.specified_directive("elsewhere") is None


@pytest.mark.parametrize(
    ("link", "code"),
    [
        (f'@link(url: "{FEDERATION}/v3.0")', ErrorCode.UNKNOWN_FEDERATION_LINK_VERSION),
        (f'@link(url: "{FEDERATION}/v2.99")', ErrorCode.UNKNOWN_FEDERATION_LINK_VERSION),
        (f'@link(url: "{FEDERATION}")', ErrorCode.UNKNOWN_FEDERATION_LINK_VERSION),
        (f'@link(url: "{FEDERATION}/v2.4", import: ["@policy"])', ErrorCode.INVALID_LINK_DIRECTIVE_USAGE),
        (f'@link(url: "{FEDERATION}/v2.4", import: [3])', ErrorCode.INVALID_LINK_DIRECTIVE_USAGE),
        (
            f'@link(url: "{FEDERATION}/v2.4", import: [{{name: "@key", as: "k"}}])',
            ErrorCode.INVALID_LINK_DIRECTIVE_USAGE,
        ),
        ('@link(import: ["@key"])', ErrorCode.INVALID_LINK_DIRECTIVE_USAGE),
    ],
)
def test_links_that_cannot_be_honoured(link, code):
    with pytest.raises(MalformedLinkError) as raised:
        links_of(link)
    assert raised.value.code is code
