"""The 93 measures of a person: the 92 lengths of ANSUR II and the mass, with labels and ranges.

Names and columns are those of :mod:`procgen.character.body.ansur`, definitions those of the survey (Gordon et al. 2014,
"2012 Anthropometric Survey of U.S. Army Personnel: Methods and Summary Statistics", NATICK/TR-15/007).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from procgen.character.body import ansur


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a body."""

    name: str
    label: str
    range_min: float
    """In :attr:`unit`: where the fitted marginals of both sexes end, at 4 standard normal deviations, or the least of
    the survey's training people, whichever is less..."""
    range_max: float
    """...and the same above."""
    step: float
    """In :attr:`unit`: what the survey rounded to."""

    @property
    def unit(self) -> str:
        """Either "m" or "kg"."""
        return ansur.unit(self.name)


MEASURES: Final[tuple[Measure, ...]] = (
    Measure("abdominal_extension_depth_sitting", "Abdominal depth, sitting", 0.142, 0.451, 0.001),
    Measure("acromial_height", "Shoulder (acromion) height", 1.113, 1.718, 0.001),
    Measure("acromion_radiale_length", "Upper arm length (acromion to radiale)", 0.244, 0.41, 0.001),
    Measure("ankle_circumference", "Ankle circumference", 0.156, 0.3, 0.001),
    Measure("axilla_height", "Armpit height", 1.031, 1.591, 0.001),
    Measure("ball_of_foot_circumference", "Ball of foot circumference", 0.184, 0.309, 0.001),
    Measure("ball_of_foot_length", "Ball of foot length", 0.147, 0.248, 0.001),
    Measure("biacromial_breadth", "Shoulder breadth, bony (biacromial)", 0.291, 0.505, 0.001),
    Measure("biceps_circumference_flexed", "Biceps circumference, flexed", 0.203, 0.516, 0.001),
    Measure("bicristal_breadth", "Pelvis breadth (bicristal)", 0.191, 0.366, 0.001),
    Measure("bideltoid_breadth", "Shoulder breadth (bideltoid)", 0.346, 0.661, 0.001),
    Measure("bimalleolar_breadth", "Ankle breadth (bimalleolar)", 0.052, 0.094, 0.001),
    Measure("bitragion_chin_arc", "Arc from ear to ear over the chin", 0.257, 0.392, 0.001),
    Measure("bitragion_submandibular_arc", "Arc from ear to ear under the jaw", 0.231, 0.391, 0.001),
    Measure("bizygomatic_breadth", "Face breadth (bizygomatic)", 0.112, 0.174, 0.001),
    Measure("buttock_circumference", "Hip (buttock) circumference", 0.733, 1.377, 0.001),
    Measure("buttock_depth", "Buttock depth", 0.154, 0.36, 0.001),
    Measure("buttock_height", "Buttock height", 0.656, 1.112, 0.001),
    Measure("buttock_knee_length", "Buttock to knee length, sitting", 0.459, 0.749, 0.001),
    Measure("buttock_popliteal_length", "Buttock to hollow of the knee, sitting", 0.367, 0.621, 0.001),
    Measure("calf_circumference", "Calf circumference", 0.264, 0.527, 0.001),
    Measure("cervicale_height", "Neck (cervicale) height", 1.173, 1.791, 0.001),
    Measure("chest_breadth", "Chest breadth", 0.205, 0.367, 0.001),
    Measure("chest_circumference", "Chest circumference", 0.687, 1.469, 0.001),
    Measure("chest_depth", "Chest depth", 0.153, 0.383, 0.001),
    Measure("chest_height", "Chest height", 0.959, 1.549, 0.001),
    Measure("crotch_height", "Crotch height (inseam)", 0.61, 1.05, 0.001),
    Measure("crotch_length_omphalion", "Crotch length, waist to waist at the navel", 0.454, 0.833, 0.001),
    Measure("crotch_length_posterior_omphalion", "Crotch length, rear part", 0.237, 0.474, 0.001),
    Measure("ear_breadth", "Ear breadth", 0.022, 0.049, 0.001),
    Measure("ear_length", "Ear length", 0.044, 0.083, 0.001),
    Measure("ear_protrusion", "Ear protrusion", 0.01, 0.037, 0.001),
    Measure("elbow_rest_height", "Elbow rest height, sitting", 0.126, 0.358, 0.001),
    Measure("eye_height_sitting", "Eye height, sitting", 0.632, 0.946, 0.001),
    Measure("foot_breadth", "Foot breadth", 0.074, 0.128, 0.001),
    Measure("foot_length", "Foot length", 0.198, 0.327, 0.001),
    Measure("forearm_center_of_grip_length", "Elbow to centre of grip", 0.251, 0.426, 0.001),
    Measure("forearm_circumference_flexed", "Forearm circumference, flexed", 0.198, 0.412, 0.001),
    Measure("forearm_forearm_breadth", "Breadth from forearm to forearm, sitting", 0.356, 0.788, 0.001),
    Measure("forearm_hand_length", "Elbow to fingertip", 0.342, 0.582, 0.001),
    Measure("functional_leg_length", "Functional leg length, sitting", 0.833, 1.365, 0.001),
    Measure("hand_breadth", "Hand breadth", 0.062, 0.108, 0.001),
    Measure("hand_circumference", "Hand circumference", 0.15, 0.255, 0.001),
    Measure("hand_length", "Hand length", 0.143, 0.239, 0.001),
    Measure("head_breadth", "Head breadth", 0.127, 0.181, 0.001),
    Measure("head_circumference", "Head circumference", 0.489, 0.659, 0.001),
    Measure("head_length", "Head length", 0.158, 0.229, 0.001),
    Measure("heel_ankle_circumference", "Heel to ankle circumference", 0.253, 0.421, 0.001),
    Measure("heel_breadth", "Heel breadth", 0.048, 0.099, 0.001),
    Measure("hip_breadth", "Hip breadth", 0.252, 0.477, 0.001),
    Measure("hip_breadth_sitting", "Hip breadth, sitting", 0.266, 0.546, 0.001),
    Measure("iliocristale_height", "Top of pelvis (iliocristale) height", 0.811, 1.293, 0.001),
    Measure("interpupillary_breadth", "Distance of the pupils", 0.0469, 0.0798, 0.0005),
    Measure("interscye_i", "Back breadth between the armpits", 0.264, 0.575, 0.001),
    Measure("interscye_ii", "Back breadth at mid armpit", 0.294, 0.577, 0.001),
    Measure("knee_height_midpatella", "Knee (mid-patella) height", 0.346, 0.616, 0.001),
    Measure("knee_height_sitting", "Knee height, sitting", 0.407, 0.679, 0.001),
    Measure("lateral_femoral_epicondyle_height", "Outer knee (lateral femoral epicondyle) height", 0.352, 0.607, 0.001),
    Measure("lateral_malleolus_height", "Outer ankle (lateral malleolus) height", 0.043, 0.097, 0.001),
    Measure("lower_thigh_circumference", "Lower thigh circumference", 0.274, 0.568, 0.001),
    Measure("menton_sellion_length", "Face length (menton to sellion)", 0.089, 0.151, 0.001),
    Measure("neck_circumference", "Neck circumference", 0.265, 0.524, 0.001),
    Measure("neck_base_circumference", "Neck base circumference", 0.293, 0.552, 0.001),
    Measure("overhead_fingertip_reach_sitting", "Overhead fingertip reach, sitting", 1.076, 1.702, 0.001),
    Measure("palm_length", "Palm length", 0.088, 0.146, 0.001),
    Measure("popliteal_height", "Hollow of the knee height, sitting", 0.294, 0.537, 0.001),
    Measure("radiale_stylion_length", "Forearm length (radiale to stylion)", 0.169, 0.337, 0.001),
    Measure("shoulder_circumference", "Shoulder circumference", 0.844, 1.477, 0.001),
    Measure("shoulder_elbow_length", "Shoulder to elbow length", 0.264, 0.439, 0.001),
    Measure("shoulder_length", "Shoulder length, neck to acromion", 0.099, 0.194, 0.001),
    Measure("sitting_height", "Sitting height", 0.736, 1.065, 0.001),
    Measure("sleeve_length_spine_wrist", "Sleeve length, spine to wrist", 0.636, 1.068, 0.001),
    Measure("sleeve_outseam", "Sleeve outseam", 0.41, 0.726, 0.001),
    Measure("span", "Arm span", 1.323, 2.18, 0.001),
    Measure("stature", "Stature", 1.387, 2.048, 0.001),
    Measure("suprasternale_height", "Top of breastbone height", 1.11, 1.706, 0.001),
    Measure("tenth_rib_height", "Tenth rib height", 0.866, 1.355, 0.001),
    Measure("thigh_circumference", "Thigh circumference", 0.387, 0.898, 0.001),
    Measure("thigh_clearance", "Thigh clearance, sitting", 0.117, 0.259, 0.001),
    Measure("thumbtip_reach", "Thumbtip reach", 0.59, 1.005, 0.001),
    Measure("tibial_height", "Tibial height", 0.342, 0.587, 0.001),
    Measure("tragion_top_of_head", "Ear (tragion) to top of head", 0.097, 0.155, 0.001),
    Measure("trochanterion_height", "Hip joint (trochanterion) height", 0.66, 1.125, 0.001),
    Measure("vertical_trunk_circumference", "Vertical trunk circumference", 1.287, 2.065, 0.001),
    Measure("waist_back_length", "Waist back length", 0.325, 0.605, 0.001),
    Measure("waist_breadth", "Waist breadth", 0.194, 0.473, 0.001),
    Measure("waist_circumference", "Waist circumference at the navel", 0.561, 1.4, 0.001),
    Measure("waist_depth", "Waist depth", 0.13, 0.406, 0.001),
    Measure("waist_front_length_sitting", "Waist front length, sitting", 0.272, 0.517, 0.001),
    Measure("waist_height_omphalion", "Waist (navel) height", 0.79, 1.279, 0.001),
    Measure("mass", "Body mass", 32.8, 157.7, 0.1),
    Measure("wrist_circumference", "Wrist circumference", 0.126, 0.217, 0.001),
    Measure("wrist_height", "Wrist height", 0.648, 1.027, 0.001),
)

INDEX: Final[dict[str, int]] = {measure.name: number for number, measure in enumerate(MEASURES)}
"""Place of a measure in rows of measures."""

STATURE: Final = INDEX[ansur.STATURE]
MASS: Final = INDEX[ansur.MASS]
