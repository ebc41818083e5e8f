## The messages of procgen's contract that this addon uses, with the contract's field names.
##
## The .proto files say what each field means. Fields of newer servers are passed over. 64-bit
## unsigned numbers come as signed ones with the same bits.
extends RefCounted

## What to send of a terrain: procgen.v1.TerrainOutput.
enum TerrainOutput {
	HEIGHTS_F32 = 1,
	NORMALS_F32 = 2,
	SLOPE_DEG_F32 = 3,
	HILLSHADE_PNG = 4,
	PNG16 = 5,
	R16 = 6,
	UNITY_RAW = 7,
	EXR = 8,
	NPY = 9,
	GLB = 10,
	LOD_GLB = 11,
	COLLISION_F32 = 12,
	COLLISION_GLB = 13,
	TERRAIN3D_HEIGHT_RES = 14,
	TERRAIN3D_REGION_RES = 15,
	SPLAT0_PNG = 16,
	SPLAT1_PNG = 17,
	SPLAT0_EXR = 18,
	SPLAT1_EXR = 19,
	LAYERS_EXR = 20,
	TERRAIN3D_CONTROL_RES = 21,
	TERRAIN3D_PAINTED_REGION_RES = 22,
	WETNESS_PNG = 23,
	RIVER_PNG = 24,
	LAKE_PNG = 25,
	SEA_PNG = 26,
	SEDIMENT_PNG = 27,
	BIOME_PNG = 28,
	TREES_PNG = 29,
	BUSHES_PNG = 30,
	GRASS_PNG = 31,
	ROCKS_PNG = 32,
	SLOPE_EXR = 33,
	ASPECT_EXR = 34,
	CURVATURE_EXR = 35,
	FLOW_EXR = 36,
	RIVER_WIDTH_EXR = 37,
	WATER_DEPTH_EXR = 38,
}

## What a stroke draws: procgen.v1.StrokeKind.
enum StrokeKind {
	RIDGE = 1,
	RIVER = 2,
	VALLEY = 3,
	HEIGHT = 4,
}

## What becomes of hollows that water cannot leave: procgen.v1.DrainingMethod.
enum DrainingMethod {
	HYBRID = 1,
	CARVE = 2,
	FILL = 3,
}

const Wire := preload("wire.gd")


## What all messages that are received have in common.
class Message:
	extends RefCounted

	## Takes over the fields in [param encoded]; false if it is no such message.
	func decode(encoded: PackedByteArray) -> bool:
		return merge(Wire.Reader.new(encoded))

	## Takes over all fields that [param reader] has left; false if they are damaged.
	func merge(reader: Wire.Reader) -> bool:
		while reader.next():
			_read_field(reader)
		return not reader.failed

	func _read_field(reader: Wire.Reader) -> void:
		reader.skip()


## What a server can do.
class GetInfoResponse:
	extends Message

	var version := ""
	var api_version := ""
	var domains: Array[Domain] = []
	var limits := Limits.new()
	var devices := PackedStringArray()
	var threads := 0
	var uptime_ms := 0

	## The domain of that name, or null if the server has none.
	func domain(name: String) -> Domain:
		for candidate in domains:
			if candidate.name == name:
				return candidate
		return null

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				version = reader.read_string()
			2:
				api_version = reader.read_string()
			3:
				domains.append(Domain.new())
				domains[-1].merge(reader.read_message())
			4:
				limits.merge(reader.read_message())
			5:
				devices.append(reader.read_string())
			6:
				threads = reader.read_varint()
			7:
				uptime_ms = reader.read_varint()
			_:
				reader.skip()


## One kind of content.
class Domain:
	extends Message

	var name := ""
	var models := PackedStringArray()
	var parameters: Array[Parameter] = []
	var choices: Array[Choice] = []

	## The numeric parameter of that name, or null if the domain has none.
	func parameter(field_name: String) -> Parameter:
		for candidate in parameters:
			if candidate.name == field_name:
				return candidate
		return null

	## The names that a field takes; none if the domain has no such field.
	func choice_values(field_name: String) -> PackedStringArray:
		for candidate in choices:
			if candidate.name == field_name:
				return candidate.values
		return PackedStringArray()

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				name = reader.read_string()
			2:
				models.append(reader.read_string())
			3:
				parameters.append(Parameter.new())
				parameters[-1].merge(reader.read_message())
			4:
				choices.append(Choice.new())
				choices[-1].merge(reader.read_message())
			_:
				reader.skip()


