@tool
extends RefCounted
## The triangles of a file's meshes as they were read: to ask the renderer for them would have other
## threads wait for its next frame. On any thread, but for [method make_solid].

const Pace := preload("world_pace.gd")

## What collides, and the corners of its triangles, three each.
var shapes: Dictionary[ConcavePolygonShape3D, PackedVector3Array] = {}

var _read: Dictionary[Mesh, ImporterMesh] = {}


func _init(state: GLTFState) -> void:
	for each: GLTFMesh in state.get_meshes():
		_read[each.mesh.get_mesh()] = each.mesh


## Vertices and indices of a surface, as [method Mesh.surface_get_arrays] has them.
func arrays_of(mesh: Mesh, surface: int) -> Array:
	return _read[mesh].get_surface_arrays(surface)


## What will collide with a mesh as soon as [method make_solid] is done.
func shape_of(mesh: Mesh) -> ConcavePolygonShape3D:
	var faces := PackedVector3Array()
	for surface in mesh.get_surface_count():
		var arrays := arrays_of(mesh, surface)
		var points: PackedVector3Array = arrays[Mesh.ARRAY_VERTEX]
		var corners: PackedInt32Array = arrays[Mesh.ARRAY_INDEX]
		var first := faces.size()
		faces.resize(first + corners.size())
		for number in corners.size():
			faces[first + number] = points[corners[number]]
	var shape := ConcavePolygonShape3D.new()
	shapes[shape] = faces
	return shape


## Gives all shapes their triangles. Physics sorts them on the main thread, whoever asks for it:
## here it does so shape by shape.
func make_solid(pace: Pace) -> void:
	for shape in shapes:
		shape.set_faces(shapes[shape])
		await pace.rest("what one collides with")
	shapes.clear()
