@tool
class_name ProcgenMaterialBuilder
extends RefCounted
## Turns the outputs of a texture call into materials that the engine can draw with.
##
## Albedo is sRGB; normals (OpenGL, green is up) and ORM are linear numbers. A unit of a material's
## texture coordinates is a metre, so that it has its true size on whatever has UVs in metres, such
## as the terrains of this addon, and on anything else when it is projected (triplanar).

const Common := preload("../common.gd")

## Name of the material's metadata that holds its recipe as JSON: saved to a file, it makes the same
## material again with [code]procgen generate texture --recipe FILE[/code].
const RECIPE_META := Common.RECIPE_META
## Name of the material's metadata that holds the tile's width and height in metres.
const METRES_META := &"procgen_metres_per_tile"
## Name of the material's metadata that says how its repeats can be hidden: [code]"blend"[/code],
## [code]"patches"[/code] or [code]"variants"[/code], as the server knows its class.
const REPEATS_META := &"procgen_repeats"
## The de-tiling shader, see [method hex_tiled].
const HEX_TILING := preload("../shaders/procgen_hex_tiling.gdshader")


## An [ORMMaterial3D] of what a call, or a member of a set, came to; pictures are read and their mip
## maps made in the background, 0.1 s for a million pixels. With [param triplanar] it is projected
## along the world's axes instead of following the texture coordinates. Null, with an error, if
## albedo, normal or ORM is not among the outputs, as PNG or raw (ALBEDO_RGB8 …).
static func build_in_background(
	result: ProcgenV1.TextureResult, files: Array[PackedByteArray], triplanar := false
) -> ORMMaterial3D:
	var images: Array[Image] = []
	await Common.in_background(func() -> void: images.assign(images_of(result, files)), "material")
	return assemble(images, result, triplanar)


## The picture of a map, with mip maps: "albedo", "normal", "orm" or "height". Null if it is there
## neither as PNG nor as raw bytes. Can be called on any thread.
static func image_of(
	result: ProcgenV1.TextureResult, files: Array[PackedByteArray], map: String
) -> Image:
	var image := Image.new()
	var is_height := map == "height"
	var png := Common.file_of(result, files, map + ("_png16" if is_height else "_png"))
	if png.is_empty() or image.load_png_from_buffer(png) != OK:
		var raw := Common.file_of(result, files, map + ("_f32" if is_height else "_rgb8"))
		if raw.size() != result.width_px * result.height_px * (4 if is_height else 3):
			return null
		var format := Image.FORMAT_RF if is_height else Image.FORMAT_RGB8
		image = Image.create_from_data(result.width_px, result.height_px, false, format, raw)
	# The mean of normals is shorter than one, and the surface would look flatter from afar.
	image.generate_mipmaps(map == "normal")
	return image


## The pictures of albedo, normal and ORM, in this order, and of the height where it came; none,
## with an error, if one of the three is not there.
## Can be called on any thread.
static func images_of(
	result: ProcgenV1.TextureResult, files: Array[PackedByteArray]
) -> Array[Image]:
	var images: Array[Image] = []
	for map: String in ["albedo", "normal", "orm"]:
		images.append(image_of(result, files, map))
		if not images[-1]:
			push_error("The material came without %s: ask for it as PNG or RGB8." % map)
			return []
	var height := image_of(result, files, "height")
	if height:
		images.append(height)
	return images


## The material of such pictures; null if there are none.
static func assemble(
	images: Array[Image], result: ProcgenV1.TextureResult, triplanar: bool
) -> ORMMaterial3D:
	if images.is_empty():
		return null
	var metres := Vector2(result.width_px, result.height_px) * result.metres_per_pixel
	var material := ORMMaterial3D.new()
	material.resource_name = result.material
	material.albedo_texture = ImageTexture.create_from_image(images[0])
	material.normal_enabled = true
	material.normal_texture = ImageTexture.create_from_image(images[1])
	material.orm_texture = ImageTexture.create_from_image(images[2])
	# Not shown by itself (that would be parallax): the ground of terrains blends layers by it.
	if images.size() > 3:
		material.heightmap_texture = ImageTexture.create_from_image(images[3])
	# Without it, the occlusion stays in its texture.
	material.ao_enabled = true
	material.texture_filter = BaseMaterial3D.TEXTURE_FILTER_LINEAR_WITH_MIPMAPS_ANISOTROPIC
	material.uv1_scale = Vector3(1.0 / metres.x, 1.0 / metres.y, 1.0 / metres.x)
	set_triplanar(material, triplanar)
	material.set_meta(RECIPE_META, Common.recipe_text(result.recipe))
	material.set_meta(METRES_META, metres)
	var repeats: String = ProcgenV1.TextureRepeats.find_key(result.repeats)
	material.set_meta(REPEATS_META, repeats.to_lower())
	if not result.regions.is_empty():  # coordinates are the sheet's own
		material.uv1_scale = Vector3.ONE
	if result.has_field(&"cutoff"):
		material.transparency = BaseMaterial3D.TRANSPARENCY_ALPHA_SCISSOR
		material.alpha_scissor_threshold = result.cutoff
		material.cull_mode = BaseMaterial3D.CULL_DISABLED
	elif images[0].detect_alpha() != Image.ALPHA_NONE:
		material.transparency = BaseMaterial3D.TRANSPARENCY_ALPHA
	_finish(material, result.finish)
	return material


# Clear coat, sheen (the engine's rim), anisotropy and specular reflection.
static func _finish(material: ORMMaterial3D, finish: ProcgenV1.TextureFinish) -> void:
	if not finish:
		return
	material.clearcoat_enabled = finish.clearcoat > 0.0
	material.clearcoat = finish.clearcoat
	material.clearcoat_roughness = finish.clearcoat_roughness
	material.rim_enabled = finish.sheen > 0.0
	material.rim = finish.sheen
	material.rim_tint = 0.5
	material.anisotropy_enabled = finish.anisotropy > 0.0
	material.anisotropy = finish.anisotropy
	material.metallic_specular = 0.5 * finish.specular


## The same pictures in a material that hides their repeats: sand and other fine grain by laying
## places of the tile over each other, the rest by showing one of them at each place. Not for bricks
## or planks ([code]"variants"[/code] in [constant REPEATS_META]), whose joints it would break. It
## follows the texture coordinates.
static func hex_tiled(material: ORMMaterial3D) -> ShaderMaterial:
	var hidden := ShaderMaterial.new()
	hidden.shader = HEX_TILING
	for texture: StringName in [&"albedo_texture", &"normal_texture", &"orm_texture"]:
		hidden.set_shader_parameter(texture, material.get(texture))
	hidden.set_shader_parameter(
		&"tiles_per_unit", Vector2(material.uv1_scale.x, material.uv1_scale.y)
	)
	hidden.set_shader_parameter(&"blended", material.get_meta(REPEATS_META, "") == "blend")
	for name in material.get_meta_list():
		hidden.set_meta(name, material.get_meta(name))
	return hidden


## Projects a material along the world's axes, or not.
static func set_triplanar(material: BaseMaterial3D, triplanar: bool) -> void:
	material.uv1_triplanar = triplanar
	material.uv1_world_triplanar = triplanar
