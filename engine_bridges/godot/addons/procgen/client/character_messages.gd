## The messages of procgen's contract about making characters, with the contract's field names.
##
## The .proto files say what each field means. Fields of newer servers are passed over. 64-bit
## unsigned numbers come as signed ones with the same bits. A float that is NAN, and a number or a
## message that is null, is unset.
extends RefCounted

const Messages := preload("messages.gd")
const PersonMessages := preload("person_messages.gd")
const Wire := preload("wire.gd")


## What a client needs for its forms.
class GetCharacterInfoResponse:
	extends Messages.Message

	var wearables: Array[WearableInfo] = []
	var measures: Array[MeasureInfo] = []
	var sliders: Array[SliderInfo] = []
	var body_axes: Array[AxisInfo] = []
	var face_axes: Array[AxisInfo] = []
	var looks: Array[SliderInfo] = []
	var words: Array[WordInfo] = []
	var colours: Array[ColourInfo] = []
	var roles: Array[RoleInfo] = []
	var styles := PackedStringArray()
	var outputs := PackedStringArray()
	var locks := PackedStringArray()

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				wearables.append(WearableInfo.new())
				wearables[-1].merge(reader.read_message())
			2:
				measures.append(MeasureInfo.new())
				measures[-1].merge(reader.read_message())
			3:
				sliders.append(SliderInfo.new())
				sliders[-1].merge(reader.read_message())
			4:
				body_axes.append(AxisInfo.new())
				body_axes[-1].merge(reader.read_message())
			5:
				face_axes.append(AxisInfo.new())
				face_axes[-1].merge(reader.read_message())
			6:
				looks.append(SliderInfo.new())
				looks[-1].merge(reader.read_message())
			7:
				words.append(WordInfo.new())
				words[-1].merge(reader.read_message())
			8:
				colours.append(ColourInfo.new())
				colours[-1].merge(reader.read_message())
			9:
				roles.append(RoleInfo.new())
				roles[-1].merge(reader.read_message())
			10:
				styles.append(reader.read_string())
			11:
				outputs.append(reader.read_string())
			12:
				locks.append(reader.read_string())
			_:
				reader.skip()


## Something that can be worn.
class WearableInfo:
	extends Messages.Message

	var kind := ""
	var label := ""
	var category := ""
	var settings := PackedStringArray()
	var layer := 0
	var numbers: Array[SliderInfo] = []
	var words: Array[WordInfo] = []
	var colours_rgb: Dictionary[String, int] = {}
	var child_safe := false
	var covers := PackedStringArray()

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				kind = reader.read_string()
			2:
				label = reader.read_string()
			3:
				category = reader.read_string()
			4:
				settings.append(reader.read_string())
			5:
				layer = reader.read_varint()
			6:
				numbers.append(SliderInfo.new())
				numbers[-1].merge(reader.read_message())
			7:
				words.append(WordInfo.new())
				words[-1].merge(reader.read_message())
			8:
				reader.read_varint_entry(colours_rgb)
			9:
				child_safe = reader.read_bool()
			10:
				covers.append(reader.read_string())
			_:
				reader.skip()


## A measure of the body.
class MeasureInfo:
	extends Messages.Message

	var name := ""
	var unit := ""
	var label := ""
	var minimum := 0.0
	var maximum := 0.0
	var measured := false

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				name = reader.read_string()
			2:
				unit = reader.read_string()
			3:
				label = reader.read_string()
			4:
				minimum = reader.read_float()
			5:
				maximum = reader.read_float()
			6:
				measured = reader.read_bool()
			_:
				reader.skip()


## A number with its range.
class SliderInfo:
	extends Messages.Message

	var name := ""
	var minimum := 0.0
	var maximum := 0.0
	var default_value := 0.0
	var description := ""

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				name = reader.read_string()
			2:
				minimum = reader.read_float()
			3:
				maximum = reader.read_float()
			4:
				default_value = reader.read_float()
			5:
				description = reader.read_string()
			_:
				reader.skip()


## One of several words.
class WordInfo:
	extends Messages.Message

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


## A colour.
class ColourInfo:
	extends Messages.Message

	var name := ""
	## Null if unset.
	var default_rgb: Variant = null

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				name = reader.read_string()
			2:
				default_rgb = reader.read_varint()
			_:
				reader.skip()


## An axis of a learned population, in standard deviations.
class AxisInfo:
	extends Messages.Message

	var name := ""
	var low := ""
	var high := ""
	var limit := 0.0

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				name = reader.read_string()
			2:
				low = reader.read_string()
			3:
				high = reader.read_string()
			4:
				limit = reader.read_float()
			_:
				reader.skip()


## What people do, and so wear.
class RoleInfo:
	extends Messages.Message

	var name := ""
	var label := ""
	var setting := ""
	var age_min_years := 0.0
	var age_max_years := 0.0

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				name = reader.read_string()
			2:
				label = reader.read_string()
			3:
				setting = reader.read_string()
			4:
				age_min_years = reader.read_float()
			5:
				age_max_years = reader.read_float()
			_:
				reader.skip()


