"""``procgen scenario``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from procgen.errors import InvalidFields, Violation
from procgen.kit.command.flags import TrustModels, model_store, read_given
from procgen.kit.command.output import json_object, line
from procgen.world.scenario import USUAL_SETTLEMENT, ask_scenario
from procgen.world.simulators.weather import LATITUDE_DEG


def scenario(
    text: Annotated[str, typer.Argument(help="What is known of it, in English.")] = "",
    given: Annotated[
        list[str] | None,
        typer.Option(help="COLUMN=VALUE of the table scenario that is known: a value, a|b, 10..20; repeatable."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Which of the hours that it may be.")] = 1,
    latitude: Annotated[float, typer.Option(help="Where the sun's path is reckoned for, -66 to 66.")] = LATITUDE_DEG,
    day: Annotated[
        int | None, typer.Option(help="Day of the year, 1 to 365; the middle of the month that is drawn if none.")
    ] = None,
    settlement: Annotated[str, typer.Option(help="Kind of settlement: when its streets are full.")] = USUAL_SETTLEMENT,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object, as ProcgenScenario takes it.")] = False,
    models: Annotated[list[Path] | None, typer.Option(help="Folder with models of yours; repeatable.")] = None,
    trust_models: TrustModels = False,
) -> None:
    """Draw an hour with its weather and who is about, given any part of it.

    Example: `procgen scenario "rush hour in the rain" --given wind_m_s=8..`
    """
    wrong: list[Violation] = []
    known = read_given(given or [], wrong)
    if wrong:
        raise InvalidFields(wrong)
    store = model_store(models, trust_models=trust_models)
    drawn = ask_scenario(text, known, seed, store, latitude_deg=latitude, day=day, settlement=settlement)
    told: dict[str, Any] = {
        **drawn.row,
        "day": drawn.day,
        "latitude_deg": drawn.latitude_deg,
        "sun_altitude_deg": round(drawn.weather.sun_altitude_deg, 3),
        "sun_azimuth_deg": round(drawn.weather.sun_azimuth_deg, 3),
        "vehicles_share": round(drawn.vehicles_share, 4),
        "walkers_share": round(drawn.walkers_share, 4),
        "log_given": round(drawn.log_given, 4),
        "unknown_words": list(drawn.unknown_words),
    }
    if json:
        json_object(told)
        return
    for name, value in told.items():
        if value not in ([], None):
            line(f"{name} {', '.join(value) if isinstance(value, list) else value}")
