class_name ProcgenTraffic
extends Node3D
## Plays the traffic of a [ProcgenWorld]: carts and riders, or cars, buses and bicycles on its
## lanes, boats on its water, people on foot who cross, parked vehicles, and what happens: just as
## the server simulated it for the folder of the world. Wheels turn, horses walk, oars row, boats
## rock. All of a kind are drawn at once.
##
## Vehicles stop for a player and for people of a [ProcgenLife]; who comes after them waits, and
## all go on later in the order that they had.

## Everything is there.
signal ready_to_play
## The end is reached: it begins again, or stands, as [member repeats] says.
signal ended

const Tracks := preload("world_traffic.gd")
const Lags := preload("world_traffic_lags.gd")
const Folder := preload("world_folder.gd")
const CharacterBuilder := preload("../character/character_builder.gd")
const WALKER := preload("../shaders/procgen_walker.gdshader")
## Metres that somebody on foot goes with two steps.
const STRIDE_M := 1.45
## Horses farther away stand still while they go.
const CLIPS_M := 90.0
const STANDS_M_S := 0.08
const WALK := &"walk"
const IDLE := &"idle"
const HORSE_BACK_M := -0.2
const TREE := "fallen tree"
const LAMP := "lamp"
const LIT: Dictionary[String, Color] = {
	"red": Color(1.0, 0.09, 0.05), "amber": Color(1.0, 0.6, 0.05), "green": Color(0.1, 0.95, 0.45)
}
const UNLIT_SHARE := 0.1
const PERSON_M := 0.3
## How far waves turn boats, radians, fore and aft and from side to side, and how high they lift
## them.
const ROCKS := Vector2(0.014, 0.03)
const HEAVES_M := 0.025
## People on foot go round a player who is nearer than that.
const ROOM_M := 0.75

@export_node_path("ProcgenWorld") var world: NodePath:
	set(value):
		world = value
		ProcgenWorld.when_open(self, world, _begin)
## Whether time goes by.
@export var playing := true
## How fast.
@export_range(0.0, 10.0) var pace := 1.0
## Whether it begins again at its end; everybody is elsewhere then.
@export var repeats := true
## The second that is shown, from 0 to [method length_s].
@export var second := 0.0
## For whom vehicles stop: nodes of this group; for nobody if it is empty.
@export var stops_for := &"player"
## Somebody else for whom they stop.
@export_node_path("Node3D") var player: NodePath
## Whether they stop for the people of the world, too, who walk about by [ProcgenLife].
@export var stops_for_people := true

var _tracks: Tracks
var _lags: Lags
var _pushed := PackedVector2Array()
var _nodes: Dictionary[String, MultiMeshInstance3D] = {}
# Models whose instances are put anew each time; all others stand still.
var _moving: Array[String] = []
# Whose part each instance is that is shown; -1 is nobody.
var _whose: Dictionary[String, PackedInt32Array] = {}
var _horses: Array[Array] = []
var _phases := PackedFloat32Array()
var _before := PackedVector2Array()
var _turns := PackedFloat32Array()
var _events: Array[Node3D] = []


func _ready() -> void:
	ProcgenWorld.when_open(self, world, _begin)


## Whether the world says what its traffic is.
func has_traffic() -> bool:
	return _tracks != null


## Seconds that there are.
func length_s() -> float:
	return _tracks.steps * _tracks.step_s if _tracks else 0.0


## The hour of the day at which it begins; NAN without traffic.
func starts_at_hour() -> float:
	return (_tracks.said["starts_s"] as float) / 3600.0 if _tracks else NAN


## How many vehicles and walkers there are.
func counts() -> Vector2i:
	return Vector2i(_tracks.vehicles.size(), _tracks.walkers) if _tracks else Vector2i.ZERO


## Where each body of a vehicle is at a second, in the world's own axes; empty while it is away.
func bodies_at(number: int, at_second: float) -> Array[Transform3D]:
	var is_now := _tracks.where(number, at_second) if _tracks else null
	return is_now.bodies if is_now else ([] as Array[Transform3D])


## Where a walker is at a second, x and z in the world's own axes; infinitely far without traffic.
func walker_at(number: int, at_second: float) -> Vector2:
	return _tracks.walker_at(number, at_second) if _tracks else Vector2.INF


