@tool
## The protobuf wire format of numbers, words and bytes. [Writer] appends fields to a message and
## [Reader] walks through the fields of one. Unsigned 64-bit numbers come as GDScript's signed [int]
## with the same bits.
extends RefCounted

## Types of fields, as protobuf's descriptors count them; the contract has no others.
enum Type {
	DOUBLE = 1,
	FLOAT = 2,
	UINT64 = 4,
	BOOL = 8,
	STRING = 9,
	MESSAGE = 11,
	BYTES = 12,
	UINT32 = 13,
	ENUM = 14,
	SINT32 = 17,
	SINT64 = 18,
}
## How a field is stored: the lowest three bits of its tag.
enum { VARINT = 0, FIXED64 = 1, LENGTH_DELIMITED = 2, FIXED32 = 5 }

const _STORED: Dictionary[int, int] = {
	Type.DOUBLE: FIXED64,
	Type.FLOAT: FIXED32,
	Type.STRING: LENGTH_DELIMITED,
	Type.BYTES: LENGTH_DELIMITED,
	Type.MESSAGE: LENGTH_DELIMITED,
}
const _WANTED: Dictionary[int, String] = {
	Type.DOUBLE: "a number",
	Type.FLOAT: "a number",
	Type.BOOL: "true or false",
	Type.STRING: "a text",
	Type.BYTES: "bytes in base64",
	Type.UINT32: "a whole number from 0 to 4294967295",
	Type.ENUM: "one of its names or numbers",
}
const _LOW_63_BITS := 0x7FFF_FFFF_FFFF_FFFF
# Of each byte the highest: 0x8080_8080_8080_8080 as a signed number.
const _HIGH_BITS := ~0x7F7F_7F7F_7F7F_7F7F
const _UNUSUAL: Dictionary = {"NaN": NAN, "Infinity": INF, "-Infinity": -INF}
# UTF-8 in hexadecimal digits: the engine would complain aloud of what is none, and read on.
const _UTF8 := (
	"^(?:[0-7].|c[2-9a-f][89ab].|d.[89ab].|e0[ab].[89ab].|e[1-9a-cef][89ab].[89ab]."
	+ "|ed[89].[89ab].|f0[9ab].(?:[89ab].){2}|f[1-3](?:[89ab].){3}|f48.(?:[89ab].){2})*+$"
)


## What an unset field of a type reads as.
static func default_of(type: int) -> Variant:
	match type:
		Type.DOUBLE, Type.FLOAT:
			return 0.0
		Type.BOOL:
			return false
		Type.STRING:
			return ""
		Type.BYTES:
			return PackedByteArray()
	return 0


## A value as the contract's JSON has it: bytes as base64, and as text 64-bit numbers and what JSON
## has no numbers for.
static func to_json(type: int, value: Variant) -> Variant:
	match type:
		Type.BYTES:
			# The engine takes empty bytes for a fault.
			var bytes := value as PackedByteArray
			return "" if bytes.is_empty() else Marshalls.raw_to_base64(bytes)
		Type.UINT64:
			return unsigned_text(value as int)
		Type.SINT64:
			return str(value)
		Type.DOUBLE, Type.FLOAT when is_nan(value as float):
			return "NaN"
		Type.DOUBLE, Type.FLOAT when is_inf(value as float):
			return "Infinity" if value > 0.0 else "-Infinity"
	return value


## A value of a type from JSON, where numbers may be text; null if it is none.
static func from_json(type: int, json: Variant) -> Variant:
	var value: Variant = null
	match type:
		Type.BOOL:
			value = json if json is bool else value
		Type.STRING:
			value = str(json) if json is String or json is StringName else value
		Type.BYTES:
			value = Marshalls.base64_to_raw(json as String) if json is String else value
		Type.DOUBLE, Type.FLOAT:
			var is_number := json is float or json is int
			value = float(json) if is_number else _UNUSUAL.get(json)
		_:
			value = _whole(type, json)
	return value


## What [method from_json] takes, for people.
static func wanted(type: int) -> String:
	return _WANTED.get(type, "a whole number")


## The digits of an unsigned 64-bit number.
static func unsigned_text(value: int) -> String:
	if value >= 0:
		return str(value)
	# The upper 63 bits are half of it; what halving loses is the lowest bit.
	@warning_ignore("integer_division")
	var tenth := ((1 << 62) + ((value & _LOW_63_BITS) >> 1)) / 5
	return "%d%d" % [tenth, value - tenth * 10]


