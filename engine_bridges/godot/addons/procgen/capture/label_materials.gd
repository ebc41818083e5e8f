extends RefCounted
## Materials that show, instead of how a thing looks, which thing it is, how far it is and which way
## it faces, as exact bytes. Each is made of the material that the thing wears: a shader keeps all
## that places vertices and cuts holes, so that what is labelled is what is seen.
##
## Every picture costs all vertices again, so there is one, of three half floats a pixel, each one
## of 28672 that every renderer keeps: the label, and two that together have a depth in 17 bits and
## a normal in 79 x 79 places. Where floats don't come through, or where there are more labels,
## there are two, of 24 bits each: the label in 16, 7 of the normal and the highest of the depth;
## then 7 of the normal and the other 17 of the depth. A camera says by [constant CODES] in its cull
## mask which of the two it takes. Depths are the bits of a float, 4 of its exponent and 13 or 14 of
## its mantissa: from 1/16 m to 4096 m with a relative error of at most 2^-14 or 2^-15. Normals lie
## on an octahedron (Meyer et al., 2010).
##
## Labels are parameters of materials, since the Compatibility renderer has room for 256 nodes with
## parameters of their own: the first label, and 1 where the instances of a MultiMesh count on.

## How labels become colours.
enum Coding { HALVES, BYTES }
enum Shown { FIRST = 1, SECOND = 2 }

