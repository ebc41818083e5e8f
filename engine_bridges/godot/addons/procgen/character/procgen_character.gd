class_name ProcgenCharacter
extends Node3D
## A character that a procgen server makes while the game runs, and that sliders can change.
##
## [codeblock]
## var character := ProcgenCharacter.new()
## character.description = "a stout old blacksmith with a grey beard"
## add_child(character)
## var status: ProcgenStatus = await character.generate()
## if status.is_ok():
##     character.play(&"walk")
##     character.set_slider("nose_hump", 0.8)
## [/codeblock]
## What it generates is not saved with a scene: it is made again from the same settings.

## The character stands there.
signal generated
## Sliders have moved it.
signal reshaped
## After sliders have come to rest: blend shapes, sockets and clips fit the new shape too.
signal settled
## The server did not do what was asked.
signal failed(status: ProcgenStatus)

## Sex of a character.
enum Sex { ANY, FEMALE, MALE }

const Calls := preload("../calls.gd")
const CharacterBuilder := preload("character_builder.gd")
const Common := preload("../common.gd")
const Figure := preload("character_figure.gd")
const Motion := preload("character_motion.gd")
const Physics := preload("character_physics.gd")
const VertexMover := preload("vertex_mover.gd")

## Sliders that are fields of a shape of their own; all others are modelling sliders.
const FACTORS: Array[String] = [
	"sex", "age_years", "muscle", "weight", "height", "proportions", "bust", "firmness"
]
const ANY := "any"
const GAME := "game"

@export_group("Who")
## Chance for what is not said below.
@export var character_seed := 0
## In words; what is set below wins.
@export_multiline var description := ""
@export_enum("any", "medieval", "modern", "scifi") var setting: String = ANY
## One of the server's roles, such as "blacksmith"; any if empty.
@export var role := ""
@export var sex := Sex.ANY
## Any if 0.
@export_range(0.0, 90.0, 1.0, "suffix:years") var age_years := 0.0
## Any if 0.
@export_range(0.0, 2.3, 0.01, "suffix:m") var height_m := 0.0
## Any if 0.
@export_range(0.0, 250.0, 0.5, "suffix:kg") var mass_kg := 0.0
@export_enum("realistic", "heroic", "chibi", "faceted") var style: String = "realistic"
## What else is asked for, by the fields of CharacterRequest in character.proto, such as
## [code]{"conditions": {"muscle": 0.8}}[/code]; what is set above wins.
@export var settings: Dictionary = {}

@export_group("File")
## "glb" has 52 ARKit blend shapes and 15 visemes, "slim" has none and is there sooner; "game" is
## one mesh with four levels of detail, spring bones and a ragdoll, and no slider moves it.
@export_enum("glb", "slim", "game") var profile: String = "glb"
## Most triangles of the finest level of "game"; the server's usual number if 0.
@export_range(0, 80000) var triangles := 0
## Whether skirts, cloaks and long hair of "game" swing.
@export var springs := true
## Level of detail; 0 is the finest.
@export_range(0, 3) var lod := 0
## Side of the skin's pictures; 0 for plain colours.
@export_enum("0:0", "512:512", "1024:1024", "2048:2048") var texture_px: int = 1024
## Clips that the file has, or sets of them such as "locomotion" or "all", by the names that
## [code]GetCharacterInfo[/code] lists; "idle", "walk" and "wave" if empty.
@export var clip_names: PackedStringArray = []
## How the clips of the library are moved, by the fields of Manner in character.proto, such as
## [code]{"mood": -1.0, "limp": 0.5}[/code]; as the person would if empty.
@export var manner: Dictionary = {}
## Clip that is played at once; none if empty.
@export var clip: StringName = &"idle"
## How long sliders have to rest until blend shapes, sockets and clips are made to fit.
@export_range(0.1, 5.0, 0.1, "suffix:s") var settle_s := 0.5

@export_group("Server")
## The project's server if empty, or 0: see [method ProcgenClient.from_settings].
@export var host := ""
@export_range(0, 65535) var web_port := 0
## Whether [method generate] is called when the node enters the scene.
@export var generate_on_ready := false

## Who it is, as it is shown; null until [signal generated].
var person: ProcgenV1.Person = null
## Measures of the body as it was generated, in metres and kilograms.
var measures: Dictionary[String, float] = {}
## Nodes of the character; null until [signal generated].
var figure: Figure = null
## What [method make_tree] made; null before, and after the character is made anew.
var tree: AnimationTree = null

var _calls := Calls.new()
var _settling := Calls.new()
var _mover: VertexMover = null
# Where the sliders are; null if they are where the figure is.
var _wanted: ProcgenV1.BodyShape = null
var _is_updating := false
var _is_leaving := false
var _rest := Timer.new()


func _init() -> void:
	_rest.one_shot = true
	_rest.timeout.connect(_settle)
	add_child(_rest, false, INTERNAL_MODE_FRONT)


func _ready() -> void:
	if generate_on_ready:
		generate()


