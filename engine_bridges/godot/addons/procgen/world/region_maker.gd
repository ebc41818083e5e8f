@tool
extends RefCounted
## Has a server make tiles of a region that have no world yet, and writes them to where the region
## looks for them.

const Calls := preload("../calls.gd")
const Common := preload("../common.gd")
const Folder := preload("region_folder.gd")
const MANIFEST := "manifest.json"

var _calls := Calls.new()


## Whether the world of a tile is there, whole: its manifest is written last.
static func has_world(folder: Folder, tile: Vector2i) -> bool:
	return FileAccess.file_exists(folder.folder_of(tile).path_join(MANIFEST))


## Whether a tile is being made.
func is_busy() -> bool:
	return _calls.is_busy()


## Ends what is under way, on the server too.
func stop() -> void:
	_calls.stop()


## Makes the world of a tile as the region's recipe has it, with [param settings] besides, by the
## fields of WorldRequest in world.proto. Returns how that ended.
func make(
	folder: Folder, tile: Vector2i, settings: Dictionary, client: ProcgenClient
) -> ProcgenStatus:
	var asked: Variant = folder.said.get("recipe")
	asked = asked.get("request") if asked is Dictionary else null
	if asked is not Dictionary:
		var where := folder.path.path_join(Folder.FILE)
		return Common.refused([where + " says no recipe: its tiles can't be asked for."])
	var request := ProcgenV1.WorldRequest.new()
	var problems := request.merge_json(settings)
	problems.append_array(request.merge_json(asked as Dictionary))
	var spacing: Variant = folder.said.get("metres_per_pixel")
	problems.append_array(request.merge_json({"metres_per_pixel": spacing}))
	problems.append_array(request.merge_json({"column": tile.x, "row": tile.y}))
	if problems:
		return Common.refused(problems)
	var running := client.world.generate(request)
	var path := folder.folder_of(tile)
	return await _calls.run(running, func() -> String: return _write(running, path))


# All files of a world. Returns what is wrong, or nothing.
func _write(running: ProcgenCall, path: String) -> String:
	var files := Common.tree_of(running.answer.get(&"artifacts"), running.artifacts)
	var manifest: Variant = files.get(MANIFEST)
	if manifest == null:
		return "The server sent no %s." % MANIFEST
	# Last, for it tells that the world is whole.
	files.erase(MANIFEST)
	files[MANIFEST] = manifest
	return Common.write_tree(files, path)
