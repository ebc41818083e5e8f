"""What the studio's address answers, and to whom: its own page and no other."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from procgen.v1 import terrain_pb2
from tests.client import TERRAIN, framed
from tests.conftest import RunningServer
from tests.studio.running import Studio, running_studio

TOKEN = "a-token-for-the-studio"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A studio with a token."""
    folder = tmp_path_factory.mktemp("studio")
    file = folder / "token"
    file.write_text(TOKEN)
    file.chmod(0o600)
    with running_studio(folder, "--token-file", str(file)) as running:
        yield running


def asked(
    port: int, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body or None, headers or {})
    answer = connection.getresponse()
    told = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return told


def ask(studio: Studio, name: str, said: Any, **headers: str) -> tuple[int, Any]:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    given = {"authorization": f"Bearer {TOKEN}", "origin": f"http://127.0.0.1:{studio.port}", **headers}
    status, head, answer = asked(studio.port, "POST", f"/studio/ask/{name}", body, given)
    return status, json.loads(answer) if "json" in head["content-type"] else answer.decode()


def test_pages_stay_on_this_server_and_in_no_frame(studio: Studio) -> None:
    status, head, page = asked(studio.port, "GET", "/studio/")
    assert (status, head["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"http" not in page.replace(b"http-equiv", b"")
    policy = head["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert asked(studio.port, "GET", "/")[1]["location"] == "/studio/"
    for missing in ("/studio/no.js", "/studio/../history.py", "/studio/%2e%2e/site.py", "/studio//etc/passwd"):
        assert asked(studio.port, "GET", missing)[0] == 404
    assert asked(studio.port, "POST", "/studio/", b"{}")[0] == 405
    assert asked(studio.port, "GET", "/studio/ask/state")[0] == 405


def test_all_modules_that_the_page_begins_with_are_asked_for_at_once(studio: Studio) -> None:
    page = asked(studio.port, "GET", "/studio/")[2].decode()
    folder = Path(str(resources.files("procgen.studio"))) / "page"
    modules = {path.relative_to(folder).as_posix() for path in folder.rglob("*.js")}
    assert set(re.findall(r'rel="modulepreload" href="([^"]+)"', page)) == modules - {"app.js", "vendor/three.js"}


def test_questions_need_the_token_and_the_servers_own_page(studio: Studio) -> None:
    assert ask(studio, "state", {})[0] == 200
    assert ask(studio, "state", {}, authorization="Bearer something-else-entirely")[0] == 401
    for origin in ("http://evil.example", "null", f"http://127.0.0.1:{studio.port + 1}", "http://127.0.0.1"):
        assert ask(studio, "state", {}, origin=origin)[0] == 403
    assert ask(studio, "state", {}, host="evil.example")[0] == 403
    assert ask(studio, "state", {}, host="evil.example", origin="http://evil.example")[0] == 403
    assert asked(studio.port, "GET", "/studio/", headers={"sec-fetch-site": "cross-site"})[0] == 403


def test_calls_of_the_own_page_go_through(studio: Studio) -> None:
    request = terrain_pb2.TerrainRequest(width_px=64, depth_px=64, model="noise-fbm").SerializeToString()
    headers = {"content-type": "application/grpc-web+proto", "authorization": f"Bearer {TOKEN}"}
    own = {**headers, "origin": f"http://127.0.0.1:{studio.port}", "sec-fetch-site": "same-origin"}
    status, head, body = asked(studio.port, "POST", TERRAIN, framed(request), own)
    assert (status, b"grpc-status: 0" in body) == (200, True)
    assert "access-control-allow-origin" not in head


def test_serving_without_it_reads_nothing_of_it() -> None:
    program = "import sys, procgen.cli.serve, procgen.server.app; print([m for m in sys.modules if 'studio' in m])"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert told.stdout.strip() == "[]"


def test_servers_without_a_studio_have_no_pages_and_no_more_visitors(server: RunningServer) -> None:
    assert asked(server.web_port, "GET", "/studio/")[0] == 405
    origin = {"origin": f"http://127.0.0.1:{server.web_port}", "content-type": "application/grpc-web+proto"}
    assert asked(server.web_port, "POST", TERRAIN, framed(b""), origin)[0] == 403


@pytest.mark.parametrize(
    ("name", "said", "field"),
    [
        ("recall", b"no recipe", "file"),
        ("state", b"[1]", "body"),
        ("state", b"{" * 5000, "body"),
        ("history/read", {"id": 12}, "id"),
        ("history/pictures", {"ids": 3}, "ids"),
        ("history/pictures", {"ids": [1, -1]}, "ids"),
        ("history/star", {"id": -1}, "id"),
        ("history/search", {"text": 3}, "text"),
        ("history/add", {"recipe": {"domain": "terrain"}, "asked": {}, "title": "", "picture": ""}, "recipe"),
        ("keep", {"method": "/procgen.v1.SystemService/ReloadModels", "request": {}}, "method"),
        ("keep", {"method": TERRAIN, "request": {"no_such_field": 1}}, "request"),
        ("keep", {"method": TERRAIN, "request": {"width_px": 1}}, "width_px"),
        ("upload/begin", {"name": "../land.tif", "size": 3}, "name"),
        ("upload/begin", {"name": "land.tif", "size": 2**30}, "size"),
        ("upload/put/nothing/0", b"0", "upload"),
        ("upload/put/nothing/-1", b"0", "offset"),
        ("take", {"domain": "terrain", "flag": "base", "upload": "nothing"}, "upload"),
        ("bring", {"domain": "terrain", "files": []}, "domain"),
        ("bring", {"domain": "texture", "files": []}, "files"),
        ("bring", {"domain": "texture", "files": [{"upload": "nothing", "name": "a.png"}]}, "upload"),
        ("brought/forget", {"domain": "texture", "name": ".."}, "name"),
        ("inputs/keep", {"upload": "nothing"}, "upload"),
        ("evaluations/read", b"{}", "file"),
    ],
)
def test_bad_questions_name_the_field(studio: Studio, name: str, said: Any, field: str) -> None:
    status, told = ask(studio, name, said)
    assert status == 400
    assert field in [each["field"] for each in told["violations"]]


def test_files_are_kept_below_the_folder_alone(studio: Studio) -> None:
    fields = {"width_px": 64, "depth_px": 64, "model": "noise-fbm", "outputs": ["TERRAIN_OUTPUT_PNG16"]}
    status, told = ask(studio, "keep", {"method": TERRAIN, "request": fields})
    assert status == 200
    assert all(Path(path).is_file() and Path(path).is_relative_to(studio.out) for path in told["paths"])
    status, told = ask(
        studio,
        "keep",
        {
            "method": "/procgen.v1.SoundService/GenerateSound",
            "request": {"effect": "footstep", "file_name": "../../out", "outputs": ["wav"]},
        },
    )
    assert status == 400


def test_large_questions_are_refused(studio: Studio) -> None:
    assert ask(studio, "recall", bytes(3 << 20))[0] == 413
