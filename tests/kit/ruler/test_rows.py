from __future__ import annotations

from procgen.kit.ruler.rows import by_metric, tidied


def test_columns_become_rows_with_the_ends_of_their_intervals() -> None:
    columns = {"ours": {"fid": 2.0, "fid_low": 1.0, "fid_high": 3.0}, "real": {"fid": 0.5, "beta": 2.1}}
    assert by_metric(columns) == {
        "fid": {"ours": 2.0, "ours_low": 1.0, "ours_high": 3.0, "real": 0.5},
        "beta": {"real": 2.1},
    }
    assert by_metric({"ours": {"fid": 2.0, "fid_low": 1.0}}, "_held") == {"fid_held": {"ours": 2.0, "ours_low": 1.0}}


def test_the_baseline_is_shown_again_and_what_is_no_number_is_left_out() -> None:
    rows = {
        "fid": {"noise": 1.23456789, "noise_low": 1.0, "noise_high": 2.0, "real": float("inf"), "ours": 0.1},
        "nll": {"ours": float("nan")},
    }
    found = tidied(rows, "noise")
    assert found == {
        "fid": {
            "ours": 0.1,
            "baseline": 1.23457,
            "noise": 1.23457,
            "noise_low": 1.0,
            "noise_high": 2.0,
            "baseline_low": 1.0,
            "baseline_high": 2.0,
        }
    }
    assert list(found["fid"])[:3] == ["ours", "baseline", "noise"]
    assert "baseline" not in tidied(rows, "")["fid"]
