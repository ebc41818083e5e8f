from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from procgen.errors import ModelUnavailable
from procgen.runtime.catalog import packaged_assets, read_catalog
from procgen.runtime.model_file import open_model
from procgen.runtime.model_graph import GraphRefused, check_graph
from procgen.runtime.store import ModelStore
from procgen.runtime.trust import EVERY_MODEL
from tests.runtime.onnx_models import adding, external_weights, folder_of, graph_model

ADD = helper.make_node("Add", ["x", "x"], ["y"])


def attribute_tensor() -> bytes:
    """An external tensor as the value of a Constant."""
    tensor = onnx.load_from_string(external_weights("/etc/passwd")).graph.initializer[0]
    constant = helper.make_node("Constant", [], ["w"], value=tensor)
    return graph_model([constant, helper.make_node("Add", ["x", "w"], ["y"])])


def in_a_branch() -> bytes:
    """An external tensor in a graph within a graph."""
    tensor = onnx.load_from_string(external_weights("weights.bin")).graph.initializer[0]
    value = helper.make_tensor_value_info("b", TensorProto.FLOAT, ["count"])
    branch = helper.make_graph([helper.make_node("Identity", ["w"], ["b"])], "branch", [], [value], [tensor])
    yes = numpy_helper.from_array(np.array(True), "yes")
    return graph_model([helper.make_node("If", ["yes"], ["y"], then_branch=branch, else_branch=branch)], [yes])


def in_a_function() -> bytes:
    """An operator of a library in a function of the model."""
    model = onnx.load_from_string(adding(1.0))
    function = helper.make_function(
        "com.microsoft",
        "Mine",
        ["x"],
        ["y"],
        [helper.make_node("Evil", ["x"], ["y"], domain="evil")],
        model.opset_import,
    )
    model.functions.append(function)
    made: bytes = model.SerializeToString()
    return made


def sparse() -> bytes:
    """An external tensor as the values of a sparse one."""
    model = onnx.load_from_string(adding(1.0))
    values = onnx.load_from_string(external_weights("/etc/passwd")).graph.initializer[0]
    indices = numpy_helper.from_array(np.zeros(4, np.int64), "i")
    model.graph.sparse_initializer.append(helper.make_sparse_tensor(values, indices, [4]))
    made: bytes = model.SerializeToString()
    return made


FILES = {
    "an absolute path": external_weights("/etc/passwd"),
    "a path beside it": external_weights("weights.bin"),
    "a path upwards": external_weights("../../etc/passwd"),
    "an address in memory": external_weights("*/_ORT_MEM_ADDR_/*", offset="4096"),
    "a tensor of an attribute": attribute_tensor(),
    "a tensor in a branch": in_a_branch(),
    "a sparse tensor": sparse(),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_weights_in_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(GraphRefused, match="lie in another file"):
        check_graph(data)


@pytest.mark.parametrize(
    "data",
    [
        graph_model([helper.make_node("Evil", ["x"], ["y"], domain="evil.ops")], domain="evil.ops"),
        graph_model([helper.make_node("Add", ["x", "x"], ["y"], domain="ai.onnx.contrib")], domain="ai.onnx.contrib"),
        in_a_function(),
    ],
    ids=["a library's", "that of the extensions", "within a function"],
)
def test_operators_of_libraries_are_refused(data: bytes) -> None:
    with pytest.raises(GraphRefused, match="does not have built in"):
        check_graph(data)


def test_an_operator_that_reads_a_compiled_graph_is_refused() -> None:
    node = helper.make_node("EPContext", ["x"], ["y"], domain="com.microsoft", ep_cache_context="/etc/passwd")
    with pytest.raises(GraphRefused, match="reads another file"):
        check_graph(graph_model([node], domain="com.microsoft"))


def test_what_we_ship_is_accepted() -> None:
    for entry in read_catalog(packaged_assets(), links=True):
        check_graph(entry.path.read_bytes())


def test_a_file_in_the_way_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The weights are there, where ONNX Runtime alone would look for them."""
    monkeypatch.chdir(tmp_path)
    np.arange(4, dtype=np.float32).tofile(tmp_path / "weights.bin")
    folder = folder_of(tmp_path / "models", external_weights("weights.bin"))
    np.arange(4, dtype=np.float32).tofile(folder / "weights.bin")
    with pytest.raises(ModelUnavailable, match=r"model mine: .* is refused: a tensor's values lie in another file"):
        ModelStore((folder,), trust=EVERY_MODEL).load("mine")


def test_bytes_of_another_format_are_not_opened(tmp_path: Path) -> None:
    """ONNX Runtime knows a format of its own by four bytes near the beginning; here they stand in an ONNX file too."""
    model = onnx.load_from_string(adding(1.0))
    model.ClearField("ir_version")
    # Field 2 (producer_name) first: tag, length, then text that puts "ORTM" at byte 4.
    data = b"\x12\x08..ORTM.." + b"\x08\x08" + model.SerializeToString()
    assert data[4:8] == b"ORTM"
    entry = read_catalog(folder_of(tmp_path, data))[0]
    assert open_model(entry, data).run({"x": np.ones(2, np.float32)}).tolist() == [2.0, 2.0]


@given(st.binary(max_size=200))
def test_any_bytes_are_accepted_or_refused_in_words(data: bytes) -> None:
    try:
        check_graph(data)
    except GraphRefused as error:
        assert str(error)


@given(st.data())
def test_a_cut_model_is_never_taken_for_a_whole_one(data: st.DataObject) -> None:
    """What is left is refused, unless the cut falls between two fields of the outermost message."""
    whole = adding(1.0)
    cut = whole[: data.draw(st.integers(1, len(whole) - 1))]
    try:
        check_graph(cut)
    except GraphRefused:
        return
    assert onnx.load_from_string(cut).SerializeToString() == cut


@given(st.data())
def test_no_flipped_bit_hides_a_file(data: st.DataObject) -> None:
    """Where our reader lets bytes pass, protobuf's finds no file in them either."""
    changed = bytearray(external_weights("weights.bin"))
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        check_graph(bytes(changed))
    except GraphRefused:
        return
    try:
        model = onnx.load_from_string(bytes(changed))
    except Exception:
        return
    assert not any(tensor.external_data or tensor.data_location for tensor in model.graph.initializer)