## A number that a request takes.
class Parameter:
	extends Message

	var name := ""
	var minimum := 0.0
	var maximum := 0.0
	## NAN where the default depends on other fields.
	var default_value := NAN
	var description := ""

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				name = reader.read_string()
			2:
				minimum = reader.read_double()
			3:
				maximum = reader.read_double()
			4:
				default_value = reader.read_double()
			5:
				description = reader.read_string()
			_:
				reader.skip()


## A name that a request takes.
class Choice:
	extends Message

	var name := ""
	var values := PackedStringArray()
	var description := ""

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				name = reader.read_string()
			2:
				values.append(reader.read_string())
			3:
				description = reader.read_string()
			_:
				reader.skip()


## Bounds that hold for every call.
class Limits:
	extends Message

	var request_bytes := 0
	var chunk_bytes := 0
	var queued_calls := 0

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				request_bytes = reader.read_varint()
			2:
				chunk_bytes = reader.read_varint()
			3:
				queued_calls = reader.read_varint()
			_:
				reader.skip()


## A rectangle of the world of one seed. A float that is NAN is left to the server.
class TerrainRequest:
	extends RefCounted

	var request_id := ""
	@warning_ignore("shadowed_global_identifier") var seed := 0
	var origin_x_px := 0
	var origin_z_px := 0
	var width_px := 0
	var depth_px := 0
	var metres_per_pixel := NAN
	var model := ""
	var landform := ""
	var mean_height_m := NAN
	var relief_m := NAN
	var wander := NAN
	var sea_level_m := NAN
	var keep_sea_floor := false
	var sketch: Sketch = null
	var outputs: Array[int] = []
	var strokes: Array[Stroke] = []
	var lock: Lock = null
	var edges: Edges = null
	var variation: SeedMix = null
	var landform_map: LandformMap = null
	var vertical_scale := NAN
	var constraints: Constraints = null
	var rivers: Rivers = null
	var ground: Ground = null
	var level := 0

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, request_id)
		writer.write_varint(2, seed)
		writer.write_zigzag(3, origin_x_px)
		writer.write_zigzag(4, origin_z_px)
		writer.write_varint(5, width_px)
		writer.write_varint(6, depth_px)
		writer.write_optional_float(7, metres_per_pixel)
		writer.write_string(8, model)
		writer.write_string(9, landform)
		writer.write_optional_float(10, mean_height_m)
		writer.write_optional_float(11, relief_m)
		writer.write_optional_float(12, wander)
		writer.write_optional_float(13, sea_level_m)
		writer.write_bool(14, keep_sea_floor)
		if sketch:
			writer.write_message(15, sketch.encode())
		writer.write_packed_varints(16, outputs)
		for stroke in strokes:
			writer.write_message(17, stroke.encode())
		if lock:
			writer.write_message(18, lock.encode())
		if edges:
			writer.write_message(19, edges.encode())
		if variation:
			writer.write_message(20, variation.encode())
		if landform_map:
			writer.write_message(21, landform_map.encode())
		writer.write_optional_float(22, vertical_scale)
		if constraints:
			writer.write_message(23, constraints.encode())
		if rivers:
			writer.write_message(24, rivers.encode())
		if ground:
			writer.write_message(25, ground.encode())
		writer.write_varint(26, level)
		return writer.bytes


## Rough heights to follow.
class Sketch:
	extends RefCounted

	var width := 0
	var depth := 0
	var heights_m := PackedFloat32Array()
	var weights := PackedFloat32Array()
	## The request's own rectangle if null.
	var area: WorldArea = null
	var strength := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_varint(1, width)
		writer.write_varint(2, depth)
		writer.write_packed_floats(3, heights_m)
		writer.write_packed_floats(4, weights)
		if area:
			writer.write_message(5, area.encode())
		writer.write_optional_float(6, strength)
		return writer.bytes