## The layers of cameras that say which picture is taken: bits 18 and 19.
const CODES := 18
const NEAREST_M := 0.0625
## Labels from here on are more than halves have room for.
const HALVES := 28672
## The bits of the half float that is 0: renderers bend smaller ones more than they are apart.
const LEAST_HALF := 3072
## A render target changes colours on the way. One of these takes that back; which one,
## [ProcgenCapture] finds out.
const TAKEN_BACK: Array[String] = [
	# sRGB of linear light: Forward+ and Mobile.
	"mix(v / 12.92, pow((v + 0.055) / 1.055, vec3(2.4)), step(vec3(0.04045), v))",
	# A cubic there and a power back: Compatibility.
	"procgen_root(pow((v + 0.055) / 1.055, vec3(2.4)))",
	"v",
]
const HEAD := """
uniform int label_first = 0;
uniform int label_step = 0;
uniform highp sampler2D label_table : filter_nearest;
varying flat int procgen_label;

vec3 procgen_root(vec3 light) {
	// Both are a little more than the root: Newton's way down from there is short.
	vec3 x = min(1.4852 * pow(light, vec3(1.0 / 3.0)), 1.2108 * sqrt(light));
	for (int turn = 0; turn < 5; turn++) {
		vec3 here = x * (x * (x * 0.305306011 + 0.682171111) + 0.012522878) - light;
		x -= here / (x * (x * 0.915918033 + 1.364342222) + 0.012522878);
	}
	return x;
}

vec3 procgen_as_shown(vec3 v) {
	return %s;
}
"""
const HALVES_HEAD := """
vec3 procgen_halves(uvec3 v) {
	uvec3 m = v + uvec3(3072u);
	uvec3 high = ((m >> uvec3(10u)) + uvec3(112u)) << uvec3(23u);
	// A quarter more than the half float: some round to it, others cut off.
	uvec3 low = ((m & uvec3(1023u)) << uvec3(13u)) | uvec3(2048u);
	return procgen_as_shown(uintBitsToFloat(high | low));
}

vec3 procgen_packed(uint layers, int label, int deep, vec2 on) {
	uvec2 up = uvec2(on * 78.0 + 0.5);
	uint word = (up.y * 79u + up.x) * 131072u + uint(deep >> 1);
	return procgen_halves(uvec3(uint(label), word / 28672u, word % 28672u));
}
"""
const BYTES_HEAD := """
vec3 procgen_bytes(int word) {
	vec3 v = vec3(float((word >> 16) & 255), float((word >> 8) & 255), float(word & 255)) / 255.0;
	return procgen_as_shown(v);
}

vec3 procgen_packed(uint layers, int label, int deep, vec2 on) {
	ivec2 up = ivec2(on * 126.0 + 0.5);
	bool is_first = ((layers >> 18u) & 3u) == 1u;
	int first = (label << 8) | (up.x << 1) | (deep >> 17);
	int second = (up.y << 17) | (deep & 0x1FFFF);
	return procgen_bytes(is_first ? first : second);
}
"""
const SHOWN := """
vec3 procgen_shown(uint layers, int label, float depth_m, vec3 normal) {
	int deep = clamp((floatBitsToInt(depth_m) - floatBitsToInt(0.0625)) >> 9, 0, 262143);
	vec3 flat_on = normal / (abs(normal.x) + abs(normal.y) + abs(normal.z));
	vec2 on = flat_on.xy;
	if (flat_on.z < 0.0) {
		on = (1.0 - abs(flat_on.yx)) * mix(vec2(-1.0), vec2(1.0), step(vec2(0.0), flat_on.xy));
	}
	return procgen_packed(layers, label, deep, clamp(on * 0.5 + 0.5, 0.0, 1.0));
}
"""
## Of a material that shows what a pixel's place on a sheet of 256 x 112 says, in all channels.
const RAMPS: Dictionary[Coding, String] = {
	Coding.HALVES: "procgen_halves(uvec3(uint(v), uint(28671 - v), uint(v)))",
	Coding.BYTES: "procgen_bytes((v & 255) | ((255 - (v & 255)) << 8) | ((v & 255) << 16))",
}
const VERTEX := """
	procgen_label = label_first + label_step * INSTANCE_ID;
	if (label_step < 0) {
		ivec2 cell = ivec2(INSTANCE_ID % 256, INSTANCE_ID / 256);
		procgen_label = label_first + int(texelFetch(label_table, cell, 0).r + 0.5);
	}
"""
# Of the shape, before a shader bends it by relief that has no shape; a sheet faces who sees it.
const FRAGMENT_BEGINS := """
	float procgen_cut = -1.0;
	vec3 procgen_up = normalize(NORMAL);
	procgen_up = dot(procgen_up, VIEW) < 0.0 ? -procgen_up : procgen_up;
"""
const FRAGMENT_ENDS := """
	%s
	ALBEDO = procgen_shown(CAMERA_VISIBLE_LAYERS, procgen_label, -VERTEX.z, procgen_up);
"""
const WHOLE := "ALPHA = 1.0;"
const CUT := "if (ALPHA < procgen_cut) {\n\t\tdiscard;\n\t}\n\t"
## What lights and mist would change.
const UNLIT: Array[String] = ["unshaded", "fog_disabled", "shadows_disabled"]
## What is blended is drawn once, and what is not twice, the first time for its depth alone:
## vertices are what costs. Whole as labels are, they hide what is behind them all the same.
const DRAWN_ONCE: Array[String] = ["blend_mix", "depth_draw_always"]
## Of a material without a shader of ours: only holes matter.
const PLAIN := """shader_type spatial;
render_mode cull_%s;
uniform sampler2D albedo_picture : %s, repeat_%s;
uniform vec3 uv_scale = vec3(1.0);
uniform vec3 uv_offset = vec3(0.0);
uniform float alpha = 1.0;
uniform float cut_at = -1.0;
void vertex() {
	UV = UV * uv_scale.xy + uv_offset.xy;
}
void fragment() {
	if (cut_at >= 0.0 && texture(albedo_picture, UV).a * alpha < cut_at) {
		discard;
	}
}
"""
const CULLS: Array[String] = ["back", "front", "disabled"]
const FILTERS: Array[String] = [
	"filter_nearest",
	"filter_linear",
	"filter_nearest_mipmap",
	"filter_linear_mipmap",
	"filter_nearest_mipmap_anisotropic",
	"filter_linear_mipmap_anisotropic",
]
## Blended materials hide what is behind them from here on.
const HALF := 0.5

