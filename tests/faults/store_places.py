"""What a store does where it can't write, and when it can again: ``python -m tests.faults.store_places``.

The store is used by one process from beginning to end. Between steps it says what happened as one JSON line, and waits
for a line on stdin, before which the test changes the surroundings.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import sys
from pathlib import Path

from procgen.errors import ProcgenError
from procgen.jobs.content import ContentStore

NOBODY = 65534


def key(name: object) -> str:
    return hashlib.sha256(str(name).encode()).hexdigest()


def payload(name: object) -> bytes:
    return random.Random(str(name)).randbytes(100_000)


def say(**record: object) -> None:
    print(json.dumps(record), flush=True)


def put_many(store: ContentStore, name: str, most: int) -> dict[str, object]:
    """Put until there is an error; returns how many it took, and the error's gRPC code."""
    for count in range(most):
        try:
            store.put(key(f"{name} {count}"), payload(f"{name} {count}"))
        except ProcgenError as error:
            return {"kept": count, "code": error.grpc_code, "says": error.message, "remedy": error.remedy}
    return {"kept": most, "code": "OK", "says": "", "remedy": ""}


def whole(store: ContentStore, name: str, count: int) -> int:
    """How many of the results that were kept are got, with the bytes that they had."""
    return sum(store.get(key(f"{name} {number}")) == payload(f"{name} {number}") for number in range(count))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--nobody", action="store_true", help="work as the user nobody, if started by root")
    parser.add_argument("--file-bytes", type=int, help="let files have no more bytes than so many in the second step")
    arguments = parser.parse_args()
    if arguments.nobody and os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    store = ContentStore(arguments.folder, limit_bytes=1 << 30, settled_s=0.0)
    before = put_many(store, "before", 3)
    say(**before)
    sys.stdin.readline()
    if arguments.file_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (arguments.file_bytes, resource.RLIM_INFINITY))
    during = put_many(store, "during", 200)
    again = put_many(store, "again", 1)
    # What was kept is served even so, by this store and by one that is opened now.
    late = ContentStore(arguments.folder, limit_bytes=1 << 30, settled_s=0.0)
    kept = int(str(during["kept"]))
    got = [whole(each, "before", 3) + whole(each, "during", kept) for each in (store, late)]
    say(**during, again=again, late=put_many(late, "late", 1), got=got, objects=late.stats().sums.objects)
    sys.stdin.readline()
    if arguments.file_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    after = put_many(store, "after", 3)
    late_after = put_many(late, "late", 3)
    names = [("before", 3), ("during", kept), ("after", 3), ("late", 3)]
    got = [sum(whole(each, name, count) for name, count in names) for each in (store, late)]
    say(**after, late=late_after, got=got, damaged=store.check().damaged, objects=store.stats().sums.objects)
    store.close()
    late.close()


if __name__ == "__main__":
    main()
