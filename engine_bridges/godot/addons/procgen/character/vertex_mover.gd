extends RefCounted
## Moves vertices and bones of a character as an Update answer says, without making its meshes anew.
##
## What an answer says is put into copies of the vertex buffers by [method prepare], on any thread;
## [method apply] then hands the buffers to the engine.

const Figure := preload("character_figure.gd")

const _POSITION_BYTES := 12
const _NORMAL_STEPS := 127.0
## A mesh's bounds stay as they are while it changes, so it is drawn a little longer than needed.
const _MARGIN_M := 0.5


## The vertex buffer of one surface.
class Surface:
	extends RefCounted

	var mesh: ArrayMesh
	var index: int
	## Places, then normals with tangents, as the engine stores them.
	var bytes: PackedByteArray
	var count: int
	var normals_start: int
	var normals_step: int
	## The surface's vertex by the file's; empty where they are the same, -1 for one that it lacks.
	var vertex_of_file := PackedInt32Array()
	## Whether bytes differ from what the engine has.
	var is_changed := false

	func _init(array_mesh: ArrayMesh, surface: int, file_vertices: PackedInt32Array) -> void:
		mesh = array_mesh
		index = surface
		var stored := RenderingServer.mesh_get_surface(mesh.get_rid(), surface)
		bytes = stored["vertex_data"]
		count = stored["vertex_count"]
		var format: int = stored["format"]
		normals_start = RenderingServer.mesh_surface_get_format_offset(
			format, count, Mesh.ARRAY_NORMAL
		)
		normals_step = RenderingServer.mesh_surface_get_format_normal_tangent_stride(format, count)
		if not file_vertices.is_empty():
			vertex_of_file.resize(file_vertices[-1] + 1)
			vertex_of_file.fill(-1)
			for vertex in count:
				vertex_of_file[file_vertices[vertex]] = vertex


var _figure: Figure
var _surfaces: Dictionary[String, Array] = {}


## Reads the buffers of a figure's meshes; on the main thread.
func _init(figure: Figure) -> void:
	_figure = figure
	for part in figure.parts:
		var instance := figure.parts[part]
		instance.extra_cull_margin = _MARGIN_M
		var mesh: ArrayMesh = instance.mesh
		var surfaces := []
		for index in mesh.get_surface_count():
			surfaces.append(Surface.new(mesh, index, figure.file_vertices[part][index]))
		_surfaces[part] = surfaces


## Takes over an answer into the copies of the buffers, on any thread; calls follow one another.
## Returns what is wrong with it, or nothing.
func prepare(response: ProcgenV1.UpdateResponse) -> String:
	for moved in response.parts:
		if not _surfaces.has(moved.part) or moved.primitive >= _surfaces[moved.part].size():
			return "%s has no surface %d." % [moved.part, moved.primitive]
		var surface: Surface = _surfaces[moved.part][moved.primitive]
		var wrong := _take(surface, moved)
		if wrong:
			return "%s: %s" % [moved.part, wrong]
		surface.is_changed = true
	return ""


## Shows what was prepared; on the main thread.
func apply(response: ProcgenV1.UpdateResponse) -> void:
	for surfaces: Array in _surfaces.values():
		for surface: Surface in surfaces:
			if surface.is_changed:
				surface.mesh.surface_update_vertex_region(surface.index, 0, surface.bytes)
				surface.is_changed = false
	if not response.joints_f32.is_empty():
		_move_bones(response.joints_f32.to_float32_array())


func _take(surface: Surface, moved: ProcgenV1.PartUpdate) -> String:
	var count := moved.positions_f32.size() / float(_POSITION_BYTES)
	if moved.normals_i8.size() != count * 3:
		return "there are not as many normals as places."
	if moved.vertices_u16.is_empty():
		if surface.vertex_of_file.is_empty() and count != surface.count:
			return "its number of vertices differs."
	elif moved.vertices_u16.size() != count * 2:
		return "there are not as many numbers as places."
	for entry in int(count):
		var vertex := entry
		if not moved.vertices_u16.is_empty():
			vertex = moved.vertices_u16.decode_u16(entry * 2)
		if not surface.vertex_of_file.is_empty():
			# The file may have vertices behind the last one that is used.
			if vertex >= surface.vertex_of_file.size():
				continue
			vertex = surface.vertex_of_file[vertex]
			if vertex < 0:
				continue
		elif vertex >= surface.count:
			return "vertex %d is beyond its end." % vertex
		_set_vertex(surface, vertex, moved, entry)
	return ""


func _set_vertex(surface: Surface, vertex: int, moved: ProcgenV1.PartUpdate, entry: int) -> void:
	var bytes := surface.bytes
	var to := vertex * _POSITION_BYTES
	var from := entry * _POSITION_BYTES
	for word in 3:
		bytes.encode_u32(to + word * 4, moved.positions_f32.decode_u32(from + word * 4))
	var normal := (
		Vector3(
			moved.normals_i8.decode_s8(entry * 3),
			moved.normals_i8.decode_s8(entry * 3 + 1),
			moved.normals_i8.decode_s8(entry * 3 + 2)
		)
		/ _NORMAL_STEPS
	)
	var packed := normal.normalized().octahedron_encode() * 65535.0
	to = surface.normals_start + vertex * surface.normals_step
	bytes.encode_u16(to, clampi(int(packed.x), 0, 65535))
	bytes.encode_u16(to + 2, clampi(int(packed.y), 0, 65535))


# Places of the skin's joints at rest, in the space of the skeleton; they keep their directions.
func _move_bones(places: PackedFloat32Array) -> void:
	var skeleton := _figure.skeleton
	var skin := _figure.skin
	var at_rest: Dictionary[int, Vector3] = {}
	for bind in skin.get_bind_count():
		var bone := skin.get_bind_bone(bind)
		if bone < 0:
			bone = skeleton.find_bone(skin.get_bind_name(bind))
		at_rest[bone] = Vector3(places[bind * 3], places[bind * 3 + 1], places[bind * 3 + 2])
		var rest := skeleton.get_bone_global_rest(bone)
		skin.set_bind_pose(bind, Transform3D(rest.basis, at_rest[bone]).affine_inverse())
	# The places of parents are asked of what came, since rests are changed one after the other.
	var directions: Dictionary[int, Basis] = {}
	for bone: int in at_rest:
		directions[bone] = skeleton.get_bone_global_rest(bone).basis
	for bone: int in at_rest:
		var parent := skeleton.get_bone_parent(bone)
		var offset := at_rest[bone]
		if at_rest.has(parent):
			offset = directions[parent].inverse() * (at_rest[bone] - at_rest[parent])
		var rest := skeleton.get_bone_rest(bone)
		var moved := offset - rest.origin
		skeleton.set_bone_rest(bone, Transform3D(rest.basis, offset))
		skeleton.set_bone_pose_position(bone, skeleton.get_bone_pose_position(bone) + moved)