static func _whole(type: int, json: Variant) -> Variant:
	var value := 0
	if json is String:
		# In two parts, as String.to_int() ends at 2^63 - 1.
		var digits := (json as String).trim_prefix("-").left(20)
		value = digits.left(-4).to_int() * 10_000 + digits.right(4).to_int()
		value = -value if (json as String).begins_with("-") else value
		if json != str(value) and (type != Type.UINT64 or json != unsigned_text(value)):
			return null
	elif json is int or json is float and json == floorf(json as float) and absf(json) < 2.0 ** 63:
		value = int(json)
	else:
		return null
	if type == Type.UINT32 and value != value & 0xFFFF_FFFF:
		return null
	if type in [Type.SINT32, Type.ENUM] and value != Reader.signed_32(value):
		return null
	return value


## Builds the bytes of one message.
class Writer:
	extends RefCounted

	## What has been written so far.
	var bytes := PackedByteArray()

	## Appends a field that holds a number, words or bytes.
	func write_scalar(field: int, type: int, value: Variant) -> void:
		if type == Type.BYTES:
			write_bytes(field, value as PackedByteArray)
		elif type == Type.STRING:
			write_bytes(field, (value as String).to_utf8_buffer())
		else:
			_append_varint(field << 3 | _STORED.get(type, VARINT))
			_append(type, value)

	## Appends a field that holds bytes or, by its bytes, a message.
	func write_bytes(field: int, value: PackedByteArray) -> void:
		_append_varint(field << 3 | LENGTH_DELIMITED)
		_append_varint(value.size())
		bytes.append_array(value)

	## Appends a list of numbers.
	func write_packed(field: int, type: int, values: Variant) -> void:
		if values is PackedFloat32Array or values is PackedFloat64Array:
			write_bytes(field, values.to_byte_array() as PackedByteArray)
			return
		var packed := Writer.new()
		for value: Variant in values:
			packed._append(type, value)
		write_bytes(field, packed.bytes)

	func _append(type: int, value: Variant) -> void:
		var start := bytes.size()
		match type:
			Type.FLOAT:
				bytes.resize(start + 4)
				bytes.encode_float(start, value as float)
			Type.DOUBLE:
				bytes.resize(start + 8)
				bytes.encode_double(start, value as float)
			Type.SINT32, Type.SINT64:
				var number: int = value
				# Without shifting: GDScript's shifts refuse negative numbers in debug builds.
				_append_varint(number * 2 if number >= 0 else ~number * 2 + 1)
			_:
				_append_varint(int(value))

	func _append_varint(value: int) -> void:
		var rest := value & _LOW_63_BITS
		if value < 0:
			# Bit 63 is set, so all ten bytes are needed; masked, the rest can be shifted safely.
			for group in 9:
				bytes.append(rest & 0x7F | 0x80)
				rest >>= 7
			rest = 1
		while rest > 0x7F:
			bytes.append(rest & 0x7F | 0x80)
			rest >>= 7
		bytes.append(rest)


