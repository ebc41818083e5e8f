## The protobuf wire format, as far as procgen's messages need it.
##
## [Writer] appends fields to a message and [Reader] walks through the fields of one. A field that
## holds its default is not written, as proto3 wants it; a field that the caller does not know is
## passed over with [method Reader.skip]. Unsigned 64-bit numbers come as GDScript's signed [int]
## with the same bits.
extends RefCounted

## How a field is stored: the lowest three bits of its tag.
enum WireType { VARINT = 0, FIXED64 = 1, LENGTH_DELIMITED = 2, FIXED32 = 5 }

## A varint has 7 bits to a byte: nine bytes hold 63 bits, and the tenth the last one.
const _VARINT_MAX_BYTES := 10
const _LOW_63_BITS := 0x7FFF_FFFF_FFFF_FFFF


## Builds the bytes of one message.
class Writer:
	extends RefCounted

	## What has been written so far.
	var bytes := PackedByteArray()

	## Writes uint32, uint64, int32, int64 and enum fields.
	func write_varint(field: int, value: int) -> void:
		if value != 0:
			_append_tag(field, WireType.VARINT)
			_append_varint(value)

	## Writes optional uint32 and uint64 fields: zero counts as set, null leaves the field unset.
	func write_optional_varint(field: int, value: Variant) -> void:
		if value != null:
			_append_tag(field, WireType.VARINT)
			_append_varint(value)

	## Writes sint32 and sint64 fields, whose small negative numbers are short.
	func write_zigzag(field: int, value: int) -> void:
		# Written without shifting: GDScript's shifts refuse negative numbers in debug builds.
		write_varint(field, value * 2 if value >= 0 else ~value * 2 + 1)

	## Writes bool fields.
	func write_bool(field: int, value: bool) -> void:
		write_varint(field, 1 if value else 0)

	## Writes optional bool fields: false counts as set, null leaves the field unset.
	func write_optional_bool(field: int, value: Variant) -> void:
		if value != null:
			write_optional_varint(field, 1 if value else 0)

	## Writes float fields.
	func write_float(field: int, value: float) -> void:
		if value != 0.0:
			write_optional_float(field, value)

	## Writes optional float fields: zero counts as set, NAN leaves the field unset.
	func write_optional_float(field: int, value: float) -> void:
		if is_nan(value):
			return
		_append_tag(field, WireType.FIXED32)
		var start := bytes.size()
		bytes.resize(start + 4)
		bytes.encode_float(start, value)

	## Writes double fields.
	func write_double(field: int, value: float) -> void:
		if value == 0.0:
			return
		_append_tag(field, WireType.FIXED64)
		var start := bytes.size()
		bytes.resize(start + 8)
		bytes.encode_double(start, value)

	## Writes string fields.
	func write_string(field: int, value: String) -> void:
		write_bytes(field, value.to_utf8_buffer())

	## Writes bytes fields.
	func write_bytes(field: int, value: PackedByteArray) -> void:
		if not value.is_empty():
			write_message(field, value)

	## Writes a message field from the bytes of that message; an empty message counts as set.
	func write_message(field: int, encoded: PackedByteArray) -> void:
		_append_tag(field, WireType.LENGTH_DELIMITED)
		_append_varint(encoded.size())
		bytes.append_array(encoded)

	## Writes repeated float fields.
	func write_packed_floats(field: int, values: PackedFloat32Array) -> void:
		write_bytes(field, values.to_byte_array())

	## Writes repeated integer and enum fields.
	func write_packed_varints(field: int, values: Array[int]) -> void:
		var packed := Writer.new()
		for value in values:
			packed._append_varint(value)
		write_bytes(field, packed.bytes)

	## Writes map<string, string> fields.
	func write_string_entries(field: int, entries: Dictionary[String, String]) -> void:
		for key in entries:
			var entry := Writer.new()
			entry.write_string(1, key)
			entry.write_string(2, entries[key])
			write_message(field, entry.bytes)

	## Writes map<string, float> fields.
	func write_float_entries(field: int, entries: Dictionary[String, float]) -> void:
		for key in entries:
			var entry := Writer.new()
			entry.write_string(1, key)
			entry.write_float(2, entries[key])
			write_message(field, entry.bytes)

	## Writes map<string, uint32> and map<string, uint64> fields.
	func write_varint_entries(field: int, entries: Dictionary[String, int]) -> void:
		for key in entries:
			var entry := Writer.new()
			entry.write_string(1, key)
			entry.write_varint(2, entries[key])
			write_message(field, entry.bytes)

	func _append_tag(field: int, type: WireType) -> void:
		_append_varint(field << 3 | type)

	func _append_varint(value: int) -> void:
		var rest := value & _LOW_63_BITS
		if value < 0:
			# Bit 63 is set, so all ten bytes are needed; masked, the rest can be shifted safely.
			for group in _VARINT_MAX_BYTES - 1:
				bytes.append(rest & 0x7F | 0x80)
				rest >>= 7
			rest = 1
		while rest > 0x7F:
			bytes.append(rest & 0x7F | 0x80)
			rest >>= 7
		bytes.append(rest)


