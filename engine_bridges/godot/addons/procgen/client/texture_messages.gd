## The messages of procgen's contract about materials and blobs, with the contract's field names.
##
## The .proto files say what each field means. Fields of newer servers are passed over. 64-bit
## unsigned numbers come as signed ones with the same bits.
extends RefCounted

## What to send of a material: procgen.v1.TextureOutput.
enum TextureOutput {
	ALBEDO_PNG = 1,
	ALBEDO_WEBP = 2,
	ALBEDO_RGB8 = 3,
	ALBEDO_BC7_KTX2 = 4,
	ALBEDO_BC7_DDS = 5,
	ALBEDO_UASTC_KTX2 = 6,
	ALBEDO_ETC1S_KTX2 = 7,
	NORMAL_PNG = 8,
	NORMAL_WEBP = 9,
	NORMAL_PNG16 = 10,
	NORMAL_RGB8 = 11,
	NORMAL_BC7_KTX2 = 12,
	NORMAL_BC7_DDS = 13,
	NORMAL_BC5_KTX2 = 14,
	NORMAL_BC5_DDS = 15,
	NORMAL_UASTC_KTX2 = 16,
	NORMAL_DX_PNG = 17,
	NORMAL_DX_WEBP = 18,
	NORMAL_DX_PNG16 = 19,
	NORMAL_DX_BC7_KTX2 = 20,
	NORMAL_DX_BC7_DDS = 21,
	NORMAL_DX_BC5_KTX2 = 22,
	NORMAL_DX_BC5_DDS = 23,
	NORMAL_DX_UASTC_KTX2 = 24,
	HEIGHT_PNG16 = 25,
	HEIGHT_R16_KTX2 = 26,
	ROUGHNESS_PNG = 27,
	ROUGHNESS_WEBP = 28,
	ROUGHNESS_PNG16 = 29,
	ROUGHNESS_R8 = 30,
	ROUGHNESS_BC4_KTX2 = 31,
	ROUGHNESS_BC4_DDS = 32,
	AO_PNG = 33,
	AO_WEBP = 34,
	AO_PNG16 = 35,
	AO_R8 = 36,
	AO_BC4_KTX2 = 37,
	AO_BC4_DDS = 38,
	METALLIC_PNG = 39,
	METALLIC_WEBP = 40,
	METALLIC_PNG16 = 41,
	METALLIC_R8 = 42,
	METALLIC_BC4_KTX2 = 43,
	METALLIC_BC4_DDS = 44,
	OPACITY_PNG = 45,
	OPACITY_WEBP = 46,
	OPACITY_PNG16 = 47,
	OPACITY_R8 = 48,
	OPACITY_BC4_KTX2 = 49,
	OPACITY_BC4_DDS = 50,
	ORM_PNG = 51,
	ORM_WEBP = 52,
	ORM_RGB8 = 53,
	ORM_BC7_KTX2 = 54,
	ORM_BC7_DDS = 55,
	ORM_UASTC_KTX2 = 56,
	ORM_ETC1S_KTX2 = 57,
	HDRP_MASK_PNG = 58,
	HDRP_MASK_WEBP = 59,
	HDRP_MASK_RGBA8 = 60,
	HDRP_MASK_BC7_KTX2 = 61,
	HDRP_MASK_BC7_DDS = 62,
	HDRP_MASK_UASTC_KTX2 = 63,
	HDRP_MASK_ETC1S_KTX2 = 64,
	URP_METALLIC_PNG = 65,
	URP_METALLIC_WEBP = 66,
	URP_METALLIC_RGBA8 = 67,
	URP_METALLIC_BC7_KTX2 = 68,
	URP_METALLIC_BC7_DDS = 69,
	URP_METALLIC_UASTC_KTX2 = 70,
	URP_METALLIC_ETC1S_KTX2 = 71,
	TERRAIN3D_ALBEDO_HEIGHT_PNG = 72,
	TERRAIN3D_ALBEDO_HEIGHT_WEBP = 73,
	TERRAIN3D_ALBEDO_HEIGHT_BC7_KTX2 = 74,
	TERRAIN3D_ALBEDO_HEIGHT_BC7_DDS = 75,
	TERRAIN3D_ALBEDO_HEIGHT_UASTC_KTX2 = 76,
	TERRAIN3D_NORMAL_ROUGHNESS_PNG = 77,
	TERRAIN3D_NORMAL_ROUGHNESS_WEBP = 78,
	TERRAIN3D_NORMAL_ROUGHNESS_BC7_KTX2 = 79,
	TERRAIN3D_NORMAL_ROUGHNESS_BC7_DDS = 80,
	TERRAIN3D_NORMAL_ROUGHNESS_UASTC_KTX2 = 81,
	HEIGHT_F32 = 82,
	MAPS_EXR = 83,
	BALL_GLB = 84,
	GODOT_ORM_TRES = 85,
	GODOT_STANDARD_TRES = 86,
	UNITY_URP_JSON = 87,
	UNITY_HDRP_JSON = 88,
	THUMBNAIL_PNG = 89,
	BALL_PNG = 90,
	FLOOR_PNG = 91,
}