## Walks through the fields of one message.
## [codeblock]
## while reader.next():
##     if reader.field == 1 and reader.fits(Type.STRING):
##         name = reader.read_scalar(Type.STRING)
##     else:
##         reader.skip()
## if reader.failed: # the bytes are no message
## [/codeblock]
class Reader:
	extends RefCounted

	static var _utf8 := RegEx.create_from_string(_UTF8)

	## Number of the field that [method next] found.
	var field := 0
	## How it is stored.
	var type := VARINT
	## True as soon as the bytes turned out not to be a message; nothing is read from then on. A
	## message within a message takes the outer one along.
	var failed := false:
		set(value):
			failed = value
			if value and _outer:
				_outer.failed = true

	var _bytes: PackedByteArray
	var _tag_start := 0
	var _position: int
	var _end: int
	var _outer: Reader

	## The text in UTF-8 bytes; null if they are none. A NUL, which the engine's texts cannot hold,
	## reads as U+FFFD.
	static func text_of(bytes: PackedByteArray) -> Variant:
		if _is_ascii(bytes) and not bytes.has(0):
			return bytes.get_string_from_utf8()
		var digits := bytes.hex_encode()
		if not _utf8.search(digits):
			return null
		if bytes.has(0):
			var parts := PackedStringArray()
			var start := 0
			while start <= bytes.size():
				var end := bytes.find(0, start) if bytes.find(0, start) >= 0 else bytes.size()
				parts.append(text_of(bytes.slice(start, end)) as String)
				start = end + 1
			return "\uFFFD".join(parts)
		# The engine takes a byte order mark away, which is part of the text here.
		if digits.begins_with("efbbbf"):
			bytes = PackedByteArray([0xEF, 0xBB, 0xBF]) + bytes
		return bytes.get_string_from_utf8()

	## The number in the lowest 32 bits.
	static func signed_32(value: int) -> int:
		var low := value & 0xFFFF_FFFF
		return low - 0x1_0000_0000 if low & 0x8000_0000 else low

	## Reads all of [param bytes], or from [param start] up to [param end] for a message within the
	## one that [param outer] reads.
	func _init(bytes: PackedByteArray, start := 0, end := -1, outer: Reader = null) -> void:
		_bytes = bytes
		_position = start
		_end = end if end >= 0 else bytes.size()
		_outer = outer

	## Goes to the next field; false at the end of the message or where it is damaged.
	func next() -> bool:
		if failed or _position >= _end:
			return false
		_tag_start = _position
		var tag := _take_varint()
		field = tag >> 3
		type = tag & 7
		# A tag has 32 bits in at most five bytes; the other ways to store a field are long gone.
		var is_long := _position - _tag_start > 5 or tag & ~0xFFFF_FFFF
		if is_long or field == 0 or type > FIXED32 or type == 3 or type == 4:
			failed = true
		return not failed

	## Passes over the field and returns its bytes.
	func skip() -> PackedByteArray:
		match type:
			VARINT:
				_take_varint()
			FIXED64:
				_take(8)
			FIXED32:
				_take(4)
			_:
				_take(_take_size())
		return PackedByteArray() if failed else _bytes.slice(_tag_start, _position)

	## Whether the field is stored as fields of a type are.
	func fits(field_type: int) -> bool:
		return type == _STORED.get(field_type, VARINT)

	## Reads a field that holds a number, words or bytes; once it has failed, what it returns is
	## worth nothing.
	func read_scalar(field_type: int) -> Variant:
		var value: Variant
		match field_type:
			Type.STRING, Type.BYTES:
				var size := _take_size()
				var start := _take(size)
				var bytes := PackedByteArray() if failed else _bytes.slice(start, start + size)
				value = bytes if field_type == Type.BYTES else text_of(bytes)
				if value == null:
					failed = true
					value = ""
			Type.FLOAT:
				var start := _take(4)
				value = 0.0 if failed else _bytes.decode_float(start)
			Type.DOUBLE:
				var start := _take(8)
				value = 0.0 if failed else _bytes.decode_double(start)
			Type.BOOL:
				value = _take_varint() != 0
			Type.UINT32:
				value = _take_varint() & 0xFFFF_FFFF
			Type.ENUM:
				value = signed_32(_take_varint())
			Type.SINT32:
				value = _zigzag(_take_varint() & 0xFFFF_FFFF)
			Type.SINT64:
				value = _zigzag(_take_varint())
			_:
				value = _take_varint()
		return value

	## Appends the numbers of a list in one piece to [param list].
	func read_packed(field_type: int, list: Variant) -> void:
		var inner := read_message()
		var number_bytes := 8 if field_type == Type.DOUBLE else 4
		if field_type not in [Type.FLOAT, Type.DOUBLE]:
			while not failed and inner._position < inner._end:
				list.append(inner.read_scalar(field_type))
		elif (inner._end - inner._position) % number_bytes != 0:
			failed = true
		else:
			var piece := inner._bytes.slice(inner._position, inner._end)
			if field_type == Type.FLOAT:
				list.append_array(piece.to_float32_array())
			else:
				list.append_array(piece.to_float64_array())

	## Reads a message field: the fields of the inner message come from the reader that this returns.
	func read_message() -> Reader:
		var size := _take_size()
		var start := _take(size)
		if failed:
			return Reader.new(PackedByteArray())
		return Reader.new(_bytes, start, start + size, self)

	## Moves past so many bytes and returns where they start.
	func _take(size: int) -> int:
		var start := _position
		if size < 0 or size > _end - start:
			failed = true
		else:
			_position += size
		return start

	# Sizes are as long as tags at most, whatever their number is.
	func _take_size() -> int:
		var start := _position
		var size := _take_varint()
		if _position - start > 5:
			failed = true
		return size

	func _take_varint() -> int:
		if _position < _end and _bytes[_position] < 0x80:
			_position += 1
			return _bytes[_position - 1]
		var value := 0
		for shift in range(0, 70, 7):
			if _position >= _end:
				break
			var byte := _bytes[_position]
			_position += 1
			# Of the tenth byte a single bit fits.
			value |= (byte & 0x7F) << shift
			if byte < 0x80:
				return value
		failed = true
		return 0

	# Eight bytes at a time, for most texts are ASCII and there are many.
	static func _is_ascii(bytes: PackedByteArray) -> bool:
		var tail := bytes.size() & ~7
		for start in range(0, tail, 8):
			if bytes.decode_s64(start) & _HIGH_BITS:
				return false
		for index in range(tail, bytes.size()):
			if bytes[index] >= 0x80:
				return false
		return true

	static func _zigzag(value: int) -> int:
		var half := (value & _LOW_63_BITS) >> 1 | (1 << 62 if value < 0 else 0)
		return ~half if value & 1 else half
