@tool
extends RefCounted
## The models of plants of a world's folder "cover", in levels of detail, with materials that wind,
## weather and seasons change.

const TREE := preload("../shaders/procgen_tree.gdshader")
const LEAVES := preload("../shaders/procgen_leaves.gdshader")

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

## By name, such as "oak 2 LOD1".
var meshes: Dictionary[String, Mesh] = {}
## Bark and leaves of plants that change with the seasons, then of those that do not.
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
	for shader: Shader in [TREE, LEAVES, TREE, LEAVES]:
		materials.append(ShaderMaterial.new())
		materials[-1].shader = shader
		if shader == LEAVES:
			materials[-1].set_shader_parameter(&"leaves", picture)
	for read: GLTFMesh in state.get_meshes():
		var mesh := read.mesh.get_mesh()
		var first := 2 if read.original_name.get_slice(" ", 0) in EVERGREEN else 0
		for surface in mesh.get_surface_count():
			var is_leaves := mesh.surface_get_material(surface).resource_name == "leaves"
			mesh.surface_set_material(surface, materials[first + int(is_leaves)])
		meshes[read.original_name] = mesh
	_apply()


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
	for number in 2:
		materials[number].set_shader_parameter(&"season", colour)
	materials[1].set_shader_parameter(&"shown", BARE_IN_WINTER if season == "winter" else 1.0)
