extends RefCounted
## Levels of detail in glTF by MSFT_lod, as Godot shows them: meshes with ranges of distance.

## Metadata of a GLTFState whose reader makes the levels by itself.
const ADDED_BY_READER := &"procgen_levels_added"
## Of the camera that shares of the screen are meant for.
const _FIELD_DEG := 75.0
## Of a distance: no level flickers where two meet.
const _MARGIN := 0.1


## Numbers of the nodes that are the coarser levels of one.
static func ids_of(node: Dictionary) -> Array:
	return node.get("extensions", {}).get("MSFT_lod", {}).get("ids", []).duplicate()


## Of the screen's height, which share a thing has at least where a level is shown; finest first.
static func shares_of(node: Dictionary) -> Array:
	return node.get("extras", {}).get("MSFT_screencoverage", [])


## How far each level is shown, m, of a thing so tall, m.
static func ends_m(tall_m: float, shares: Array) -> PackedFloat64Array:
	var found := PackedFloat64Array()
	for share: float in shares:
		found.append(tall_m / (2.0 * share * tan(deg_to_rad(_FIELD_DEG) / 2.0)))
	return found


## Shows a mesh between two distances, m.
static func set_range(part: MeshInstance3D, from_m: float, to_m: float) -> void:
	part.visibility_range_begin = from_m
	part.visibility_range_begin_margin = from_m * _MARGIN
	part.visibility_range_end = to_m
	part.visibility_range_end_margin = to_m * _MARGIN
