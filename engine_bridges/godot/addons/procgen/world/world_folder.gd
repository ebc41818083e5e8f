@tool
extends RefCounted
## Reads the files of a world that [code]procgen generate world[/code] wrote, and keeps the first
## thing that was wrong with them in [member problem]. Can be used on any thread.

const MANIFEST := "manifest.json"
const FORMAT := "procgen-world"

## The folder, as it was given.
var path := ""
## What could not be read, and why; empty if all could.
var problem := ""
## What manifest.json says.
var manifest := {}


func _init(folder: String) -> void:
	path = folder
	manifest = json(MANIFEST)
	if not problem and manifest.get("format") != FORMAT:
		_note("%s is no manifest of a world." % path.path_join(MANIFEST))


## Whether a manifest says that nobody lives in its world, or no more.
static func is_deserted(said: Dictionary) -> bool:
	var description: Variant = said.get("description")
	return description is Dictionary and (description as Dictionary).get("deserted") == true


## What a file of JSON holds; an empty dictionary, with a problem, if it can't be read.
func json(name: String) -> Dictionary:
	var parser := JSON.new()
	if parser.parse(bytes(name).get_string_from_utf8()) == OK and parser.data is Dictionary:
		return parser.data
	_note("%s is not what it should be: a JSON object." % path.path_join(name))
	return {}


## Whether a file is there.
func has(name: String) -> bool:
	return FileAccess.file_exists(path.path_join(name))


## The bytes of a file; none, with a problem, if it can't be read.
func bytes(name: String) -> PackedByteArray:
	var whole := path.path_join(name)
	if not has(name):
		_note("%s is missing." % whole)
		return PackedByteArray()
	return FileAccess.get_file_as_bytes(whole)


## The numbers of a .npy file of 32-bit floats, row by row, and its rows and columns.
func floats(name: String) -> Array:
	var data := bytes(name)
	var header_bytes := data.decode_u16(8) if data.size() > 10 else 0
	var header := data.slice(10, 10 + header_bytes).get_string_from_ascii()
	var pattern := RegEx.create_from_string("'shape': \\((\\d+), (\\d+)\\)")
	var found := pattern.search(header)
	if not found or not header.contains("'<f4'") or header.contains("True"):
		_note("%s holds no grid of 32-bit floats." % path.path_join(name))
		return [PackedFloat32Array(), 0, 0]
	var numbers := data.slice(10 + header_bytes).to_float32_array()
	return [numbers, found.get_string(1).to_int(), found.get_string(2).to_int()]


## A picture, with mip maps if wanted; a grey one, with a problem, if it can't be read.
func picture(name: String, mip_maps: bool, is_normal := false) -> Image:
	var image := Image.new()
	if image.load_png_from_buffer(bytes(name)) != OK:
		_note("%s is no PNG." % path.path_join(name))
		image = Image.create_empty(4, 4, false, Image.FORMAT_RGBA8)
	if mip_maps:
		image.generate_mipmaps(is_normal)
	return image


func _note(what: String) -> void:
	if not problem:
		problem = what
