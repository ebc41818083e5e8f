from __future__ import annotations

import numpy as np

from procgen.texture.maps import hdrp_mask, orm, urp_metallic_smoothness

_OCCLUSION, _ROUGHNESS, _METALLIC = (np.full((2, 3), value, np.float32) for value in (0.9, 0.25, 0.5))


def test_each_channel_holds_what_its_engine_reads() -> None:
    np.testing.assert_allclose(orm(_OCCLUSION, _ROUGHNESS, _METALLIC)[1, 2], (0.9, 0.25, 0.5))
    np.testing.assert_allclose(hdrp_mask(_METALLIC, _OCCLUSION, _ROUGHNESS)[1, 2], (0.5, 0.9, 1.0, 0.75))
    detailed = hdrp_mask(_METALLIC, _OCCLUSION, _ROUGHNESS, np.full((2, 3), 0.3, np.float32))
    np.testing.assert_allclose(detailed[0, 0], (0.5, 0.9, 0.3, 0.75))
    np.testing.assert_allclose(urp_metallic_smoothness(_METALLIC, _ROUGHNESS)[0, 1], (0.5, 0.5, 0.5, 0.75))
    assert orm(_OCCLUSION, _ROUGHNESS, _METALLIC).dtype == np.float32
