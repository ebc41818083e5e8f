extends SceneTree
## Loads an imported character, moves it, photographs it, and prints a line of JSON about what Godot
## made of it.
##
## The only argument is a file of JSON with the [code]scene[/code] and [code]shots[/code]: each has a
## [code]picture[/code] to write, and may have an animation to [code]play[/code] at [code]time[/code]
## seconds, blend shapes to [code]set[/code] by name, the camera's [code]from[/code] and what it looks
## [code]at[/code], in metres.

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 280.0


func _initialize() -> void:
	create_timer(TIME_LIMIT_S).timeout.connect(quit.bind(EXIT_TOO_SLOW))
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	_light()
	var camera := Camera3D.new()
	camera.fov = 30.0
	root.add_child(camera)
	var character: Node3D = (load(arguments["scene"]) as PackedScene).instantiate()
	root.add_child(character)
	var skeleton: Skeleton3D = character.find_children("*", "Skeleton3D", true, false)[0]
	var player: AnimationPlayer = character.find_children("*", "AnimationPlayer", true, false)[0]
	var poses := []
	for shot: Dictionary in arguments["shots"]:
		player.stop()
		skeleton.reset_bone_poses()
		_set_blend_shapes(character, shot.get("set", {}))
		if shot.has("play"):
			player.play(shot["play"])
			player.seek(shot["time"], true)
			player.pause()
		var from: Array = shot["from"]
		var at: Array = shot["at"]
		camera.look_at_from_position(
			Vector3(from[0], from[1], from[2]), Vector3(at[0], at[1], at[2])
		)
		for frame in 2:
			await process_frame
		await RenderingServer.frame_post_draw
		root.get_texture().get_image().save_png(shot["picture"])
		poses.append(_places(skeleton))
	print(JSON.stringify(_described(character, skeleton, player, poses), "", true, true))
	quit(0)


func _light() -> void:
	var light := DirectionalLight3D.new()
	light.rotation_degrees = Vector3(-40.0, 30.0, 0.0)
	light.light_energy = 0.7
	light.shadow_enabled = true
	root.add_child(light)
	var sky := WorldEnvironment.new()
	sky.environment = Environment.new()
	sky.environment.background_mode = Environment.BG_COLOR
	sky.environment.background_color = Color(0.35, 0.4, 0.45)
	sky.environment.ambient_light_source = Environment.AMBIENT_SOURCE_COLOR
	sky.environment.ambient_light_color = Color.WHITE
	sky.environment.ambient_light_energy = 0.25
	root.add_child(sky)


func _set_blend_shapes(character: Node3D, wanted: Dictionary) -> void:
	for mesh: MeshInstance3D in character.find_children("*", "MeshInstance3D", true, false):
		for index in mesh.get_blend_shape_count():
			var shape: String = (mesh.mesh as ArrayMesh).get_blend_shape_name(index)
			mesh.set_blend_shape_value(index, wanted.get(shape, 0.0))


func _places(skeleton: Skeleton3D) -> Dictionary:
	var found := {}
	for bone in skeleton.get_bone_count():
		var at := skeleton.get_bone_global_pose(bone).origin
		found[skeleton.get_bone_name(bone)] = [at.x, at.y, at.z]
	return found


func _described(
	character: Node3D, skeleton: Skeleton3D, player: AnimationPlayer, poses: Array
) -> Dictionary:
	var profile := SkeletonProfileHumanoid.new()
	var missing := []
	for index in profile.bone_size:
		if skeleton.find_bone(profile.get_bone_name(index)) < 0:
			missing.append(profile.get_bone_name(index))
	var meshes := {}
	for mesh: MeshInstance3D in character.find_children("*", "MeshInstance3D", true, false):
		var shapes := []
		for index in mesh.get_blend_shape_count():
			shapes.append((mesh.mesh as ArrayMesh).get_blend_shape_name(index))
		var vertices := []
		for surface in mesh.mesh.get_surface_count():
			vertices.append(mesh.mesh.surface_get_arrays(surface)[Mesh.ARRAY_VERTEX].size())
		meshes[mesh.name] = {"blend_shapes": shapes, "vertices": vertices}
	var clips := {}
	for clip in player.get_animation_list():
		clips[clip] = player.get_animation(clip).length
	var sockets := []
	for attachment: BoneAttachment3D in character.find_children("*", "BoneAttachment3D", true, false):
		sockets.append(attachment.bone_name)
	return {
		"skeleton": skeleton.name,
		"bones": skeleton.get_bone_count(),
		"missing": missing,
		"meshes": meshes,
		"clips": clips,
		"attachments": sockets,
		"poses": poses,
	}
