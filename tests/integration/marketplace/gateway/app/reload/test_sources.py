"""Where supergraphs come from: files that change in every way a file can."""

import os

import pytest

from marketplace.gateway.app.reload import FileSource, UrlSource, source_of
from marketplace.gateway.errors import SupergraphUnavailableError


def test_a_file_is_read_again_only_when_it_has_changed(tmp_path):
    path = tmp_path / "s.graphql"
    path.write_text("one")
    source = FileSource(path)
    assert [source.fetch(), source.fetch()] == ["one", None]
    path.write_text("two, longer")
    assert [source.fetch(), source.fetch()] == ["two, longer", None]


def test_a_file_of_the_same_size_and_time_that_was_moved_there_is_noticed(tmp_path):
    path = tmp_path / "s.graphql"
    path.write_text("one")
    status = path.stat()
    source = FileSource(path)
    assert source.fetch() == "one"
    (tmp_path / "next").write_text("two")
    os.utime(tmp_path / "next", ns=(status.st_atime_ns, status.st_mtime_ns))
    (tmp_path / "next").replace(path)
    assert source.fetch() == "two"


def test_a_file_that_is_away_for_a_while_is_told_and_read_when_it_is_back(tmp_path):
    path = tmp_path / "s.graphql"
    source = FileSource(path)
    for _ in range(2):
        with pytest.raises(SupergraphUnavailableError, match="No such file"):
            source.fetch()
    path.write_text("one")
    assert source.fetch() == "one"


def test_a_file_that_is_no_text_is_told(tmp_path):
    (tmp_path / "s").write_bytes(b"\xff\xfe")
    with pytest.raises(SupergraphUnavailableError, match="not text in UTF-8"):
        FileSource(tmp_path / "s").fetch()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "https://127.0.0.1:9/", "http://"])
def test_an_address_where_nobody_answers_is_told(url):
    source = source_of(url)
    assert isinstance(source, UrlSource)
    with pytest.raises(SupergraphUnavailableError, match="cannot be fetched"):
        source.fetch()


@pytest.mark.parametrize("place", ["s.graphql", "/tmp/s", "file:///etc/passwd", "ftp://a/b"])
def test_whatever_is_not_http_is_a_file(place):
    assert isinstance(source_of(place), FileSource)