func _notification(what: int) -> void:
	if what in [NOTIFICATION_ENTER_TREE, NOTIFICATION_EXIT_TREE, NOTIFICATION_PREDELETE]:
		_is_leaving = what != NOTIFICATION_ENTER_TREE
		if _is_leaving:
			cancel()


## Makes the character that the settings describe, and shows it in place of the last one. Returns
## how the call ended, and emits [signal generated] or [signal failed].
func generate() -> ProcgenStatus:
	var request := ProcgenV1.CharacterRequest.new()
	var problems := request.merge_json(settings, "settings")
	if not problems.is_empty():
		var status := Common.refused(problems)
		failed.emit(status)
		return status
	if not request.person:
		request.seed = character_seed
		request.text = description if description else request.text
		_describe(request.conditions if request.conditions else ProcgenV1.Conditions.new(), request)
	return await _generate(request)


## The same of a certain person, such as one that [code]ProcgenClient.character.vary[/code] or
## [code]edit[/code] came up with.
func generate_person(someone: ProcgenV1.Person) -> ProcgenStatus:
	var request := ProcgenV1.CharacterRequest.new()
	request.person = someone
	return await _generate(request)


## Stops what runs, on the server too. Nothing more is emitted, and sliders are where the figure is.
func cancel() -> void:
	_wanted = null
	_is_updating = false
	# Another thread may still be writing into its buffers.
	_mover = null
	_rest.stop()
	_calls.stop()
	_settling.stop()


## Moves a slider: one of [constant FACTORS], or a modelling slider by the name that
## [code]GetCharacterInfo[/code] lists. Vertices follow within milliseconds; of many
## moves in a row the server is asked for the last one.
func set_slider(slider: String, value: float) -> void:
	if not person:
		push_error("Generate the character first: there is nothing yet that sliders could move.")
		return
	if profile == GAME:
		push_error("Sliders move characters of the profiles glb and slim; game is of one piece.")
		return
	if not _wanted:
		_wanted = person.shape.copy()
	if slider in FACTORS:
		_wanted.set(slider, value)
	elif value == 0.0:
		_wanted.modifiers.erase(slider)
	else:
		_wanted.modifiers[slider] = value
	_rest.stop()
	_settling.stop()
	if not _is_updating:
		_update()


## Where a slider is.
func get_slider(slider: String) -> float:
	var shape := _wanted if _wanted else (person.shape if person else null)
	if not shape:
		return 0.0
	return shape.get(slider) if slider in FACTORS else shape.modifiers.get(slider, 0.0)


## Sets the weight of a blend shape such as "mouthSmileLeft"; false if the character has none of
## that name.
func set_blend_shape(shape: StringName, weight: float) -> bool:
	return figure != null and figure.set_blend_shape(shape, weight)


## Plays a clip, over and over if it is one that goes round, fading over into it.
func play(clip_name: StringName, fade_s := 0.2) -> void:
	clip = clip_name
	if not figure or not figure.animation_player:
		return
	if figure.animation_player.has_animation(clip_name):
		var animation := figure.animation_player.get_animation(clip_name)
		figure.animation_player.play(clip_name, fade_s)
		if animation.loop_mode != Animation.LOOP_NONE and figure.phase > 0.0:
			figure.animation_player.seek(figure.phase * animation.length, true)
	else:
		figure.animation_player.stop()


## An [AnimationTree] of the character's clips in place of [method play]: its state "move" blends
## standing, walking and running by [method set_speed], and [method travel] goes to any other clip.
## With [param root_motion] [method AnimationMixer.get_root_motion_position] tells the way. Null if
## there are no clips.
func make_tree(root_motion := false) -> AnimationTree:
	if not figure or not figure.animation_player:
		return null
	if not tree:
		tree = Motion.add_tree(figure, root_motion)
	return tree


## How fast the character goes, metres a second: x to its left, y ahead; see [method make_tree].
func set_speed(speed_m_s: Vector2) -> void:
	if tree:
		tree.set(Motion.SPEED, speed_m_s)


## Goes over into a state of the tree: the name of a clip, or "move"; see [method make_tree].
func travel(state: StringName) -> void:
	if tree:
		(tree.get(Motion.PLAYBACK) as AnimationNodeStateMachinePlayback).travel(state)


## Lets the character fall as a body of limbs, and returns what simulates it; null if its profile
## is not "game". Clips stop. The limbs are in the physics layers [param layer] and meet those of
## [param mask], which should not be the same: limbs that touch would push one another apart.
func start_ragdoll(layer := 4, mask := 1) -> PhysicalBoneSimulator3D:
	if not figure:
		return null
	var simulator: PhysicalBoneSimulator3D = figure.skeleton.get_node_or_null(Physics.RAGDOLL)
	if not simulator:
		simulator = Physics.add_ragdoll(figure, layer, mask)
	if simulator:
		if figure.animation_player:
			figure.animation_player.pause()
		simulator.physical_bones_start_simulation()
	return simulator


## Ends what [method start_ragdoll] began: bones are where clips have them.
func stop_ragdoll() -> void:
	var simulator: PhysicalBoneSimulator3D = (
		figure.skeleton.get_node_or_null(Physics.RAGDOLL) if figure else null
	)
	if simulator:
		simulator.physical_bones_stop_simulation()
		play(clip)