## Walks through the fields of one message.
##
## [codeblock]
## while reader.next():
##     match reader.field:
##         1: name = reader.read_string()
##         _: reader.skip()
## if reader.failed: # the bytes are no such message
## [/codeblock]
class Reader:
	extends RefCounted

	## Number of the field that [method next] found.
	var field := 0
	## True as soon as the bytes turned out not to be a message; nothing is read from then on. A
	## message within a message takes the outer one along.
	var failed := false:
		set(value):
			failed = value
			if value and _outer:
				_outer.failed = true

	var _bytes: PackedByteArray
	var _position: int
	var _end: int
	var _outer: Reader
	var _type := WireType.VARINT

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
		var tag := _take_varint()
		field = tag >> 3 & 0x1FFF_FFFF
		var type := tag & 7
		if field == 0 or type not in WireType.values():
			failed = true
		_type = type as WireType
		return not failed

	## Passes over the field's value.
	func skip() -> void:
		match _type:
			WireType.VARINT:
				_take_varint()
			WireType.FIXED64:
				_take(8)
			WireType.FIXED32:
				_take(4)
			WireType.LENGTH_DELIMITED:
				_take(_take_varint())

	## Reads uint32, uint64, int32, int64 and enum fields.
	func read_varint() -> int:
		return _take_varint() if _expect(WireType.VARINT) else 0

	## Reads sint32 and sint64 fields.
	func read_zigzag() -> int:
		var value := read_varint()
		var half := (value & _LOW_63_BITS) >> 1 | (1 << 62 if value < 0 else 0)
		return ~half if value & 1 else half

	## Reads bool fields.
	func read_bool() -> bool:
		return read_varint() != 0

	## Reads float fields.
	func read_float() -> float:
		if not _expect(WireType.FIXED32):
			return 0.0
		var start := _take(4)
		return 0.0 if failed else _bytes.decode_float(start)

	## Reads double fields.
	func read_double() -> float:
		if not _expect(WireType.FIXED64):
			return 0.0
		var start := _take(8)
		return 0.0 if failed else _bytes.decode_double(start)

	## Reads string fields.
	func read_string() -> String:
		return read_bytes().get_string_from_utf8()

	## Reads bytes fields.
	func read_bytes() -> PackedByteArray:
		if not _expect(WireType.LENGTH_DELIMITED):
			return PackedByteArray()
		var size := _take_varint()
		var start := _take(size)
		return PackedByteArray() if failed else _bytes.slice(start, start + size)

	## Reads message fields: the fields of the inner message come from the reader that this returns.
	func read_message() -> Reader:
		if not _expect(WireType.LENGTH_DELIMITED):
			return Reader.new(PackedByteArray())
		var size := _take_varint()
		var start := _take(size)
		if failed:
			return Reader.new(PackedByteArray())
		return Reader.new(_bytes, start, start + size, self)

	## Reads one entry of map<string, string> fields into the map.
	func read_string_entry(map: Dictionary[String, String]) -> void:
		var entry := read_message()
		var key := ""
		var value := ""
		while entry.next():
			match entry.field:
				1:
					key = entry.read_string()
				2:
					value = entry.read_string()
				_:
					entry.skip()
		if not failed:
			map[key] = value

	## Reads one entry of map<string, float> fields into the map.
	func read_float_entry(map: Dictionary[String, float]) -> void:
		var entry := read_message()
		var key := ""
		var value := 0.0
		while entry.next():
			match entry.field:
				1:
					key = entry.read_string()
				2:
					value = entry.read_float()
				_:
					entry.skip()
		if not failed:
			map[key] = value

	## Reads one entry of map<string, uint32> and map<string, uint64> fields into the map.
	func read_varint_entry(map: Dictionary[String, int]) -> void:
		var entry := read_message()
		var key := ""
		var value := 0
		while entry.next():
			match entry.field:
				1:
					key = entry.read_string()
				2:
					value = entry.read_varint()
				_:
					entry.skip()
		if not failed:
			map[key] = value

	## Reads one entry of map<string, sint32> fields into the map.
	func read_zigzag_entry(map: Dictionary[String, int]) -> void:
		var entry := read_message()
		var key := ""
		var value := 0
		while entry.next():
			match entry.field:
				1:
					key = entry.read_string()
				2:
					value = entry.read_zigzag()
				_:
					entry.skip()
		if not failed:
			map[key] = value

	## Reads one entry of map<string, bool> fields into the map.
	func read_bool_entry(map: Dictionary[String, bool]) -> void:
		var entry := read_message()
		var key := ""
		var value := false
		while entry.next():
			match entry.field:
				1:
					key = entry.read_string()
				2:
					value = entry.read_bool()
				_:
					entry.skip()
		if not failed:
			map[key] = value

	## Fails if the field is stored otherwise than its type asks for.
	func _expect(type: WireType) -> bool:
		if _type != type:
			failed = true
		return not failed

	## Moves past so many bytes and returns where they start.
	func _take(size: int) -> int:
		var start := _position
		if size < 0 or size > _end - start:
			failed = true
		else:
			_position += size
		return start

	func _take_varint() -> int:
		var value := 0
		for group in _VARINT_MAX_BYTES:
			if _position >= _end:
				break
			var byte := _bytes[_position]
			_position += 1
			value |= (byte & (1 if group == _VARINT_MAX_BYTES - 1 else 0x7F)) << 7 * group
			if byte < 0x80:
				return value
		failed = true
		return 0