## Words to read.
class DescribeRequest:
	extends RefCounted

	var text := ""

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, text)
		return writer.bytes


## What was read.
class DescribeResponse:
	extends Messages.Message

	var conditions: PersonMessages.Conditions = null
	var unknown_words := PackedStringArray()

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				conditions = PersonMessages.Conditions.new()
				conditions.merge(reader.read_message())
			2:
				unknown_words.append(reader.read_string())
			_:
				reader.skip()


## Persons to draw.
class SampleRequest:
	extends RefCounted

	@warning_ignore("shadowed_global_identifier") var seed := 0
	var count := 0
	var conditions: PersonMessages.Conditions = null
	var text := ""

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_varint(1, seed)
		writer.write_varint(2, count)
		if conditions:
			writer.write_message(3, conditions.encode())
		writer.write_string(4, text)
		return writer.bytes


## The persons.
class SampleResponse:
	extends Messages.Message

	var persons: Array[SampledPerson] = []
	var unknown_words := PackedStringArray()

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				persons.append(SampledPerson.new())
				persons[-1].merge(reader.read_message())
			2:
				unknown_words.append(reader.read_string())
			_:
				reader.skip()


## A person and what was measured.
class SampledPerson:
	extends Messages.Message

	var person: PersonMessages.Person = null
	var measures: Dictionary[String, float] = {}

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				person = PersonMessages.Person.new()
				person.merge(reader.read_message())
			2:
				reader.read_float_entry(measures)
			_:
				reader.skip()


## More like this.
class VaryRequest:
	extends RefCounted

	var person: PersonMessages.Person = null
	@warning_ignore("shadowed_global_identifier") var seed := 0
	var count := 0
	var amount := NAN
	var locks := PackedStringArray()

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		if person:
			writer.write_message(1, person.encode())
		writer.write_varint(2, seed)
		writer.write_varint(3, count)
		writer.write_optional_float(4, amount)
		for lock in locks:
			writer.write_message(5, lock.to_utf8_buffer())
		return writer.bytes


## The relatives.
class VaryResponse:
	extends Messages.Message

	var persons: Array[SampledPerson] = []

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				persons.append(SampledPerson.new())
				persons[-1].merge(reader.read_message())
			_:
				reader.skip()


## A change.
class EditRequest:
	extends RefCounted

	var person: PersonMessages.Person = null
	var measures: Dictionary[String, float] = {}
	var measure_changes: Dictionary[String, float] = {}
	var age_years := NAN
	var sex := NAN
	var muscle := NAN
	var locks := PackedStringArray()

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		if person:
			writer.write_message(1, person.encode())
		writer.write_float_entries(2, measures)
		writer.write_float_entries(3, measure_changes)
		writer.write_optional_float(4, age_years)
		writer.write_optional_float(5, sex)
		writer.write_optional_float(6, muscle)
		for lock in locks:
			writer.write_message(7, lock.to_utf8_buffer())
		return writer.bytes


## The changed person.
class EditResponse:
	extends Messages.Message

	var person: PersonMessages.Person = null
	var before: Dictionary[String, float] = {}
	var after: Dictionary[String, float] = {}

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				person = PersonMessages.Person.new()
				person.merge(reader.read_message())
			2:
				reader.read_float_entry(before)
			3:
				reader.read_float_entry(after)
			_:
				reader.skip()


## Who is measured.
class MeasureRequest:
	extends RefCounted

	var person: PersonMessages.Person = null

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		if person:
			writer.write_message(1, person.encode())
		return writer.bytes


## What was measured.
class MeasureResponse:
	extends Messages.Message

	var measures: Dictionary[String, float] = {}

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				reader.read_float_entry(measures)
			_:
				reader.skip()


## A character to make.
class CharacterRequest:
	extends RefCounted

	var request_id := ""
	var person: PersonMessages.Person = null
	var conditions: PersonMessages.Conditions = null
	@warning_ignore("shadowed_global_identifier") var seed := 0
	var text := ""
	var outputs: Array[CharacterOutput] = []
	var file_name := ""

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, request_id)
		if person:
			writer.write_message(2, person.encode())
		if conditions:
			writer.write_message(3, conditions.encode())
		writer.write_varint(4, seed)
		writer.write_string(5, text)
		for output in outputs:
			writer.write_message(6, output.encode())
		writer.write_string(7, file_name)
		return writer.bytes


## A file to make of a character.
class CharacterOutput:
	extends RefCounted

	var kind := ""
	var lod := 0
	## Null if unset.
	var texture_px: Variant = null
	var texture_format := ""
	## Null if unset.
	var clips: Variant = null
	var picture_px := 0

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, kind)
		writer.write_varint(2, lod)
		writer.write_optional_varint(3, texture_px)
		writer.write_string(4, texture_format)
		writer.write_optional_bool(5, clips)
		writer.write_varint(6, picture_px)
		return writer.bytes


