"""Build the site of the documentation: `python tools/build_docs.py`, or with a folder to build into.

It needs the extra `docs`. A dead link or anchor fails the build, and so does a page that would fetch anything from
another host. `python -m http.server -d build/docs` shows the site.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import grpc
from google.protobuf.compiler.plugin_pb2 import CodeGeneratorRequest
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorSet

ROOT: Final = Path(__file__).resolve().parent.parent
# Run as a file, a module finds its own folder alone.
sys.path.insert(0, str(ROOT))

from engine_bridges.codegen.contract import (  # noqa: E402
    Cardinality,
    Contract,
    Enum,
    Field,
    Message,
    Method,
    read_contract,
    snake,
)
from procgen.client import Server  # noqa: E402
from procgen.client.methods import Ask, Follow, Make  # noqa: E402

CONTRACT: Final = PurePosixPath("proto/procgen/v1")
API: Final = PurePosixPath("docs/api.md")
_PAGES: Final = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/*.md",
    "assets/*.md",
    "engine_bridges/godot/README.md",
    "engine_bridges/unity/com.procgen.bridge/README.md",
    "engine_bridges/unity/com.procgen.bridge/CHANGELOG.md",
    "engine_bridges/unity/com.procgen.bridge/Documentation~/procgen.md",
)
_LANGUAGES: Final = {
    ".csv": "",
    ".gd": "gdscript",
    ".gdshader": "glsl",
    ".godot": "ini",
    ".hlsl": "hlsl",
    ".ink": "",
    ".json": "json",
    ".plot": "",
    ".py": "python",
    ".toml": "toml",
    ".tscn": "ini",
    ".txt": "",
}
"""Of files that are shown as a page where one links to them; others are downloaded."""
_CODE: Final = re.compile(r"(^ *(`{3,})[^\n]*\n.*?^ *\2`*$|`[^`\n]+`)", re.M | re.S)
_LINK: Final = re.compile(r"(?<=\]\()([^)\s]+)(?=\))")
_SCALARS: Final[dict[int, str]] = {
    number: name.removeprefix("TYPE_").lower() for name, number in FieldDescriptorProto.Type.items()
}
_ZENSICAL: Final = "import sys; from zensical.main import cli; sys.exit(cli())"


def pages() -> list[PurePosixPath]:
    """All pages that people wrote, as paths in the repository."""
    found = [path for pattern in _PAGES for path in sorted(ROOT.glob(pattern))]
    return [PurePosixPath(path.relative_to(ROOT)) for path in found]


def links(text: str) -> list[str]:
    """Where a page's links and pictures lead, code left out."""
    return [target for prose in _prose(text) for target in _LINK.findall(prose)]


def stage(folder: Path) -> None:
    """Lay out all pages below a folder, as they lie in the repository, with all that they link to.

    Raises:
        FileNotFoundError: a page links to what isn't there.
    """
    family = write_contract(folder / CONTRACT)
    _write(folder / API, _api(family))
    for path in pages():
        _write(folder / path, carried((ROOT / path).read_text("utf-8"), path, folder))


def _prose(text: str) -> list[str]:
    # Both groups of the pattern come back between what it splits.
    return _CODE.split(text)[::3]


def carried(text: str, page: PurePosixPath, folder: Path) -> str:
    """A page whose links lead to pages; what else they lead to is brought into the folder.

    Raises:
        FileNotFoundError: one leads nowhere.
    """

    def follow(link: re.Match[str]) -> str:
        address = urlsplit(link[1])
        if address.scheme or not address.path:
            return link[1]
        target = (ROOT / page.parent / unquote(address.path)).resolve()
        if not target.exists():
            raise FileNotFoundError(f"{page} links to {link[1]}, which is not there")
        place = PurePosixPath(target.relative_to(ROOT))
        ended = f"#{address.fragment}" if address.fragment else ""
        return _relative(_bring(place, folder), page) + ended

    pieces = _CODE.split(text)
    # Each piece of prose is followed by code and by the fence of it.
    return "".join(
        _LINK.sub(follow, piece) if number % 3 == 0 else piece or ""
        for number, piece in enumerate(pieces)
        if number % 3 != 2
    )


def _relative(place: PurePosixPath, page: PurePosixPath) -> str:
    common = 0
    while place.parts[common] == page.parts[common] and common < min(len(place.parts), len(page.parts)) - 1:
        common += 1
    return "/".join([".."] * (len(page.parts) - common - 1) + list(place.parts[common:]))


