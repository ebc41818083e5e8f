"""The 93 measures of ANSUR II under the names that procgen uses.

ANSUR II is the survey of 6,068 people of the United States Army (Gordon et al., "2012 Anthropometric Survey of U.S.
Army Personnel: Methods and Summary Statistics", Natick/TR-15/007, 2014). Its public tables give millimetres, and
``weightkg`` in tenths of a kilogram; procgen gives metres and kilograms.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MASS = "mass"
STATURE = "stature"

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "abdominalextensiondepthsitting": "abdominal_extension_depth_sitting",
        "acromialheight": "acromial_height",
        "acromionradialelength": "acromion_radiale_length",
        "anklecircumference": "ankle_circumference",
        "axillaheight": "axilla_height",
        "balloffootcircumference": "ball_of_foot_circumference",
        "balloffootlength": "ball_of_foot_length",
        "biacromialbreadth": "biacromial_breadth",
        "bicepscircumferenceflexed": "biceps_circumference_flexed",
        "bicristalbreadth": "bicristal_breadth",
        "bideltoidbreadth": "bideltoid_breadth",
        "bimalleolarbreadth": "bimalleolar_breadth",
        "bitragionchinarc": "bitragion_chin_arc",
        "bitragionsubmandibulararc": "bitragion_submandibular_arc",
        "bizygomaticbreadth": "bizygomatic_breadth",
        "buttockcircumference": "buttock_circumference",
        "buttockdepth": "buttock_depth",
        "buttockheight": "buttock_height",
        "buttockkneelength": "buttock_knee_length",
        "buttockpopliteallength": "buttock_popliteal_length",
        "calfcircumference": "calf_circumference",
        "cervicaleheight": "cervicale_height",
        "chestbreadth": "chest_breadth",
        "chestcircumference": "chest_circumference",
        "chestdepth": "chest_depth",
        "chestheight": "chest_height",
        "crotchheight": "crotch_height",
        "crotchlengthomphalion": "crotch_length_omphalion",
        "crotchlengthposterioromphalion": "crotch_length_posterior_omphalion",
        "earbreadth": "ear_breadth",
        "earlength": "ear_length",
        "earprotrusion": "ear_protrusion",
        "elbowrestheight": "elbow_rest_height",
        "eyeheightsitting": "eye_height_sitting",
        "footbreadthhorizontal": "foot_breadth",
        "footlength": "foot_length",
        "forearmcenterofgriplength": "forearm_center_of_grip_length",
        "forearmcircumferenceflexed": "forearm_circumference_flexed",
        "forearmforearmbreadth": "forearm_forearm_breadth",
        "forearmhandlength": "forearm_hand_length",
        "functionalleglength": "functional_leg_length",
        "handbreadth": "hand_breadth",
        "handcircumference": "hand_circumference",
        "handlength": "hand_length",
        "headbreadth": "head_breadth",
        "headcircumference": "head_circumference",
        "headlength": "head_length",
        "heelanklecircumference": "heel_ankle_circumference",
        "heelbreadth": "heel_breadth",
        "hipbreadth": "hip_breadth",
        "hipbreadthsitting": "hip_breadth_sitting",
        "iliocristaleheight": "iliocristale_height",
        "interpupillarybreadth": "interpupillary_breadth",
        "interscyei": "interscye_i",
        "interscyeii": "interscye_ii",
        "kneeheightmidpatella": "knee_height_midpatella",
        "kneeheightsitting": "knee_height_sitting",
        "lateralfemoralepicondyleheight": "lateral_femoral_epicondyle_height",
        "lateralmalleolusheight": "lateral_malleolus_height",
        "lowerthighcircumference": "lower_thigh_circumference",
        "mentonsellionlength": "menton_sellion_length",
        "neckcircumference": "neck_circumference",
        "neckcircumferencebase": "neck_base_circumference",
        "overheadfingertipreachsitting": "overhead_fingertip_reach_sitting",
        "palmlength": "palm_length",
        "poplitealheight": "popliteal_height",
        "radialestylionlength": "radiale_stylion_length",
        "shouldercircumference": "shoulder_circumference",
        "shoulderelbowlength": "shoulder_elbow_length",
        "shoulderlength": "shoulder_length",
        "sittingheight": "sitting_height",
        "sleevelengthspinewrist": "sleeve_length_spine_wrist",
        "sleeveoutseam": "sleeve_outseam",
        "span": "span",
        "stature": STATURE,
        "suprasternaleheight": "suprasternale_height",
        "tenthribheight": "tenth_rib_height",
        "thighcircumference": "thigh_circumference",
        "thighclearance": "thigh_clearance",
        "thumbtipreach": "thumbtip_reach",
        "tibialheight": "tibial_height",
        "tragiontopofhead": "tragion_top_of_head",
        "trochanterionheight": "trochanterion_height",
        "verticaltrunkcircumferenceusa": "vertical_trunk_circumference",
        "waistbacklength": "waist_back_length",
        "waistbreadth": "waist_breadth",
        "waistcircumference": "waist_circumference",
        "waistdepth": "waist_depth",
        "waistfrontlengthsitting": "waist_front_length_sitting",
        "waistheightomphalion": "waist_height_omphalion",
        "weightkg": MASS,
        "wristcircumference": "wrist_circumference",
        "wristheight": "wrist_height",
    }
)
"""Column of the public ANSUR II tables to measure, in the tables' order."""

NAMES: tuple[str, ...] = tuple(COLUMNS.values())


def unit(name: str) -> str:
    """Unit of a measure: "kg" for the mass, "m" for all others."""
    return "kg" if name == MASS else "m"


def to_si(column: str, value: float) -> float:
    """A value of the public tables (mm, or tenths of a kilogram) in metres or kilograms."""
    return value / (10.0 if COLUMNS[column] == MASS else 1000.0)
