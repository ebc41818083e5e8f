class_name ProcgenCapture
extends Node
## Takes labelled pictures of a scene: how it looks, and for each pixel which thing is seen, how far
## it is and which way it faces, exactly; with where the camera and all that moves are, now and a
## moment later. [code]procgen capture[/code] makes data sets in COCO's and KITTI's forms of them.
##
## What is a thing, and of which class, say metadata and groups of nodes: see
## [code]label_things.gd[/code]. Worlds of this addon say so; a game's own nodes join by a group
## such as [code]label_vehicle[/code]. Nodes of the group [code]procgen_timed[/code] are told the
## second of the day by a method [code]go_to[/code].

## A picture was taken.
signal taken(frame: Dictionary)

const Materials := preload("label_materials.gd")
const Things := preload("label_things.gd")

const TrafficThings := preload("label_traffic.gd")
const ALL_LAYERS := 0xFFFFF
## What shows labels is in a layer of its own, and so is no light.
const LABEL_LAYER := 1 << 17
const OWN_LAYERS := LABEL_LAYER | (3 << Materials.CODES)
const TWIN := &"procgen_label_twin"
## Seconds of the day between now and the moment to which optical flow leads.
const MOMENT_S := 0.1
## Steps of labels from here down belong to lists whose instances say their numbers.
const NUMBERED_STEP := -1000000
## Of the sheet that shows every value once.
const RAMP_PX := Vector2i(256, 112)

## What is pictured: this node and all below it; the whole scene if there is none.
@export_node_path("Node3D") var subject: NodePath
## Whose people live by the hour of a picture.
@export_node_path("ProcgenLife") var life: NodePath
## What drives and walks by the second of a picture; its minutes come again and again.
@export_node_path("ProcgenTraffic") var traffic: NodePath
## Pixels.
@export var size := Vector2i(640, 360)
## Up and down, degrees.
@export_range(10.0, 120.0) var fov_deg := 60.0
@export var near_m := Materials.NEAREST_M
@export var far_m := 4000.0

## What bends plants: their boxes have room for it.
@export var wind_m_s := 0.0

## What is wrong with the scene; empty if nothing is.
var problem := ""
## Milliseconds that steps took, for who wants to know what costs.
var spent := {}

var _materials := Materials.new()
var _things := Things.new()
var _eye: Camera3D
var _colour: SubViewport
var _labels: Array[SubViewport] = []
var _traffic_things: TrafficThings
var _new_shapes: Array[GeometryInstance3D] = []
# Who has to be told the second of a picture.
var _people: Array[ProcgenWorldPerson] = []
var _doors: Array[ProcgenWorldDoor] = []
var _players: Array[AnimationPlayer] = []
# Nodes whose twins have to follow more than the tree has them follow.
var _followed: Array[Array] = []
# MultiMeshes whose instances move, and their twins.
var _copied: Array[Array] = []
# MultiMeshes that say the numbers of their instances in a list, with the table of these.
var _numbered: Dictionary[MultiMeshInstance3D, ImageTexture] = {}
# By mesh: a mesh of each of its surfaces.
var _surfaces: Dictionary[Mesh, Array] = {}
var _has_begun := false


## Gets ready: the scene has to stand there. Returns what is wrong, or nothing.
func begin() -> String:
	if not is_inside_tree():
		return "The node is in no scene."
	if near_m < Materials.NEAREST_M:
		return "near_m is %s: it must be at least %s." % [near_m, Materials.NEAREST_M]
	if size.x < 1 or size.y < 1:
		return "size is %d x %d: it must be at least 1 x 1." % [size.x, size.y]
	if DisplayServer.get_name() == "headless":
		return "Nothing is drawn without a screen: start Godot without --headless, under Xvfb."
	problem = await _calibrate(Materials.Coding.HALVES)
	if problem:
		problem = await _calibrate(Materials.Coding.BYTES)
	if problem:
		return problem
	_colour = _viewport(ALL_LAYERS & ~OWN_LAYERS)
	_add_label_views()
	# Plants and woods are drawn around the window's camera; the window itself shows nothing.
	_eye = Camera3D.new()
	add_child(_eye)
	_eye.current = true
	get_viewport().disable_3d = true
	_things.wind_m_s = wind_m_s
	var played := get_node_or_null(traffic) as ProcgenTraffic
	if played and played.has_traffic():
		played.process_mode = Node.PROCESS_MODE_DISABLED
		_traffic_things = TrafficThings.new(played, _things)
	_gather(_root())
	get_tree().node_added.connect(_on_added)
	_has_begun = true
	return await _label_new()