## A rectangle of the world's pixel grid.
class WorldArea:
	extends RefCounted

	var origin_x_px := 0
	var origin_z_px := 0
	var width_px := 0
	var depth_px := 0

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_zigzag(1, origin_x_px)
		writer.write_zigzag(2, origin_z_px)
		writer.write_varint(3, width_px)
		writer.write_varint(4, depth_px)
		return writer.bytes


## A corner of a line.
class PathPoint:
	extends RefCounted

	var x_px := 0.0
	var z_px := 0.0
	var height_m := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_double(1, x_px)
		writer.write_double(2, z_px)
		writer.write_optional_float(3, height_m)
		return writer.bytes


## A line that shapes the ground around it.
class Stroke:
	extends RefCounted

	var kind := 0
	var points: Array[PathPoint] = []
	var radius_px := NAN
	var amount_m := NAN
	var strength := NAN
	var width_m := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_varint(1, kind)
		for point in points:
			writer.write_message(2, point.encode())
		writer.write_optional_float(3, radius_px)
		writer.write_optional_float(4, amount_m)
		writer.write_optional_float(5, strength)
		writer.write_optional_float(6, width_m)
		return writer.bytes


## Heights to keep, bit for bit.
class Lock:
	extends RefCounted

	## The request's own rectangle if null.
	var area: WorldArea = null
	var heights_f32 := PackedByteArray()
	var mask_bits := PackedByteArray()
	var compressed := false

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		if area:
			writer.write_message(1, area.encode())
		writer.write_bytes(2, heights_f32)
		writer.write_bytes(3, mask_bits)
		writer.write_bool(4, compressed)
		return writer.bytes


## The rims of neighbouring tiles.
class Edges:
	extends RefCounted

	var strip_px := 0
	var north_f32 := PackedByteArray()
	var south_f32 := PackedByteArray()
	var west_f32 := PackedByteArray()
	var east_f32 := PackedByteArray()
	var compressed := false

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_varint(1, strip_px)
		writer.write_bytes(2, north_f32)
		writer.write_bytes(3, south_f32)
		writer.write_bytes(4, west_f32)
		writer.write_bytes(5, east_f32)
		writer.write_bool(6, compressed)
		return writer.bytes


## A mixture of two worlds.
class SeedMix:
	extends RefCounted

	var other_seed := 0
	var share := 0.0

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_varint(1, other_seed)
		writer.write_float(2, share)
		return writer.bytes


## A kind of landscape in a landform map.
class LandformEntry:
	extends RefCounted

	var landform := ""
	var mean_height_m := NAN
	var relief_m := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, landform)
		writer.write_optional_float(2, mean_height_m)
		writer.write_optional_float(3, relief_m)
		return writer.bytes


## Which landscape is where.
class LandformMap:
	extends RefCounted

	## The request's own rectangle if null.
	var area: WorldArea = null
	var width := 0
	var depth := 0
	var palette: Array[LandformEntry] = []
	var indices := PackedByteArray()
	var roughness := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		if area:
			writer.write_message(1, area.encode())
		writer.write_varint(2, width)
		writer.write_varint(3, depth)
		for entry in palette:
			writer.write_message(4, entry.encode())
		writer.write_bytes(5, indices)
		writer.write_optional_float(6, roughness)
		return writer.bytes


## A place whose height is known.
class PointConstraint:
	extends RefCounted

	var x_px := 0.0
	var z_px := 0.0
	var height_m := 0.0
	var radius_px := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_double(1, x_px)
		writer.write_double(2, z_px)
		writer.write_float(3, height_m)
		writer.write_optional_float(4, radius_px)
		return writer.bytes


## Level ground.
class FlatArea:
	extends RefCounted

	var corners: Array[PathPoint] = []
	var radius_px := NAN
	var height_m := NAN
	var falloff_px := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		for corner in corners:
			writer.write_message(1, corner.encode())
		writer.write_optional_float(2, radius_px)
		writer.write_optional_float(3, height_m)
		writer.write_optional_float(4, falloff_px)
		return writer.bytes


## A road bed.
class Road:
	extends RefCounted

	var points: Array[PathPoint] = []
	var width_m := NAN
	var maximum_grade := NAN
	var shoulder_px := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		for point in points:
			writer.write_message(1, point.encode())
		writer.write_optional_float(2, width_m)
		writer.write_optional_float(3, maximum_grade)
		writer.write_optional_float(4, shoulder_px)
		return writer.bytes


