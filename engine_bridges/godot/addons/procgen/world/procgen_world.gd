@tool
class_name ProcgenWorld
extends Node3D
## A world that [code]procgen generate world[/code] wrote into a folder, as a scene: ground to walk
## on in its materials, water, buildings, bridges, plants and things, and people who stand about and
## say their lines when somebody comes near. Needs no server, but for [member sounds].
##
## One unit is one metre; x points east, z south; the ground's north-western corner lies at the
## node's origin.

## Everything that the folder has stands there. Comes again when [method complete] has added to it.
signal opened
## It could not be opened; [param problem] is a sentence.
signal failed(problem: String)

const Builder := preload("world_builder.gd")
const Common := preload("../common.gd")
const Editable := preload("world_editable.gd")
const Navigation := preload("world_navigation.gd")
const Pace := preload("world_pace.gd")
const Weather := preload("world_weather.gd")

const WINDOW_LIGHT := Color(1.0, 0.66, 0.3)
const WINDOW_ENERGY := 1.6
## A group of so many things is put into the scene thing by thing.
const MANY := 8

## The folder with manifest.json; "res://…", "user://…" or a path of the computer.
@export_dir var folder := ""
## Open the folder when the node comes into a scene, in the editor as well. What is in it is shown
## there, and not saved with the scene.
@export var open_on_ready := true
## Who is near whom: people turn to this node and speak. Without one, nobody does.
@export_node_path("Node3D") var viewer: NodePath

## Show ground, water and what grows alone: all else stands in the scene as nodes of its own.
@export var only_land := false
## Nothing is shown beyond the border: something else is there, such as the next tile of a
## [ProcgenRegion].
@export var ends_at_border := false
## Milliseconds of a frame in which the world that was read is put into the scene; it is whole some
## frames later then. 0 puts all of it there in one frame.
@export_range(0.0, 16.0) var budget_ms := 0.0
## Puts everything that people made, and everybody, into the scene beside this node, a node each.
@export_tool_button("Make Editable") var make_editable_action: Callable = _make_editable_in_editor
## Let it sound in the running game: a [ProcgenWorldSound] is made of it, whose walker is
## [member viewer]. That asks the server.
@export var sounds := false
## The season that plants show.
@export_enum("spring", "summer", "autumn", "winter") var season := "summer":
	set(value):
		season = value
		for growing: Object in [_cover, _woods, _models]:
			if growing:
				growing.set(&"season", season)
## How many of the small plants are drawn, 0 to 1.
@export_range(0.0, 1.0) var cover_amount := 1.0:
	set(value):
		cover_amount = value
		if _cover:
			_cover.set(&"amount", cover_amount)
## How finely the small plants are drawn, 0.1 to 1: at 0.5 they thin out, and become simpler, at
## half the distance. For pictures of few pixels, or slow computers.
@export_range(0.1, 1.0) var detail := 1.0:
	set(value):
		detail = value
		if _cover:
			_cover.set(&"detail", detail)
## What bends the plants: metres a second, east and south.
@export var wind_m_s := Vector2(2.5, 1.2):
	set(value):
		wind_m_s = value
		tell_shaders(&"wind_m_s", value)

## Of a world that ends at its border: the folders of those that lie beside it and are as large, by
## the way there (north is [constant Vector2i.UP]). On the border the ground slopes as in both.
var beside: Dictionary[Vector2i, String] = {}
## What manifest.json says of the opened world.
var manifest := {}
## Where lanterns hang that are lit at night, metres in the world's own axes.
var lanterns: Array[Vector3] = []
## Everybody who lives there.
var people: Array[ProcgenWorldPerson] = []
## The longest that a frame was held up by putting the world into the scene, milliseconds.
var longest_ms := 0.0
## By what was put there, the longest piece of that work, milliseconds.
var longest_pieces_ms: Dictionary[String, float] = {}
## What is heard, where [member sounds] is set.
var sound: ProcgenWorldSound

var _is_opening := false
var _ground: Builder.Ground
var _cover: Node3D
var _woods: Node3D
var _models: RefCounted
var _materials: Array[ShaderMaterial] = []
var _windows: Array[BaseMaterial3D] = []
# What shaders were told last.
var _told: Dictionary[StringName, Variant] = {}


## Has [param begin] called when the world is open that [param path] leads to from [param node]:
## now, if it is, and whenever it is opened.
static func when_open(node: Node, path: NodePath, begin: Callable) -> void:
	var found := node.get_node_or_null(path) as ProcgenWorld
	if not found or not node.is_inside_tree():
		return
	if not found.opened.is_connected(begin):
		found.opened.connect(begin)
	if found.manifest:
		begin.call()


