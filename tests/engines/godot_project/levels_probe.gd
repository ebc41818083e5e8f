extends SceneTree
## Prints a line of JSON: each mesh of a scene by its name, the distances between which it is shown,
## whether a skeleton bends it, how many triangles it has, and the names of clips.
##
## The only argument is a file of JSON with the path of the [code]scene[/code].


func _initialize() -> void:
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	var packed: PackedScene = load(arguments["scene"])
	var scene := packed.instantiate()
	var meshes := {}
	for part: MeshInstance3D in scene.find_children("*", "MeshInstance3D", true, false):
		var triangles := 0
		for surface in part.mesh.get_surface_count():
			var indices: PackedInt32Array = part.mesh.surface_get_arrays(surface)[Mesh.ARRAY_INDEX]
			triangles += floori(indices.size() / 3.0)
		meshes[part.name] = {
			"from_m": part.visibility_range_begin,
			"to_m": part.visibility_range_end,
			"is_skinned": part.skin != null and not part.skeleton.is_empty(),
			"triangles": triangles,
		}
	var clips: PackedStringArray = []
	for player: AnimationPlayer in scene.find_children("*", "AnimationPlayer", true, false):
		clips.append_array(player.get_animation_list())
	scene.free()
	print(JSON.stringify({"meshes": meshes, "clips": clips}, "", true, true))
	quit(0)