## How labels are shown: "halves" in one picture, "bytes" in two.
func coding() -> String:
	return "halves" if _materials.coding == Materials.Coding.HALVES else "bytes"


func _root() -> Node:
	return get_node_or_null(subject) if subject else get_tree().root


func _add_label_views() -> void:
	var dark := Environment.new()
	dark.background_mode = Environment.BG_COLOR
	dark.background_color = Color.BLACK
	var shown: Array[int] = [Materials.Shown.FIRST]
	if _materials.coding == Materials.Coding.BYTES:
		shown.append(Materials.Shown.SECOND)
	for which in shown:
		var view := _viewport(LABEL_LAYER | (which << Materials.CODES))
		view.use_hdr_2d = _materials.coding == Materials.Coding.HALVES
		(view.get_child(0) as Camera3D).environment = dark
		_labels.append(view)


# Finds out how labels come through what draws here. Returns what is wrong, or nothing.
func _calibrate(coding_wanted: Materials.Coding) -> String:
	var ramp := MeshInstance3D.new()
	var sheet := QuadMesh.new()
	sheet.size = RAMP_PX
	ramp.mesh = sheet
	ramp.layers = 1 << 19
	var look := ShaderMaterial.new()
	ramp.material_override = look
	var view := _viewport(1 << 19)
	view.size = RAMP_PX
	view.use_hdr_2d = coding_wanted == Materials.Coding.HALVES
	view.world_3d = World3D.new()
	view.add_child(ramp)
	var camera := view.get_child(0) as Camera3D
	camera.projection = Camera3D.PROJECTION_ORTHOGONAL
	camera.size = RAMP_PX.y
	camera.position = Vector3(0.0, 0.0, 1.0)
	var expected := _ramp_bytes(coding_wanted)
	var wrong := "Bytes don't come through this renderer exactly: labels would be wrong."
	for back in Materials.TAKEN_BACK.size():
		var shader := Shader.new()
		shader.code = (
			(
				"shader_type spatial;\nrender_mode unshaded, fog_disabled, %s;\n"
				% ", ".join(Materials.DRAWN_ONCE)
			)
			+ Materials.head(coding_wanted, back)
			+ "void fragment() {\n\tint v = int(UV.x * 256.0) + 256 * int(UV.y * 112.0);\n"
			+ "\tALBEDO = %s;\n\t%s\n}\n" % [Materials.RAMPS[coding_wanted], Materials.WHOLE]
		)
		look.shader = shader
		view.render_target_update_mode = SubViewport.UPDATE_ONCE
		await RenderingServer.frame_post_draw
		if _image_of(view).get_data() == expected:
			_materials.show_as(coding_wanted, back)
			wrong = ""
			break
	view.free()
	return wrong


static func _ramp_bytes(coding_wanted: Materials.Coding) -> PackedByteArray:
	var all := RAMP_PX.x * RAMP_PX.y
	var found := PackedByteArray()
	if coding_wanted == Materials.Coding.HALVES:
		found.resize(6 * all)
		for value in all:
			found.encode_u16(6 * value, value + Materials.LEAST_HALF)
			found.encode_u16(6 * value + 2, Materials.HALVES - 1 - value + Materials.LEAST_HALF)
			found.encode_u16(6 * value + 4, value + Materials.LEAST_HALF)
		return found
	found.resize(3 * all)
	for value in all:
		found[3 * value] = value & 255
		found[3 * value + 1] = 255 - (value & 255)
		found[3 * value + 2] = value & 255
	return found