## What to send of several materials together: procgen.v1.TextureArrayOutput.
enum TextureArrayOutput {
	ALBEDO_ARRAY_PNG = 1,
	ALBEDO_ARRAY_BC7_KTX2 = 2,
	ALBEDO_ARRAY_BC7_DDS = 3,
	ALBEDO_ATLAS_PNG = 4,
	NORMAL_ARRAY_PNG = 5,
	NORMAL_ARRAY_BC7_KTX2 = 6,
	NORMAL_ARRAY_BC7_DDS = 7,
	NORMAL_ATLAS_PNG = 8,
	ORM_ARRAY_PNG = 9,
	ORM_ARRAY_BC7_KTX2 = 10,
	ORM_ARRAY_BC7_DDS = 11,
	ORM_ATLAS_PNG = 12,
	HEIGHT_ARRAY_PNG = 13,
	HEIGHT_ARRAY_R16_KTX2 = 14,
	HEIGHT_ATLAS_PNG = 15,
	HDRP_MASK_ARRAY_PNG = 16,
	HDRP_MASK_ARRAY_BC7_KTX2 = 17,
	HDRP_MASK_ARRAY_BC7_DDS = 18,
	HDRP_MASK_ATLAS_PNG = 19,
	URP_METALLIC_ARRAY_PNG = 20,
	URP_METALLIC_ARRAY_BC7_KTX2 = 21,
	URP_METALLIC_ARRAY_BC7_DDS = 22,
	URP_METALLIC_ATLAS_PNG = 23,
	TERRAIN3D_ALBEDO_HEIGHT_ARRAY_PNG = 24,
	TERRAIN3D_ALBEDO_HEIGHT_ARRAY_BC7_KTX2 = 25,
	TERRAIN3D_ALBEDO_HEIGHT_ARRAY_BC7_DDS = 26,
	TERRAIN3D_ALBEDO_HEIGHT_ATLAS_PNG = 27,
	TERRAIN3D_NORMAL_ROUGHNESS_ARRAY_PNG = 28,
	TERRAIN3D_NORMAL_ROUGHNESS_ARRAY_BC7_KTX2 = 29,
	TERRAIN3D_NORMAL_ROUGHNESS_ARRAY_BC7_DDS = 30,
	TERRAIN3D_NORMAL_ROUGHNESS_ATLAS_PNG = 31,
}

const Messages := preload("messages.gd")
const Wire := preload("wire.gd")


## A tile of a material. A float that is NAN and a number that is null are left to the server.
class TextureRequest:
	extends RefCounted

	var request_id := ""
	@warning_ignore("shadowed_global_identifier") var seed := 0
	var width_px := 0
	var height_px := 0
	var model := ""
	var material := ""
	## Null leaves it to the server.
	var style_seed: Variant = null
	var metres_per_tile := NAN
	## Null leaves it to the server.
	var detail: Variant = null
	var text := ""
	var exemplar: Exemplar = null
	var mix: MaterialMix = null
	var variation: StyleVariation = null
	var look: TextureLook = null
	var weather: TextureWeather = null
	var layout: TextureLayout = null
	var quarter_turns := 0
	var mirrored := false
	var decal: TextureDecal = null
	var outputs: Array[int] = []
	var presets := PackedStringArray()
	var file_name := ""
	var variant := 0

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, request_id)
		writer.write_varint(2, seed)
		writer.write_varint(3, width_px)
		writer.write_varint(4, height_px)
		writer.write_string(5, model)
		writer.write_string(6, material)
		writer.write_optional_varint(7, style_seed)
		writer.write_optional_float(8, metres_per_tile)
		writer.write_optional_varint(9, detail)
		writer.write_string(10, text)
		if exemplar:
			writer.write_message(11, exemplar.encode())
		if mix:
			writer.write_message(12, mix.encode())
		if variation:
			writer.write_message(13, variation.encode())
		if look:
			writer.write_message(14, look.encode())
		if weather:
			writer.write_message(15, weather.encode())
		if layout:
			writer.write_message(16, layout.encode())
		writer.write_varint(17, quarter_turns)
		writer.write_bool(18, mirrored)
		if decal:
			writer.write_message(19, decal.encode())
		writer.write_packed_varints(20, outputs)
		for preset in presets:
			writer.write_message(21, preset.to_utf8_buffer())
		writer.write_string(22, file_name)
		writer.write_varint(23, variant)
		return writer.bytes


