@tool
extends RefCounted
## The triangles of a file's meshes as they were read: to ask the renderer for them would have other
## threads wait for its next frame. On any thread, but for [method make_solid].

const Pace := preload("world_pace.gd")

## A shape has no more triangles: physics sorts them all in one go, which holds up a frame.
const MOST := 3000

## What collides, and the corners of its triangles, three each.
var shapes: Dictionary[ConcavePolygonShape3D, PackedVector3Array] = {}

var _read: Dictionary[Mesh, ImporterMesh] = {}


func _init(state: GLTFState) -> void:
	for each: GLTFMesh in state.get_meshes():
		_read[each.mesh.get_mesh()] = each.mesh


## Vertices and indices of a surface, as [method Mesh.surface_get_arrays] has them.
func arrays_of(mesh: Mesh, surface: int) -> Array:
	return _read[mesh].get_surface_arrays(surface)


## Adds to a body what will collide with a mesh as soon as [method make_solid] is done: a shape, or
## several side by side where one would have more than [constant MOST] triangles.
func add_solid(body: CollisionObject3D, called: String, mesh: Mesh) -> void:
	var faces := PackedVector3Array()
	for surface in mesh.get_surface_count():
		var arrays := arrays_of(mesh, surface)
		var points: PackedVector3Array = arrays[Mesh.ARRAY_VERTEX]
		var corners: PackedInt32Array = arrays[Mesh.ARRAY_INDEX]
		var first := faces.size()
		faces.resize(first + corners.size())
		for number in corners.size():
			faces[first + number] = points[corners[number]]
	for part in parts_of(faces):
		var shape := ConcavePolygonShape3D.new()
		shapes[shape] = part
		var collision := CollisionShape3D.new()
		collision.name = called
		collision.shape = shape
		body.add_child(collision, true)


## Triangles, three corners each, in heaps of at most [constant MOST], each of its own half of the
## space of those that it was parted from.
static func parts_of(faces: PackedVector3Array) -> Array[PackedVector3Array]:
	if faces.size() <= 3 * MOST:
		return [faces]
	var box := AABB(faces[0], Vector3.ZERO)
	var middle := Vector3.ZERO
	for corner in faces:
		box = box.expand(corner)
		middle += corner
	middle /= faces.size()
	var axis := box.get_longest_axis_index()
	var low := PackedVector3Array()
	var high := PackedVector3Array()
	for first in range(0, faces.size(), 3):
		var three := faces.slice(first, first + 3)
		if three[0][axis] + three[1][axis] + three[2][axis] < 3.0 * middle[axis]:
			low.append_array(three)
		else:
			high.append_array(three)
	# All in one place: any half is as good.
	if low.is_empty() or high.is_empty():
		var half := 3 * int(faces.size() / 6.0)
		low = faces.slice(0, half)
		high = faces.slice(half)
	return parts_of(low) + parts_of(high)


## Gives all shapes their triangles. Physics sorts them on the main thread, whoever asks for it:
## here it does so shape by shape.
func make_solid(pace: Pace) -> void:
	for shape in shapes:
		shape.set_faces(shapes[shape])
		await pace.rest("what one collides with")
	shapes.clear()
