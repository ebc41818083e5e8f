"""Tone ramps: the colours of a material from its darkest pixels to its brightest."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from procgen.texture.classical.torus import luminance
from procgen.texture.material import FloatArray

STOPS = (0.02, 0.25, 0.5, 0.75, 0.98)
"""Which shares of the pixels are darker than each colour of a ramp."""

_NEIGHBOURS = 0.05
"""Share of the pixels that a stop's colour is averaged over."""

Ramp = npt.NDArray[np.float32]
"""(5, 3) sRGB-encoded, 0 to 1: the colours at :data:`STOPS`."""


def tone_ramp(albedo: FloatArray) -> Ramp:
    """Read the ramp of a picture.

    Args:
        albedo: (rows, columns, 3) sRGB-encoded, 0 to 1.
    """
    flat = albedo.reshape(-1, 3)
    order = flat[np.argsort(luminance(albedo).ravel(), kind="stable")]
    half = max(int(len(order) * _NEIGHBOURS / 2), 1)
    colours = []
    for stop in STOPS:
        first = min(max(int(stop * len(order)) - half, 0), max(len(order) - 2 * half, 0))
        colours.append(order[first : first + 2 * half].mean(axis=0))
    return np.stack(colours).astype(np.float32)


def paint(tone: FloatArray, ramp: Ramp) -> FloatArray:
    """Colour a field.

    Args:
        tone: 0 to 1, spread evenly (:func:`procgen.texture.classical.torus.equalise`) where the picture is to have the
            ramp's share of each colour.
        ramp: what to colour it with.

    Returns:
        The field's shape with three channels, sRGB-encoded.
    """
    channels = [np.interp(tone, STOPS, ramp[:, k]) for k in range(3)]
    return np.stack(channels, axis=-1).astype(np.float32)


def _parse(text: str) -> Ramp:
    return np.array([[int(word[k : k + 2], 16) / 255.0 for k in (0, 2, 4)] for word in text.split()], np.float32)


def _table(texts: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[Ramp, ...]]:
    return MappingProxyType({name: tuple(map(_parse, ramps)) for name, ramps in texts.items()})


