"""Results in a bucket: the same store on the real interface of S3, which moto serves on loopback."""

import hashlib
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer

import obstore
import pytest
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer
from obstore.store import S3Store

from procgen.errors import Failed, NoRoom
from procgen.jobs.content import ContentStore
from procgen.jobs.objects import Objects


def key(name: object) -> str:
    return hashlib.sha256(str(name).encode()).hexdigest()


def use_endpoint(monkeypatch: pytest.MonkeyPatch, host: str, port: int) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_REGION", "us-east-1")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[tuple[str, int]]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server.get_host_and_port()
    server.stop()


@pytest.fixture
def bucket(endpoint, monkeypatch, request) -> str:
    host, port = endpoint
    use_endpoint(monkeypatch, host, port)
    name = "results-" + hashlib.sha256(request.node.name.encode()).hexdigest()[:16]
    with urllib.request.urlopen(urllib.request.Request(f"http://{host}:{port}/{name}", method="PUT")) as answer:
        assert answer.status == 200
    return name


@pytest.fixture
def store(bucket) -> Iterator[ContentStore]:
    with closing(ContentStore(f"s3://{bucket}/some/where", limit_bytes=1)) as opened:
        yield opened


def test_what_is_put_is_got_by_another_computer(store, bucket):
    data = bytes(range(256)) * 4096
    assert store.get(key(1)) is None
    assert not store.has(key(1))
    store.put(key(1), data)
    with closing(ContentStore(f"s3://{bucket}/some/where", limit_bytes=1)) as other:
        assert other.has(key(1))
        assert other.get(key(1)) == data
    names = [meta["path"] for batch in obstore.list(S3Store(bucket)) for meta in batch]
    assert names == [f"some/where/{key(1)[:2]}/{key(1)}"]


def test_of_many_at_once_one_creates(store, bucket):
    made = []
    start = threading.Barrier(8)

    def create(number: int) -> None:
        objects = Objects(f"s3://{bucket}/some/where")
        start.wait()
        made.append((objects.create(key(1), f"by {number}".encode()), number))

    threads = [threading.Thread(target=create, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [winner] = [number for created, number in made if created]
    assert len(made) == 8
    assert store.get(key(1)) == f"by {winner}".encode()


def test_nothing_goes_by_itself_and_prune_spares_what_is_pinned(store):
    for name in range(6):
        store.put(key(name), bytes(50))
    store.pin("evening", [key(0), key(1)])
    store.pin("evening", [key(1), key(2)])
    stats = store.stats()
    assert (stats.sums.objects, stats.sums.pinned_objects, stats.sums.names) == (6, 3, 1)
    assert stats.limit_bytes is None
    assert store.prune().objects == 3
    assert [store.has(key(name)) for name in range(6)] == [True] * 3 + [False] * 3
    store.unpin("evening")
    assert store.prune().objects == 3
    assert store.stats().sums.objects == 0


def test_more_objects_than_one_page_of_a_listing(store, bucket):
    inside = s3_backends["123456789012"]["aws"]
    for name in range(1005):
        inside.put_object(bucket, f"some/where/{key(name)[:2]}/{key(name)}", b"")
    assert store.stats().sums.objects == 1005


def test_damaged_objects_are_removed(store, bucket):
    for name in range(3):
        store.put(key(name), b"payload")
    objects = S3Store(bucket, prefix="some/where")
    for name in range(2):
        obstore.put(objects, f"{key(name)[:2]}/{key(name)}", b"rubbish")
    assert store.get(key(0)) is None
    assert not store.has(key(0))
    assert store.check().damaged == (key(1),)
    assert store.get(key(2)) == b"payload"
    store.put(key(0), b"payload")
    assert store.get(key(0)) == b"payload"


def test_a_bucket_that_is_not_there_says_so(endpoint, monkeypatch):
    use_endpoint(monkeypatch, *endpoint)
    with closing(ContentStore("s3://no-such-bucket/x", limit_bytes=1)) as store:
        assert store.get(key(1)) is None
        for use in (lambda: store.put(key(1), b"data"), store.stats):
            with pytest.raises(Failed, match="s3://no-such-bucket/x can't be") as refused:
                use()
            assert refused.value.remedy


def test_a_bucket_that_does_not_answer_fails_and_recovers_by_itself(bucket, monkeypatch):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    use_endpoint(monkeypatch, host, port)
    with closing(ContentStore(f"s3://{bucket}", limit_bytes=1)) as store:
        store.put(key(1), b"data")
        server.stop()
        for use in (lambda: store.get(key(1)), lambda: store.put(key(2), b"more"), store.stats):
            with pytest.raises(Failed, match="can't be"):
                use()
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
        server.start()
        try:
            store.put(key(2), b"more")
            assert (store.get(key(1)), store.get(key(2))) == (b"data", b"more")
        finally:
            server.stop()


class _Refusing(BaseHTTPRequestHandler):
    answer = (507, "XMinioStorageFull", "Storage backend has reached its minimum free drive threshold.")

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        status, code, says = self.answer
        body = f"<Error><Code>{code}</Code><Message>{says}</Message></Error>".encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (_Refusing.answer, NoRoom),
        ((403, "QuotaExceeded", "The quota is used up."), NoRoom),
        ((403, "AccessDenied", "Access Denied."), Failed),
        ((401, "Unauthorized", "Who are you?"), Failed),
    ],
)
def test_a_full_bucket_and_one_that_refuses_are_told_apart(answer, kind, monkeypatch):
    handler = type("Handler", (_Refusing,), {"answer": answer})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        use_endpoint(monkeypatch, "127.0.0.1", server.server_port)
        with closing(ContentStore("s3://bucket", limit_bytes=1)) as store, pytest.raises(kind) as refused:
            store.put(key(1), b"data")
        assert refused.value.remedy
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
