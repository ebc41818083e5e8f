"""Ogg files are taken apart into the packets that were put into them."""

import numpy as np
import pytest

from procgen.formats.ogg import ogg_pages
from procgen.formats.sound import write_ogg, write_opus

TONE = np.sin(np.arange(30_000) * 0.05).astype(np.float32) * 0.5


def test_vorbis_has_its_three_headers_first_and_its_length_last() -> None:
    pages = ogg_pages(write_ogg(TONE, 48_000, note="a" * 2000))
    packets = [packet for page in pages for packet in page.packets]
    assert [packet[:7] for packet in packets[:3]] == [b"\x01vorbis", b"\x03vorbis", b"\x05vorbis"]
    assert all(packet[0] & 1 == 0 for packet in packets[3:])
    assert pages[-1].granule == len(TONE)


def test_opus_too() -> None:
    packets = [packet for page in ogg_pages(write_opus(TONE, 48_000)) for packet in page.packets]
    assert packets[0].startswith(b"OpusHead")
    assert packets[1].startswith(b"OpusTags")


@pytest.mark.parametrize("data", [b"RIFF", b"OggS", write_ogg(TONE, 48_000)[:-5]])
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="page at byte"):
        ogg_pages(data)
