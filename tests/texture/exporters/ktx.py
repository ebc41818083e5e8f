"""An independent reader of KTX 2.0, from npm: ktx-parse."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

from tests.tools import ToolMissing, cache_folder

_READ = """
const { read } = await import(process.argv[1] + "/ktx-parse/dist/index.mjs");
const pieces = [];
for await (const piece of process.stdin) pieces.push(piece);
const found = read(new Uint8Array(Buffer.concat(pieces)));
const keyValue = {};
for (const [key, value] of Object.entries(found.keyValue)) {
  keyValue[key] = typeof value === "string" ? value : Buffer.from(value).toString("utf8");
}
const levels = found.levels.map((level) => Buffer.from(level.levelData).toString("base64"));
const descriptor = found.dataFormatDescriptor[0];
console.log(JSON.stringify({ ...found, descriptor, keyValue, levels, globalData: null }));
"""


def _node(script: str, data: bytes) -> dict[str, Any]:
    packages = cache_folder() / "tools/ktx/node_modules"
    node = shutil.which("node")
    if not packages.is_dir() or node is None:
        raise ToolMissing("the KTX 2.0 reader")
    command = [node, "--input-type=module", "-e", script, str(packages)]
    done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@dataclass(frozen=True, slots=True)
class Ktx2:
    """A container as ktx-parse reads it."""

    fields: dict[str, Any]
    """As the specification calls them."""
    levels: list[bytes]

    @property
    def descriptor(self) -> dict[str, Any]:
        return dict(self.fields["descriptor"])

    @property
    def values(self) -> dict[str, str]:
        return {key: value.rstrip("\0") for key, value in self.fields["keyValue"].items()}


def read(data: bytes) -> Ktx2:
    found = _node(_READ, data)
    return Ktx2(found, [base64.b64decode(level) for level in found.pop("levels")])
