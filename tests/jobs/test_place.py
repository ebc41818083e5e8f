"""Where results are kept."""

import sys
from pathlib import Path

import pytest

from procgen.errors import InvalidFields
from procgen.jobs.place import default_place, folder_of


@pytest.mark.parametrize(
    ("system", "variables", "folder"),
    [
        ("linux", {"XDG_CACHE_HOME": "/somewhere"}, "/somewhere/procgen"),
        ("linux", {"XDG_CACHE_HOME": "not/absolute"}, "/home/me/.cache/procgen"),
        ("linux", {"XDG_CACHE_HOME": ""}, "/home/me/.cache/procgen"),
        ("darwin", {}, "/home/me/Library/Caches/procgen"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/procgen"),
        ("win32", {"LOCALAPPDATA": ""}, "/home/me/AppData/Local/procgen"),
    ],
)
def test_the_default_is_the_systems_folder_for_caches(system, variables, folder, monkeypatch):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(Path, "home", lambda: Path("/home/me"))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert default_place() == Path(folder)


@pytest.mark.parametrize(
    ("place", "folder"),
    [
        ("results", "results"),
        ("/tmp/a b", "/tmp/a b"),
        (Path("/tmp/x"), "/tmp/x"),
        ("file:///tmp/a%20b", "/tmp/a b"),
        ("file://localhost/tmp/x", "/tmp/x"),
    ],
)
def test_folders(place, folder):
    assert folder_of(place) == Path(folder)


@pytest.mark.parametrize(
    "place", ["s3://bucket", "s3://bucket/some/where", "gs://b/p", "az://c/p", "memory://", "memory:///"]
)
def test_addresses(place):
    assert folder_of(place) is None


@pytest.mark.parametrize(
    "place",
    ["", "a\0b", "ftp://host/x", "http://host/x", "s3://", "s3:///x", "file://host/x", "file://", "memory://x", "://"],
)
def test_other_places_are_refused_with_what_is_allowed(place):
    with pytest.raises(InvalidFields) as refused:
        folder_of(place)
    [violation] = refused.value.violations
    assert violation.field == "cache"
    assert "s3://BUCKET" in violation.allowed