## What the finished ground must offer.
class Constraints:
	extends RefCounted

	var points: Array[PointConstraint] = []
	var flat_areas: Array[FlatArea] = []
	var roads: Array[Road] = []

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		for point in points:
			writer.write_message(1, point.encode())
		for flat_area in flat_areas:
			writer.write_message(2, flat_area.encode())
		for road in roads:
			writer.write_message(3, road.encode())
		return writer.bytes


## Rivers over the whole world.
class Rivers:
	extends RefCounted

	var catchment_km2 := NAN
	var runoff_mm_per_year := NAN
	var width_scale := NAN
	var incision := NAN
	var valley_width := NAN
	var wandering := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_optional_float(1, catchment_km2)
		writer.write_optional_float(2, runoff_mm_per_year)
		writer.write_optional_float(3, width_scale)
		writer.write_optional_float(4, incision)
		writer.write_optional_float(5, valley_width)
		writer.write_optional_float(6, wandering)
		return writer.bytes


## Climate, water and erosion behind the layers.
class Ground:
	extends RefCounted

	var reshape := false
	var sea_level_temperature_c := NAN
	var lapse_c_per_km := NAN
	var rainfall_mm := NAN
	var runoff_share := NAN
	var river_threshold_px := NAN
	var river_width_factor := NAN
	var river_depth_factor := NAN
	var draining := 0
	var deepest_cut_m := NAN
	var lake_area_px := NAN
	var lake_depth_m := NAN
	## Null leaves it to the server.
	var keep_edges: Variant = null
	## Null leaves it to the server.
	var carve_rivers: Variant = null
	var hydraulic_erosion := NAN
	var thermal_erosion := NAN
	var talus_deg := NAN
	var rock_slope_deg := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_bool(1, reshape)
		writer.write_optional_float(2, sea_level_temperature_c)
		writer.write_optional_float(3, lapse_c_per_km)
		writer.write_optional_float(4, rainfall_mm)
		writer.write_optional_float(5, runoff_share)
		writer.write_optional_float(6, river_threshold_px)
		writer.write_optional_float(7, river_width_factor)
		writer.write_optional_float(8, river_depth_factor)
		writer.write_varint(9, draining)
		writer.write_optional_float(10, deepest_cut_m)
		writer.write_optional_float(11, lake_area_px)
		writer.write_optional_float(12, lake_depth_m)
		writer.write_optional_bool(13, keep_edges)
		writer.write_optional_bool(14, carve_rivers)
		writer.write_optional_float(15, hydraulic_erosion)
		writer.write_optional_float(16, thermal_erosion)
		writer.write_optional_float(17, talus_deg)
		writer.write_optional_float(18, rock_slope_deg)
		return writer.bytes


## What Generate sends; exactly one of the three is set.
class TerrainEvent:
	extends Message

	var progress: Progress = null
	var chunk: Chunk = null
	var result: TerrainResult = null

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				progress = Progress.new()
				progress.merge(reader.read_message())
			2:
				chunk = Chunk.new()
				chunk.merge(reader.read_message())
			3:
				result = TerrainResult.new()
				result.merge(reader.read_message())
			_:
				reader.skip()


## How far a call has come.
class Progress:
	extends Message

	var stage := ""
	var fraction := 0.0
	var preview_png := PackedByteArray()

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				stage = reader.read_string()
			2:
				fraction = reader.read_float()
			3:
				preview_png = reader.read_bytes()
			_:
				reader.skip()


## A piece of one artifact.
class Chunk:
	extends Message

	var artifact_index := 0
	var offset_bytes := 0
	var total_bytes := 0
	var data := PackedByteArray()

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				artifact_index = reader.read_varint()
			2:
				offset_bytes = reader.read_varint()
			3:
				total_bytes = reader.read_varint()
			4:
				data = reader.read_bytes()
			_:
				reader.skip()