## Everybody there is: vehicles, those that are parked, and walkers.
func names() -> PackedStringArray:
	var found := PackedStringArray()
	if not _tracks:
		return found
	for vehicle in _tracks.vehicles:
		found.append(vehicle.id)
	var parked: Array = _tracks.said["parked"]
	for number in parked.size():
		found.append("parked %s %d" % [parked[number]["kind"], number + 1])
	for walker: Dictionary in _tracks.said["walkers"]:
		found.append(walker["id"])
	return found


## Whether somebody, by their number in [method names], drives; all others are parked or walk.
func drives(number: int) -> bool:
	return _tracks != null and number < _tracks.vehicles.size()


## The horses before a vehicle.
func horses_of(number: int) -> Array[Node3D]:
	return _horses[number] if drives(number) else ([] as Array[Node3D])


## Where somebody on foot, by their number in [method names], is at a second, on the ground.
func feet_at(number: int, at_second: float) -> Vector3:
	var parked: Array = _tracks.said["parked"]
	var at := _tracks.walker_at(number - _tracks.vehicles.size() - parked.size(), at_second)
	return Vector3(at.x, (get_node(world) as ProcgenWorld).height_at(at.x, at.y), at.y)


## Whose part each instance of a MultiMesh is, by their number in [method names]; -1 is nobody's.
func whose() -> Dictionary[MultiMeshInstance3D, PackedInt32Array]:
	var found: Dictionary[MultiMeshInstance3D, PackedInt32Array] = {}
	for model in _nodes:
		found[_nodes[model]] = _whose[model]
	return found


## Seconds that a vehicle is behind, since somebody stood in its way.
func vehicle_behind(number: int) -> float:
	return _lags.behind[number] if _lags else 0.0


## Where the bodies of a vehicle are shown now, in the world's own axes; empty while it is away.
func bodies_now(number: int) -> Array[Transform3D]:
	return bodies_at(number, _lags.own_second(number, second) if _lags else second)


## What the lights of a junction show a lane at a second: "red", "amber" or "green".
func light_at(signal_number: int, lane: int, at_second: float) -> String:
	return _tracks.light(signal_number, lane, at_second) if _tracks else ""


## Goes to a second at once. All looks the same whatever was before.
func go_to(at_second: float) -> void:
	second = at_second
	if _lags:
		_lags.clear()
	_before.clear()
	if _tracks:
		_tracks.walk_to(second)
		for number in _tracks.walkers:
			_phases[number] = fposmod(number * 0.37 + _tracks.walked_m[number] / STRIDE_M, 1.0)
			_turns[number] = _tracks.headings[number]
	_show(0.0)


func _begin() -> void:
	var place := get_node(world) as ProcgenWorld
	_clear()
	var folder := Folder.new(place.folder)
	if not folder.has(Tracks.FILE):
		return
	var said := folder.json(Tracks.FILE)
	if not folder.problem:
		var found := Tracks.new()
		folder.problem = found.take(said, folder.bytes(said["tracks"]["file"]))
		_tracks = found
		_lags = Lags.new(found)
	if not folder.problem:
		_build(folder)
	if folder.problem:
		_tracks = null
		_lags = null
		push_error(folder.problem)
		return
	_show(0.0)
	ready_to_play.emit()


func _clear() -> void:
	_tracks = null
	_lags = null
	_nodes.clear()
	_moving.clear()
	_whose.clear()
	_horses.clear()
	_events.clear()
	_before.clear()
	for child in get_children():
		remove_child(child)
		child.queue_free()


func _build(folder: Folder) -> void:
	var state := CharacterBuilder.new_state()
	folder.problem = CharacterBuilder.read(state, folder.bytes(_tracks.said["models"]))
	if folder.problem:
		return
	var meshes: Dictionary[String, Mesh] = {}
	for read: GLTFMesh in state.get_meshes():
		meshes[read.original_name] = read.mesh.get_mesh()
	var shown: Array[Mesh] = []
	shown.assign(meshes.values())
	(get_node(world) as ProcgenWorld).expose_to_weather(shown)
	var numbers: Dictionary[String, int] = {}
	for vehicle in _tracks.vehicles:
		_count(vehicle.kind, vehicle.shape, vehicle.bodies.size(), vehicle.wheels, numbers)
	for parked: Dictionary in _tracks.said["parked"]:
		var kind: Dictionary = _tracks.said["kinds"][parked["kind"]]
		_count(parked["kind"], int(parked["shape"]), 1, kind["wheels"], numbers)
	for model in numbers:
		_add_many(model, meshes[model], numbers[model])
		_moving.append(model)
	_add_walkers(meshes)
	_add_signals(meshes)
	_add_horses(folder)
	for event: Dictionary in _tracks.said["events"]:
		var node: Node3D = null
		if event["kind"] == "fallen_tree":
			var tree := MeshInstance3D.new()
			tree.mesh = meshes[TREE]
			tree.position = Vector3(event["x_m"], event["y_m"], event["z_m"])
			tree.rotation.y = deg_to_rad(event["turn_deg"])
			tree.add_to_group(&"label_tree")
			add_child(tree)
			node = tree
		_events.append(node)


