## The messages of procgen's contract about who a character is, with the contract's field names.
##
## The .proto files say what each field means. Fields of newer servers are passed over. 64-bit
## unsigned numbers come as signed ones with the same bits. A float that is NAN, and a number or a
## message that is null, is unset. The contract's Skin is PersonSkin here: the engine has a Skin.
extends RefCounted

const Messages := preload("messages.gd")
const Wire := preload("wire.gd")


## Everything that a character is made from. Equal persons make equal bytes.
class Person:
	extends Messages.Message

	@warning_ignore("shadowed_global_identifier") var seed := 0
	var name := ""
	var background := ""
	var setting := ""
	var role := ""
	var shape: BodyShape = null
	var skin: PersonSkin = null
	var eyes: Eyes = null
	var hair: Worn = null
	var beard: Worn = null
	var brows: Worn = null
	var outfit: Array[Worn] = []
	var style: Style = null

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_varint(1, seed)
		writer.write_string(2, name)
		writer.write_string(3, background)
		writer.write_string(4, setting)
		writer.write_string(5, role)
		if shape:
			writer.write_message(6, shape.encode())
		if skin:
			writer.write_message(7, skin.encode())
		if eyes:
			writer.write_message(8, eyes.encode())
		if hair:
			writer.write_message(9, hair.encode())
		if beard:
			writer.write_message(10, beard.encode())
		if brows:
			writer.write_message(11, brows.encode())
		for worn in outfit:
			writer.write_message(12, worn.encode())
		if style:
			writer.write_message(13, style.encode())
		return writer.bytes

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				seed = reader.read_varint()
			2:
				name = reader.read_string()
			3:
				background = reader.read_string()
			4:
				setting = reader.read_string()
			5:
				role = reader.read_string()
			6:
				shape = BodyShape.new()
				shape.merge(reader.read_message())
			7:
				skin = PersonSkin.new()
				skin.merge(reader.read_message())
			8:
				eyes = Eyes.new()
				eyes.merge(reader.read_message())
			9:
				hair = Worn.new()
				hair.merge(reader.read_message())
			10:
				beard = Worn.new()
				beard.merge(reader.read_message())
			11:
				brows = Worn.new()
				brows.merge(reader.read_message())
			12:
				outfit.append(Worn.new())
				outfit[-1].merge(reader.read_message())
			13:
				style = Style.new()
				style.merge(reader.read_message())
			_:
				reader.skip()


## Shape of body and face, as sliders. Factors lie in 0 to 1 with the average in the middle.
class BodyShape:
	extends Messages.Message

	var sex := 0.0
	var age_years := 0.0
	var muscle := 0.0
	var weight := 0.0
	var height := 0.0
	var proportions := 0.0
	var bust := 0.0
	var firmness := 0.0
	var heritage: Dictionary[String, float] = {}
	var modifiers: Dictionary[String, float] = {}

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_float(1, sex)
		writer.write_float(2, age_years)
		writer.write_float(3, muscle)
		writer.write_float(4, weight)
		writer.write_float(5, height)
		writer.write_float(6, proportions)
		writer.write_float(7, bust)
		writer.write_float(8, firmness)
		writer.write_float_entries(9, heritage)
		writer.write_float_entries(10, modifiers)
		return writer.bytes

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				sex = reader.read_float()
			2:
				age_years = reader.read_float()
			3:
				muscle = reader.read_float()
			4:
				weight = reader.read_float()
			5:
				height = reader.read_float()
			6:
				proportions = reader.read_float()
			7:
				bust = reader.read_float()
			8:
				firmness = reader.read_float()
			9:
				reader.read_float_entry(heritage)
			10:
				reader.read_float_entry(modifiers)
			_:
				reader.skip()


## Skin; what is missing has its default, or is drawn where a person is drawn.
class PersonSkin:
	extends Messages.Message

	var numbers: Dictionary[String, float] = {}
	var words: Dictionary[String, String] = {}
	var colours_rgb: Dictionary[String, int] = {}
	var scars: Array[Scar] = []
	var tattoos: Array[Tattoo] = []
	## Null if unset.
	@warning_ignore("shadowed_global_identifier") var seed: Variant = null

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_float_entries(1, numbers)
		writer.write_string_entries(2, words)
		writer.write_varint_entries(3, colours_rgb)
		for scar in scars:
			writer.write_message(4, scar.encode())
		for tattoo in tattoos:
			writer.write_message(5, tattoo.encode())
		writer.write_optional_varint(6, seed)
		return writer.bytes

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				reader.read_float_entry(numbers)
			2:
				reader.read_string_entry(words)
			3:
				reader.read_varint_entry(colours_rgb)
			4:
				scars.append(Scar.new())
				scars[-1].merge(reader.read_message())
			5:
				tattoos.append(Tattoo.new())
				tattoos[-1].merge(reader.read_message())
			6:
				seed = reader.read_varint()
			_:
				reader.skip()


## A scar.
class Scar:
	extends Messages.Message

	var place := ""
	var kind := ""
	var length_mm := NAN
	var age := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, place)
		writer.write_string(2, kind)
		writer.write_optional_float(3, length_mm)
		writer.write_optional_float(4, age)
		return writer.bytes

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				place = reader.read_string()
			2:
				kind = reader.read_string()
			3:
				length_mm = reader.read_float()
			4:
				age = reader.read_float()
			_:
				reader.skip()