## Takes a picture from a place. [param camera] looks along its -Z; [param second] is of the day,
## for people who live by it, or negative where nobody does. The result has the images
## [code]colour[/code] and [code]first[/code], and [code]second[/code] where labels take two (see
## [code]label_materials.gd[/code] and [method coding]), [code]things[/code] with the boxes of what
## moves, and [code]now[/code] and [code]next[/code]: where that is, at once and [constant MOMENT_S]
## later. Empty, with [member problem], if labels are wrong.
func take(camera: Transform3D, second := -1.0) -> Dictionary:
	var began := Time.get_ticks_usec()
	_eye.global_transform = camera
	var next := {}
	if second >= 0.0:
		_live_to(second + MOMENT_S)
		next = _things.places()
		_live_to(second)
		if _traffic_things:
			next.merge(_traffic_things.take(second, MOMENT_S), true)
		_pose_all(second)
	_look_anew()
	problem = await _label_new()
	if problem:
		return {}
	_follow()
	for view: SubViewport in [_colour] + _labels:
		(view.get_child(0) as Camera3D).global_transform = camera
		view.render_target_update_mode = SubViewport.UPDATE_ONCE
	began = _note("set", began)
	await RenderingServer.frame_post_draw
	began = _note("draw", began)
	var frame := {"colour": _image_of(_colour), "first": _image_of(_labels[0])}
	if _labels.size() > 1:
		frame["second"] = _image_of(_labels[1])
	began = _note("read", began)
	_things.sight = (_colour.get_child(0) as Camera3D).get_frustum()
	frame["things"] = _things.described(false)
	frame["now"] = _things.places()
	frame["next"] = next
	_note("measure", began)
	taken.emit(frame)
	return frame


## The label of what a pixel of a picture shows: that of a thing, or a class's number below 256.
func label_at(frame: Dictionary, pixel: Vector2i) -> int:
	var first: Image = frame["first"]
	var at := pixel.y * first.get_width() + pixel.x
	var data := first.get_data()
	if first.get_format() == Image.FORMAT_RGBH:
		return maxi(data.decode_u16(6 * at) - Materials.LEAST_HALF, 0)
	return (data[3 * at] << 8) | data[3 * at + 1]


## All things that were met so far, with their boxes.
func things() -> Array[Dictionary]:
	return _things.described(true)


func _exit_tree() -> void:
	if _has_begun:
		get_tree().node_added.disconnect(_on_added)


func _note(what: String, began: int) -> int:
	var now := Time.get_ticks_usec()
	spent[what] = spent.get(what, 0.0) + (now - began) / 1000.0
	return now


func _viewport(layers: int) -> SubViewport:
	var view := SubViewport.new()
	view.size = size
	view.render_target_update_mode = SubViewport.UPDATE_DISABLED
	view.msaa_3d = Viewport.MSAA_DISABLED
	view.screen_space_aa = Viewport.SCREEN_SPACE_AA_DISABLED
	view.use_taa = false
	view.use_debanding = false
	view.positional_shadow_atlas_size = 0
	var camera := Camera3D.new()
	camera.fov = fov_deg
	camera.near = near_m
	camera.far = far_m
	camera.cull_mask = layers
	view.add_child(camera)
	add_child(view)
	camera.current = true
	return view


func _image_of(view: SubViewport) -> Image:
	var image := view.get_texture().get_image()
	image.convert(Image.FORMAT_RGBH if view.use_hdr_2d else Image.FORMAT_RGB8)
	return image


# Has everybody stand where they are at that second, whatever was before.
func _live_to(second: float) -> void:
	var lived := get_node_or_null(life) as ProcgenLife
	if lived:
		lived.process_mode = Node.PROCESS_MODE_DISABLED
		# How far somebody is, and so whether they are drawn, is asked before they move.
		lived.go_to(second)
		lived.go_to(second)
	for node in get_tree().get_nodes_in_group(&"procgen_timed"):
		node.call(&"go_to", second)
	for person in _people:
		if is_instance_valid(person):
			person.settle()
	for door in _doors:
		if is_instance_valid(door):
			door.settle()


func _pose_all(second: float) -> void:
	for player in _players:
		if is_instance_valid(player) and player.is_inside_tree():
			_pose(player, second)


# The pose of a clip at a second, without what was played before.
func _pose(player: AnimationPlayer, second: float) -> void:
	var clip := player.current_animation
	if not clip:
		clip = player.autoplay
	if not clip or not player.has_animation(clip):
		return
	player.active = true
	player.stop()
	player.play(clip, 0.0)
	var long := player.get_animation(clip).length
	var at := fposmod(second * player.speed_scale, long) if long > 0.0 else 0.0
	player.seek(at, true)