## An [Area3D] for each limb in the physics layers given; their metadata "procgen_bone" says which.
func add_hit_boxes(layer := 1) -> Array[Area3D]:
	return Physics.add_hit_boxes(figure, layer) if figure else [] as Array[Area3D]


## Turns the head to what is given, as far as necks go; back if null.
func look_at_node(target: Node3D) -> void:
	if not figure:
		return
	var looking: LookAtModifier3D = figure.skeleton.get_node_or_null("LookAt")
	if not looking:
		looking = LookAtModifier3D.new()
		looking.name = "LookAt"
		looking.bone_name = "Head"
		looking.forward_axis = SkeletonModifier3D.BONE_AXIS_PLUS_Z
		looking.use_angle_limitation = true
		looking.symmetry_limitation = true
		looking.primary_limit_angle = deg_to_rad(130.0)
		looking.secondary_limit_angle = deg_to_rad(70.0)
		looking.duration = 0.3
		figure.skeleton.add_child(looking)
	looking.target_node = looking.get_path_to(target) if target else NodePath()


func _describe(conditions: ProcgenV1.Conditions, request: ProcgenV1.CharacterRequest) -> void:
	if setting != ANY:
		conditions.setting = setting
	if role:
		conditions.role = role
	if sex != Sex.ANY:
		conditions.sex = 0.0 if sex == Sex.FEMALE else 1.0
	if age_years > 0.0:
		conditions.age_years = age_years
	if height_m > 0.0:
		conditions.measures["stature"] = height_m
	if mass_kg > 0.0:
		conditions.measures["mass"] = mass_kg
	conditions.set_path_value("style.kind", style)
	request.conditions = conditions


func _generate(request: ProcgenV1.CharacterRequest) -> ProcgenStatus:
	cancel()
	if _is_leaving:
		return Common.cancelled()
	var state := CharacterBuilder.new_state()
	var running := _started(request, texture_px)
	var status := await _calls.run(running, _reading(running, state))
	if status.is_ok():
		_show(CharacterBuilder.figure_of(state), running.result)
		generated.emit()
	elif status.code != ProcgenStatus.Code.CANCELLED:
		failed.emit(status)
	return status


func _show(made: Figure, result: ProcgenV1.CharacterResult) -> void:
	if figure:
		figure.root.free()
	figure = made
	tree = null
	person = result.person
	measures = result.measures
	_mover = null
	figure.root.name = "Figure"
	CharacterBuilder.note(figure.root, result)
	add_child(figure.root)
	if springs:
		Physics.add_springs(figure)
	if clip:
		play(clip, 0.0)


# One update after the other, as long as sliders move; then what takes longer.
func _update() -> void:
	_is_updating = true
	while _wanted:
		if not _mover:
			_mover = VertexMover.new(figure)
		var mover := _mover
		var request := ProcgenV1.UpdateRequest.new()
		request.before = person
		request.shape = _wanted.copy()
		request.lod = lod
		var wanted := _wanted.encode()
		var client := ProcgenClient.from_settings(host, web_port)
		var running := client.character.update(request)
		var status := await _calls.run(
			running, func() -> String: return mover.prepare(running.response)
		)
		if status.code == ProcgenStatus.Code.CANCELLED:
			return
		if not status.is_ok():
			_wanted = null
			_is_updating = false
			failed.emit(status)
			return
		mover.apply(running.response)
		figure.fit_clips()
		person.shape = request.shape
		if _wanted.encode() == wanted:
			_wanted = null
		reshaped.emit()
	_is_updating = false
	_rest.start(settle_s)


# Blend shapes hold places of vertices, not ways to them: they would pull a face that was changed
# back to what it was.
func _settle() -> void:
	var request := ProcgenV1.CharacterRequest.new()
	request.person = person
	var state := CharacterBuilder.new_state()
	var running := _started(request, 0)
	var status := await _settling.run(running, _reading(running, state))
	if status.is_ok():
		var made := CharacterBuilder.figure_of(state)
		figure.take_over(made)
		made.root.free()
		CharacterBuilder.note(figure.root, running.result)
		measures = running.result.measures
		_mover = null
		settled.emit()
	elif status.code != ProcgenStatus.Code.CANCELLED:
		failed.emit(status)


func _started(
	request: ProcgenV1.CharacterRequest, pictures_px: int
) -> ProcgenServices.CharacterGenerateCall:
	var output := ProcgenV1.CharacterOutput.new()
	output.kind = profile
	output.lod = lod
	output.texture_px = pictures_px
	output.clip_names = clip_names
	if profile == GAME:
		output.triangles = triangles
	if not manner.is_empty():
		var problems := output.merge_json({"manner": manner}, "manner")
		if not problems.is_empty():
			push_error(Common.refused(problems).sentence())
	request.outputs = [output]
	var client := ProcgenClient.from_settings(host, web_port)
	return client.character.generate(request)


static func _reading(running: ProcgenCall, state: GLTFState) -> Callable:
	return func() -> String: return CharacterBuilder.read(state, running.artifacts[0])
