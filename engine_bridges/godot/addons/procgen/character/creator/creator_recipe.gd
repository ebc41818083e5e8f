extends RefCounted
## What a character creator holds, and the same as a line of text of at most 200 characters that
## players can pass on.

const Recipe := preload("creator_recipe.gd")

const _PREFIX := "P1."
## Length of a text, at most.
const LENGTH := 200
## Letters of a description, at most.
const WORDS := 80
# Steps from the middle of a slider to an end: values take six bits.
const _STEPS := 31
const _BITS := 6

## Chance for what the words leave open.
var character_seed := 0
## Who it is, in words.
var words := ""
## Sliders that were moved, from -1 to 1, or 0 to 1 for factors of the body.
var sliders: Dictionary[String, float] = {}


func copy() -> Recipe:
	var other := Recipe.new()
	other.character_seed = character_seed
	other.words = words
	other.sliders = sliders.duplicate()
	return other


## Whether somebody else's body and clothes are drawn than for the other recipe.
func is_somebody_else(other: Recipe) -> bool:
	return character_seed != other.character_seed or words != other.words


## What a slider is worth in a text: the nearest of its steps.
static func stepped(value: float) -> float:
	return _steps_of(value) / _STEPS


## The text. [param names] are those of all sliders in the server's order, which readers must have
## too. Empty if so many sliders were moved that they do not fit.
func to_text(names: PackedStringArray) -> String:
	var bytes := PackedByteArray()
	bytes.resize(4)
	bytes.encode_u32(0, character_seed)
	var letters := words.left(WORDS).to_utf8_buffer()
	bytes.append(letters.size())
	bytes.append_array(letters)
	var moved := PackedByteArray()
	moved.resize((names.size() + 7) >> 3)
	var bits := PackedByteArray()
	for index in names.size():
		if not sliders.has(names[index]):
			continue
		moved[index >> 3] |= 1 << (index & 7)
		var step := int(_steps_of(sliders[names[index]])) + _STEPS
		for bit in _BITS:
			bits.append((step >> bit) & 1)
	if not bits.is_empty():
		bytes.append_array(moved)
		bytes.append_array(_packed(bits))
	var text := _PREFIX + Marshalls.raw_to_base64(bytes).rstrip("=")
	return text if text.length() <= LENGTH else ""


## Takes a text. Returns what is wrong with it, or nothing; then nothing is taken.
func take_text(text: String, names: PackedStringArray) -> String:
	text = text.strip_edges()
	if not text.begins_with(_PREFIX) or text.length() > LENGTH:
		return "A recipe begins with %s and has at most %d characters." % [_PREFIX, LENGTH]
	var coded := text.trim_prefix(_PREFIX)
	var pattern := RegEx.create_from_string("^[A-Za-z0-9+/]+$")
	if not pattern.search(coded) or coded.length() % 4 == 1:
		return "The recipe has characters that none has."
	var bytes := Marshalls.base64_to_raw(coded + "=".repeat((4 - coded.length() % 4) % 4))
	if bytes.size() < 5 or bytes.size() < 5 + bytes[4]:
		return "The recipe ends too early."
	var rest := 5 + bytes[4]
	var found: Dictionary[String, float] = {}
	if bytes.size() > rest:
		var wide := (names.size() + 7) >> 3
		if bytes.size() < rest + wide:
			return "The recipe ends too early."
		var at := (rest + wide) * 8
		for index in names.size():
			if not bytes[rest + (index >> 3)] >> (index & 7) & 1:
				continue
			if at + _BITS > bytes.size() * 8:
				return "The recipe ends too early."
			var step := 0
			for bit in _BITS:
				step |= ((bytes[(at + bit) >> 3] >> ((at + bit) & 7)) & 1) << bit
			at += _BITS
			found[names[index]] = clampf((step - _STEPS) / float(_STEPS), -1.0, 1.0)
	character_seed = bytes.decode_u32(0)
	words = bytes.slice(5, rest).get_string_from_utf8()
	sliders = found
	return ""


# How many whole steps a value lies from the slider's middle.
static func _steps_of(value: float) -> float:
	return roundf(clampf(value, -1.0, 1.0) * _STEPS)


static func _packed(bits: PackedByteArray) -> PackedByteArray:
	var bytes := PackedByteArray()
	bytes.resize((bits.size() + 7) >> 3)
	for index in bits.size():
		bytes[index >> 3] |= bits[index] << (index & 7)
	return bytes