func _ready() -> void:
	set_notify_transform(true)
	if open_on_ready and folder:
		open(folder)


## Opens a folder in place of what stands there. What takes long happens in the background. Returns
## what is wrong with the folder, or nothing.
func open(path: String) -> String:
	if _is_opening:
		return "The world is being opened already."
	_is_opening = true
	clear()
	folder = path
	var builder := Builder.new(path)
	builder.joins_trees = not only_land
	builder.goes_on = ends_at_border
	builder.beside = beside
	var problem: Array[String] = [builder.folder.problem]
	if not problem[0]:
		await Common.in_background(func() -> void: problem[0] = builder.read(), "world")
	if problem[0]:
		_is_opening = false
		failed.emit(problem[0])
		return problem[0]
	var pace := Pace.new(budget_ms)
	for node: Node3D in builder.nodes.duplicate():
		if only_land and node.name in Editable.GROUPS:
			node.free()
			await pace.rest("what is left out")
			continue
		await _put(node, builder, pace)
	await builder.triangles.make_solid(pace)
	if not ends_at_border:
		add_child(builder.beyond())
	_ground = builder.ground
	_cover = builder.cover
	_woods = builder.woods
	_models = builder.models
	_add_materials(builder.materials)
	if only_land and get_parent():
		# What a designer owns stands beside this node, and is under the same sky.
		_add_materials(Weather.below(get_parent()))
	_windows = builder.windows
	lanterns = builder.lanterns
	season = season
	cover_amount = cover_amount
	detail = detail
	wind_m_s = wind_m_s
	tell_shaders(&"ends_at_border", ends_at_border)
	_tell_where()
	await pace.rest("what shaders are told")
	if not only_land:
		await _add_people(builder.people, pace)
	longest_ms = pace.longest_ms
	longest_pieces_ms = pace.pieces
	manifest = builder.folder.manifest
	_is_opening = false
	if sounds and not Engine.is_editor_hint():
		sound = ProcgenWorldSound.new()
		sound.walker = get_node_or_null(viewer) as Node3D
		add_child(sound)
		sound.make()
	opened.emit()
	return ""


## Adds who lives there, people and animals, once their files have come into the folder of a world
## that was opened without them, as [code]WorldEvent.walkable[/code] has it. What stands stays as it
## is. Returns what is wrong with the folder, or nothing.
func complete() -> String:
	while _is_opening:
		await Engine.get_main_loop().process_frame
	if manifest.is_empty():
		return "The world is not open: there is nothing to add to."
	_is_opening = true
	var builder := Builder.new(folder)
	var problem: Array[String] = [builder.folder.problem]
	if not problem[0]:
		await Common.in_background(func() -> void: problem[0] = builder.read_living(), "living")
	if problem[0]:
		_is_opening = false
		failed.emit(problem[0])
		return problem[0]
	if not only_land:
		if not has_node(^"Creatures"):
			for herds in builder.nodes:
				add_child(herds)
		if people.is_empty():
			await _add_people(builder.people, Pace.new(budget_ms))
	manifest = builder.folder.manifest
	_is_opening = false
	opened.emit()
	return ""


## The ground as it was read; null while no world is open.
func get_ground() -> Builder.Ground:
	return _ground


## Has the ground go over into those of [member beside], which have changed.
func join() -> void:
	if _ground:
		await Common.in_background(Builder.join.bind(_ground, beside), "border")


## A new node, in no scene yet, with buildings, bridges, piers, props and people as nodes of their
## own, and a [ProcgenWorld] for the land: what a designer changes by hand. Its place is meant for
## the parent of this node.
func make_editable() -> Node3D:
	var made := Editable.made_of(self)
	made.transform = transform * made.transform
	return made


## Adds the ground on which one can walk, as a region of NavigationServer3D, for what finds its way
## by itself. Null, with an error, where the folder has none.
func add_navigation() -> NavigationRegion3D:
	var files := Builder.Folder.new(folder)
	var said := files.json(Navigation.FILE)
	if files.problem:
		push_error(files.problem)
		return null
	var region := Navigation.region_of(said)
	add_child(region)
	return region


## Whether nobody lives there, or no more, as the manifest says: no light burns at night.
func is_deserted() -> bool:
	return Builder.Folder.is_deserted(manifest)


## How brightly light shines out of the windows, 0 to 1. Nowhere in a deserted world.
func light_windows(share: float) -> void:
	for glass in _windows:
		glass.emission_enabled = share > 0.0
		glass.emission = WINDOW_LIGHT
		glass.emission_energy_multiplier = WINDOW_ENERGY * share


