@tool
extends RefCounted
## What a building hides, where the project culls what is occluded: its large faces alone, so that
## doors, windows and the gaps of fences stay open, and little is to be looked through.

const Triangles := preload("world_triangles.gd")
const SETTING := &"rendering/occlusion_culling/use_occlusion_culling"
const LEAST_M2 := 0.4


## Whether the project asks for it.
static func wanted() -> bool:
	return ProjectSettings.get_setting(SETTING, false)


## An occluder of a mesh; null if it has no large face that one can't look through. Other threads
## need its triangles.
static func of(mesh: Mesh, triangles: Triangles = null) -> OccluderInstance3D:
	var vertices := PackedVector3Array()
	for surface in mesh.get_surface_count():
		var look := mesh.surface_get_material(surface) as BaseMaterial3D
		if look and look.transparency != BaseMaterial3D.TRANSPARENCY_DISABLED:
			continue
		var arrays := (
			triangles.arrays_of(mesh, surface) if triangles else mesh.surface_get_arrays(surface)
		)
		var points: PackedVector3Array = arrays[Mesh.ARRAY_VERTEX]
		var corners: PackedInt32Array = arrays[Mesh.ARRAY_INDEX]
		for first in range(0, corners.size(), 3):
			var a := points[corners[first]]
			var b := points[corners[first + 1]]
			var c := points[corners[first + 2]]
			if (b - a).cross(c - a).length() >= 2.0 * LEAST_M2:
				vertices.append_array([a, b, c])
	if vertices.is_empty():
		return null
	var indices := PackedInt32Array(range(vertices.size()))
	var shape := ArrayOccluder3D.new()
	shape.set_arrays(vertices, indices)
	var hides := OccluderInstance3D.new()
	hides.name = "Occluder"
	hides.occluder = shape
	return hides