## A photo to follow: the file itself, or the SHA-256 of one that was sent with PutBlob.
class Exemplar:
	extends RefCounted

	var image := PackedByteArray()
	var sha256 := ""

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_bytes(1, image)
		writer.write_string(2, sha256)
		return writer.bytes


## A second material that the first goes over into.
class MaterialMix:
	extends RefCounted

	var material := ""
	## Null leaves it to the server.
	var style_seed: Variant = null
	var share := NAN
	var mask: MixMask = null

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, material)
		writer.write_optional_varint(2, style_seed)
		writer.write_optional_float(3, share)
		if mask:
			writer.write_message(4, mask.encode())
		return writer.bytes


## Shares on a grid over the tile.
class MixMask:
	extends RefCounted

	var width := 0
	var height := 0
	var shares := PackedByteArray()

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_varint(1, width)
		writer.write_varint(2, height)
		writer.write_bytes(3, shares)
		return writer.bytes


## A near relative of a style.
class StyleVariation:
	extends RefCounted

	var other_seed := 0
	var strength := 0.0

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_varint(1, other_seed)
		writer.write_float(2, strength)
		return writer.bytes


## Colours, relief and gloss.
class TextureLook:
	extends RefCounted

	var palette_rgb: Array[int] = []
	var palette_strength := NAN
	var hue_deg := NAN
	var saturation := NAN
	var brightness := NAN
	var contrast := NAN
	var height_contrast := NAN
	var roughness_shift := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_packed_varints(1, palette_rgb)
		writer.write_optional_float(2, palette_strength)
		writer.write_optional_float(3, hue_deg)
		writer.write_optional_float(4, saturation)
		writer.write_optional_float(5, brightness)
		writer.write_optional_float(6, contrast)
		writer.write_optional_float(7, height_contrast)
		writer.write_optional_float(8, roughness_shift)
		return writer.bytes


## What time and weather did.
class TextureWeather:
	extends RefCounted

	var wear := NAN
	var dirt := NAN
	var moss := NAN
	var wetness := NAN
	var puddles := NAN
	var snow := NAN
	## Null leaves it to the server.
	@warning_ignore("shadowed_global_identifier") var seed: Variant = null
	var wear_metallic := NAN
	## Null leaves it to the server.
	var wear_rgb: Variant = null
	## Null leaves it to the server.
	var dirt_rgb: Variant = null
	## Null leaves it to the server.
	var moss_rgb: Variant = null

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_optional_float(1, wear)
		writer.write_optional_float(2, dirt)
		writer.write_optional_float(3, moss)
		writer.write_optional_float(4, wetness)
		writer.write_optional_float(5, puddles)
		writer.write_optional_float(6, snow)
		writer.write_optional_varint(7, seed)
		writer.write_optional_float(8, wear_metallic)
		writer.write_optional_varint(9, wear_rgb)
		writer.write_optional_varint(10, dirt_rgb)
		writer.write_optional_varint(11, moss_rgb)
		return writer.bytes


## How bricks, tiles, planks and stones are laid.
class TextureLayout:
	extends RefCounted

	var bond := ""
	## Null leaves it to the server.
	var columns: Variant = null
	## Null leaves it to the server.
	var rows: Variant = null
	var joint := NAN
	var irregularity := NAN
	var roundness := NAN
	## Null leaves it to the server.
	var proportion: Variant = null
	var shift_x := NAN
	var shift_y := NAN
	var none := false
	## Null leaves it to the server.
	var rotated: Variant = null
	## Null leaves it to the server.
	var mirrored: Variant = null
	var piece_size := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, bond)
		writer.write_optional_varint(2, columns)
		writer.write_optional_varint(3, rows)
		writer.write_optional_float(4, joint)
		writer.write_optional_float(5, irregularity)
		writer.write_optional_float(6, roundness)
		writer.write_optional_varint(7, proportion)
		writer.write_optional_float(8, shift_x)
		writer.write_optional_float(9, shift_y)
		writer.write_bool(10, none)
		writer.write_optional_bool(11, rotated)
		writer.write_optional_bool(12, mirrored)
		writer.write_optional_float(13, piece_size)
		return writer.bytes


## A piece of the material with transparency.
class TextureDecal:
	extends RefCounted

	var kind := ""
	## Null leaves it to the server.
	@warning_ignore("shadowed_global_identifier") var seed: Variant = null
	var amount := NAN
	var softness := NAN
	var angle_deg := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, kind)
		writer.write_optional_varint(2, seed)
		writer.write_optional_float(3, amount)
		writer.write_optional_float(4, softness)
		writer.write_optional_float(5, angle_deg)
		return writer.bytes