## Gives the shaders of ground, plants, woods and of what people made a parameter: [code]wet[/code]
## and [code]snow[/code] are 0 to 1.
func tell_shaders(parameter: StringName, value: Variant) -> void:
	_told[parameter] = value
	for material in _materials:
		material.set_shader_parameter(parameter, value)


## Has weather change meshes, too, which something else shows in this world, such as vehicles.
func expose_to_weather(meshes: Array[Mesh]) -> void:
	var weather := Weather.new()
	for mesh in meshes:
		weather.expose(mesh)
	_add_materials(weather.materials)


## How many plants there are, by kind, trees of woods among them.
func plants() -> Dictionary:
	var found: Dictionary = _cover.call(&"counts") if _cover else {}
	if _woods:
		found["trees"] = _woods.call(&"count")
	return found


func _notification(what: int) -> void:
	if what == NOTIFICATION_TRANSFORM_CHANGED:
		_tell_where()


# Shaders work with places of the world's own.
func _tell_where() -> void:
	if is_inside_tree():
		tell_shaders(&"from_world", Projection(global_transform.affine_inverse()))


## Takes everything away.
func clear() -> void:
	manifest = {}
	sound = null
	people.clear()
	_ground = null
	_cover = null
	_woods = null
	_models = null
	_materials.clear()
	_windows.clear()
	lanterns.clear()
	for child in get_children():
		remove_child(child)
		child.queue_free()


## The height of the ground at a place, in metres; NAN where there is none.
func height_at(x_m: float, z_m: float) -> float:
	var ground := get_node_or_null(^"Ground/Shape") as CollisionShape3D
	if not ground:
		return NAN
	var shape := ground.shape as HeightMapShape3D
	var spacing := ground.scale.x
	var u := x_m / spacing
	var v := z_m / spacing
	if u < 0.0 or v < 0.0 or u > shape.map_width - 1.0 or v > shape.map_depth - 1.0:
		return NAN
	var left := mini(int(u), shape.map_width - 2)
	var top := mini(int(v), shape.map_depth - 2)
	u -= left
	v -= top
	var cell := func(right: int, down: int) -> float:
		return shape.map_data[(top + down) * shape.map_width + left + right] * spacing
	# Cells are split from north-east to south-west.
	if u + v <= 1.0:
		var corner: float = cell.call(0, 0)
		return corner + u * (cell.call(1, 0) - corner) + v * (cell.call(0, 1) - corner)
	var far: float = cell.call(1, 1)
	return far + (1.0 - u) * (cell.call(0, 1) - far) + (1.0 - v) * (cell.call(1, 0) - far)


# What comes later is told, too.
func _add_materials(more: Array[ShaderMaterial]) -> void:
	_materials.append_array(more)
	for material in more:
		for parameter in _told:
			material.set_shader_parameter(parameter, _told[parameter])


# Puts a group of things into the scene, its parts one after the other where there are many.
func _put(group: Node3D, builder: Builder, pace: Pace) -> void:
	var kind := group.name
	if budget_ms <= 0.0 or group.get_child_count() < MANY:
		add_child(group)
		await pace.rest(kind)
		return
	# With the builder, what did not come into the scene goes.
	var later := Node3D.new()
	builder.nodes.append(later)
	for part in group.get_children():
		group.remove_child(part)
		later.add_child(part)
	add_child(group)
	for part in later.get_children():
		if not is_instance_valid(group):
			return
		later.remove_child(part)
		group.add_child(part)
		await pace.rest(kind)


func _add_people(found: Array[Dictionary], pace: Pace) -> void:
	if found.is_empty():
		return
	var group := Node3D.new()
	group.name = "People"
	group.set_meta(&"label_each", "person")
	add_child(group)
	for entry in found:
		var person := ProcgenWorldPerson.new()
		person.take(entry)
		person.viewer = get_node_or_null(viewer) as Node3D
		people.append(person)
		group.add_child(person)
		await pace.rest("People")


func _make_editable_in_editor() -> void:
	if manifest.is_empty():
		push_error("There is no world yet to make editable: set folder and open the scene again.")
		return
	var editor := Engine.get_singleton(&"EditorInterface")
	var undo: Object = editor.call(&"get_editor_undo_redo")
	var scene: Node = editor.call(&"get_edited_scene_root")
	var made := make_editable()
	var parent := get_parent() if self != scene else self
	undo.call(&"create_action", "Make world editable")
	undo.call(&"add_do_method", parent, &"add_child", made, true)
	undo.call(&"add_do_method", Editable, &"own", made, scene)
	undo.call(&"add_do_property", self, &"visible", false)
	undo.call(&"add_do_reference", made)
	undo.call(&"add_undo_property", self, &"visible", visible)
	undo.call(&"add_undo_method", parent, &"remove_child", made)
	undo.call(&"commit_action")