# Read with `tone_ramp` from the CC0 pack's training pictures at 128 x 128; where a class has many, those nearest the
# centres of up to six clusters (k-means of the ramps), the largest cluster first. The brightest colours of roads are
# set by eye: in the pictures they are the markings.
RAMPS: Mapping[str, tuple[Ramp, ...]] = _table(
    {
        "asphalt": (
            "403e3a 45433f 474642 4a4844 4d4c48",
            "76756d 787870 7a7970 7b7a71 7d7d74",
            "5a5a5a 5c5c5c 5d5d5d 5d5d5d 5f5f5f",
            "888682 8c8b86 8d8c89 908e8b 999894",
            "262724 2d2e2a 31312e 353531 3f3f3a",
            "b14042 b34245 b44340 b54441 b54646",
        ),
        "bamboo": (
            "8a8b34 989a37 9da03b a3a540 acaf49",
            "716943 7d754c 827a51 888056 958d60",
            "9b8f5b aea067 b4a66c baac71 c3b77c",
            "937f42 a48f46 a9944a ae984d b6a054",
        ),
        "bark": (
            "3f332d 5b4e46 665950 72635a 918379",
            "6d6a38 7e7b4c 848055 89865b 9a966b",
            "6f645b 897e76 988d83 a99d94 c2b7b0",
            "787169 89847d 918c85 9b968e b4aea6",
        ),
        "brick": (
            "644c3b 7a604f 856957 917563 b19785",
            "543d2f 604d3e 6b594a 746457 877b6d",
            "4f413b 6c5c55 86766f a6968f c4b5ad",
            "6d6d68 7f7f7f 868685 8d8d8d 9c9c9c",
            "af7160 b37d6e b68172 b98576 c58d7b",
            "897e70 a89a8d afa296 b4a99d beb3a7",
        ),
        "cardboard": (
            "b48b4a b88f4b ba904d ba924e b99551",
            "9e8359 a68a5f af8f5d ba9251 b69758",
            "af8b53 b58f50 b9904f b89351 ba9653",
        ),
        "carpet": (
            "b5b0a8 bcb6ae bebab1 c3beb6 cac5bd",
            "853938 9c504f a85c5b b46867 ca7e7e",
            "3e3f3f 494b4b 5a5b5b a3a4a4 c6c8c8",
            "242b3a 2f3644 353b49 3a404e 464b58",
            "808283 88898a 909192 cacccd dadbdc",
        ),
        "chainmail": (
            "404143 4e5051 525456 565859 5d5e60",
            "202123 414344 4a4b4d 515254 5c5d5f",
        ),
        "chipboard": (
            "b88e5a c89e6a d0a772 d9b07b ebc18d",
            "c29762 d1a873 d8ae79 deb580 eec48f",
            "865c2f 9d7345 a77d4e ad8355 b88e5f",
            "ac7236 c58d50 cf975a d39d5f dca669",
        ),
        "clay": (
            "935f46 976248 986349 96644a 98664d",
            "7b7b7b 7e7e7e 7f7f7f 7f7f7f 818181",
        ),
        "concrete": (
            "7b7b7b 878787 8c8c8c 8f8f8f 959595",
            "4c4844 524f4a 56524e 595551 67635d",
            "5c5955 64615d 686561 6d6965 74716c",
            "71777e 7e848a 848a90 8a9197 9aa0a6",
            "beb8a2 cdc6b0 d3ccb6 d7d1ba e1dac4",
            "6b6a4b 85856b 969585 a3a195 b5b4a9",
        ),
        "cork": (
            "a86930 bb7c43 c2844b c88a51 d5965d",
            "b3755b bc7e65 bf8168 c3856c cf9277",
            "a87b5f ad8064 ae8265 b18468 b6896d",
        ),
        "corrugated": (
            "224e20 255225 275426 285728 2b5b2c",
            "888a8c 929497 999a9d a0a1a4 aeb0b2",
            "44612f 5c6c3c 627952 698058 7e8c64",
        ),
        "fabric": (
            "282828 3d3d3d 474747 535353 696969",
            "6a6842 74724a 79774f 7f7d55 898760",
            "b9b9b7 c0c1be c4c4c2 c7c7c5 d7d7d5",
            "424d70 4f5b7d 5c688c 6a7699 7984a7",
            "222224 28272a 2f2e31 363538 3c3c3e",
            "2d3148 5e6270 a5afbe d1d7d7 dae0df",
        ),
        "foil": (
            "7f7f7f 7f7f7f 808080 808080 808080",
            "edd898 eed995 eed995 eed995 ebda97",
        ),
        "granite": (
            "878480 a7a49f b6b2ae c3c0bb dcd8d4",
            "73462a 83563a 8b5e41 926548 a37559",
            "5d4b32 76644a 867459 97856a b5a386",
            "867463 9d8b7a a89685 b3a190 cab9a8",
        ),
        "grass": (
            "5a7724 628029 66842c 69892e 729134",
            "867050 917d56 978459 9d8a5c ac9968",
            "373f14 3e471b 42491e 434d20 4b5327",
        ),
        "gravel": (
            "747062 827d6f 898476 918c7f a9a496",
            "4d4d4a 696967 737370 7e7e7c 939390",
            "302f2b 43413d 4b4a46 54534f 656460",
            "9d8471 ae9683 b59d8a bca491 cdb6a3",
            "c1beb6 d3cfc7 dad7cf e1ded6 efece4",
            "776845 877857 8d7e5d 928361 9d8f6d",
        ),
        "ground": (
            "7c6d5b 8c7b66 93816a 9a8770 ac987f",
            "6a4c29 835f36 8b653a 936b3e a47d50",
            "4d3d28 564634 5a4a3b 5e4e3c 67563f",
            "514a44 5f5852 665f59 6d6660 807972",
            "8e8878 9a9584 a19b8a a59f8e aea897",
            "665733 81714b 8f7e58 9c8b65 b8a884",
        ),
        "ice": (
            "394343 3b4b4c 405152 505f61 909b9b",
            "e7edee f0f0f0 f0f0f0 f0f0f0 f0f1f0",
        ),
        "leather": (
            "3b7d6c 3d806e 3f816f 408371 438674",
            "d8d3cf d9d4d0 d9d4d0 dad5d1 ddd8d4",
        ),
        "leaves": (
            "48332a 594236 664d3e 785d49 977d62",
            "000000 000000 010101 030200 8d7d78",
            "4d3e3a 786761 8e7d77 a3938e c8bdbc",
            "6a4b00 907307 a08511 ad921c c3a72d",
        ),
        "logs": ("48361c 6b593e 7b6a4f 8c7a5f aa987d",),
        "marble": (
            "2c2d2d 363737 3a3c3c 434544 5e605f",
            "948482 9d908d a49694 ab9e9b bbafab",
            "eae6e3 f2f1ef f5f4f2 f6f5f3 f9f8f6",
            "8d8e96 a8a9b1 afb0b8 b4b5bd bcbdc6",
            "b5a896 cec2af d3c6b4 d6c9b6 d9cebc",
            "dcd5ca e4dcd2 e6dfd5 e9e2d7 ebe4d9",
        ),
        "metal": (
            "807061 887668 8c7a6b 907e6f a9907a",
            "b4b8b9 bcc0c1 c0c5c5 c4c9c9 cdd1d2",
            "9a897b afa49a b9b0a8 c1bab3 ccc7c1",
            "45413c 48443f 494641 4b4842 4f4b45",
            "efede9 f5f3ef f9f8f4 fcfaf6 fffffa",
            "f3d992 f9de99 fce19a fce49c ffe8a0",
        ),
        "metal_plate": (
            "606165 686a6e 6c6d71 6e7074 74767a",
            "666c6d 72787a 777d7e 7b8183 83898b",
            "aea397 d2c6ba e4d9cd ede2d5 f8ece0",
            "c46e09 d97d13 e18214 e48617 e88d1f",
            "0b78c0 0f7dc5 0f7fc7 1481c7 2d8bc7",
        ),
        "moss": (
            "39540c 445f16 4a6518 506c1c 5e7827",
            "605f3e 757451 81805c 8f8f69 b1b18c",
        ),
        "net": (
            "18150f 1c1811 1d1914 1d1a13 201d16",
            "5d543b 685f45 6d6349 71674c 796e53",
        ),
        "office_ceiling": (
            "afc1bf f3f4f4 f6f6f6 f7f7f7 f8f9fa",
            "6f6f6f f5f5f5 f6f6f6 f6f6f6 f9f9f9",
            "e9e9e9 f6f6f6 f6f6f6 f7f7f7 f9f9f9",
        ),
        "onyx": (
            "857361 988d7a a19783 a9a08c bab19d",
            "313b37 4f5a54 62665e 71746b 909086",
            "b4ad99 c2bbaa c9c3b2 d1caba e3dcce",
            "a27a54 b28964 ba916b c39e79 dbbb99",
        ),
        "paint": (
            "1891d6 1d95da 1d98de 209bde 239de2",
            "b7bb10 b8be14 b8c016 bcc215 bfc418",
            "d9471b dc4b1c dc4e20 e15021 df5325",
        ),
        "paper": (
            "bd8f5b be915d bf915c bf915c c0935e",
            "c9a77a c9a77a c8a87a c9a878 c7a979",
        ),
        "paving": (
            "817a71 8b837b 8f877e 908a80 989188",
            "7a786e 949289 a2a096 a7a49b aeaca3",
            "474a44 5f635f 656965 6b6e69 7d817c",
            "4c4638 6d6657 7a7364 847e6e 999381",
            "2c2927 3a3835 413f3c 484542 56514e",
            "656051 736f5c 959276 bbb7a4 d0ccba",
        ),
        "planks": (
            "796c54 8f846d 968c76 9c927d a89e8a",
            "3d2d20 4a3828 4f3d2e 554432 614e3b",
            "5c4734 6a533e 715842 785e48 866b53",
            "19140a 241e13 282318 2e281d 3c352b",
            "413324 504030 554635 5b4b3b 6a5947",
        ),
        "plaster": (
            "9d9c98 a6a4a0 a9a8a4 adaba7 b6b3b0",
            "bcbdb8 bebfba bebfba bfc0bb c1c2bd",
            "d4d0cd d7d4d1 d9d6d3 dbd7d3 ddd9d5",
        ),
        "plastic": (
            "7d7d7d 7d7d7d 7e7e7e 7f7f7f 818181",
            "2e3032 303234 323435 333536 343638",
            "fc7341 fc7443 fc7543 fc7644 f87848",
            "ede9e8 ede9e8 eeeae9 eeeae9 f0eceb",
        ),
        "porcelain": (
            "f9f9f9 f9f9f9 f9f9f9 f9f9f9 f9f9f9",
            "000000 000000 000000 000000 000000",
        ),
        "road": (
            "292928 2d2d2d 303030 3a3a38 454543",
            "333331 484946 4c4c4a 4e4e4c 5a5a57",
            "2f2f2c 3f3f3c 4b4b47 4e4e4a 5b5953",
            "2d2c29 393835 3e3e3a 494844 56544d",
        ),
        "rock": (
            "5d5c53 717168 7d7d74 8b8a81 a6a69d",
            "504c48 5a5651 605b57 65615d 746f6b",
            "3a3931 46453f 4e4d46 57564f 6b6a63",
            "a5a79d b4b6b0 babbb6 bfc0bd cccdc9",
            "0a0904 15130f 1d1b16 2c2924 575149",
        ),
        "rock_wall": (
            "786b57 94856e a4947d b1a087 c8b599",
            "3a3021 483d2b 4d4230 534735 605441",
            "9e8b6e a49071 a69273 a79578 ae9b7d",
        ),
        "roof_tiles": (
            "2a2d29 3a3c39 424542 4c4f4b 626561",
            "150a01 1d1003 331c0d 523120 744d39",
            "5c3b27 6e4733 764d39 7f5440 926551",
            "53494d 5d5457 63595d 685f62 756b6e",
            "603b27 6c432c 714730 754c35 835b44",
            "a15a43 a45e44 a76047 a96249 ac664b",
        ),
        "rubber": (
            "131b1f 1b2428 20292c 252e31 303c3e",
            "181a1c 1e2225 21282b 242f33 24454d",
            "0c0d0f 141517 191a1d 1f2122 313234",
        ),
        "rust": (
            "522712 5c2f17 613218 683419 763d21",
            "7a3d19 824622 874a26 8a4e2a 915631",
        ),
        "sand": (
            "967f5e a08967 a48c6b a7906d ac9573",
            "a88e67 b1966f b49a74 b89d77 bfa57e",
            "c3a882 d1b58f d6ba94 dbbf9a e3c8a3",
            "8d7755 9c8663 a38d6a aa9471 bfa986",
        ),
        "snow": (
            "cbdae5 d2e1eb d6e4ef d9e8f2 e3eff8",
            "daeaf8 deeffb e1f0fc e0f0fc ebf5fc",
            "d1dce5 e0e9f0 e5edf1 e6eef4 eef3f7",
            "8c8b8e a4a4a6 a7a7a9 aaaaac aeaeaf",
        ),
        "solar_panel": (
            "223952 2b4961 33536a 456279 87a1b9",
            "233a53 2c4a62 32536a 45627a 86a2b9",
        ),
        "tatami": (
            "57503b cfb773 d3bb76 d6bd78 d8c17f",
            "cdb46d d4bb75 dac27b ddc57e dccc86",
            "b8ce6e bad170 bfd374 c3d879 cade7f",
        ),
        "terracotta": (
            "854119 904d26 97552e 9f5d36 ab6a44",
            "f1f6f8 f3f9fb f5fafc f5fbfd f9fdff",
        ),
        "terrazzo": (
            "87755a 9c896f a28f75 a6947b b1a086",
            "8e8573 cbc4c3 dbd5d5 e6dfdf f3edec",
            "76675a c1b7ac d5cdc2 ddd5ca f1ebe1",
            "3c3934 c7c2bc e6e2dc ece9e3 f7f3ed",
            "211c16 ab907d d1c8bd e5e4df f3f3ef",
        ),
        "thatch": (
            "383124 433c2e 484133 4e473a 595145",
            "63584b 6a5f52 6e6254 706657 776d5e",
            "626052 6f6d5e 737262 787666 828070",
        ),
        "tiles": (
            "2d2d2d 2e2e2e 2f2f2f 3c3c3c 595959",
            "6d634f 827860 8a7f66 92876e a2977f",
            "c0bebf d4d2d3 dddbdc e4e2e3 efeeef",
            "68645c 9c9f9c bdc1be cfd5d3 e3e9e7",
            "151619 243730 646c6b abafb3 afb5b6",
            "4a7d9d 4889af 4790b7 4797bf 41a6d0",
        ),
        "travertine": (
            "877c65 9d9179 a59a82 aea38c c0b59e",
            "788fa1 8298a9 8a9ead 95a6ae aeb8b4",
            "b4874f bd9059 c49861 cfa36c dcb47d",
            "734f1c 7c5925 825f2c 8a6835 9e7d4c",
            "696357 757064 7b7569 7f7a6e 888378",
            "d3bf9f dbc7a8 decbad e3d0b0 eddabb",
        ),
        "wallpaper": (
            "e0e0dc e0e0dc e1e1dd e1e1dd e1e1de",
            "c8c9c3 dddeda e0e0dc e1e1dd e2e3de",
            "828174 a4a398 b4b3a8 c4c3b9 dddcd3",
            "dadbd6 e0e0dc e1e1dd e1e1dd e2e2de",
        ),
        "wood": (
            "432f21 473324 493526 4b3727 513c2d",
            "896f62 91786b 967d6f 9a8174 a38b7d",
            "70543f 755944 785b45 7b5e47 81654e",
            "966133 a16b3c a57041 aa7544 b37f4f",
            "bd9e75 bea17a c0a177 c2a278 bfa47b",
            "793b08 7f410a 80430c 83460d 854b12",
        ),
        "wood_chips": ("6e675f 807970 888279 918b82 a39d94",),
        "wood_floor": (
            "856549 8f6f52 947457 99795c a48567",
            "a87949 b28352 b78756 bb8c5a c99864",
            "693725 74402c 77422d 7b452f 824a32",
            "352511 3f2e1b 453421 4a3825 53432f",
            "413324 524333 5b4b39 655441 836f57",
            "ca9e7d d4a787 d8ac8b dbaf8f e3b797",
        ),
        "cobble": ("39352f 55504a 66615a 79736b 98928a", "3a3d40 53575a 65696c 787c7f 969a9d"),
        "mud": ("2a2018 3a2d21 4a3a2b 5a4836 746150",),
        "forest_floor": ("1f1710 3b2b1c 54402a 6b5335 8f7850",),
        "cliff": ("3a332c 5a5046 73685b 8c8070 b0a591", "33312f 504e4b 686562 807d79 a5a29d"),
        "lava": ("0c0a09 171413 221d1b 302927 b8420c",),
        "diamond_plate": ("44474a 5a5d60 6a6d70 7a7d80 a0a3a6",),
        "scifi_panel": ("2a2d31 4c5054 686c70 7e8286 a8acb0",),
        "hazard": ("8f6a0c c4920f d9a414 e6b01c f0c43c",),
        "hull": ("3a2a22 4f4f50 5b6267 687076 828a90", "3c1c14 5a2a20 6b3226 7c3e30 9a6048"),
        "fur": ("2a1c12 49331f 644930 7f6144 ab8e6c", "1d1714 2d2622 3d3530 4f463f 6f645b"),
    }
)
"""Ramps of each class in :data:`procgen.texture.classes.CLASSES`, the most usual first."""