## How labels are shown, and which of [constant TAKEN_BACK] lets them through.
var coding := Coding.HALVES
var taken_back := 1
## What could not be turned into labels, and why; empty if all could.
var problem := ""

# By what is worn: the twins of it, by first label and step.
var _twins: Dictionary[Material, Dictionary] = {}
var _known: Dictionary[ShaderMaterial, Array] = {}
# By the code of the shader that is labelled.
var _shaders: Dictionary[String, Shader] = {}
# By shader: what its parameters are called. Asked for them, the engine makes dictionaries anew.
var _names: Dictionary[Shader, Array] = {}


## Shows labels in another way from now on: twins that were made are of no use any more.
func show_as(what: Coding, back: int) -> void:
	coding = what
	taken_back = back
	_twins.clear()
	_known.clear()
	_shaders.clear()


## What all shaders that show labels begin with.
static func head(what: Coding, back: int) -> String:
	return HEAD % TAKEN_BACK[back] + (HALVES_HEAD if what == Coding.HALVES else BYTES_HEAD)


## The material that shows labels from [param first] on where another one shows things. Null, for
## what wears none, is a material too.
func twin_of(worn: Material, first: int, step: int) -> ShaderMaterial:
	var twins: Dictionary = _twins.get_or_add(worn, {})
	var key := Vector2i(first, step)
	if key not in twins:
		var made := ShaderMaterial.new()
		var shaped := worn as ShaderMaterial
		if shaped and shaped.shader:
			made.shader = _labelled(shaped.shader.code, shaped.shader.resource_path)
			_copy(shaped, made, _values_of(shaped))
		else:
			_shape_plainly(made, worn as BaseMaterial3D)
		made.set_shader_parameter(&"label_first", first)
		made.set_shader_parameter(&"label_step", step)
		twins[key] = made
	return twins[key]


## Has all twins take the parameters that their materials have by now.
func follow() -> void:
	for worn in _twins:
		var shaped := worn as ShaderMaterial
		if not shaped or not shaped.shader:
			continue
		var values := _values_of(shaped)
		if values == _known.get(shaped):
			continue
		_known[shaped] = values
		for key: Vector2i in _twins[worn]:
			_copy(shaped, _twins[worn][key], values)


## The code of a shader that shows labels, made of one that shows a thing; [param path] is its file.
static func labelled_code(code: String, path: String, what: Coding, back: int) -> String:
	var bare := _without_comments(code)
	if path:
		var near := RegEx.create_from_string('#include\\s+"(?!res://|uid://)')
		bare = near.sub(bare, '#include "%s/' % path.get_base_dir(), true)
	# Edges that the engine itself cuts by chance or softly are left to it.
	var is_cut := _uses(bare, "ALPHA_HASH_SCALE") or _uses(bare, "ALPHA_ANTIALIASING_EDGE")
	var solid := "" if is_cut else WHOLE
	if not is_cut and _uses(bare, "ALPHA_SCISSOR_THRESHOLD"):
		solid = CUT + WHOLE
		var threshold := RegEx.create_from_string("\\bALPHA_SCISSOR_THRESHOLD\\b")
		bare = threshold.sub(bare, "procgen_cut", true)
	var modes := RegEx.create_from_string("render_mode\\s+([^;]*);").search(bare)
	var wanted := PackedStringArray()
	for mode in modes.get_string(1).split(",") if modes else PackedStringArray():
		if not _decides_when(mode.strip_edges()) and mode.strip_edges() not in UNLIT:
			wanted.append(mode.strip_edges())
	wanted.append_array(UNLIT + DRAWN_ONCE)
	if modes:
		bare = bare.erase(modes.get_start(), modes.get_end() - modes.get_start())
	var kind := RegEx.create_from_string("shader_type\\s+spatial\\s*;").search(bare)
	if not kind:
		return ""
	var first := "\nrender_mode %s;\n%s%s" % [", ".join(wanted), head(what, back), SHOWN]
	bare = bare.insert(kind.get_end(), first)
	bare = _put(bare, "vertex", VERTEX, "")
	return _put(bare, "fragment", FRAGMENT_BEGINS, FRAGMENT_ENDS % solid)


