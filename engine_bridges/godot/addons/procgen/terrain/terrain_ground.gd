extends RefCounted
## What the tiles of a streamed terrain look like: layers that the server paints, or, without them,
## what slope and height say.

const Tile := preload("terrain_tile.gd")
const SHADER := preload("../shaders/procgen_ground.gdshader")

## Names of the layers, in the order of the splat pictures' channels.
const LAYERS: Array[String] = [
	"rock", "scree", "soil", "grass", "forest_floor", "sand", "snow", "mud"
]
# Of textures of different sizes, all become as large as the largest, but no larger than that.
const _MOST_PX := 2048


## The material of all tiles; [param layers] are materials by the names of their layers.
static func material_of(
	layers: Dictionary[String, BaseMaterial3D], sea_level_m: float
) -> ShaderMaterial:
	var ground := ShaderMaterial.new()
	ground.shader = SHADER
	ground.set_shader_parameter(&"sea_level_m", sea_level_m)
	var pictures: Array[Array] = [[], [], [], []]
	var layer_of := PackedInt32Array()
	var tiles_per_metre := PackedFloat32Array()
	for name in LAYERS:
		var look: BaseMaterial3D = layers.get(name)
		layer_of.append(pictures[0].size() if look else -1)
		tiles_per_metre.append(look.uv1_scale.x if look else 1.0)
		if look:
			var orm := look.orm_texture if look is ORMMaterial3D else look.roughness_texture
			pictures[0].append(_picture(look.albedo_texture, Color.WHITE))
			pictures[1].append(_picture(look.normal_texture, Color(0.5, 0.5, 1.0)))
			pictures[2].append(_picture(orm, Color(1.0, 1.0, 0.0)))
			# Without a height map the occlusion says it: what lies low is dark.
			pictures[3].append(
				_picture(look.heightmap_texture if look.heightmap_texture else orm, Color.WHITE)
			)
			(pictures[3][-1] as Image).convert(Image.FORMAT_R8)
	for name: String in layers:
		if name not in LAYERS:
			push_error('There is no layer "%s": the layers are %s.' % [name, ", ".join(LAYERS)])
	ground.set_shader_parameter(&"layer_of", layer_of)
	ground.set_shader_parameter(&"tiles_per_metre", tiles_per_metre)
	if not layers.is_empty():
		var parameters: Array[StringName] = [
			&"albedo_layers", &"normal_layers", &"orm_layers", &"height_layers"
		]
		for map in 4:
			# The others would show the steps of compressed ones, and each takes time.
			ground.set_shader_parameter(parameters[map], _array_of(pictures[map], map == 0))
	return ground


## The same with the tile's splat pictures, where it has some.
static func of_tile(ground: ShaderMaterial, tile: Tile) -> ShaderMaterial:
	if tile.splats.is_empty():
		return ground
	var painted: ShaderMaterial = ground.duplicate()
	painted.set_shader_parameter(&"has_splats", true)
	painted.set_shader_parameter(&"splat0", tile.splats[0])
	painted.set_shader_parameter(&"splat1", tile.splats[1])
	painted.set_shader_parameter(&"splat_place", tile.splat_place())
	return painted


static func _picture(texture: Texture2D, otherwise: Color) -> Image:
	var picture := texture.get_image() if texture else null
	if not picture:
		picture = Image.create_empty(4, 4, false, Image.FORMAT_RGBA8)
		picture.fill(otherwise)
	if picture.is_compressed():
		picture.decompress()
	picture.convert(Image.FORMAT_RGBA8)
	return picture


# Compressed as graphics cards keep them, an eighth of the memory, if wanted and where the engine
# has the means to do so, which exported games have not.
static func _array_of(pictures: Array, compresses: bool) -> Texture2DArray:
	var side := 4
	for picture: Image in pictures:
		side = mini(maxi(side, picture.get_width()), _MOST_PX)
	for picture: Image in pictures:
		if picture.get_size() != Vector2i(side, side):
			picture.resize(side, side, Image.INTERPOLATE_LANCZOS)
		picture.generate_mipmaps()
		if compresses:
			compresses = (
				picture.compress_from_channels(Image.COMPRESS_S3TC, Image.USED_CHANNELS_RGB) == OK
			)
	var array := Texture2DArray.new()
	array.create_from_images(pictures)
	return array