## Something that a call made.
class Artifact:
	extends Message

	var kind := ""
	var file_name := ""
	var media_type := ""
	var size_bytes := 0
	var sha256 := ""
	var width_px := 0
	var height_px := 0
	var height_min_m := 0.0
	var height_max_m := 0.0
	var sidecar_json := ""
	var sidecar_name := ""

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				kind = reader.read_string()
			2:
				file_name = reader.read_string()
			3:
				media_type = reader.read_string()
			4:
				size_bytes = reader.read_varint()
			5:
				sha256 = reader.read_string()
			6:
				width_px = reader.read_varint()
			7:
				height_px = reader.read_varint()
			8:
				height_min_m = reader.read_float()
			9:
				height_max_m = reader.read_float()
			10:
				sidecar_json = reader.read_string()
			11:
				sidecar_name = reader.read_string()
			_:
				reader.skip()


## Everything needed to make the same bytes again.
class Recipe:
	extends Message

	var domain := ""
	var request_json := ""
	var model_sha256: Dictionary[String, String] = {}
	var code_version := ""
	var sha256 := ""

	## One line of JSON, the same as in the files that procgen writes.
	func to_json() -> String:
		# The request goes in as it came: parsed and printed again, its numbers could look different.
		return (
			'{"code_version":%s,"domain":%s,"model_sha256":%s,"request":%s,"sha256":%s}'
			% [
				JSON.stringify(code_version),
				JSON.stringify(domain),
				JSON.stringify(model_sha256, "", true),
				request_json if request_json else "{}",
				JSON.stringify(sha256),
			]
		)

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				domain = reader.read_string()
			2:
				request_json = reader.read_string()
			3:
				reader.read_string_entry(model_sha256)
			4:
				code_version = reader.read_string()
			5:
				sha256 = reader.read_string()
			_:
				reader.skip()


## What a terrain call made.
class TerrainResult:
	extends Message

	var request_id := ""
	var recipe := Recipe.new()
	var artifacts: Array[Artifact] = []
	var height_min_m := 0.0
	var height_max_m := 0.0
	var metres_per_pixel := 0.0
	var width_px := 0
	var depth_px := 0
	var elapsed_ms := 0.0

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				request_id = reader.read_string()
			2:
				recipe.merge(reader.read_message())
			3:
				artifacts.append(Artifact.new())
				artifacts[-1].merge(reader.read_message())
			4:
				height_min_m = reader.read_float()
			5:
				height_max_m = reader.read_float()
			6:
				metres_per_pixel = reader.read_float()
			7:
				width_px = reader.read_varint()
			8:
				depth_px = reader.read_varint()
			9:
				elapsed_ms = reader.read_float()
			_:
				reader.skip()


## One field of a request that can't be accepted.
class FieldViolation:
	extends Message

	var field := ""
	var value := ""
	var allowed := ""

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				field = reader.read_string()
			2:
				value = reader.read_string()
			3:
				allowed = reader.read_string()
			_:
				reader.skip()


## More about an error than its code and its sentence.
class ErrorDetail:
	extends Message

	const TYPE_NAME := "procgen.v1.ErrorDetail"

	var reason := ""
	var remedy := ""
	var violations: Array[FieldViolation] = []
	var retry_after_ms := 0
	var request_id := ""

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				reason = reader.read_string()
			2:
				remedy = reader.read_string()
			3:
				violations.append(FieldViolation.new())
				violations[-1].merge(reader.read_message())
			4:
				retry_after_ms = reader.read_varint()
			5:
				request_id = reader.read_string()
			_:
				reader.skip()


## google.rpc.Status, which the grpc-status-details-bin header holds; only procgen's own detail is
## taken from it.
class StatusDetails:
	extends Message

	## Null if the status has none.
	var error_detail: ErrorDetail = null

	func _read_field(reader: Wire.Reader) -> void:
		if reader.field != 3:
			reader.skip()
			return
		var any := Any.new()
		any.merge(reader.read_message())
		if (
			any.type_url.get_slice("/", any.type_url.get_slice_count("/") - 1)
			== ErrorDetail.TYPE_NAME
		):
			error_detail = ErrorDetail.new()
			error_detail.decode(any.value)


## google.protobuf.Any: a message with the name of its type.
class Any:
	extends Message

	var type_url := ""
	var value := PackedByteArray()

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				type_url = reader.read_string()
			2:
				value = reader.read_bytes()
			_:
				reader.skip()
