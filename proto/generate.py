"""Generate the Python modules of the contract, with type information, into ``procgen/v1``, and the GDScript and C#
of the bridges into ``engine_bridges``.

Run ``python proto/generate.py`` after a change of a .proto file (needs the ``dev`` extra), or with a folder as its
argument to generate elsewhere.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent


def generate(target: Path) -> None:
    """Write ``procgen/v1/*_pb2*.py[i]`` and the bridges' generated files below ``target``.

    Raises SystemExit with protoc's code if it fails.
    """
    sources = sorted(
        str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto" / "procgen" / "v1").glob("*.proto")
    )
    include = Path(protoc.__file__).parent / "_proto"
    bridges = target / "engine_bridges"
    bridges.mkdir(parents=True, exist_ok=True)
    # The plugin runs with this Python, whatever else is called python3.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    arguments = [
        "protoc",
        f"--proto_path={ROOT / 'proto'}",
        f"--proto_path={include}",
        f"--python_out={target}",
        f"--grpc_python_out={target}",
        f"--mypy_out=quiet:{target}",
        f"--mypy_grpc_out=quiet:{target}",
        f"--plugin=protoc-gen-procgen={ROOT / 'engine_bridges/codegen/protoc-gen-procgen'}",
        f"--procgen_out={bridges}",
        *sources,
    ]
    code = protoc.main(arguments)
    if code:
        raise SystemExit(code)
    for source in sources:
        if "\nservice " not in (ROOT / "proto" / source).read_text("utf-8"):
            for path in (target / "procgen" / "v1").glob(f"{Path(source).stem}_pb2_grpc.py*"):
                path.unlink()
    (target / "procgen" / "v1" / "__init__.py").write_text(
        '"""The contract of version 1, generated from proto/procgen/v1 by proto/generate.py."""\n', encoding="utf-8"
    )


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
