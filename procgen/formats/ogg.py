"""Ogg streams taken apart: pages and their packets, as engines keep them (RFC 3533)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_HEAD = 27
_FULL_SEGMENT = 255


@dataclass(frozen=True, slots=True)
class OggPage:
    """Packets that end on a page.

    Attributes:
        packets: in order.
        granule: samples that have ended with it; -1 where no packet ends.
    """

    packets: tuple[bytes, ...]
    granule: int


def ogg_pages(data: bytes) -> list[OggPage]:
    """The pages of a file with one stream; a packet is with the page that it ends on.

    Raises:
        ValueError: not an Ogg file, or one that is cut off.
    """
    pages = list[OggPage]()
    at, open_packet = 0, b""
    while at < len(data):
        if data[at : at + 4] != b"OggS" or at + _HEAD > len(data):
            raise ValueError(f"no page at byte {at}")
        (granule,) = struct.unpack_from("<q", data, at + 6)
        count = data[at + 26]
        table = data[at + _HEAD : at + _HEAD + count]
        body = at + _HEAD + count
        if len(table) < count or body + sum(table) > len(data):
            raise ValueError(f"the page at byte {at} is cut off")
        packets = list[bytes]()
        for size in table:
            open_packet += data[body : body + size]
            body += size
            if size < _FULL_SEGMENT:
                packets.append(open_packet)
                open_packet = b""
        pages.append(OggPage(tuple(packets), granule))
        at = body
    return pages