# What is drawn around the camera must not depend on where it was before.
func _look_anew() -> void:
	for node in get_tree().get_nodes_in_group(&"procgen_around_eye"):
		node.set(&"_last_eye", Vector3.INF)
		node.call(&"_process", 0.0)


func _gather(node: Node) -> void:
	_on_added(node)
	for child in node.get_children(true):
		_gather(child)


func _on_added(node: Node) -> void:
	if node is GeometryInstance3D:
		if not node.has_meta(TWIN):
			_new_shapes.append(node)
	elif node is ProcgenWorldPerson:
		_people.append(node)
	elif node is ProcgenWorldDoor:
		_doors.append(node)
	elif node is AnimationPlayer:
		_players.append(node)


# Gives all that is new its twin.
func _label_new() -> String:
	for shape in _new_shapes:
		if not is_instance_valid(shape) or not shape.is_inside_tree():
			continue
		if shape.visibility_range_fade_mode == GeometryInstance3D.VISIBILITY_RANGE_FADE_DISABLED:
			# A margin makes what is seen depend on what was seen before.
			shape.visibility_range_begin_margin = 0.0
			shape.visibility_range_end_margin = 0.0
		var many := shape as MultiMeshInstance3D
		var is_traffic := many != null and _traffic_things != null and _traffic_things.has(many)
		var label := _things.label_of(shape) if not is_traffic else Vector2i.ZERO
		if is_traffic:
			_add_moving_twins(many)
		elif many and (shape.get_meta(&"label_many", {}) as Dictionary).has("numbers"):
			_add_numbered_twins(many, label.x)
		elif label.x >= 0:
			_add_twin(shape, label)
	_new_shapes.clear()
	if _materials.coding == Materials.Coding.HALVES and _things.next_label() > Materials.HALVES:
		return await _show_as_bytes()
	return _things.problem if _things.problem else _materials.problem


# There are more labels than one picture has room for: they take two from now on.
func _show_as_bytes() -> String:
	var wrong := await _calibrate(Materials.Coding.BYTES)
	if wrong:
		return wrong
	for view in _labels:
		view.free()
	_labels.clear()
	_add_label_views()
	_followed.clear()
	_copied.clear()
	_numbered.clear()
	for twin in _twins_below(_root()):
		twin.free()
	_gather_shapes(_root())
	return await _label_new()


func _twins_below(node: Node) -> Array[Node]:
	var found: Array[Node] = []
	for child in node.get_children(true):
		if child.has_meta(TWIN):
			found.append(child)
		else:
			found.append_array(_twins_below(child))
	return found


func _gather_shapes(node: Node) -> void:
	if node is GeometryInstance3D:
		_new_shapes.append(node)
	for child in node.get_children(true):
		_gather_shapes(child)


func _add_twin(shape: GeometryInstance3D, label: Vector2i) -> void:
	var single := shape as MeshInstance3D
	var many := shape as MultiMeshInstance3D
	if single and single.mesh:
		var twin := MeshInstance3D.new()
		twin.mesh = single.mesh
		twin.skin = single.skin
		if single.skeleton and single.get_node_or_null(single.skeleton) is Skeleton3D:
			twin.skeleton = NodePath("../%s" % single.skeleton)
		for surface in single.mesh.get_surface_count():
			var worn := single.get_active_material(surface)
			twin.set_surface_override_material(surface, _materials.twin_of(worn, label.x, label.y))
		_hang(twin, shape)
		if single.get_blend_shape_count() > 0:
			_followed.append([shape, twin])
	elif many and many.material_override:
		var twin := MultiMeshInstance3D.new()
		twin.multimesh = many.multimesh
		twin.material_override = _materials.twin_of(many.material_override, label.x, label.y)
		_hang(twin, shape)
		_followed.append([shape, twin])
	elif many and many.multimesh and many.multimesh.mesh:
		var mesh := many.multimesh.mesh
		for surface in mesh.get_surface_count():
			var twin := MultiMeshInstance3D.new()
			twin.multimesh = many.multimesh.duplicate()
			twin.multimesh.mesh = _surface_of(mesh, surface)
			var worn := mesh.surface_get_material(surface)
			twin.material_override = _materials.twin_of(worn, label.x, label.y)
			_hang(twin, shape)


