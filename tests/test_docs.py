"""The pages: links that lead somewhere, and the site that is built of them."""

from __future__ import annotations

import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import grpc
import pytest

from procgen.client import Server
from procgen.client.methods import Ask, Follow, Make
from tools import build_docs

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "docs/zensical.toml"


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages as the generator of the site gets them."""
    folder = tmp_path_factory.mktemp("pages")
    build_docs.stage(folder)
    return folder


def anchors(text: str) -> set[str]:
    """Of a page's headings, as code hosts make them; a second heading of the same words has none of its own here."""
    prose = re.sub(r"^(`{3,}|~{3,}).*?^\1", "", text, flags=re.M | re.S)
    titles = re.findall(r"^#+ (.+?) *$", prose, re.M)
    words = [re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", title)).lower() for title in titles]
    return {each.replace(" ", "-") for each in words}


def dead(text: str, page: Path) -> Iterator[str]:
    """Links of a page that lead nowhere."""
    for link in build_docs.links(text):
        address = urlsplit(link)
        if address.scheme:
            continue
        target = page.parent / unquote(address.path) if address.path else page
        if not target.exists():
            yield link
        elif address.fragment:
            whole = target / "README.md" if target.is_dir() else target
            # Those of mkdocstrings are known when the site is built.
            if "." not in address.fragment and address.fragment not in anchors(whole.read_text("utf-8")):
                yield link


@pytest.mark.parametrize("page", [str(page) for page in build_docs.pages()])
def test_every_link_leads_somewhere(page: str) -> None:
    assert list(dead((ROOT / page).read_text("utf-8"), ROOT / page)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](terrain.md#landforms) [b](../README.md#start) [c](https://example.org/x) ![d](images/terrain.jpg)", []),
        ("[a\nb](none.md)", ["none.md"]),
        ("[a](terrain.md#no-such-thing)", ["terrain.md#no-such-thing"]),
        (
            "![a](images/none.jpg) [b](../engine_bridges/godot#none)",
            ["images/none.jpg", "../engine_bridges/godot#none"],
        ),
        ("`[a](none.md)`\n\n```md\n[b](none.md)\n```\n\n[c](gone.md)", ["gone.md"]),
    ],
)
def test_dead_links_are_found(text: str, found: list[str]) -> None:
    assert list(dead(text, ROOT / "docs/python.md")) == found


def test_a_dead_link_ends_the_build(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"docs/python\.md links to none\.md"):
        build_docs.carried("[a](none.md)", PurePosixPath("docs/python.md"), tmp_path)


def test_links_of_the_site_lead_to_its_own_pages(staged: Path) -> None:
    for page in sorted(staged.rglob("*.md")):
        text = page.read_text("utf-8")
        assert list(dead(text, page)) == [], page
        for link in build_docs.links(text):
            address = urlsplit(link)
            if not address.scheme and address.path:
                target = (page.parent / address.path).resolve()
                assert target.is_file(), (page, link)
                assert target.is_relative_to(staged), (page, link)


def test_the_site_lists_every_page_once(staged: Path) -> None:
    def leaves(node: Any) -> Iterator[str]:
        if isinstance(node, str):
            yield node
        else:
            for each in node.values() if isinstance(node, dict) else node:
                yield from leaves(each)

    listed = list(leaves(tomllib.loads(CONFIG.read_text("utf-8"))["project"]["nav"]))
    contract = [PurePosixPath(path.relative_to(staged)) for path in (staged / build_docs.CONTRACT).glob("*.md")]
    assert sorted(listed) == sorted(map(str, [*build_docs.pages(), build_docs.API, *contract]))


def test_the_pages_of_the_contract_show_all_of_it(staged: Path) -> None:
    text = "\n".join(path.read_text("utf-8") for path in sorted((staged / build_docs.CONTRACT).glob("*.md")))
    sections = {section.partition("\n")[0]: section for section in re.split(r"^#+ ", text, flags=re.M)}
    names = [path.stem for path in (ROOT / "procgen/v1").glob("*_pb2.py")]
    assert len(names) == len(list((ROOT / build_docs.CONTRACT).glob("*.proto")))
    for name in names:
        file = importlib.import_module(f"procgen.v1.{name}").DESCRIPTOR
        for message in file.message_types_by_name.values():
            shown = re.findall(r"^\| `(\w+)` \| .*\w.* \| .*\w.* \| (\d+) \|$", sections[message.name], re.M)
            assert shown == [(field.name, str(field.number)) for field in message.fields], message.name
        for enum in file.enum_types_by_name.values():
            values = re.findall(r"^\| `(\w+)` \| `\w+` \| .*\w.* \| (\d+) \|$", sections[enum.name], re.M)
            assert values == [(value.name, str(value.number)) for value in enum.values]
        for service in file.services_by_name.values():
            for method in service.methods:
                assert f"[{method.input_type.name}](" in sections[f"{service.name}.{method.name}"]


def test_the_page_of_the_client_shows_all_its_calls(staged: Path) -> None:
    with Server(grpc.insecure_channel("127.0.0.1:1")) as server:
        calls = {
            f"server.{service}.{name}"
            for service, of in vars(server).items()
            if not service.startswith("_")
            for name, call in vars(of).items()
            if isinstance(call, Ask | Make | Follow)
        }
    assert set(re.findall(r"^\| `([\w.]+)` \| ", (staged / build_docs.API).read_text("utf-8"), re.M)) == calls


def test_what_the_site_would_fetch_from_others_is_found(tmp_path: Path) -> None:
    (tmp_path / "own.html").write_text('<a href="https://a.example/"></a><script src="own.js"></script>')
    (tmp_path / "own.css").write_text("a { background: url(own.svg), url(data:image/png;base64,AA==) }")
    assert build_docs.foreign(tmp_path) == []
    (tmp_path / "script.html").write_text('<script src="//a.example/x.js"></script>')
    (tmp_path / "style.html").write_text('<link rel="stylesheet" href="https://a.example/x.css">')
    (tmp_path / "picture.html").write_text('<img srcset="own.png 1x, https://a.example/x.png 2x">')
    (tmp_path / "font.css").write_text('@font-face { src: url("https://a.example/x.woff2") }')
    found = [line.partition(":")[0] for line in build_docs.foreign(tmp_path)]
    assert found == ["picture.html", "script.html", "style.html", "font.css"]


def test_every_example_of_the_python_page_is_one_that_tests_run() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs/python.md").read_text("utf-8"), re.DOTALL)
    assert blocks
    # tests/test_client.py runs those that connect.
    assert all("procgen.connect()" in block for block in blocks)