## What Generate sends.
class CharacterEvent:
	extends Messages.Message

	var progress: Messages.Progress = null
	var chunk: Messages.Chunk = null
	var result: CharacterResult = null

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				progress = Messages.Progress.new()
				progress.merge(reader.read_message())
			2:
				chunk = Messages.Chunk.new()
				chunk.merge(reader.read_message())
			3:
				result = CharacterResult.new()
				result.merge(reader.read_message())
			_:
				reader.skip()


## What was made.
class CharacterResult:
	extends Messages.Message

	var request_id := ""
	var recipe := Messages.Recipe.new()
	var artifacts: Array[Messages.Artifact] = []
	var person: PersonMessages.Person = null
	var measures: Dictionary[String, float] = {}
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
				person = PersonMessages.Person.new()
				person.merge(reader.read_message())
			5:
				reader.read_float_entry(measures)
			6:
				elapsed_ms = reader.read_float()
			7:
				unknown_words.append(reader.read_string())
			_:
				reader.skip()


## Sliders that move.
class UpdateRequest:
	extends RefCounted

	var before: PersonMessages.Person = null
	var shape: PersonMessages.BodyShape = null
	var lod := 0

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		if before:
			writer.write_message(1, before.encode())
		if shape:
			writer.write_message(2, shape.encode())
		writer.write_varint(3, lod)
		return writer.bytes


## What moves. Numbers are vertices of the parts in the GLB of the same person and level.
class UpdateResponse:
	extends Messages.Message

	var parts: Array[PartUpdate] = []
	var joints_f32 := PackedByteArray()

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				parts.append(PartUpdate.new())
				parts[-1].merge(reader.read_message())
			2:
				joints_f32 = reader.read_bytes()
			_:
				reader.skip()


## Vertices of one primitive that move.
class PartUpdate:
	extends Messages.Message

	var part := ""
	var primitive := 0
	var vertices_u16 := PackedByteArray()
	var positions_f32 := PackedByteArray()
	var normals_i8 := PackedByteArray()

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				part = reader.read_string()
			2:
				primitive = reader.read_varint()
			3:
				vertices_u16 = reader.read_bytes()
			4:
				positions_f32 = reader.read_bytes()
			5:
				normals_i8 = reader.read_bytes()
			_:
				reader.skip()


## People to make.
class CrowdRequest:
	extends RefCounted

	var request_id := ""
	@warning_ignore("shadowed_global_identifier") var seed := 0
	var count := 0
	var conditions: PersonMessages.Conditions = null
	var text := ""
	var roles: Dictionary[String, float] = {}
	var spread := NAN
	var outputs: Array[CharacterOutput] = []
	var contact_sheet := false

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, request_id)
		writer.write_varint(2, seed)
		writer.write_varint(3, count)
		if conditions:
			writer.write_message(4, conditions.encode())
		writer.write_string(5, text)
		writer.write_float_entries(6, roles)
		writer.write_optional_float(7, spread)
		for output in outputs:
			writer.write_message(8, output.encode())
		writer.write_bool(9, contact_sheet)
		return writer.bytes


## What GenerateCrowd sends.
class CrowdEvent:
	extends Messages.Message

	var progress: Messages.Progress = null
	var chunk: Messages.Chunk = null
	var member: CrowdMember = null
	var result: CrowdResult = null

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				progress = Messages.Progress.new()
				progress.merge(reader.read_message())
			2:
				chunk = Messages.Chunk.new()
				chunk.merge(reader.read_message())
			3:
				member = CrowdMember.new()
				member.merge(reader.read_message())
			4:
				result = CrowdResult.new()
				result.merge(reader.read_message())
			_:
				reader.skip()


## One of the crowd.
class CrowdMember:
	extends Messages.Message

	var index := 0
	var result: CharacterResult = null
	var first_artifact := 0

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				index = reader.read_varint()
			2:
				result = CharacterResult.new()
				result.merge(reader.read_message())
			3:
				first_artifact = reader.read_varint()
			_:
				reader.skip()


## The crowd.
class CrowdResult:
	extends Messages.Message

	var request_id := ""
	var recipe := Messages.Recipe.new()
	var count := 0
	var smallest_distance := 0.0
	var drawn_again := 0
	var artifacts: Array[Messages.Artifact] = []
	var elapsed_ms := 0.0
	var unknown_words := PackedStringArray()

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				request_id = reader.read_string()
			2:
				recipe.merge(reader.read_message())
			3:
				count = reader.read_varint()
			4:
				smallest_distance = reader.read_float()
			5:
				drawn_again = reader.read_varint()
			6:
				artifacts.append(Messages.Artifact.new())
				artifacts[-1].merge(reader.read_message())
			7:
				elapsed_ms = reader.read_float()
			8:
				unknown_words.append(reader.read_string())
			_:
				reader.skip()