## Materials that are used together.
class TextureSetRequest:
	extends RefCounted

	var request_id := ""
	var shared: TextureRequest = null
	var members: Array[TextureSetMember] = []
	var biome := ""
	var array_outputs: Array[int] = []

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, request_id)
		if shared:
			writer.write_message(2, shared.encode())
		for member in members:
			writer.write_message(3, member.encode())
		writer.write_string(4, biome)
		writer.write_packed_varints(5, array_outputs)
		return writer.bytes


## One material of a set.
class TextureSetMember:
	extends RefCounted

	var layer := ""
	var texture: TextureRequest = null

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, layer)
		if texture:
			writer.write_message(2, texture.encode())
		return writer.bytes


## A piece of a blob.
class PutBlobRequest:
	extends RefCounted

	var sha256 := ""
	var total_bytes := 0
	var offset_bytes := 0
	var data := PackedByteArray()

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, sha256)
		writer.write_varint(2, total_bytes)
		writer.write_varint(3, offset_bytes)
		writer.write_bytes(4, data)
		return writer.bytes


## What Generate sends; exactly one of the three is set.
class TextureEvent:
	extends Messages.Message

	var progress: Messages.Progress = null
	var chunk: Messages.Chunk = null
	var result: TextureResult = null

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				progress = Messages.Progress.new()
				progress.merge(reader.read_message())
			2:
				chunk = Messages.Chunk.new()
				chunk.merge(reader.read_message())
			3:
				result = TextureResult.new()
				result.merge(reader.read_message())
			_:
				reader.skip()


## What a texture call made.
class TextureResult:
	extends Messages.Message

	var request_id := ""
	var recipe := Messages.Recipe.new()
	var artifacts: Array[Messages.Artifact] = []
	var material := ""
	var width_px := 0
	var height_px := 0
	var metres_per_pixel := 0.0
	var height_min_m := 0.0
	var height_max_m := 0.0
	var elapsed_ms := 0.0
	var unknown_words := PackedStringArray()

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				request_id = reader.read_string()
			2:
				recipe.merge(reader.read_message())
			3:
				artifacts.append(Messages.Artifact.new())
				artifacts[-1].merge(reader.read_message())
			4:
				material = reader.read_string()
			5:
				width_px = reader.read_varint()
			6:
				height_px = reader.read_varint()
			7:
				metres_per_pixel = reader.read_float()
			8:
				height_min_m = reader.read_float()
			9:
				height_max_m = reader.read_float()
			10:
				elapsed_ms = reader.read_float()
			11:
				unknown_words.append(reader.read_string())
			_:
				reader.skip()


## What GenerateSet sends; exactly one of the three is set.
class TextureSetEvent:
	extends Messages.Message

	var progress: Messages.Progress = null
	var chunk: Messages.Chunk = null
	var result: TextureSetResult = null

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				progress = Messages.Progress.new()
				progress.merge(reader.read_message())
			2:
				chunk = Messages.Chunk.new()
				chunk.merge(reader.read_message())
			3:
				result = TextureSetResult.new()
				result.merge(reader.read_message())
			_:
				reader.skip()


## What a texture set call made.
class TextureSetResult:
	extends Messages.Message

	var request_id := ""
	var recipe := Messages.Recipe.new()
	var artifacts: Array[Messages.Artifact] = []
	var materials: Array[TextureSetMaterial] = []
	var elapsed_ms := 0.0

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				request_id = reader.read_string()
			2:
				recipe.merge(reader.read_message())
			3:
				artifacts.append(Messages.Artifact.new())
				artifacts[-1].merge(reader.read_message())
			4:
				materials.append(TextureSetMaterial.new())
				materials[-1].merge(reader.read_message())
			5:
				elapsed_ms = reader.read_float()
			_:
				reader.skip()


## One material of a set, as it was made.
class TextureSetMaterial:
	extends Messages.Message

	var layer := ""
	var slope_min_deg := 0.0
	var slope_max_deg := 0.0
	var result: TextureResult = null
	var first_artifact := 0

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				layer = reader.read_string()
			2:
				slope_min_deg = reader.read_float()
			3:
				slope_max_deg = reader.read_float()
			4:
				result = TextureResult.new()
				result.merge(reader.read_message())
			5:
				first_artifact = reader.read_varint()
			_:
				reader.skip()


## How much of a blob is here.
class PutBlobResponse:
	extends Messages.Message

	var received_bytes := 0
	var complete := false
	var expires_after_ms := 0

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				received_bytes = reader.read_varint()
			2:
				complete = reader.read_bool()
			3:
				expires_after_ms = reader.read_varint()
			_:
				reader.skip()
