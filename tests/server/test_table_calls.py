"""The table service on both ports of a real server: what there is, rows, likelihoods, distributions, refusals."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
from collections.abc import Iterator
from typing import Any

import grpc
import numpy as np
import pytest
from google.protobuf.message import Message

from procgen.kit.wire.received import Received, receive
from procgen.v1 import table_pb2 as pb
from procgen.v1 import table_pb2_grpc
from tests.client import TABLE, channel, detail_of, small_table, web_call
from tests.conftest import RunningServer

SERVICE = "/procgen.v1.TableService/"


@pytest.fixture
def stub(server: RunningServer) -> Iterator[table_pb2_grpc.TableServiceStub]:
    with channel(server) as opened:
        yield table_pb2_grpc.TableServiceStub(opened)


def rows_of(received: Received[pb.TableResult]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(received.file("csv").decode())))


def test_every_table_says_what_its_columns_hold_and_keeps_to_it(stub: table_pb2_grpc.TableServiceStub) -> None:
    tables = stub.GetTableInfo(pb.GetTableInfoRequest()).tables
    names = {table.name for table in tables}
    assert names == {"ecology", "settlement", "roles", "loot", "encounter", "scenario"}
    for table in tables:
        assert table.title
        assert table.description
        assert table.training_rows > 500
        rows = rows_of(receive(stub.Generate(small_table(table=table.name, count=40))))
        assert [list(row) for row in rows[:1]] == [[column.name for column in table.columns]]
        for column, row in itertools.product(table.columns, rows):
            cell = row[column.name]
            numeric = column.kind in ("integer", "real")
            fits = cell in column.values or (cell == "" and column.missing)
            if not fits and numeric:
                fits = any(math.isclose(float(cell), float(value)) for value in column.values)
                fits = fits or (column.HasField("minimum") and column.minimum <= float(cell) <= column.maximum)
            assert fits, (table.name, column.name, cell)


def test_what_is_given_holds_in_every_row(stub: table_pb2_grpc.TableServiceStub) -> None:
    given = {"rarity": "rare|legendary", "weight_kg": "0.5..4", "cost_gp": "", "charges": "no"}
    received = receive(stub.Generate(small_table(count=150, given=given, outputs=["csv", "json", "npy"])))
    rows = rows_of(received)
    assert {row["rarity"] for row in rows} == {"rare", "legendary"}
    assert all(0.5 <= float(row["weight_kg"]) <= 4.0 for row in rows)
    assert {(row["cost_gp"], row["charges"]) for row in rows} == {("", "no")}
    assert -60.0 < received.result.log_given < 0.0
    as_json = json.loads(received.file("json"))
    assert as_json["recipe"]["sha256"] == received.recipe.sha256
    array = np.load(io.BytesIO(received.file("npy")), allow_pickle=False)
    for row, told, cells, entry in zip(rows, as_json["rows"], received.result.rows, array, strict=True):
        assert list(row.values()) == list(cells.cells)
        assert row["category"] == told["category"] == entry["category"]
        assert float(row["weight_kg"]) == told["weight_kg"] == entry["weight_kg"]


def test_equal_requests_give_equal_bytes_on_both_ports_and_rows_do_not_depend_on_the_count(
    server: RunningServer, stub: table_pb2_grpc.TableServiceStub
) -> None:
    request = small_table(table="settlement", seed=2**64 - 1, count=7, given={"site": "coast|lake"})
    one = receive(stub.Generate(request))
    answer = web_call(server, TABLE, request)
    assert answer.code == 0
    over_web = receive(pb.TableEvent.FromString(message) for message in answer.messages)
    assert one.files == over_web.files
    request.count = 130
    assert rows_of(receive(stub.Generate(request)))[:7] == rows_of(one)


def test_distributions_are_what_rows_are_drawn_from(stub: table_pb2_grpc.TableServiceStub) -> None:
    """Of the first column that is not given, whose distribution is asked for first."""
    given = {"rarity": "uncommon"}
    told = stub.Distribution(pb.DistributionRequest(table="loot", columns=["category"], given=given))
    names = [state.text for state in told.axes[0].states]
    assert sum(told.probabilities) == pytest.approx(1.0, abs=1e-6)
    rows = rows_of(receive(stub.Generate(small_table(count=3000, given=given))))
    for name, probability in zip(names, told.probabilities, strict=True):
        share = sum(row["category"] == name for row in rows) / len(rows)
        assert abs(share - probability) < 5.0 * math.sqrt(probability * (1 - probability) / len(rows)) + 1e-3
    pair = stub.Distribution(pb.DistributionRequest(table="loot", columns=["rarity", "category"]))
    assert len(pair.probabilities) == len(pair.axes[0].states) * len(pair.axes[1].states)
    assert sum(pair.probabilities) == pytest.approx(1.0, abs=1e-5)


def test_likelihoods_tell_rows_that_belong_together(stub: table_pb2_grpc.TableServiceStub) -> None:
    received = receive(stub.Generate(small_table(table="roles", count=300)))
    rows = [list(row.cells) for row in received.result.rows]
    columns = list(received.result.columns)
    swapped = [list(row) for row in rows]
    for row, other in zip(swapped, rows[1:] + rows[:1], strict=True):
        row[columns.index("role")] = other[columns.index("role")]

    def nats(cells: list[list[str]], **fields: Any) -> list[float]:
        messages = [pb.TableRow(cells=row) for row in cells]
        return list(stub.LogLikelihood(pb.LogLikelihoodRequest(table="roles", rows=messages, **fields)).nats)

    whole, broken = nats(rows), nats(swapped)
    assert np.mean(whole) > np.mean(broken) + 2.0
    # Columns in another order say the same.
    turned = nats([row[::-1] for row in rows], columns=columns[::-1])
    assert turned == pytest.approx(whole)
    assert np.mean(nats(rows, orders=4)) == pytest.approx(np.mean(whole), abs=0.5)


ROW = pb.TableRow(cells=["x"] * 3)
BAD: list[tuple[str, str, Message, set[str]]] = [
    ("no table", "Generate", pb.TableRequest(), {"table"}),
    ("an unknown table", "Generate", small_table(table="lot", count=0), {"table", "count"}),
    (
        "all at once",
        "Generate",
        small_table(
            count=100_001,
            given={"rarity": "mythic", "wieght": "3", "weight_kg": "9..1"},
            outputs=["xls", "csv", "csv"],
            file_name="../x",
            request_id="a b",
        ),
        {
            "count",
            "given.rarity",
            "given.wieght",
            "given.weight_kg",
            "outputs[0]",
            "outputs[2]",
            "file_name",
            "request_id",
        },
    ),
    ("no rows", "LogLikelihood", pb.LogLikelihoodRequest(table="loot"), {"rows"}),
    ("short rows", "LogLikelihood", pb.LogLikelihoodRequest(table="loot", rows=[ROW]), {"rows[0].cells"}),
    (
        "columns twice",
        "LogLikelihood",
        pb.LogLikelihoodRequest(table="loot", columns=["rarity", "rarity", "x"], rows=[ROW]),
        {"columns"},
    ),
    ("no columns", "Distribution", pb.DistributionRequest(table="loot"), {"columns"}),
    (
        "columns that are given",
        "Distribution",
        pb.DistributionRequest(table="loot", columns=["rarity", "hue", "charges", "charges"], given={"rarity": "rare"}),
        {"columns[0]", "columns[1]", "columns[3]"},
    ),
    (
        "too many combinations",
        "Distribution",
        pb.DistributionRequest(table="settlement", columns=["population", "houses", "shops", "barns"]),
        {"columns"},
    ),
]


@pytest.mark.parametrize(("method", "request_", "fields"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_requests_are_refused_by_all_their_fields(
    server: RunningServer, stub: table_pb2_grpc.TableServiceStub, method: str, request_: Message, fields: set[str]
) -> None:
    def call() -> None:
        answer = getattr(stub, method)(request_)
        if method == "Generate":
            list(answer)

    with pytest.raises(grpc.RpcError) as refused:
        call()
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert {violation.field for violation in detail_of(refused.value).violations} == fields
    assert web_call(server, SERVICE + method, request_).code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
