class_name ProcgenMaterialBuilder
extends RefCounted
## Turns the outputs of a texture call into materials that the engine can draw with.
##
## Albedo is sRGB; normals (OpenGL, green is up) and ORM are linear numbers. A unit of a material's
## texture coordinates is a metre, so that it has its true size on whatever has UVs in metres, such
## as the terrains of this addon, and on anything else when it is projected (triplanar).

const TextureCall := preload("../client/texture_call.gd")
const TextureMessages := preload("../client/texture_messages.gd")

## Name of the material's metadata that holds its recipe as JSON: saved to a file, it makes the same
## material again with [code]procgen generate texture --recipe FILE[/code].
const RECIPE_META := &"procgen_recipe"
## Name of the material's metadata that holds the tile's width and height in metres.
const METRES_META := &"procgen_metres_per_tile"
## The de-tiling shader, see [method hex_tiled].
const HEX_TILING := preload("../shaders/procgen_hex_tiling.gdshader")


## An [ORMMaterial3D] of a call that finished with OK; pictures are read and their mip maps made in
## the background. With [param triplanar] it is projected along the world's axes instead of
## following the texture coordinates. Null, with an error, if albedo, normal or ORM is not among the
## outputs, as PNG or raw (ALBEDO_RGB8 …).
static func build_in_background(texture_call: TextureCall, triplanar := false) -> ORMMaterial3D:
	var images: Dictionary[String, Image] = {}
	var task := WorkerThreadPool.add_task(
		func() -> void: images.assign(_images_of(texture_call)), false, "procgen: material"
	)
	var tree: SceneTree = Engine.get_main_loop()
	while not WorkerThreadPool.is_task_completed(task):
		await tree.process_frame
	WorkerThreadPool.wait_for_task_completion(task)
	return _assemble(images, texture_call.result, triplanar)


## The same at once: takes about 0.1 s for a million pixels.
static func build(texture_call: TextureCall, triplanar := false) -> ORMMaterial3D:
	return _assemble(_images_of(texture_call), texture_call.result, triplanar)


## The picture of a map among a finished call's outputs, with mip maps: "albedo", "normal", "orm" or
## "height". Null if the call has it neither as PNG nor as raw bytes. Can be called on any thread.
static func image_of(texture_call: TextureCall, map: String) -> Image:
	var image := _read_png(texture_call, map)
	if not image:
		image = _read_raw(texture_call, map)
	if image:
		# The mean of normals is shorter than one, and the surface would look flatter from afar.
		image.generate_mipmaps(map == "normal")
	return image


## The same pictures in a material that hides their repeats: for ground, rock and the like, not for
## bricks or planks, whose joints it would break. It follows the texture coordinates.
static func hex_tiled(material: ORMMaterial3D) -> ShaderMaterial:
	var hidden := ShaderMaterial.new()
	hidden.shader = HEX_TILING
	hidden.set_shader_parameter(&"albedo_texture", material.albedo_texture)
	hidden.set_shader_parameter(&"normal_texture", material.normal_texture)
	hidden.set_shader_parameter(&"orm_texture", material.orm_texture)
	hidden.set_shader_parameter(
		&"tiles_per_unit", Vector2(material.uv1_scale.x, material.uv1_scale.y)
	)
	for name in material.get_meta_list():
		hidden.set_meta(name, material.get_meta(name))
	return hidden


## Projects a material along the world's axes, or not.
static func set_triplanar(material: BaseMaterial3D, triplanar: bool) -> void:
	material.uv1_triplanar = triplanar
	material.uv1_world_triplanar = triplanar


static func _images_of(texture_call: TextureCall) -> Dictionary[String, Image]:
	var images: Dictionary[String, Image] = {}
	for map: String in ["albedo", "normal", "orm"]:
		images[map] = image_of(texture_call, map)
	return images


static func _read_png(texture_call: TextureCall, map: String) -> Image:
	var bytes := texture_call.artifact(map + "_png")
	var image := Image.new()
	if bytes.is_empty() or image.load_png_from_buffer(bytes) != OK:
		return null
	return image


static func _read_raw(texture_call: TextureCall, map: String) -> Image:
	var size := Vector2i(texture_call.result.width_px, texture_call.result.height_px)
	if map == "height":
		var heights := texture_call.artifact("height_f32")
		if heights.size() != size.x * size.y * 4:
			return null
		return Image.create_from_data(size.x, size.y, false, Image.FORMAT_RF, heights)
	var bytes := texture_call.artifact(map + "_rgb8")
	if bytes.size() != size.x * size.y * 3:
		return null
	return Image.create_from_data(size.x, size.y, false, Image.FORMAT_RGB8, bytes)


static func _assemble(
	images: Dictionary[String, Image], result: TextureMessages.TextureResult, triplanar: bool
) -> ORMMaterial3D:
	for map in images:
		if not images[map]:
			push_error("The material came without %s: ask for it as PNG or RGB8." % map)
			return null
	var width_m := result.width_px * result.metres_per_pixel
	var height_m := result.height_px * result.metres_per_pixel
	var material := ORMMaterial3D.new()
	material.resource_name = result.material
	material.albedo_texture = ImageTexture.create_from_image(images["albedo"])
	material.normal_enabled = true
	material.normal_texture = ImageTexture.create_from_image(images["normal"])
	material.orm_texture = ImageTexture.create_from_image(images["orm"])
	# Without it, the occlusion stays in its texture.
	material.ao_enabled = true
	material.texture_filter = BaseMaterial3D.TEXTURE_FILTER_LINEAR_WITH_MIPMAPS_ANISOTROPIC
	material.uv1_scale = Vector3(1.0 / width_m, 1.0 / height_m, 1.0 / width_m)
	set_triplanar(material, triplanar)
	material.set_meta(RECIPE_META, result.recipe.to_json())
	material.set_meta(METRES_META, Vector2(width_m, height_m))
	if images["albedo"].detect_alpha() != Image.ALPHA_NONE:
		material.transparency = BaseMaterial3D.TRANSPARENCY_ALPHA
	return material
