## The messages of procgen's contract on speakers and their world, with the contract's field names.
##
## The .proto files say what each field means. Fields of newer servers are passed over. 64-bit
## unsigned numbers come as signed ones with the same bits. A number or a message that is null is
## unset.
extends RefCounted

const Messages := preload("messages.gd")
const Wire := preload("wire.gd")


## Something that is true in the world.
class Fact:
	extends RefCounted

	var text := ""
	var about := PackedStringArray()
	var known_to := PackedStringArray()
	var source := ""

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, text)
		for topic in about:
			writer.write_message(2, topic.to_utf8_buffer())
		for knower in known_to:
			writer.write_message(3, knower.to_utf8_buffer())
		writer.write_string(4, source)
		return writer.bytes


## Somebody or something with a name.
class Entity:
	extends RefCounted

	var name := ""
	var kind := ""
	var description := ""
	var also := PackedStringArray()
	var sex := ""
	var plural := false

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, name)
		writer.write_string(2, kind)
		writer.write_string(3, description)
		for other_name in also:
			writer.write_message(4, other_name.to_utf8_buffer())
		writer.write_string(5, sex)
		writer.write_bool(6, plural)
		return writer.bytes


## What is true and who exists. Names outside it are not spoken.
class World:
	extends RefCounted

	var setting := ""
	var entities: Array[Entity] = []
	var facts: Array[Fact] = []
	var currency := ""

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, setting)
		for entity in entities:
			writer.write_message(2, entity.encode())
		for fact in facts:
			writer.write_message(3, fact.encode())
		writer.write_string(4, currency)
		return writer.bytes


## A speaker.
class Persona:
	extends RefCounted

	var name := ""
	var role := ""
	var traits := PackedStringArray()
	var age := ""
	var sex := ""
	var register := ""
	var background := ""
	var goals := PackedStringArray()
	var knows: Array[Fact] = []
	var secrets := PackedStringArray()
	var catchphrases := PackedStringArray()
	var examples := PackedStringArray()

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, name)
		writer.write_string(2, role)
		for word in traits:
			writer.write_message(3, word.to_utf8_buffer())
		writer.write_string(4, age)
		writer.write_string(5, sex)
		writer.write_string(6, register)
		writer.write_string(7, background)
		for goal in goals:
			writer.write_message(8, goal.to_utf8_buffer())
		for fact in knows:
			writer.write_message(9, fact.encode())
		for secret in secrets:
			writer.write_message(10, secret.to_utf8_buffer())
		for catchphrase in catchphrases:
			writer.write_message(11, catchphrase.to_utf8_buffer())
		for example in examples:
			writer.write_message(12, example.to_utf8_buffer())
		return writer.bytes


## Where and with whom somebody speaks.
class Situation:
	extends RefCounted

	var world: World = null
	var place := ""
	var listener := ""
	var relation := 0
	var mood := ""
	var time := ""
	var weather := ""

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		if world:
			writer.write_message(1, world.encode())
		writer.write_string(2, place)
		writer.write_string(3, listener)
		writer.write_zigzag(4, relation)
		writer.write_string(5, mood)
		writer.write_string(6, time)
		writer.write_string(7, weather)
		return writer.bytes


## What a text must and must not hold, whichever model writes it.
class Bounds:
	extends RefCounted

	var must_say := PackedStringArray()
	var never_say := PackedStringArray()
	## Null if unset.
	var most_characters: Variant = null
	var level := ""

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		for text in must_say:
			writer.write_message(1, text.to_utf8_buffer())
		for text in never_say:
			writer.write_message(2, text.to_utf8_buffer())
		writer.write_optional_varint(3, most_characters)
		writer.write_string(4, level)
		return writer.bytes


## A line.
class Line:
	extends Messages.Message

	var text := ""
	var intent := ""
	var speaker := ""
	var mood := ""
	var id := ""
	var candidates := 0
	var likelihood := 0.0
	var source := ""

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				text = reader.read_string()
			2:
				intent = reader.read_string()
			3:
				speaker = reader.read_string()
			4:
				mood = reader.read_string()
			5:
				id = reader.read_string()
			6:
				candidates = reader.read_varint()
			7:
				likelihood = reader.read_float()
			8:
				source = reader.read_string()
			_:
				reader.skip()
