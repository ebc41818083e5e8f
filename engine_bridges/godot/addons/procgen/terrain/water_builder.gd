@tool
class_name ProcgenWaterBuilder
extends RefCounted
## Turns the water of a terrain, output WATER_GLB, into a node: rivers that flow, lakes and the sea.
##
## Its origin is the middle of the terrain's north-western pixel, as that of the terrain itself.

const Common := preload("../common.gd")
const Glb := preload("../character/character_builder.gd")
const SHADER := preload("../shaders/procgen_water.gdshader")

## Height of the waves of each part, metres.
const WAVE_M := {"rivers": 0.04, "lakes": 0.03, "sea": 0.12}


## A node "Water" with a [MeshInstance3D] for each kind of water among a call's outputs. Null if
## WATER_GLB was not asked for, or can't be read. What takes long happens in the background.
static func build_in_background(
	result: ProcgenV1.TerrainResult, files: Array[PackedByteArray]
) -> Node3D:
	var glb := Common.file_of(result, files, "water_glb")
	if glb.is_empty():
		return null
	var state := Glb.new_state()
	var wrong: Array[String] = []
	await Common.in_background(func() -> void: wrong.append(Glb.read(state, glb)), "water")
	if wrong[0]:
		push_error(wrong[0])
		return null
	return node_of(state)


## The node of a file that was read by [method ProcgenCharacterBuilder.read].
static func node_of(state: GLTFState) -> Node3D:
	var water := Node3D.new()
	water.name = "Water"
	var read := Glb.nodes_of(state)
	for part: MeshInstance3D in read.find_children("*", "MeshInstance3D", true, false):
		var surface := MeshInstance3D.new()
		surface.name = String(part.name).capitalize()
		surface.mesh = part.mesh
		surface.material_override = material_of(part.name)
		surface.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
		water.add_child(surface)
	read.free()
	return water


## The look of "rivers", "lakes" or "sea": meshes with flow, depth and foam at their vertices.
static func material_of(part: String) -> ShaderMaterial:
	var look := ShaderMaterial.new()
	look.shader = SHADER
	look.set_shader_parameter(&"has_flow", true)
	look.set_shader_parameter(&"wave_m", WAVE_M.get(part, 0.05))
	if part == "rivers":
		look.set_shader_parameter(&"wave_length_m", 4.0)
	return look


## Shows only what lies within a rectangle (x, z) of the world, as far as its nodes reach beyond it.
static func crop(water: Node3D, area: Rect2) -> void:
	for surface: MeshInstance3D in water.get_children():
		var look: ShaderMaterial = surface.material_override
		var bounds := Vector4(area.position.x, area.position.y, area.end.x, area.end.y)
		look.set_shader_parameter(&"shown", bounds)