## A tattoo.
class Tattoo:
	extends Messages.Message

	var motif := ""
	var place := ""
	## Null if unset.
	var colour_rgb: Variant = null
	var strength := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, motif)
		writer.write_string(2, place)
		writer.write_optional_varint(3, colour_rgb)
		writer.write_optional_float(4, strength)
		return writer.bytes

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				motif = reader.read_string()
			2:
				place = reader.read_string()
			3:
				colour_rgb = reader.read_varint()
			4:
				strength = reader.read_float()
			_:
				reader.skip()


## Eyes; what is missing has its default, or is drawn where a person is drawn.
class Eyes:
	extends Messages.Message

	var numbers: Dictionary[String, float] = {}
	var words: Dictionary[String, String] = {}
	var colours_rgb: Dictionary[String, int] = {}
	## Null if unset.
	@warning_ignore("shadowed_global_identifier") var seed: Variant = null

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_float_entries(1, numbers)
		writer.write_string_entries(2, words)
		writer.write_varint_entries(3, colours_rgb)
		writer.write_optional_varint(4, seed)
		return writer.bytes

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				reader.read_float_entry(numbers)
			2:
				reader.read_string_entry(words)
			3:
				reader.read_varint_entry(colours_rgb)
			4:
				seed = reader.read_varint()
			_:
				reader.skip()


## One thing that is worn, hair and beard too.
class Worn:
	extends Messages.Message

	var kind := ""
	var numbers: Dictionary[String, float] = {}
	var words: Dictionary[String, String] = {}
	var colours_rgb: Dictionary[String, int] = {}

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, kind)
		writer.write_float_entries(2, numbers)
		writer.write_string_entries(3, words)
		writer.write_varint_entries(4, colours_rgb)
		return writer.bytes

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				kind = reader.read_string()
			2:
				reader.read_float_entry(numbers)
			3:
				reader.read_string_entry(words)
			4:
				reader.read_varint_entry(colours_rgb)
			_:
				reader.skip()


## How true to life the character is.
class Style:
	extends Messages.Message

	var kind := ""
	var amount := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, kind)
		writer.write_optional_float(2, amount)
		return writer.bytes

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				kind = reader.read_string()
			2:
				amount = reader.read_float()
			_:
				reader.skip()


## What is known of a person; chance, as the learned populations have it, decides the rest.
class Conditions:
	extends Messages.Message

	var sex := NAN
	var age_years := NAN
	var heritage: Dictionary[String, float] = {}
	var muscle := NAN
	var measures: Dictionary[String, float] = {}
	var body_axes: Dictionary[String, float] = {}
	var face_axes: Dictionary[String, float] = {}
	var modifiers: Dictionary[String, float] = {}
	var skin: PersonSkin = null
	var eyes: Eyes = null
	var hair: Worn = null
	var beard: Worn = null
	var outfit: Array[Worn] = []
	var setting := ""
	var role := ""
	var style: Style = null
	var face_strength := NAN
	var without := PackedStringArray()

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_optional_float(1, sex)
		writer.write_optional_float(2, age_years)
		writer.write_float_entries(3, heritage)
		writer.write_optional_float(4, muscle)
		writer.write_float_entries(5, measures)
		writer.write_float_entries(6, body_axes)
		writer.write_float_entries(7, face_axes)
		writer.write_float_entries(8, modifiers)
		if skin:
			writer.write_message(9, skin.encode())
		if eyes:
			writer.write_message(10, eyes.encode())
		if hair:
			writer.write_message(11, hair.encode())
		if beard:
			writer.write_message(12, beard.encode())
		for worn in outfit:
			writer.write_message(13, worn.encode())
		writer.write_string(14, setting)
		writer.write_string(15, role)
		if style:
			writer.write_message(16, style.encode())
		writer.write_optional_float(17, face_strength)
		for entry in without:
			writer.write_message(18, entry.to_utf8_buffer())
		return writer.bytes

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				sex = reader.read_float()
			2:
				age_years = reader.read_float()
			3:
				reader.read_float_entry(heritage)
			4:
				muscle = reader.read_float()
			5:
				reader.read_float_entry(measures)
			6:
				reader.read_float_entry(body_axes)
			7:
				reader.read_float_entry(face_axes)
			8:
				reader.read_float_entry(modifiers)
			9:
				skin = PersonSkin.new()
				skin.merge(reader.read_message())
			10:
				eyes = Eyes.new()
				eyes.merge(reader.read_message())
			11:
				hair = Worn.new()
				hair.merge(reader.read_message())
			12:
				beard = Worn.new()
				beard.merge(reader.read_message())
			13:
				outfit.append(Worn.new())
				outfit[-1].merge(reader.read_message())
			14:
				setting = reader.read_string()
			15:
				role = reader.read_string()
			16:
				style = Style.new()
				style.merge(reader.read_message())
			17:
				face_strength = reader.read_float()
			18:
				without.append(reader.read_string())
			_:
				reader.skip()