def _bring(place: PurePosixPath, folder: Path) -> PurePosixPath:
    """Where the site has what lies at a place of the repository."""
    source = ROOT / place
    if place == CONTRACT:
        return CONTRACT / "README.md"
    if place.parent == CONTRACT and place.suffix == ".proto":
        return CONTRACT / f"{_family(place.name)}.md"
    if source.is_dir():
        page = place / "README.md"
        if not (ROOT / page).is_file() and not (folder / page).is_file():
            files = [PurePosixPath(path.relative_to(ROOT)) for path in sorted(source.rglob("*")) if path.is_file()]
            lines = [f"- [{path.relative_to(place)}]({_relative(_bring(path, folder), page)})" for path in files]
            _write(folder / page, "\n".join([_UNSOUGHT, f"# {place}", "", *lines, ""]))
        return page
    if place in pages():
        return place
    language = _LANGUAGES.get(place.suffix)
    if language is None:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / place)
        return place
    page = place.with_name(f"{place.name}.md")
    text = source.read_text("utf-8")
    _write(folder / page, f"{_UNSOUGHT}\n# {place}\n\n~~~~~~{language}\n{text}\n~~~~~~\n")
    return page


_UNSOUGHT: Final = "---\nsearch:\n  exclude: true\n---\n"
"""What begins a page that the search passes over."""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# The contract.


def _family(proto: str) -> str:
    """The page that shows a .proto file: terrain's for terrain_controls.proto."""
    return PurePosixPath(proto).stem.partition("_")[0]


def contracts() -> dict[str, Contract]:
    """The contract by page, with the comments of its .proto files."""
    # With the extra alone.
    from grpc_tools import protoc  # noqa: PLC0415

    names = sorted(str(path.relative_to(ROOT / "proto")) for path in (ROOT / CONTRACT).glob("*.proto"))
    with tempfile.NamedTemporaryFile() as kept:
        include = Path(protoc.__file__).parent / "_proto"
        paths = [f"--proto_path={ROOT / 'proto'}", f"--proto_path={include}"]
        code = protoc.main(
            [
                "protoc",
                *paths,
                f"--descriptor_set_out={kept.name}",
                "--include_source_info",
                "--include_imports",
                *names,
            ]
        )
        if code:
            raise SystemExit(code)
        files = FileDescriptorSet.FromString(Path(kept.name).read_bytes()).file
    families: dict[str, list[str]] = {}
    for name in names:
        families.setdefault(_family(name), []).append(name)
    return {
        family: read_contract(CodeGeneratorRequest(file_to_generate=those, proto_file=files))
        for family, those in families.items()
    }


def write_contract(folder: Path) -> dict[str, Contract]:
    """A page for each family of .proto files, and one that lists them."""
    known = contracts()
    where = {each.name: family for family, of in known.items() for each in of.messages}
    where |= {each.name: family for family, of in known.items() for each in of.enums}
    for family, of in known.items():
        link = _linker(where, family)
        _write(folder / f"{family}.md", "\n\n".join(_contract_page(family, of, link)) + "\n")
    lines = ["| page | service | |", "| --- | --- | --- |"]
    for family, of in known.items():
        services = ", ".join(f"`{service.name}`" for service in of.services)
        said = " ".join(service.comment for service in of.services) or "What others share."
        lines.append(f"| [{family}]({family}.md) | {services} | {_plain(said)} |")
    intro = (
        "# The contract\n\nWhat the server takes and sends, over gRPC and gRPC-Web, from the comments of the `.proto` "
        "files in `proto/procgen/v1`. It only grows: fields are added, never renumbered."
    )
    _write(folder / "README.md", intro + "\n\n" + "\n".join(lines) + "\n")
    return known


def _contract_page(family: str, of: Contract, link: Callable[[str], str]) -> Iterator[str]:
    yield f"# The contract: {family}"
    for service in of.services:
        yield f"## {service.name}"
        yield _plain(service.comment)
        for method in service.methods:
            yield f"### {service.name}.{method.name}"
            yield _plain(method.comment)
            streams = "a stream of " if method.streams else ""
            yield f"`{method.path}` takes {link(method.request)} and answers {streams}{link(method.response)}."
            name, call = _call(service.name, method)
            if call:
                yield f"In Python: `server.{name}(…)`."
    if of.messages:
        yield "## Messages"
    for message in of.messages:
        yield f"### {message.name}"
        yield _plain(message.comment)
        if message.fields:
            yield "\n".join(_fields(message, link))
    if of.enums:
        yield "## Enums"
    for enum in of.enums:
        yield f"### {enum.name}"
        yield _plain(enum.comment)
        yield "\n".join(_values(enum))


def _fields(message: Message, link: Callable[[str], str]) -> Iterator[str]:
    # What it means comes second, so that a phone shows it.
    yield "| field | | type | number |"
    yield "| --- | --- | --- | --- |"
    for field in message.fields:
        one = "One of these alone. " if field.oneof >= 0 else ""
        yield f"| `{field.name}` | {one}{_plain(field.comment)} | {_type(field, link)} | {field.number} |"


def _type(field: Field, link: Callable[[str], str]) -> str:
    kind = link(field.part) if field.part else _SCALARS[field.type]
    if field.cardinality is Cardinality.MAP:
        return f"map of {_SCALARS[field.key]} to {kind}"
    if field.cardinality is Cardinality.REPEATED:
        return f"repeated {kind}"
    return f"optional {kind}" if field.cardinality is Cardinality.OPTIONAL and not field.part else kind


