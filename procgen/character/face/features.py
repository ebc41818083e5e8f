"""Anthropometric features of faces: distances, angles and the difference of the halves.

Distances are those of Farkas ("Anthropometry of the Head and Face", 2nd ed., 1994), named by their landmarks; angles
are those of the profile and of the eyes. The learned energy (:mod:`procgen.character.face.faces`) is a density of them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.face.landmarks import EYES, LEFT, landmark_vertices
from procgen.character.face.mesh import HeadMesh

Floats = npt.NDArray[np.float64]

DISTANCES = {
    "face_height": ("sellion", "menton"),
    "upper_face_height": ("sellion", "subnasale"),
    "lower_face_height": ("subnasale", "menton"),
    "forehead_height": ("trichion", "glabella"),
    "face_width": ("zygion", "zygion_right"),
    "jaw_width": ("gonion", "gonion_right"),
    "skull_width": ("euryon", "euryon_right"),
    "skull_length": ("glabella", "opisthocranion"),
    "ear_to_nose": ("tragion", "subnasale"),
    "ear_to_chin": ("tragion", "menton"),
    "between_eyes": ("endocanthion", "endocanthion_right"),
    "across_eyes": ("exocanthion", "exocanthion_right"),
    "eye_length": ("endocanthion", "exocanthion"),
    "eye_opening": ("palpebrale_superius", "palpebrale_inferius"),
    "brow_to_eye": ("brow", "palpebrale_superius"),
    "nose_width": ("alare", "alare_right"),
    "nose_length": ("sellion", "pronasale"),
    "nose_protrusion": ("subnasale", "pronasale"),
    "mouth_width": ("cheilion", "cheilion_right"),
    "philtrum": ("subnasale", "labiale_superius"),
    "upper_lip": ("labiale_superius", "stomion_upper"),
    "lower_lip": ("stomion_lower", "labiale_inferius"),
    "lip_to_chin": ("labiale_inferius", "pogonion"),
    "chin_height": ("sublabiale", "menton"),
    "ear_length": ("superaurale", "subaurale"),
    "ear_width": ("preaurale", "postaurale"),
}
"""Features that are the natural logarithm of a distance in metres."""
ANGLES = {
    "nasofrontal": ("glabella", "sellion", "pronasale"),
    "nasal_tip": ("sellion", "pronasale", "subnasale"),
    "nasolabial": ("pronasale", "subnasale", "labiale_superius"),
    "mentolabial": ("labiale_inferius", "sublabiale", "pogonion"),
    "convexity": ("glabella", "subnasale", "pogonion"),
    "chin_neck": ("pogonion", "menton", "cervical"),
    "brow_profile": ("trichion", "glabella", "sellion"),
}
"""Features that are an angle in radians at the middle landmark."""
OTHERS = ("eye_tilt", "mouth_tilt", "eye_to_lid", "unevenness")
"""Tilt of the eye's axis and of the mouth's corners in radians; logarithm of the eyeball's breadth over the eye's
length; logarithm of the mean difference between the halves in metres."""
NAMES = (*DISTANCES, *ANGLES, *OTHERS)


class Features:
    """Computes the features of many faces.

    Args:
        basis: the mesh.
        sliders: the order of the rows.
    """

    def __init__(self, basis: Basis, sliders: tuple[str, ...]) -> None:
        marks = landmark_vertices(basis)
        eyes = np.concatenate([np.arange(*span) for span in EYES.values()])
        self.mesh = HeadMesh.of(basis, sliders, np.concatenate([np.array(list(marks.values())), eyes]))
        self._mark = {name: int(self.mesh.places(vertex)) for name, vertex in marks.items()}
        self._eye = self.mesh.places(np.arange(*EYES["left"]))
        self._left = np.array([self._mark[name] for name in LEFT])
        self._right = np.array([self._mark[f"{name}_right"] for name in LEFT])

    def measure(self, values: npt.NDArray[np.floating], corners: npt.NDArray[np.float32]) -> Floats:
        """(n, F) features of faces (n, S), inside the sliders' ranges, of people (n, 24); ``NAMES`` names them."""
        points = self.mesh.evaluate(np.asarray(values, np.float32), corners).astype(np.float64)
        at = {name: points[:, place] for name, place in self._mark.items()}

        def apart(first: str, second: str) -> Floats:
            distance: Floats = np.linalg.norm(at[first] - at[second], axis=1)
            return distance

        columns = [np.log(np.maximum(apart(*pair), 1e-5)) for pair in DISTANCES.values()]
        for first, middle, last in ANGLES.values():
            a, b = at[first] - at[middle], at[last] - at[middle]
            cosine = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
            columns.append(np.arccos(np.clip(cosine, -1.0, 1.0)))
        axis = at["exocanthion"] - at["endocanthion"]
        columns.append(np.arctan2(axis[:, 1], axis[:, 0]))
        corner = at["cheilion"] - (at["stomion_upper"] + at["stomion_lower"]) / 2
        columns.append(np.arctan2(corner[:, 1], corner[:, 0]))
        eye = points[:, self._eye]
        columns.append(np.log(np.ptp(eye[:, :, 0], axis=1)) - np.log(apart("endocanthion", "exocanthion")))
        mirrored = points[:, self._right] * np.array([-1.0, 1.0, 1.0])
        uneven = np.linalg.norm(points[:, self._left] - mirrored, axis=2).mean(axis=1)
        columns.append(np.log(uneven + 2e-4))
        return np.stack(columns, axis=1)
