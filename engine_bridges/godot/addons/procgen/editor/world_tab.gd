@tool
extends "domain_tab.gd"
## Worlds: the map while it comes, a folder of the project, and a node that shows what is in it.

const MAP_PX := 260
const MANIFEST := "manifest.json"

# What makes the world that is being made one to walk about in, with the files that it lists; null
# as long as that has not come, and once all has.
var _walkable: ProcgenV1.WorldWalkable
var _walkable_files: Array[PackedByteArray] = []
# The world that was placed while the rest was made, and the folder that it lies in.
var _standing: ProcgenWorld
var _standing_path := ""


func _extend(_rows: VBoxContainer) -> void:
	preview_px = MAP_PX


## Small pictures show the land and what is built, not who lives there.
func _prepare_preview(request: ProcgenMessage) -> void:
	var wanted: ProcgenV1.WorldRequest = request
	wanted.people = 0
	wanted.lines = 0
	wanted.parts = PackedStringArray(["map"])


func _started(running: ProcgenCall) -> void:
	_walkable = null
	_standing = null
	_standing_path = ""
	running.received.connect(_receive)


func _receive(event: ProcgenV1.Message, files: Array[PackedByteArray]) -> void:
	var walkable := event.get_path_value("walkable") as ProcgenV1.WorldWalkable
	if not walkable or _is_live:
		return
	_walkable = walkable
	_walkable_files = files
	_show_buttons()
	# What is made anew comes into the place of the old one as soon as it can.
	if adopted:
		await _place_made()
		if _standing:
			adopted = null


func _can_place_early() -> bool:
	return _walkable != null and _running != null and not _standing


## What one walks about in; people, animals and lines come into the same node later.
func _place_early(scene_root: Node) -> bool:
	var walkable := _walkable
	var running := _running
	var manifest: Dictionary = JSON.parse_string(walkable.manifest_json.get_string_from_utf8())
	var own := ProcgenV1.Artifact.new()
	own.file_name = MANIFEST
	var path := _path_of(manifest["name"], manifest["recipe"]["sha256"])
	var listed := walkable.files.duplicate()
	var bytes := _walkable_files.duplicate()
	listed.append(own)
	bytes.append(walkable.manifest_json)
	# Not twice, however long it takes to write.
	_walkable = null
	_show_buttons()
	var problem := await _folder.save_tree(listed, bytes, path)
	if problem or not is_instance_valid(scene_root):
		say(problem)
		return false
	var world := _world_in(path, manifest["name"])
	if not world:
		return false
	world.set_meta(Placing.RECIPE_META, JSON.stringify(manifest["recipe"]))
	_standing = world
	_standing_path = path
	Placing.place(undo_redo, "Generate " + domain.title, world, scene_root, adopted)
	if made == running:
		# All came while that was written.
		await _complete(made)
	return true


func _show(made_call: ProcgenCall) -> void:
	var result: ProcgenV1.WorldResult = made_call.answer
	_walkable = null
	_walkable_files = []
	await show_large_picture(made_call.artifact("map_png"))
	if _standing:
		await _complete(made_call)
	var counts := [result.name, result.buildings, result.props, result.people, result.lines]
	say("%s: %d buildings, %d plants and things, %d people, %d lines." % counts)


# Has what was placed early get all else.
func _complete(made_call: ProcgenCall) -> void:
	if not is_instance_valid(_standing):
		return
	var result: ProcgenV1.WorldResult = made_call.answer
	var problem := await _folder.save_tree(result.artifacts, made_call.artifacts, _standing_path)
	if not problem and is_instance_valid(_standing):
		_standing.set_meta(Placing.RECIPE_META, Common.recipe_text(result.recipe))
		problem = await _standing.complete()
	if problem:
		say(problem)


func _build(made_call: ProcgenCall) -> Node:
	var result: ProcgenV1.WorldResult = made_call.answer
	var path := await _store(made_call)
	if not path:
		return null
	if not made_call.artifact("scene_glb"):
		say("A world is placed with all its parts: leave Parts to the server.")
		return null
	var world := _world_in(path, result.name)
	if world:
		world.set_meta(Placing.RECIPE_META, Common.recipe_text(result.recipe))
	return world


# A node that shows what lies in a folder; null, and why, if that has no ground.
func _world_in(path: String, title: String) -> ProcgenWorld:
	var folder := ProcgenWorld.Builder.Folder.new(path)
	var grid := folder.floats("ground/heights.npy")
	if folder.problem:
		say(folder.problem)
		return null
	var world := ProcgenWorld.new()
	world.name = title.validate_node_name()
	world.folder = path
	# As with a terrain: the ground of the middle comes to lie at the origin.
	var ground: Dictionary = folder.manifest["ground"]
	var middle: int = (grid[1] as int >> 1) * (grid[2] as int) + (grid[2] as int >> 1)
	world.position = -Vector3(
		(ground["width_m"] as float) / 2.0,
		(grid[0] as PackedFloat32Array)[middle],
		(ground["depth_m"] as float) / 2.0
	)
	return world


func _save(made_call: ProcgenCall) -> void:
	await _store(made_call)


# Writes the world into a folder of its own and returns that; nothing, and why, if it can't be.
func _store(made_call: ProcgenCall) -> String:
	var result: ProcgenV1.WorldResult = made_call.answer
	var path := _path_of(result.name, result.recipe.sha256)
	say("Writing…")
	var problem := await _folder.save_tree(result.artifacts, made_call.artifacts, path)
	say(problem if problem else "Saved as %s." % path)
	return "" if problem else path


func _path_of(title: String, sha256: String) -> String:
	var plain := title.to_lower().validate_filename().replace(" ", "-")
	return _folder.folder().path_join("%s-%s" % [plain, sha256.left(8)])
