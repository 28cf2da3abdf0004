"""The commands: what they print, and one line for each mistake."""

import socket

import orjson
import pytest

from marketplace.gateway.__main__ import main
from tests.harness.small_gateway import PEOPLE, PETS


@pytest.fixture
def folder(tmp_path):
    """Two schemas, their supergraph and a query."""
    (tmp_path / "people.graphql").write_text(PEOPLE)
    (tmp_path / "pets.graphql").write_text(PETS)
    (tmp_path / "query.graphql").write_text("query Q($with: Boolean = true) { me { name pets @include(if: $with) } }")
    schemas = [f"{tmp_path / name}.graphql=http://127.0.0.1:4001/graphql" for name in ("people", "pets")]
    assert main(["compose", *schemas, "-o", str(tmp_path / "supergraph.graphql")]) == 0
    return tmp_path


def test_compose_writes_a_supergraph(folder, capsys):
    text = (folder / "supergraph.graphql").read_text()
    assert "join__Graph" in text
    assert "http://127.0.0.1:4001/graphql" in text
    assert main(["compose", f"{folder}/people.graphql", f"{folder}/pets.graphql"]) == 0
    assert "join__Graph" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "subgraphs.toml",
            '[subgraphs.a]\nschema = "people.graphql"\nurl = "http://a/"\n[subgraphs.b]\nschema = "pets.graphql"\n',
        ),
        (
            "config.yaml",
            "subgraphs:\n  a: {routing_url: http://a/, schema: {file: people.graphql}}\n  b: {schema: pets.graphql}\n",
        ),
    ],
)
def test_compose_reads_a_list_of_subgraphs(folder, capsys, name, text):
    listed = folder / name
    listed.write_text(text)
    assert main(["compose", str(listed)]) == 0
    assert 'url: "http://a/"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("s.toml", "[subgraphs", "cannot be read as TOML"),
        ("s.toml", "a = 1", "lists no subgraphs"),
        ("s.toml", "[subgraphs]\na = 1", "the subgraph a needs a routing_url and a schema.file"),
        ("s.toml", "[subgraphs.a]\nurl = 'http://a/'", "the subgraph a needs a routing_url and a schema.file"),
        ("s.toml", "[subgraphs.a]\nschema = 'no.graphql'", "no.graphql cannot be read"),
        ("s.yaml", "subgraphs: {", "cannot be read as YAML"),
        ("s.yml", "- subgraphs", "lists no subgraphs"),
    ],
)
def test_a_bad_list_of_subgraphs_is_told(tmp_path, capsys, name, text, words):
    (tmp_path / name).write_text(text)
    assert main(["compose", f"{tmp_path}/{name}"]) == 1
    assert words in capsys.readouterr().err


def test_compose_tells_every_error_and_writes_nothing(folder, capsys):
    (folder / "pets.graphql").write_text(PETS.replace("pets: [String!]!", "pets: [String!]! name: Int"))
    output = folder / "never.graphql"
    assert main(["compose", f"{folder}/people.graphql", f"{folder}/pets.graphql", "-o", str(output)]) == 1
    told = capsys.readouterr().err
    assert "INVALID_FIELD_SHARING" in told or "FIELD_TYPE_MISMATCH" in told
    assert not output.exists()


def test_plan_prints_text_and_json(folder, capsys):
    arguments = ["plan", "--supergraph", f"{folder}/supergraph.graphql", f"{folder}/query.graphql"]
    assert main(arguments) == 0
    text = capsys.readouterr().out
    assert "people" in text
    assert "pets" in text
    assert main([*arguments, "--json"]) == 0
    assert len(orjson.loads(capsys.readouterr().out)["fetches"]) == 2


def test_plan_heeds_the_variables_of_conditions(folder, capsys):
    arguments = ["plan", "--supergraph", f"{folder}/supergraph.graphql", f"{folder}/query.graphql"]
    assert main([*arguments, "--variables", '{"with": false}', "--json"]) == 0
    assert len(orjson.loads(capsys.readouterr().out)["fetches"]) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["plan", "--supergraph", "{0}/missing", "{0}/query.graphql"], "missing cannot be read"),
        (["plan", "--supergraph", "{0}/query.graphql", "{0}/query.graphql"], "is not a supergraph"),
        (["plan", "--supergraph", "{0}/supergraph.graphql", "{0}/people.graphql"], "not executable"),
        (["plan", "--supergraph", "{0}/supergraph.graphql", "{0}/subgraphs.toml"], "cannot be read"),
        (["plan", "--supergraph", "{0}/supergraph.graphql", "{0}/query.graphql", "--variables", "x"], "not valid JSON"),
        (["plan", "--supergraph", "{0}/supergraph.graphql", "{0}/query.graphql", "--variables", "[]"], "JSON object"),
        (["plan", "--supergraph", "{0}/supergraph.graphql", "{0}/query.graphql", "--operation", "X"], "no operation"),
        (["serve", "--supergraph", "{0}/missing"], "missing cannot be read"),
        (["serve", "--supergraph", "{0}/supergraph.graphql", "--subgraph", "x"], "write NAME=URL"),
        (["serve", "--supergraph", "{0}/supergraph.graphql", "--subgraph", "x=http://a/"], "no subgraph 'x'"),
        (["serve", "--supergraph", "{0}/supergraph.graphql", "--subgraph", "pets=a"], "not an http, https or unix"),
        (["serve", "--supergraph", "{0}/supergraph.graphql", "--access-token-key-file", "{0}/no"], "no cannot be read"),
        (["compose", "{0}/missing.graphql"], "cannot be read"),
        (["compose", "{0}/missing.toml"], "cannot be read"),
    ],
)
def test_a_mistake_is_one_line(folder, capsys, arguments, words):
    capsys.readouterr()
    assert main([argument.format(folder) for argument in arguments]) == 1
    told = capsys.readouterr().err
    assert told.startswith("error: ")
    assert words in told


def test_a_port_in_use_is_one_line(folder, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--supergraph", f"{folder}/supergraph.graphql", "--port", port]) == 1
    assert f"cannot listen on http://127.0.0.1:{port}" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["config"], ["plan"], ["compose"], ["serve", "--prot", "80"]])
def test_wrong_usage_is_told_by_the_parser(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["serve"], ["plan"], ["compose"]])
def test_help_has_examples(command, capsys):
    with pytest.raises(SystemExit) as end:
        main([*command, "--help"])
    assert end.value.code == 0
    assert "examples:" in capsys.readouterr().out
