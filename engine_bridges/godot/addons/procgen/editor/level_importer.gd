@tool
extends GLTFDocumentExtension
## Imports levels of detail by MSFT_lod, which Godot does not know: their meshes are in no scene of
## the file, and come into it beside the finest one, each shown from a distance on.

const Levels := preload("../character/levels.gd")

# Metadata of a level until the import ends: from where to where it is shown, m.
const _RANGE := &"procgen_range_m"


## Gives levels their ranges when all else of an import is done.
class Ranges:
	extends EditorScenePostImportPlugin

	func _post_process(scene: Node) -> void:
		for part: MeshInstance3D in scene.find_children("*", "MeshInstance3D", true, false):
			if part.has_meta(_RANGE):
				var range_m: Vector2 = part.get_meta(_RANGE)
				Levels.set_range(part, range_m.x, range_m.y)
				part.remove_meta(_RANGE)


func _get_supported_extensions() -> PackedStringArray:
	return ["MSFT_lod"]


func _import_preflight(state: GLTFState, extensions: PackedStringArray) -> Error:
	if "MSFT_lod" not in extensions or state.has_meta(Levels.ADDED_BY_READER):
		return ERR_SKIP
	var json := state.json
	var lists := _lists(json)
	var nodes: Array = json["nodes"]
	for index in nodes.size():
		var list: Array = lists.get(index, [])
		for other: float in Levels.ids_of(nodes[index]):
			if not lists.has(int(other)):
				list.append(other)
	state.json = json
	return OK


func _import_post(state: GLTFState, _root: Node) -> Error:
	var nodes: Array = state.json["nodes"]
	for index in nodes.size():
		var node: Dictionary = nodes[index]
		var ids := Levels.ids_of(node)
		var shares := Levels.shares_of(node)
		if ids.is_empty() or shares.is_empty():
			continue
		var ends := Levels.ends_m(_tall_m(state.json, node), shares)
		ids.push_front(float(index))
		for level in mini(ids.size(), ends.size()):
			var from := ends[level - 1] if level else 0.0
			# Ranges that are set here are lost: the settings of the import come after.
			state.get_scene_node(int(ids[level])).set_meta(_RANGE, Vector2(from, ends[level]))
	return OK


# Where the number of each node that a scene has is listed: among a node's children, or the roots.
static func _lists(json: Dictionary) -> Dictionary:
	var found := {}
	for scene: Dictionary in json.get("scenes", []):
		for index: float in scene.get("nodes", []):
			found[int(index)] = scene["nodes"]
	for node: Dictionary in json["nodes"]:
		for index: float in node.get("children", []):
			found[int(index)] = node["children"]
	return found


# Height of a node's mesh, m.
static func _tall_m(json: Dictionary, node: Dictionary) -> float:
	var low := INF
	var high := -INF
	var mesh: Dictionary = json["meshes"][int(node["mesh"])]
	for primitive: Dictionary in mesh["primitives"]:
		var places: Dictionary = json["accessors"][int(primitive["attributes"]["POSITION"])]
		low = minf(low, places["min"][1])
		high = maxf(high, places["max"][1])
	return high - low
