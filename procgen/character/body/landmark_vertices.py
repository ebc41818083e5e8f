"""Landmark vertices on hm08, named as in the ANSUR II measurer's handbook (Hotzman et al., NATICK/TR-11/017, 2011).

They were chosen on the average body, where they stand at the height that the survey's means give, and as the handbook
measures, on the right.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LANDMARKS: Mapping[str, int] = MappingProxyType(
    {
        # midline
        "crown": 881,
        "glabella": 234,
        "sellion": 132,
        "menton": 5296,
        "submandibular": 783,
        "opisthocranion": 962,
        "cervicale": 857,
        "suprasternale": 1522,
        "waist_front": 4121,
        "waist_back": 4181,
        "crotch": 4372,
        # right side
        "acromion": 1603,
        "neck_shoulder": 757,
        "shoulder_middle": 1478,
        "bustpoint": 1782,
        "axilla": 1420,
        "seat": 4244,
        "trochanterion": 4296,
        "iliocristale": 4167,
        "tenth_rib": 4037,
        "patella": 4643,
        "femoral_epicondyle": 4646,
        "tibiale": 4656,
        "lateral_malleolus": 6373,
        "medial_malleolus": 6342,
        "heel_outside": 6301,
        "heel_inside": 6304,
        "ball_inside": 6252,
        "ball_outside": 6196,
        "heel": 5856,
        "radiale": 3396,
        "stylion": 3921,
        "wrist_palm": 3563,
        "dactylion": 2119,
        "thumbtip": 2760,
        "metacarpale_2": 1906,
        "metacarpale_5": 2541,
        "finger_base": 2161,
        "zygion": 5424,
        "euryon": 987,
        "tragion": 5750,
    }
)
"""Landmark to vertex. ``mirror`` of the basis gives its counterpart on the left."""