func _labelled(code: String, path: String) -> Shader:
	if code not in _shaders:
		_shaders[code] = Shader.new()
		_shaders[code].code = labelled_code(code, path, coding, taken_back)
		if not _shaders[code].code and not problem:
			problem = "The shader %s can't be labelled: it is not spatial." % path
	return _shaders[code]


func _shape_plainly(made: ShaderMaterial, worn: BaseMaterial3D) -> void:
	var cull := CULLS[worn.cull_mode] if worn else "back"
	var filter := FILTERS[worn.texture_filter] if worn else "filter_linear_mipmap"
	var repeat := "enable" if worn and worn.texture_repeat else "disable"
	made.shader = _labelled(PLAIN % [cull, filter, repeat], "")
	if not worn or worn.transparency == BaseMaterial3D.TRANSPARENCY_DISABLED:
		return
	made.set_shader_parameter(&"uv_scale", worn.uv1_scale)
	made.set_shader_parameter(&"uv_offset", worn.uv1_offset)
	if not worn.albedo_texture:
		# Panes of glass: what they are is seen before what is behind them.
		return
	made.set_shader_parameter(&"albedo_picture", worn.albedo_texture)
	var is_cut := worn.transparency == BaseMaterial3D.TRANSPARENCY_ALPHA_SCISSOR
	made.set_shader_parameter(&"alpha", worn.albedo_color.a if is_cut else 1.0)
	made.set_shader_parameter(&"cut_at", worn.alpha_scissor_threshold if is_cut else HALF)


func _names_of(shader: Shader) -> Array:
	if shader not in _names:
		var found: Array[StringName] = []
		for entry: Dictionary in shader.get_shader_uniform_list():
			found.append(StringName(entry["name"]))
		_names[shader] = found
	return _names[shader]


func _values_of(shaped: ShaderMaterial) -> Array:
	var found := []
	for name: StringName in _names_of(shaped.shader):
		found.append(shaped.get_shader_parameter(name))
	return found


func _copy(from: ShaderMaterial, to: ShaderMaterial, values: Array) -> void:
	var names := _names_of(from.shader)
	for index in names.size():
		var name: StringName = names[index]
		if to.get_shader_parameter(name) != values[index]:
			to.set_shader_parameter(name, values[index])


# A function's code with more at its beginning and at its end.
static func _put(code: String, function: String, first: String, last: String) -> String:
	var begins := RegEx.create_from_string("void\\s+%s\\s*\\(\\s*\\)\\s*\\{" % function).search(
		code
	)
	if not begins:
		return "%s\nvoid %s() {%s%s}\n" % [code, function, first, last]
	var depth := 1
	var at := begins.get_end()
	while depth > 0 and at < code.length():
		depth += int(code[at] == "{") - int(code[at] == "}")
		at += 1
	return code.insert(at - 1, last).insert(begins.get_end(), first)


# Whether a mode of a shader says how it is blended, and when it writes depths.
static func _decides_when(mode: String) -> bool:
	return (
		mode.begins_with("blend_")
		or mode.begins_with("depth_draw_")
		or mode == "depth_prepass_alpha"
	)


static func _uses(code: String, word: String) -> bool:
	return RegEx.create_from_string("\\b%s\\b" % word).search(code) != null


static func _without_comments(code: String) -> String:
	var lines := RegEx.create_from_string("//[^\\n]*").sub(code, "", true)
	return RegEx.create_from_string("(?s)/\\*.*?\\*/").sub(lines, "", true)
