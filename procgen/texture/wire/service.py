"""procgen.v1.TextureService."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from google.protobuf.message import Message

from procgen.kit.wire.artifacts import file_events, recipe_message
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import AnyMethod, Call, Check, Emit, Method, Stream
from procgen.kit.wire.model_digests import models_of
from procgen.kit.wire.reporter import Reporter
from procgen.runtime.store import ModelStore
from procgen.texture.exporters import ExportOptions
from procgen.texture.finish import finish_of
from procgen.texture.generate import DOMAIN, Callbacks, generate, texture_models
from procgen.texture.material import Material, Surface
from procgen.texture.parameters import TextureParameters
from procgen.texture.preview import thumbnail_png
from procgen.texture.repeats import repeats_of
from procgen.texture.scan.bank import Bank, packaged_bank
from procgen.texture.text import understand
from procgen.texture.wire.memory import smaller_material, texture_bytes
from procgen.texture.wire.outputs import File, encode, encode_array
from procgen.texture.wire.request import read_request
from procgen.texture.wire.set import read_set, set_recipe
from procgen.v1 import common_pb2, texture_pb2

SERVICE: Final = "procgen.v1.TextureService"
PREVIEW_PX: Final = 128
_EXPORT_SHARE = 0.4
"""How long the exports take, as a share of the making."""

Progressed = Callable[[common_pb2.Progress], None]


class TextureService:
    """Makes materials.

    Args:
        store: the models.
        blobs: exemplars that were sent ahead.
        bank: gives the scans that pieces are laid of, as they are just now; None for the packaged ones.
    """

    def __init__(self, store: ModelStore, blobs: BlobStore, bank: Callable[[], Bank | None] = lambda: None) -> None:
        self._bank = bank
        self._store = store
        self._blobs = blobs

    @property
    def scans(self) -> Mapping[str, str]:
        """SHA-256 of the scans of its bank, by the names in recipes."""
        return (self._bank() or packaged_bank()).digests

    def methods(self) -> list[AnyMethod]:
        methods: list[tuple[str, type[Message], Stream[Any], Check[Any]]] = [
            ("Generate", texture_pb2.TextureRequest, self.generate, self.check),
            ("GenerateSet", texture_pb2.TextureSetRequest, self.generate_set, self.check_set),
        ]
        networks = models_of(self._store, DOMAIN)

        def models(request: Message) -> Mapping[str, str] | None:
            known, bank = networks(request), self._bank()
            # The packaged scans are of the package, and so of each key.
            return known if known is None or bank is None else {**known, **bank.digests}

        return [
            Method(
                f"/{SERVICE}/{name}",
                request,
                handler,
                streaming=True,
                heavy=True,
                lane=DOMAIN,
                memory_bytes=texture_bytes,
                less=smaller_material,
                models=models,
                check=check,
            )
            for name, request, handler, check in methods
        ]

    def check(self, request: texture_pb2.TextureRequest) -> None:
        read_request(request, texture_models(self._store), self._blobs, self._bank())

    def check_set(self, request: texture_pb2.TextureSetRequest) -> None:
        read_set(request, texture_models(self._store), self._blobs, self._bank())

    def generate(
        self, request: texture_pb2.TextureRequest, call: Call, emit: Emit
    ) -> Iterator[texture_pb2.TextureEvent]:
        began = time.perf_counter()
        store, bank = self._store.view(), self._bank()
        parameters, wanted = read_request(request, texture_models(store), self._blobs, bank)
        reporter = Reporter(
            lambda progress: emit(texture_pb2.TextureEvent(progress=progress)), call.shown, _EXPORT_SHARE
        )
        reporter.made("start", 0.0)
        material = _made(parameters, store, call, reporter, bank)
        options = ExportOptions(base_name=request.file_name, threads=self._store.threads, checkpoint=call.checkpoint)
        files = list(reporter.files(encode(material, wanted, options), len(wanted.kinds)))
        result = _result(material, files)
        result.request_id = call.request_id
        result.unknown_words.extend(understand(request.text).unknown)
        result.elapsed_ms = (time.perf_counter() - began) * 1000.0
        return file_events(
            [file.data for file in files],
            texture_pb2.TextureEvent(result=result),
            lambda chunk: texture_pb2.TextureEvent(chunk=chunk),
        )

    def generate_set(
        self, request: texture_pb2.TextureSetRequest, call: Call, emit: Emit
    ) -> Iterator[texture_pb2.TextureSetEvent]:
        began = time.perf_counter()
        store, bank = self._store.view(), self._bank()
        wanted = read_set(request, texture_models(store), self._blobs, bank)
        count = len(wanted.members) + bool(wanted.arrays)
        files: list[File] = []
        materials: list[Material] = []
        made: list[texture_pb2.TextureSetMaterial] = []
        reporter = Reporter(
            lambda progress: emit(texture_pb2.TextureSetEvent(progress=progress)), call.shown, _EXPORT_SHARE
        )
        reporter.made("start", 0.0)
        for index, member in enumerate(wanted.members):
            reporter.part(index / count, 1.0 / count, member.name or member.parameters.material)
            material = _made(member.parameters, store, call, reporter, bank)
            options = ExportOptions(base_name=member.file_name, threads=self._store.threads, checkpoint=call.checkpoint)
            own = list(reporter.files(encode(material, member.outputs, options), len(member.outputs.kinds)))
            made.append(
                texture_pb2.TextureSetMaterial(
                    layer=member.name,
                    slope_min_deg=0.0 if member.layer is None else member.layer.slope_min_deg,
                    slope_max_deg=90.0 if member.layer is None else member.layer.slope_max_deg,
                    result=_result(material, own),
                    first_artifact=len(files),
                )
            )
            files += own
            materials.append(material)
        if wanted.arrays:
            reporter.part((count - 1) / count, 1.0 / count, "arrays")
            options = ExportOptions(base_name=wanted.file_name, threads=self._store.threads, checkpoint=call.checkpoint)
            arrays = (encode_array(exporter, materials, options) for exporter in wanted.arrays)
            files += reporter.files(arrays, len(wanted.arrays))
        result = texture_pb2.TextureSetResult(
            request_id=call.request_id,
            recipe=recipe_message(set_recipe(wanted, materials)),
            artifacts=[file.artifact for file in files],
            materials=made,
            elapsed_ms=(time.perf_counter() - began) * 1000.0,
        )
        return file_events(
            [file.data for file in files],
            texture_pb2.TextureSetEvent(result=result),
            lambda chunk: texture_pb2.TextureSetEvent(chunk=chunk),
        )


def _made(
    parameters: TextureParameters, store: ModelStore, call: Call, reporter: Reporter, bank: Bank | None
) -> Material:
    def told(stage: str, share: float, surface: Callable[[], Surface] | None) -> None:
        reporter.made(stage, share, None if surface is None else lambda: thumbnail_png(surface(), PREVIEW_PX))

    return generate(parameters, store, Callbacks(told, call.checkpoint), bank)


def _result(material: Material, files: list[File]) -> texture_pb2.TextureResult:
    heights = material.height_m
    rows, columns = material.surface.shape
    finish = finish_of(material)
    return texture_pb2.TextureResult(
        recipe=recipe_message(material.recipe),
        artifacts=[file.artifact for file in files],
        material=material.material,
        width_px=columns,
        height_px=rows,
        metres_per_pixel=material.metres_per_pixel,
        height_min_m=float(heights.min()),
        height_max_m=float(heights.max()),
        regions=[texture_pb2.TextureRegion(**asdict(region)) for region in material.regions],
        cutoff=material.cutoff,
        finish=None if finish.is_plain else texture_pb2.TextureFinish(**asdict(finish)),
        repeats=texture_pb2.TextureRepeats.Value(f"TEXTURE_REPEATS_{repeats_of(material).upper()}"),
    )
