"""Where the gateway listens, as an operator sets it up: TLS, a socket file, and the refusals of what cannot be."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from marketplace.gateway.config import ServerConfig
from marketplace.gateway.server import open_socket
from tests.harness.federated_schemas import compose_supergraph_sdl
from tests.harness.processes import ROOT, Process, accepts_connections, free_port

ANSWER = {"data": {"__typename": "Query"}}


def answer_over(connection: http.client.HTTPConnection) -> object:
    with closing(connection):
        connection.request("POST", "/graphql", '{"query":"{ __typename }"}', {"content-type": "application/json"})
        return json.load(connection.getresponse())


@pytest.fixture
def supergraph(tmp_path: Path) -> Path:
    path = tmp_path / "supergraph.graphql"
    path.write_text(compose_supergraph_sdl({"one": "type Query { a: Int }"}))
    return path


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Self-signed, for 127.0.0.1; its key lies beside it in key.pem."""
    path = tmp_path / "certificate.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=gateway"
    files = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path.with_name("key.pem")), "-out", str(path)]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)
    return path


def configured(folder: Path, server: str) -> list[str]:
    path = folder / "gateway.yaml"
    path.write_text(f"supergraph:\n  file: {folder}/supergraph.graphql\nserver:\n{server}")
    return [sys.executable, "-m", "marketplace.gateway", "serve", "--config", str(path)]


def refusal(command: list[str]) -> str:
    """What is said on the way out; a traceback would be a defect."""
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    return ended.stderr


def tls_lines(port: int, certificate: Path, key: Path) -> str:
    return f"  port: {port}\n  tls:\n    certificate: {certificate}\n    key: {key}\n"


@pytest.mark.usefixtures("supergraph")
def test_tls_ends_at_the_gateway(tmp_path: Path, certificate: Path):
    port = free_port()
    command = configured(tmp_path, tls_lines(port, certificate, certificate.with_name("key.pem")))
    trust = ssl.create_default_context(cafile=str(certificate))
    with Process("gateway", command, tmp_path / "log", ready=lambda: accepts_connections(port)) as served:
        assert answer_over(http.client.HTTPSConnection("127.0.0.1", port, context=trust)) == ANSWER
        assert f"at https://127.0.0.1:{port}/graphql" in served.last_lines()


@pytest.mark.usefixtures("supergraph")
def test_files_that_are_no_certificate_and_key_are_told_in_a_line(tmp_path: Path, certificate: Path):
    swapped = configured(tmp_path, tls_lines(free_port(), certificate.with_name("key.pem"), certificate))
    assert "server.tls cannot be used" in refusal(swapped)
    missing = configured(tmp_path, tls_lines(free_port(), certificate, tmp_path / "nothing.pem"))
    assert "nothing.pem is not there" in refusal(missing)


@pytest.mark.usefixtures("supergraph")
def test_a_socket_file_is_served_by_one_and_refused_to_the_next(tmp_path: Path):
    path = tmp_path / "gateway.sock"
    command = configured(tmp_path, f"  host: unix:{path}\n")
    for _ in range(2):  # the second finds the file that the first left
        with (
            Process("gateway", command, tmp_path / "log", ready=lambda: is_served(path)),
            socket.socket(socket.AF_UNIX) as client,
        ):
            client.connect(str(path))
            connection = http.client.HTTPConnection("gateway")
            connection.sock = client
            assert answer_over(connection) == ANSWER
            assert f"cannot listen on unix:{path}: Address already in use" in refusal(command)
            assert is_served(path)


def is_served(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


def test_a_socket_that_somebody_listens_to_is_left_alone(tmp_path: Path):
    server = ServerConfig(host=f"unix:{tmp_path}/gateway.sock")
    with open_socket(server) as listening:
        listening.listen()
        with pytest.raises(OSError, match="Address already in use"):
            open_socket(server)
    open_socket(server).close()


def test_a_socket_file_has_one_worker():
    with pytest.raises(ValueError, match="set workers to 1"):
        ServerConfig(host="unix:/run/gateway.sock", workers=2)
