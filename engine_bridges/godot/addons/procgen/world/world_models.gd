@tool
extends RefCounted
## The models of plants of a world's folder "cover", in levels of detail, with materials that wind,
## weather and seasons change.

const TREE := preload("../shaders/procgen_tree.gdshader")

## How leaves are coloured in each season, and what share of them hangs.
const SEASONS: Dictionary[String, Vector3] = {
	"spring": Vector3(1.05, 1.12, 0.85),
	"summer": Vector3(1.0, 1.0, 1.0),
	"autumn": Vector3(2.1, 1.0, 0.35),
	"winter": Vector3(1.3, 0.85, 0.6),
}
const BARE_IN_WINTER := 0.08
const EVERGREEN: Array[String] = [
	"spruce",
	"scots_pine",
	"stone_pine",
	"holm_oak",
	"cypress",
	"olive",
	"date_palm",
	"coconut_palm",
	"mangrove",
	"teak",
	"fig",
	"acacia",
	"tree_fern",
	"cactus",
	"juniper",
	"gorse",
	"heather",
	"lavender"
]

## By name, such as "oak 2 LOD1". Each has one surface: wood and leaves are one draw call.
var meshes: Dictionary[String, Mesh] = {}
## Of plants that change with the seasons, then of those that do not.
var materials: Array[ShaderMaterial] = []
var season := "summer":
	set(value):
		season = value
		_apply()


## Takes the meshes of a file that was read; on any thread.
func _init(state: GLTFState, leaves: Image) -> void:
	leaves.fix_alpha_edges()
	leaves.generate_mipmaps()
	var picture := ImageTexture.create_from_image(leaves)
	for number in 2:
		materials.append(ShaderMaterial.new())
		materials[number].shader = TREE
		materials[number].set_shader_parameter(&"leaves", picture)
	for read: GLTFMesh in state.get_meshes():
		var mesh := _joined(read.mesh)
		var kind := read.original_name.get_slice(" ", 0)
		mesh.surface_set_material(0, materials[int(kind in EVERGREEN)])
		meshes[read.original_name] = mesh
	_apply()


# All surfaces as one, leaves first. What is no leaf has texture coordinates below 0.
static func _joined(of: ImporterMesh) -> ArrayMesh:
	var vertices := PackedVector3Array()
	var normals := PackedVector3Array()
	var colours := PackedColorArray()
	var uvs := PackedVector2Array()
	var indices := PackedInt32Array()
	for wants_leaves: bool in [true, false]:
		for surface in of.get_surface_count():
			var is_leaves := of.get_surface_material(surface).resource_name == "leaves"
			if is_leaves != wants_leaves:
				continue
			var arrays := of.get_surface_arrays(surface)
			var first := vertices.size()
			vertices.append_array(arrays[Mesh.ARRAY_VERTEX] as PackedVector3Array)
			normals.append_array(arrays[Mesh.ARRAY_NORMAL] as PackedVector3Array)
			colours.append_array(arrays[Mesh.ARRAY_COLOR] as PackedColorArray)
			var own := PackedVector2Array()
			if is_leaves:
				own = arrays[Mesh.ARRAY_TEX_UV]
			else:
				own.resize(vertices.size() - first)
				own.fill(-Vector2.ONE)
			uvs.append_array(own)
			for index in arrays[Mesh.ARRAY_INDEX] as PackedInt32Array:
				indices.append(first + index)
	var joined := []
	joined.resize(Mesh.ARRAY_MAX)
	joined[Mesh.ARRAY_VERTEX] = vertices
	joined[Mesh.ARRAY_NORMAL] = normals
	joined[Mesh.ARRAY_COLOR] = colours
	joined[Mesh.ARRAY_TEX_UV] = uvs
	joined[Mesh.ARRAY_INDEX] = indices
	var mesh := ArrayMesh.new()
	mesh.add_surface_from_arrays(Mesh.PRIMITIVE_TRIANGLES, joined)
	return mesh


## A node that shows a mesh at places, which are transforms.
static func instances_of(mesh: Mesh, places: Array) -> MultiMeshInstance3D:
	var many := MultiMesh.new()
	many.transform_format = MultiMesh.TRANSFORM_3D
	many.mesh = mesh
	many.instance_count = places.size()
	for index in many.instance_count:
		many.set_instance_transform(index, places[index])
	var node := MultiMeshInstance3D.new()
	node.multimesh = many
	return node


func _apply() -> void:
	var colour: Vector3 = SEASONS.get(season, Vector3.ONE)
	materials[0].set_shader_parameter(&"season", colour)
	materials[0].set_shader_parameter(&"shown", BARE_IN_WINTER if season == "winter" else 1.0)
