extends RefCounted
## Looks at a terrain body as the engine sees it.


## Writes the arrays of the mesh and the shape into a folder, as plain little-endian numbers.
static func write_arrays(body: StaticBody3D, folder: String) -> void:
	var surface: MeshInstance3D = body.get_node("Surface")
	var arrays := surface.mesh.surface_get_arrays(0)
	var shape: HeightMapShape3D = body.get_node("Shape").shape
	_write(folder, "vertices.f32", arrays[Mesh.ARRAY_VERTEX].to_byte_array())
	_write(folder, "normals.f32", arrays[Mesh.ARRAY_NORMAL].to_byte_array())
	_write(folder, "uvs.f32", arrays[Mesh.ARRAY_TEX_UV].to_byte_array())
	_write(folder, "indices.i32", arrays[Mesh.ARRAY_INDEX].to_byte_array())
	_write(folder, "map_data.f32", shape.map_data.to_byte_array())


## Where rays from the sky hit the body, for points [x, z] in metres.
static func ground_under(body: StaticBody3D, points: Array) -> Array:
	var space := body.get_world_3d().direct_space_state
	var found := []
	for point: Array in points:
		var above := Vector3(point[0], 30_000.0, point[1])
		var below := Vector3(point[0], -30_000.0, point[1])
		var hit := space.intersect_ray(PhysicsRayQueryParameters3D.create(above, below))
		found.append(hit["position"].y if hit else null)
	return found


## Pictures of a body that fills the view: above.png from above, below.png from below.
static func take_pictures(body: StaticBody3D, folder: String) -> void:
	var tree := body.get_tree()
	var surface: MeshInstance3D = body.get_node("Surface")
	var bounds := surface.get_aabb()
	# A colour that no terrain has.
	RenderingServer.set_default_clear_color(Color.MAGENTA)
	var sun := DirectionalLight3D.new()
	sun.rotation_degrees = Vector3(-40, 130, 0)
	tree.root.add_child(sun)
	var camera := Camera3D.new()
	camera.projection = Camera3D.PROJECTION_ORTHOGONAL
	camera.size = bounds.size.z
	camera.far = bounds.size.y + 200.0
	tree.root.add_child(camera)
	for view: Array in [
		["above", bounds.end.y + 100.0, -90.0], ["below", bounds.position.y - 100.0, 90.0]
	]:
		camera.position = Vector3(bounds.get_center().x, view[1], bounds.get_center().z)
		camera.rotation_degrees = Vector3(view[2], 0, 0)
		for frame in 3:
			await tree.process_frame
		await RenderingServer.frame_post_draw
		tree.root.get_texture().get_image().save_png("%s/%s.png" % [folder, view[0]])


static func _write(folder: String, name: String, bytes: PackedByteArray) -> void:
	var file := FileAccess.open(folder.path_join(name), FileAccess.WRITE)
	file.store_buffer(bytes)