def _values(enum: Enum) -> Iterator[str]:
    yield "| value | in words | | number |"
    yield "| --- | --- | --- | --- |"
    for name, number, comment in enum.values:
        yield f"| `{enum.prefix}{name}` | `{name.lower()}` | {_plain(comment)} | {number} |"


def _linker(where: dict[str, str], family: str) -> Callable[[str], str]:
    def link(name: str) -> str:
        # What google.protobuf has is not ours to show.
        if name not in where:
            return f"`{name}`"
        page = "" if where[name] == family else f"{where[name]}.md"
        return f"[{name}]({page}#{name.lower()})"

    return link


def _plain(comment: str) -> str:
    """A comment as Markdown that shows it letter by letter, but for code between backticks."""
    pieces = re.split(r"(`[^`|]+`)", comment)
    pieces[::2] = [re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", piece) for piece in pieces[::2]]
    return "".join(pieces)


# Python.

_UNCONNECTED: Final = "127.0.0.1:1"
_Call = Ask[..., Any] | Make[..., Any] | Follow[..., Any]


def _call(service: str, method: Method) -> tuple[str, _Call | None]:
    """How the Python client calls a method, and that call: ``terrain.generate``; None where it has none of its own."""
    attribute, name = snake(service.removesuffix("Service")), snake(method.name)
    with Server(grpc.insecure_channel(_UNCONNECTED)) as server:
        found = getattr(getattr(server, attribute, None), name, None)
    return f"{attribute}.{name}", found


def _api(known: dict[str, Contract]) -> str:
    lines = ["| call | takes the fields of | gives |", "| --- | --- | --- |"]
    where = {each.name: family for family, of in known.items() for each in of.messages}
    for service in (service for of in known.values() for service in of.services):
        for method in service.methods:
            name, call = _call(service.name, method)
            if call:
                takes, gives = _message(method.request, where), _gives(call, method, where)
                lines.append(f"| `server.{name}` | {takes} | {gives} |")
    objects = ("connect", "Server", "Made", "Running", "CallFailed", "LocalServer")
    return "\n\n".join(
        [
            "# Python: all calls",
            "[From Python](python.md) says how it is used.",
            "## Calls",
            "Fields are named arguments. What makes something has `start` and `events` as well: "
            "[`Make`](#procgen.client.methods.Make).",
            "\n".join(lines),
            "## Objects",
            *(f"::: procgen.client.{name}" for name in objects),
            "## Kinds of calls",
            *(f"::: procgen.client.methods.{name}" for name in ("Ask", "Make", "Follow")),
            "",
        ]
    )


def _message(name: str, where: dict[str, str]) -> str:
    return f"[{name}](../{CONTRACT}/{where[name]}.md#{name.lower()})"


def _gives(call: _Call, method: Method, where: dict[str, str]) -> str:
    if isinstance(call, Make):
        return f"`Made` with {_message(call.result.__name__, where)}"
    one = _message(method.response, where)
    return one if isinstance(call, Ask) else f"one {one} after another"


# The site.


class _Fetched(HTMLParser):
    """Addresses that a page has a browser fetch by itself."""

    _WITHOUT: Final = frozenset({"canonical", "next", "prev", "alternate", "edit"})

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "link" and said.get("rel") not in self._WITHOUT:
            self.addresses.append(said.get("href", ""))
        if tag in {"script", "img", "source", "iframe", "video", "audio", "embed", "object"}:
            self.addresses += [said.get(name, "") for name in ("src", "data", "poster")]
            self.addresses += [each.split()[0] for each in said.get("srcset", "").split(",") if each.strip()]


def foreign(site: Path) -> list[str]:
    """What the pages and styles of a built site would fetch from other hosts, each with its file."""
    found = []
    for path in sorted(site.rglob("*.html")):
        page = _Fetched()
        page.feed(path.read_text("utf-8"))
        found += [f"{path.relative_to(site)}: {each}" for each in page.addresses if urlsplit(each).netloc]
    for path in sorted(site.rglob("*.css")):
        named = re.findall(r"""(?:url\(|@import)\s*["']?([^"')\s;]+)""", path.read_text("utf-8"))
        found += [f"{path.relative_to(site)}: {each}" for each in named if urlsplit(each).netloc]
    return found


def build(target: Path) -> None:
    """Build the site into a folder; what was there is gone.

    Raises:
        SystemExit: a link is dead, or a page would fetch something from another host.
    """
    with tempfile.TemporaryDirectory(prefix="procgen-docs-") as place:
        stage(Path(place, "pages"))
        config = shutil.copy(ROOT / "docs/zensical.toml", place)
        shutil.copy(ROOT / "docs/site.css", Path(place, "pages"))
        # As a program of this Python, which need not be the first one on the path.
        command = [sys.executable, "-c", _ZENSICAL, "build", "--strict", "--config-file", config]
        done = subprocess.run(command, check=False, cwd=ROOT)
        if done.returncode:
            raise SystemExit(done.returncode)
        if fetched := foreign(Path(place, "site")):
            raise SystemExit("fetched from other hosts:\n" + "\n".join(fetched))
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(Path(place, "site"), target)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build/docs")