# Of a MultiMesh of traffic: whose each instance is, a table says.
func _add_moving_twins(many: MultiMeshInstance3D) -> void:
	var table := _traffic_things.table_of(many)
	var mesh := many.multimesh.mesh
	for surface in mesh.get_surface_count():
		var twin := MultiMeshInstance3D.new()
		twin.multimesh = many.multimesh.duplicate()
		twin.multimesh.mesh = _surface_of(mesh, surface)
		var worn := many.material_override
		if not worn:
			worn = mesh.surface_get_material(surface)
		# The step is below 0 where there is a table, and another one for each.
		var look := _materials.twin_of(worn, 0, -1 - _traffic_things.number_of(many))
		look.set_shader_parameter(&"label_table", table)
		twin.material_override = look
		_hang(twin, many)
		_copied.append([many, twin])


# Of a MultiMesh whose instances are now these, now those of a list that begins with a label.
func _add_numbered_twins(many: MultiMeshInstance3D, first: int) -> void:
	_numbered[many] = ImageTexture.create_from_image(TrafficThings.table_with([]))
	var mesh := many.multimesh.mesh
	for surface in mesh.get_surface_count():
		var twin := MultiMeshInstance3D.new()
		twin.multimesh = many.multimesh.duplicate()
		twin.multimesh.mesh = _surface_of(mesh, surface)
		var worn := mesh.surface_get_material(surface)
		var look := _materials.twin_of(worn, first, NUMBERED_STEP - _numbered.size())
		look.set_shader_parameter(&"label_table", _numbered[many])
		twin.material_override = look
		_hang(twin, many)
		_copied.append([many, twin])


func _hang(twin: GeometryInstance3D, shape: GeometryInstance3D) -> void:
	twin.set_meta(TWIN, true)
	twin.layers = LABEL_LAYER
	twin.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
	twin.gi_mode = GeometryInstance3D.GI_MODE_DISABLED
	twin.extra_cull_margin = shape.extra_cull_margin
	twin.custom_aabb = shape.custom_aabb
	twin.visibility_range_begin = shape.visibility_range_begin
	twin.visibility_range_end = shape.visibility_range_end
	twin.lod_bias = shape.lod_bias
	shape.add_child(twin, false, INTERNAL_MODE_BACK)
	if shape.visibility_parent:
		twin.visibility_parent = shape.get_node(shape.visibility_parent).get_path()


# A mesh of one surface, exactly as in another: a MultiMesh can't dress surfaces by themselves.
func _surface_of(mesh: Mesh, surface: int) -> Mesh:
	if mesh.get_surface_count() == 1:
		return mesh
	if mesh not in _surfaces:
		var each := []
		for stored: Dictionary in mesh.get(&"_surfaces"):
			var alone := ArrayMesh.new()
			alone.set(&"_surfaces", [stored])
			each.append(alone)
		_surfaces[mesh] = each
	return _surfaces[mesh][surface]


func _follow() -> void:
	_materials.follow()
	for pair in _copied:
		var from: MultiMesh = (pair[0] as MultiMeshInstance3D).multimesh
		var to: MultiMesh = (pair[1] as MultiMeshInstance3D).multimesh
		if to.instance_count != from.instance_count:
			to.instance_count = from.instance_count
		if not from.instance_count:
			continue
		to.buffer = from.buffer
		to.visible_instance_count = from.visible_instance_count
	for many in _numbered:
		var said: Dictionary = many.get_meta(&"label_many")
		var numbers := PackedFloat32Array(Array(said["numbers"] as PackedInt32Array))
		_numbered[many].set_image(TrafficThings.table_with(numbers))
	var left: Array[Array] = []
	for pair in _followed:
		if not is_instance_valid(pair[0]):
			continue
		left.append(pair)
		var many := pair[0] as MultiMeshInstance3D
		if many:
			var twin: MultiMeshInstance3D = pair[1]
			if twin.multimesh != many.multimesh:
				twin.multimesh = many.multimesh
			continue
		var single: MeshInstance3D = pair[0]
		for index in single.get_blend_shape_count():
			(pair[1] as MeshInstance3D).set_blend_shape_value(
				index, single.get_blend_shape_value(index)
			)
	_followed = left
