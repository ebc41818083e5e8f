extends RefCounted
## Looks at characters as the engine has them.


## Takes photographs of a character.
class Studio:
	extends RefCounted

	var _camera := Camera3D.new()
	var _character: ProcgenCharacter
	var _folder: String

	func _init(tree: SceneTree, character: ProcgenCharacter, folder: String) -> void:
		_character = character
		_folder = folder
		# Drawing in software would take the time that the server needs.
		RenderingServer.render_loop_enabled = false
		Engine.max_fps = 30
		var sun := DirectionalLight3D.new()
		sun.rotation_degrees = Vector3(-35.0, -30.0, 0.0)
		sun.light_energy = 1.0
		tree.root.add_child(sun)
		var world := WorldEnvironment.new()
		world.environment = Environment.new()
		world.environment.background_mode = Environment.BG_COLOR
		world.environment.background_color = Color(0.35, 0.4, 0.45)
		world.environment.ambient_light_source = Environment.AMBIENT_SOURCE_COLOR
		world.environment.ambient_light_color = Color.WHITE
		world.environment.ambient_light_energy = 0.5
		tree.root.add_child(world)
		_camera.fov = 30.0
		tree.root.add_child(_camera)

	## Writes NAME-face.png.
	func photograph_face(name: String) -> void:
		var skeleton := _character.figure.skeleton
		var head := skeleton.get_bone_global_pose(skeleton.find_bone("LeftEye")).origin
		head.x = 0.0
		await _take(name + "-face", head, Vector3(-0.25, 0.0, 0.8))

	## Writes NAME-figure.png.
	func photograph_figure(name: String) -> void:
		await _take(name + "-figure", Vector3(0.0, 0.9, 0.0), Vector3(0.0, 0.0, 4.2))

	func _take(name: String, at: Vector3, away: Vector3) -> void:
		_camera.look_at_from_position(at + away, at)
		RenderingServer.render_loop_enabled = true
		for frame in 2:
			await _camera.get_tree().process_frame
		await RenderingServer.frame_post_draw
		RenderingServer.render_loop_enabled = false
		var picture := _camera.get_viewport().get_texture().get_image()
		picture.save_png("%s/%s.png" % [_folder, name])


## Skeleton, meshes, clips and sockets of a character's nodes.
static func describe(root: Node3D) -> Dictionary:
	var skeleton: Skeleton3D = root.find_children("*", "Skeleton3D", true, false)[0]
	var player: AnimationPlayer = root.find_children("*", "AnimationPlayer", true, false)[0]
	var bones := {}
	for bone in skeleton.get_bone_count():
		var at := skeleton.get_bone_global_rest(bone).origin
		bones[skeleton.get_bone_name(bone)] = [at.x, at.y, at.z]
	var profile := SkeletonProfileHumanoid.new()
	var profile_bones := []
	for index in profile.bone_size:
		profile_bones.append(profile.get_bone_name(index))
	var meshes := {}
	for part: MeshInstance3D in root.find_children("*", "MeshInstance3D", true, false):
		var textured := []
		for surface in part.mesh.get_surface_count():
			var material := part.mesh.surface_get_material(surface) as BaseMaterial3D
			textured.append(material.albedo_texture != null)
		meshes[part.name] = {
			"blend_shapes": part.get_blend_shape_count(),
			"textured": textured,
			"skinned": part.skin != null and part.get_node(part.skeleton) == skeleton,
		}
	var sockets := []
	for attachment: BoneAttachment3D in root.find_children("*", "BoneAttachment3D", true, false):
		for socket in attachment.get_children():
			sockets.append(socket.name)
	return {
		"bones": bones,
		"profile_bones": profile_bones,
		"meshes": meshes,
		"clips": player.get_animation_list(),
		"sockets": sockets,
	}


## Writes places, normals and, if asked, the places of a blend shape of all surfaces into a folder,
## as PART-SURFACE-places.f32 and so on.
static func write_vertices(
	figure: ProcgenCharacter.Figure, folder: String, blend_shape: String
) -> void:
	DirAccess.make_dir_absolute(folder)
	for name in figure.parts:
		var mesh: ArrayMesh = figure.parts[name].mesh
		var shape := figure.parts[name].find_blend_shape_by_name(blend_shape)
		for surface in mesh.get_surface_count():
			var arrays := mesh.surface_get_arrays(surface)
			var path := "%s/%s-%d" % [folder, name, surface]
			_write(path + "-places.f32", arrays[Mesh.ARRAY_VERTEX])
			_write(path + "-normals.f32", arrays[Mesh.ARRAY_NORMAL])
			if shape >= 0:
				var shapes := mesh.surface_get_blend_shape_arrays(surface)
				_write(path + "-shape.f32", shapes[shape][Mesh.ARRAY_VERTEX])


static func _write(path: String, vectors: PackedVector3Array) -> void:
	FileAccess.open(path, FileAccess.WRITE).store_buffer(vectors.to_byte_array())