static func _body_name(kind: String, body: int, shape: int) -> String:
	return "%s body %d shape %d" % [kind, body + 1, shape + 1]


func _count(
	kind: String, shape: int, bodies: int, wheels: Array, numbers: Dictionary[String, int]
) -> void:
	for body in bodies:
		var model := _body_name(kind, body, shape)
		numbers[model] = numbers.get(model, 0) + 1
	for wheel: Dictionary in wheels:
		var model: String = wheel["model"]
		numbers[model] = numbers.get(model, 0) + 1


func _add_many(model: String, mesh: Mesh, count: int, coloured := false) -> MultiMeshInstance3D:
	var many := MultiMesh.new()
	many.transform_format = MultiMesh.TRANSFORM_3D
	many.use_custom_data = model.begins_with("walker")
	# Without colours of their own, instances with custom data are black.
	many.use_colors = many.use_custom_data or coloured
	many.mesh = mesh
	many.instance_count = count
	many.visible_instance_count = 0
	for instance in count if many.use_colors else 0:
		many.set_instance_color(instance, Color.WHITE)
	var node := MultiMeshInstance3D.new()
	node.name = model.validate_node_name()
	node.multimesh = many
	# Instances are all over the place.
	node.custom_aabb = AABB(Vector3(-1e4, -1e4, -1e4), Vector3(2e4, 2e4, 2e4))
	add_child(node)
	_nodes[model] = node
	_whose[model] = PackedInt32Array()
	return node


func _walker_name(number: int) -> String:
	var shape: int = int(_tracks.said["walkers"][number]["shape"])
	return "walker %s %d" % [_tracks.said["setting"], shape + 1]


func _add_walkers(meshes: Dictionary[String, Mesh]) -> void:
	var numbers: Dictionary[String, int] = {}
	for number in _tracks.walkers:
		var model := _walker_name(number)
		numbers[model] = numbers.get(model, 0) + 1
	for model in numbers:
		var look := ShaderMaterial.new()
		look.shader = WALKER
		_add_many(model, meshes[model], numbers[model]).material_override = look
		_moving.append(model)
	_phases.resize(_tracks.walkers)
	_turns.resize(_tracks.walkers)
	for number in _tracks.walkers:
		_phases[number] = fposmod(number * 0.37, 1.0)


func _add_signals(meshes: Dictionary[String, Mesh]) -> void:
	var numbers: Dictionary[String, int] = {}
	var lamps := 0
	for head: Dictionary in _tracks.said["signal_heads"]:
		var model: String = head["model"]
		numbers[model] = numbers.get(model, 0) + 1
		lamps += (_tracks.said["signal_lamps"][model] as Dictionary).size()
	if not lamps:
		return
	for model in numbers:
		_add_many(model, meshes[model], numbers[model])
	var lit := _add_many(LAMP, meshes[LAMP], lamps, true)
	var look := StandardMaterial3D.new()
	look.shading_mode = BaseMaterial3D.SHADING_MODE_UNSHADED
	look.vertex_color_use_as_albedo = true
	lit.material_override = look
	lit.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
	for head: Dictionary in _tracks.said["signal_heads"]:
		var stands := Basis(Vector3.UP, deg_to_rad(head["turn_deg"]))
		var place := Transform3D(stands, Vector3(head["x_m"], head["y_m"], head["z_m"]))
		_put(head["model"], place)
		for at: Array in _tracks.said["signal_lamps"][head["model"]].values():
			_put(LAMP, place * Transform3D(Basis(), Vector3(0.0, at[0], at[1])))
	for model: String in numbers.keys() + [LAMP]:
		_nodes[model].multimesh.visible_instance_count = _whose[model].size()


