@tool
extends RefCounted
## Has weather change things of a world that came with materials of a glTF file: snow lies on what
## looks up, rain darkens it. Rooms keep their own materials: it neither rains nor snows there.

const PICTURES := preload("../shaders/procgen_weathered.gdshader")
const PAINT := preload("../shaders/procgen_weathered_paint.gdshader")
const LEAVES := preload("../shaders/procgen_weathered_leaves.gdshader")

## What shines through or by itself stays as it is: windows, water, embers.
const KEPT: Array[String] = ["glass", "pane", "ember", "water"]
## Leaves let so much light through.
const BACKLIGHT := 0.4
const FOLIAGE := "foliage"

## Those that were made, for whoever tells the weather.
var materials: Array[ShaderMaterial] = []
var _made: Dictionary[BaseMaterial3D, ShaderMaterial] = {}


## Gives all surfaces of a mesh materials that weather changes.
func expose(mesh: Mesh) -> void:
	for surface in mesh.get_surface_count():
		var worn := mesh.surface_get_material(surface) as BaseMaterial3D
		if worn and can_weather(worn):
			mesh.surface_set_material(surface, _weathered(worn))


## Whether weather changes a material.
static func can_weather(worn: BaseMaterial3D) -> bool:
	return (
		worn.resource_name not in KEPT
		and not worn.emission_enabled
		and (
			worn.transparency
			in [BaseMaterial3D.TRANSPARENCY_DISABLED, BaseMaterial3D.TRANSPARENCY_ALPHA_SCISSOR]
		)
	)


## All materials below a node that weather changes, each once.
static func below(root: Node) -> Array[ShaderMaterial]:
	var found: Array[ShaderMaterial] = []
	for part: MeshInstance3D in root.find_children("*", "MeshInstance3D", true, false):
		var mesh := part.mesh
		for surface in mesh.get_surface_count() if mesh else 0:
			var look := mesh.surface_get_material(surface) as ShaderMaterial
			if look and look.shader in [PICTURES, PAINT, LEAVES] and look not in found:
				found.append(look)
	return found


func _weathered(worn: BaseMaterial3D) -> ShaderMaterial:
	if worn in _made:
		return _made[worn]
	var look := ShaderMaterial.new()
	look.resource_name = worn.resource_name
	look.set_shader_parameter(&"albedo", worn.albedo_color)
	look.set_shader_parameter(&"roughness", worn.roughness)
	if worn.transparency == BaseMaterial3D.TRANSPARENCY_ALPHA_SCISSOR:
		look.shader = LEAVES
		look.set_shader_parameter(&"texture_albedo", worn.albedo_texture)
		look.set_shader_parameter(&"cut_at", worn.alpha_scissor_threshold)
	else:
		look.set_shader_parameter(&"metallic", worn.metallic)
		look.set_shader_parameter(&"specular", worn.metallic_specular)
		if worn.albedo_texture and worn.normal_texture:
			_take_pictures(look, worn)
		else:
			look.shader = PAINT
			var through := BACKLIGHT if worn.resource_name == FOLIAGE else 0.0
			look.set_shader_parameter(&"backlight", through)
	materials.append(look)
	_made[worn] = look
	return look


func _take_pictures(look: ShaderMaterial, worn: BaseMaterial3D) -> void:
	look.shader = PICTURES
	look.set_shader_parameter(&"texture_albedo", worn.albedo_texture)
	look.set_shader_parameter(&"texture_normal", worn.normal_texture)
	look.set_shader_parameter(&"normal_scale", worn.normal_scale)
	if worn.roughness_texture:
		look.set_shader_parameter(&"texture_orm", worn.roughness_texture)
	look.set_shader_parameter(&"occlusion", 1.0 if worn.ao_enabled else 0.0)
	look.set_shader_parameter(&"uv_scale", worn.uv1_scale)
	look.set_shader_parameter(&"uv_offset", worn.uv1_offset)
