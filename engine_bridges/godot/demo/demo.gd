class_name Demo
extends Node3D
## A village on generated ground: terrain streams in around the player, its layers wear generated
## materials, and generated people stand about and talk. Needs a running server: procgen serve.

## The ground under the player and everybody of the village are there.
signal all_here

const TALKING_DISTANCE_M := 3.0
const SEARCH_STEPS := 12
const SEARCH_STEP_M := 6.0
## Where they stand, seen from where the player begins.
const PLACES: Array[Vector3] = [Vector3(0.8, 0.0, -3.4), Vector3(2.1, 0.0, -4.0)]
const VILLAGER := preload("villager.tscn")
const PEOPLE: Array[Dictionary] = [
	{
		"description": "a stout old blacksmith with a grey beard and a leather apron",
		"figure_seed": 7,
		"speaker_name": "Bram",
		"role": "smith",
		"traits": ["grumpy", "honest"],
		"sex": "male",
		"knows": ["the north road is watched by wolves"],
	},
	{
		"description": "a young tall woman, merchant, with long red hair",
		"figure_seed": 12,
		"speaker_name": "Ada",
		"role": "merchant",
		"traits": ["cheerful", "curious"],
		"sex": "female",
		"knows": ["a caravan from the coast is two days late"],
	},
]
## What the layers of the ground are made of: the server's classes of materials, and metres across.
const GROUND: Dictionary[String, Dictionary] = {
	"grass": {"description": "dry olive grass", "metres": 2.5},
	"forest_floor": {"description": "brown forest floor with leaves", "metres": 3.0},
	"soil": {"description": "dry brown soil", "metres": 3.0},
	"scree": {"description": "dark grey gravel", "metres": 2.5},
	"rock": {"description": "dark grey rough rock with moss", "metres": 6.0},
	"mud": {"description": "dark brown mud", "metres": 3.0},
}
## Ground in the open is duller than the same material in a room.
const GROUND_LOOK := {"look": {"roughness_shift": 0.35}}
## What everybody knows.
const WORLD := {
	"setting": "medieval",
	"currency": "crowns",
	"entities": [{"name": "Millford", "kind": "place", "description": "a village below the hills"}],
	"facts":
	[
		{"text": "the bridge is out since the flood", "about": ["bridge", "Millford"]},
		{"text": "the mill stands still until the bridge is mended", "about": ["mill", "bridge"]},
	],
}

var villagers: Array[DemoVillager] = []

@onready var terrain: ProcgenTerrain = $Terrain
@onready var player: DemoPlayer = $Player
@onready var panel: DemoTalkPanel = %TalkPanel
@onready var _hint: Label = %Hint


func _ready() -> void:
	panel.ended.connect(_end_talk)
	player.set_physics_process(false)
	_hint.text = "The ground is being made…"
	var body: ProcgenCharacter = $Player/Body
	for status: ProcgenStatus in [await _dress_terrain(), await body.generate()]:
		if not status.is_ok():
			_hint.text = status.sentence()
			return
	terrain.streaming = true
	while not terrain.is_ready_at(player.global_position):
		await terrain.tile_ready
	_find_level_ground()
	player.set_physics_process(true)
	_hint.text = ""
	for index in PEOPLE.size():
		_invite(PEOPLE[index], player.global_position + PLACES[index])
	for villager in villagers:
		if not villager.figure.figure:
			await villager.arrived
	all_here.emit()


func _process(_delta: float) -> void:
	var near := _nearest()
	for villager in villagers:
		villager.attention = player if villager == near else null
	if not panel.visible and player.is_physics_processing():
		_hint.text = "E: talk to %s" % near.speaker_name if near else ""


func _unhandled_input(event: InputEvent) -> void:
	var near := _nearest()
	if near and not panel.visible and event.is_action_pressed(&"talk"):
		get_viewport().set_input_as_handled()
		talk_to(near)


## Opens a talk with somebody.
func talk_to(villager: DemoVillager) -> void:
	player.is_steered = false
	Input.mouse_mode = Input.MOUSE_MODE_VISIBLE
	_hint.text = ""
	await panel.begin(villager)


func _end_talk() -> void:
	player.is_steered = true


# Makes a material for each layer of the ground.
func _dress_terrain() -> ProcgenStatus:
	var maker := ProcgenMaterial.new()
	maker.generate_on_ready = false
	maker.triplanar = false
	maker.with_height = true
	maker.material_seed = 4
	maker.settings = GROUND_LOOK
	add_child(maker)
	var status := ProcgenStatus.new()
	for layer in GROUND:
		maker.description = GROUND[layer]["description"]
		maker.metres = GROUND[layer]["metres"]
		status = await maker.generate()
		if not status.is_ok():
			break
		terrain.layers[layer] = maker.material
	maker.queue_free()
	return status


func _invite(person: Dictionary, place: Vector3) -> void:
	var villager: DemoVillager = VILLAGER.instantiate()
	for property: String in person:
		villager.set(property, person[property])
	villager.position = place
	villagers.append(villager)
	add_child(villager)
	villager.talk.world = WORLD
	_stand_on_ground(villager)
	villager.attention = player


# Moves the player to where the ground is most level nearby, as far as it is there.
func _find_level_ground() -> void:
	var best := player.global_position
	var least_rise_m := INF
	for row in range(-SEARCH_STEPS, SEARCH_STEPS + 1):
		for column in range(-SEARCH_STEPS, SEARCH_STEPS + 1):
			var place := Vector3(column, 0.0, row) * SEARCH_STEP_M
			var rise_m := _rise_around(place)
			if rise_m < least_rise_m:
				least_rise_m = rise_m
				best = place
	player.global_position = best
	_stand_on_ground(player)


# How much the ground rises within some metres; NAN where it is not there.
func _rise_around(place: Vector3) -> float:
	var heights: Array[float] = []
	for side: Vector3 in [Vector3.LEFT, Vector3.RIGHT, Vector3.FORWARD, Vector3.BACK]:
		var beside := place + side * SEARCH_STEP_M
		heights.append(terrain.height_at(beside.x, beside.z))
	if heights.any(is_nan):
		return NAN
	return heights.max() - heights.min()


func _stand_on_ground(somebody: Node3D) -> void:
	var height := terrain.height_at(somebody.global_position.x, somebody.global_position.z)
	if not is_nan(height):
		somebody.global_position.y = height


func _nearest() -> DemoVillager:
	var nearest: DemoVillager = null
	var distance := TALKING_DISTANCE_M
	for villager in villagers:
		var away := villager.global_position.distance_to(player.global_position)
		if away < distance:
			nearest = villager
			distance = away
	return nearest