func _add_horses(folder: Folder) -> void:
	var looks: Array[Node3D] = []
	for file: String in _tracks.said["horses"]:
		var state := CharacterBuilder.new_state()
		folder.problem = CharacterBuilder.read(state, folder.bytes(file))
		if folder.problem:
			return
		looks.append(CharacterBuilder.nodes_of(state))
	for vehicle in _tracks.vehicles:
		var team: Array[Node3D] = []
		for place: Array in vehicle.horses:
			var horse: Node3D = looks[(vehicle.shape + team.size()) % looks.size()].duplicate()
			horse.name = "horse of %s" % vehicle.id
			horse.add_to_group(&"label_animal")
			horse.set_meta(&"offset", Vector3(place[0], 0.0, (place[1] as float) + HORSE_BACK_M))
			add_child(horse)
			var players := horse.find_children("*", "AnimationPlayer", true, false)
			if players:
				var legs: AnimationPlayer = players[0]
				for clip in legs.get_animation_list():
					legs.get_animation(clip).loop_mode = Animation.LOOP_LINEAR
				legs.play(WALK)
				legs.seek(fposmod(0.31 * _horses.size(), 1.0), true)
				horse.set_meta(&"player", legs)
			team.append(horse)
		_horses.append(team)
	for look in looks:
		look.free()


func _process(delta: float) -> void:
	if not _tracks:
		return
	# Where it stands at its end, that is told once.
	if playing and (repeats or second < length_s()):
		second += delta * pace
		_lags.advance(second, delta * pace, _in_the_way())
		if second >= length_s():
			ended.emit()
			second = fposmod(second, length_s()) if repeats else length_s()
			_before.clear()
			_lags.clear()
	_show(delta * pace if playing else 0.0)


func _show(delta: float) -> void:
	if not _tracks:
		return
	for model in _moving:
		_whose[model] = PackedInt32Array()
	var camera := get_viewport().get_camera_3d() if is_inside_tree() else null
	for number in _tracks.vehicles.size():
		_show_vehicle(number, camera)
	var all_parked: Array = _tracks.said["parked"]
	for number in all_parked.size():
		_show_parked(all_parked[number], _tracks.vehicles.size() + number)
	_show_walkers(delta, _tracks.vehicles.size() + all_parked.size())
	_show_signals()
	for number in _events.size():
		var event: Dictionary = _tracks.said["events"][number]
		if _events[number]:
			_events[number].visible = second >= event["from_s"] and second < event["until_s"]
	for model in _moving:
		_nodes[model].multimesh.visible_instance_count = _whose[model].size()


# Returns the number of the instance.
func _put(model: String, place: Transform3D, who := -1) -> int:
	var number := _whose[model].size()
	_whose[model].append(who)
	_nodes[model].multimesh.set_instance_transform(number, place)
	return number


func _show_vehicle(number: int, camera: Camera3D) -> void:
	var vehicle := _tracks.vehicles[number]
	var is_now := _tracks.where(number, _lags.own_second(number, second))
	var team: Array = _horses[number]
	for horse: Node3D in team:
		horse.visible = is_now != null
	if not is_now:
		return
	if vehicle.floats:
		is_now.bodies[0] *= _rocked(number)
	for body in is_now.bodies.size():
		_put(_body_name(vehicle.kind, body, vehicle.shape), is_now.bodies[body], number)
	_put_wheels(vehicle.wheels, is_now.bodies, is_now.gone, number)
	for horse: Node3D in team:
		horse.transform = is_now.bodies[0] * Transform3D(Basis(), horse.get_meta(&"offset"))
		var legs: AnimationPlayer = horse.get_meta(&"player", null)
		if not legs:
			continue
		var far := camera and camera.global_position.distance_to(horse.global_position) > CLIPS_M
		var clip := WALK if is_now.speed > STANDS_M_S else IDLE
		if legs.current_animation != clip:
			legs.play(clip, 0.3)
		legs.speed_scale = clampf(is_now.speed / 1.45, 0.4, 2.4) if clip == WALK else 1.0
		if far:
			legs.speed_scale = 0.0


# How waves move a boat; none goes as another.
func _rocked(number: int) -> Transform3D:
	var pitch := ROCKS.x * sin(0.9 * second + 2.1 * number)
	var roll := ROCKS.y * sin(1.3 * second + number)
	var heave := Vector3.UP * HEAVES_M * sin(1.1 * second + 1.7 * number)
	return Transform3D(Basis.from_euler(Vector3(pitch, 0.0, roll)), heave)


