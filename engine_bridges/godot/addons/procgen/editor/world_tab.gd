@tool
extends "domain_tab.gd"
## Worlds: the map while it comes, a folder of the project, and a node that shows what is in it.

const MAP_PX := 260


func _extend(_rows: VBoxContainer) -> void:
	preview_px = MAP_PX


## Small pictures show the land and what is built, not who lives there.
func _prepare_preview(request: ProcgenMessage) -> void:
	var wanted: ProcgenV1.WorldRequest = request
	wanted.people = 0
	wanted.lines = 0
	wanted.parts = PackedStringArray(["map"])


func _show(made_call: ProcgenCall) -> void:
	var result: ProcgenV1.WorldResult = made_call.answer
	await show_large_picture(made_call.artifact("map_png"))
	var counts := [result.name, result.buildings, result.props, result.people, result.lines]
	say("%s: %d buildings, %d plants and things, %d people, %d lines." % counts)


func _build(made_call: ProcgenCall) -> Node:
	var result: ProcgenV1.WorldResult = made_call.answer
	var path := await _store(made_call)
	if not path:
		return null
	var folder := ProcgenWorld.Builder.Folder.new(path)
	var grid := folder.floats("ground/heights.npy")
	if folder.problem or not made_call.artifact("scene_glb"):
		say("A world is placed with all its parts: leave Parts to the server.")
		return null
	var world := ProcgenWorld.new()
	world.name = result.name.validate_node_name()
	world.folder = path
	world.set_meta(Placing.RECIPE_META, Common.recipe_text(result.recipe))
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
	var title := result.name.to_lower().validate_filename().replace(" ", "-")
	var path := _folder.folder().path_join("%s-%s" % [title, result.recipe.sha256.left(8)])
	say("Writing…")
	var problem := await _folder.save_tree(made_call, path)
	say(problem if problem else "Saved as %s." % path)
	return "" if problem else path
