"""Names by setting and sex, put together from syllables of our own.

A given name is a beginning, sometimes a middle, and an ending that the sex decides; a family name belongs to the
setting: by-names in the Middle Ages, trades and places today, compounds and numbers among the stars. No list of real
people is used, and no name of a living person is aimed at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class _Sounds:
    """Parts of the given names of a setting."""

    begin: str
    middle: str
    female: str
    male: str
    either: str
    middle_share: float


_GIVEN = {
    "medieval": _Sounds(
        "Ald Ans Bal Ber Bran Cael Ced Cuth Dag Ead Edr Elf Ever Fal Gar Ger Gis Gond Had Har Hild Hroth Ing Isen Ket "
        "Leof Lor Mael Mar Merew Od Os Rad Rand Rot Sig Ston Thar Theo Tor Ulf Wal Wen Wil Wyn Yor",
        "a e i o we ri li",
        "a ild eth wyn een ilda ith ora essa ina wen isa arde eline",
        "ric win ard ulf mund bert wald gar red stan ain or helm bold fast ward",
        "in is an el yn ey",
        0.18,
    ),
    "modern": _Sounds(
        "Al An Ar Ben Cal Cam Car Da Dan El Em Ev Fen Fi Gab Han Il Is Ja Jo Ka Kel La Le Li Lo Ma Mar Mi Na Nel No "
        "Pa Re Ro Sa Se Si So Ta Te Ti Vi Ya Za",
        "ri la na mi le do va ne",
        "na ra lia ssa nie line bel sha tta ya dia lene",
        "n s nic ton vid min ro lan rek mon dro vin ko",
        "lin ren rey ri den sam",
        0.3,
    ),
    "scifi": _Sounds(
        "Ax Ar Cae Cy Dax Dra El Ex Hal Ix Jax Ka Kes Kor Ly Lux Mae Nar Neo Ny Or Pax Qua Rho Ry Sel Sol Syl Tal Tyr "
        "Val Vex Vor Xan Yl Zae Zed",
        "i o a e ria lo",
        "ra ea ira ys ia ena ova elle yra anth",
        "ex on ar ik us or ak ion ev os",
        "is en yx al ei",
        0.25,
    ),
}
_BYNAMES = {
    "medieval": (
        "of the {place}|the {kind}|{stem}{end}",
        "ash birch black brook corn crow elder fern flint fox gold green hart hazel hill iron mill moss oak raven reed "
        "river rock salt stone swan thorn wheat white willow wolf",
        "ford ley ton worth combe field bridge well mere shaw croft hurst",
        "Brook Ford Fen Hill Marsh Mill Moor North Shore Vale Weir Wold",
        "Bold Fair Grey Keen Old Quiet Red Small Stout Swift Tall Wise Young",
    ),
    "modern": (
        "{stem}{end}",
        "ald and ash bar beck brad car cole dun ell fair gran hal hart hol kest kil lang lin mar nor oak pem quin rad "
        "red ross sel sher stan sut tal thorn var wal west win",
        "er son man ley ton well ski ez ova ini berg sen ford wick ard",
        "",
        "",
    ),
    "scifi": (
        "{stem}{end}|{stem}-{number}|{stem}{end}",
        "aster bright cald dawn dray ember far flux hale helio ion keel kor lumen morrow nova orb pell quill rift sol "
        "star tarn umbra vance void wake zenith",
        "en is ane ar ix well fall wright strand mark ost",
        "",
        "",
    ),
}
_VOWELS = "aeiouy"


def name_of(setting: str, sex: float, generator: np.random.Generator) -> str:
    """A given and a family name.

    Args:
        setting: "medieval", "modern" or "scifi".
        sex: 0 female to 1 male; between 0.35 and 0.65 the name goes with either.
        generator: where chance comes from.
    """
    return f"{_given(_GIVEN[setting], sex, generator)} {_family(setting, generator)}"


def _pick(words: str, generator: np.random.Generator) -> str:
    return str(generator.choice(words.split()))


def _given(sounds: _Sounds, sex: float, generator: np.random.Generator) -> str:
    endings = sounds.female if sex < 0.35 else sounds.male if sex > 0.65 else sounds.either
    name = _pick(sounds.begin, generator)
    if generator.random() < sounds.middle_share:
        name = _joined(name, _pick(sounds.middle, generator))
    return _joined(name, _pick(endings, generator))


def _joined(first: str, second: str) -> str:
    """Two parts without a stumbling block: no doubled vowel, no three consonants of a kind in a row."""
    if first[-1] in _VOWELS and second[0] in _VOWELS:
        return first + second[1:] if len(second) > 1 else first
    if first[-1] == second[0]:
        return first + second[1:]
    return first + second


def _family(setting: str, generator: np.random.Generator) -> str:
    patterns, stems, ends, places, kinds = _BYNAMES[setting]
    pattern = str(generator.choice(patterns.split("|")))
    stem, end = _pick(stems, generator), _pick(ends, generator)
    number = int(generator.integers(2, 99))
    place = _pick(places, generator) if places else ""
    kind = _pick(kinds, generator) if kinds else ""
    if "{end}" in pattern:
        return _joined(stem, end).capitalize()
    return pattern.format(stem=stem.capitalize(), number=number, place=place, kind=kind)