func _put_wheels(wheels: Array, bodies: Array[Transform3D], gone: float, who: int) -> void:
	for wheel: Dictionary in wheels:
		var radius: float = wheel["radius_m"]
		var hub := Vector3(wheel["x_m"], radius, wheel["z_m"])
		var turned := Transform3D(Basis(Vector3.RIGHT, gone / radius), hub)
		_put(wheel["model"], bodies[int(wheel["body"])] * turned, who)


func _show_parked(parked: Dictionary, who: int) -> void:
	var kind: Dictionary = _tracks.said["kinds"][parked["kind"]]
	var turn := Basis(Vector3.UP, deg_to_rad(parked["turn_deg"]))
	var middle := Vector3(parked["x_m"], parked["y_m"], parked["z_m"])
	var body: Dictionary = kind["bodies"][0]
	# Its place is its middle; a body's origin lies between its axles.
	var off: float = 0.5 * ((body["nose_m"] + body["tail_m"]) - (body["front_m"] + body["rear_m"]))
	var place := Transform3D(turn, middle + turn * Vector3(0.0, 0.0, off))
	_put(_body_name(parked["kind"], 0, int(parked["shape"])), place, who)
	_put_wheels(kind["wheels"], [place] as Array[Transform3D], 0.0, who)


func _show_walkers(delta: float, first: int) -> void:
	var place := get_node(world) as ProcgenWorld
	var is_first := _before.size() != _tracks.walkers
	if is_first:
		_before.resize(_tracks.walkers)
	for number in _tracks.walkers:
		var own := _lags.own_second(_tracks.vehicles.size() + number, second)
		var at := _tracks.walker_at(number, own)
		# Whither they go, from where they will be a little later.
		var ahead := _tracks.walker_at(number, own + 0.4) - at
		for who in _pushed:
			var apart := at - who
			if apart.length() < ROOM_M and apart.length() > 0.01:
				at = who + apart.normalized() * ROOM_M
		if ahead.length() > 0.04:
			var wanted := atan2(ahead.x, ahead.y)
			var share := 1.0 if is_first else 1.0 - exp(-6.0 * delta)
			_turns[number] = lerp_angle(_turns[number], wanted, share)
		var speed := ahead.length() / 0.4
		if not is_first:
			_phases[number] = fposmod(
				_phases[number] + at.distance_to(_before[number]) / STRIDE_M, 1.0
			)
		_before[number] = at
		var feet := Vector3(at.x, place.height_at(at.x, at.y), at.y)
		var tall := 0.94 + 0.12 * fposmod(number * 0.618, 1.0)
		var stands := Basis(Vector3.UP, _turns[number]).scaled(Vector3.ONE * tall)
		var model := _walker_name(number)
		var instance := _put(model, Transform3D(stands, feet), first + number)
		var swing := clampf(speed / 1.3, 0.0, 1.2)
		_nodes[model].multimesh.set_instance_custom_data(
			instance, Color(_phases[number], swing, 0.0, 0.0)
		)


# Posts and lamps stand where they were put: what changes is how bright lamps are.
func _show_signals() -> void:
	var instance := 0
	for head: Dictionary in _tracks.said["signal_heads"]:
		var shown := _tracks.head_shows(head, second)
		for lamp: String in _tracks.said["signal_lamps"][head["model"]]:
			var colour := LIT[lamp]
			if lamp != shown:
				colour = Color(colour * UNLIT_SHARE, 1.0)
			_nodes[LAMP].multimesh.set_instance_color(instance, colour)
			instance += 1


# Who stands or walks where vehicles may come: x, z and radius, in the world's own axes.
func _in_the_way() -> PackedVector3Array:
	var found := PackedVector3Array()
	_pushed.clear()
	var place := get_node_or_null(world) as ProcgenWorld
	if not place or not is_inside_tree():
		return found
	var nodes: Array[Node] = []
	if stops_for:
		nodes = get_tree().get_nodes_in_group(stops_for)
	var other := get_node_or_null(player)
	if other and other not in nodes:
		nodes.append(other)
	for node in nodes:
		if node is Node3D:
			var at := place.to_local((node as Node3D).global_position)
			found.append(Vector3(at.x, at.z, PERSON_M))
			_pushed.append(Vector2(at.x, at.z))
	for person in place.people if stops_for_people else ([] as Array[ProcgenWorldPerson]):
		found.append(Vector3(person.position.x, person.position.z, PERSON_M))
	return found
