class_name ProcgenCharacter
extends Node3D
## A character that a procgen server makes while the game runs, and that sliders can change.
##
## [codeblock]
## var character := ProcgenCharacter.new()
## character.description = "a stout old blacksmith with a grey beard"
## add_child(character)
## var status: ProcgenClient.GrpcStatus = await character.generate()
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
signal failed(status: GrpcStatus)

const CharacterBuilder := preload("character_builder.gd")
const CharacterCall := preload("../client/character_call.gd")
const CharacterCalls := preload("../client/character_calls.gd")
const CharacterMessages := preload("../client/character_messages.gd")
const Figure := preload("character_figure.gd")
const GrpcStatus := preload("../client/grpc_status.gd")
const PersonMessages := preload("../client/person_messages.gd")
const ProcgenClientScript := preload("../client/procgen_client.gd")
const VertexMover := preload("vertex_mover.gd")
const Wishes := preload("character_wishes.gd")

## Sliders that are fields of a shape of their own; all others are modelling sliders.
const FACTORS: Array[String] = [
	"sex", "age_years", "muscle", "weight", "height", "proportions", "bust", "firmness"
]
const ANY := "any"

@export_group("Who")
## Chance for what is not said below.
@export var character_seed := 0
## In words; what is set below wins.
@export_multiline var description := ""
@export_enum("any", "medieval", "modern", "scifi") var setting: String = ANY
## One of the server's roles, such as "blacksmith"; any if empty.
@export var role := ""
@export var sex := Wishes.Sex.ANY
## Any if 0.
@export_range(0.0, 90.0, 1.0, "suffix:years") var age_years := 0.0
## Any if 0.
@export_range(0.0, 2.3, 0.01, "suffix:m") var height_m := 0.0
## Any if 0.
@export_range(0.0, 250.0, 0.5, "suffix:kg") var mass_kg := 0.0
@export_enum("realistic", "heroic", "chibi", "faceted") var style: String = "realistic"

@export_group("File")
## "glb" has 52 ARKit blend shapes and 15 visemes, "slim" has none and is there sooner.
@export_enum("glb", "slim") var profile: String = "glb"
## Level of detail; 0 is the finest.
@export_range(0, 3) var lod := 0
## Side of the skin's pictures; 0 for plain colours.
@export_enum("0:0", "512:512", "1024:1024", "2048:2048") var texture_px: int = 1024
## Clip that is played at once: "idle", "walk" or "wave"; none if empty.
@export var clip: StringName = &"idle"
## How long sliders have to rest until blend shapes, sockets and clips are made to fit.
@export_range(0.1, 5.0, 0.1, "suffix:s") var settle_s := 0.5

@export_group("Server")
@export var host := "127.0.0.1"
@export_range(1, 65535) var web_port := ProcgenClientScript.DEFAULT_WEB_PORT
## Whether [method generate] is called when the node enters the scene.
@export var generate_on_ready := false

## Who it is, as it is shown; null until [signal generated].
var person: PersonMessages.Person = null
## Measures of the body as it was generated, in metres and kilograms.
var measures: Dictionary[String, float] = {}
## Nodes of the character; null until [signal generated].
var figure: Figure = null

var _generating: CharacterCall = null
var _updating: CharacterCalls.UpdateCall = null
var _mover: VertexMover = null
# Where the sliders are; null if they are where the figure is.
var _wanted: PersonMessages.BodyShape = null
# Counts what was generated and how often sliders moved: what belongs to an older number is late.
var _figure_number := 0
var _move_number := 0
var _rest := Timer.new()


func _init() -> void:
	_rest.one_shot = true
	_rest.timeout.connect(_settle)
	add_child(_rest, false, INTERNAL_MODE_FRONT)


func _ready() -> void:
	if generate_on_ready:
		generate()


func _exit_tree() -> void:
	cancel()


## Makes the character that the settings describe, and shows it in place of the last one. Returns
## how the call ended, and emits [signal generated] or [signal failed].
func generate() -> GrpcStatus:
	var wishes := Wishes.new()
	wishes.setting = "" if setting == ANY else setting
	wishes.role = role
	wishes.sex = sex
	wishes.age_years = age_years
	wishes.height_m = height_m
	wishes.mass_kg = mass_kg
	wishes.style = style
	var request := CharacterMessages.CharacterRequest.new()
	request.seed = character_seed
	request.text = description
	request.conditions = wishes.to_conditions()
	return await _generate(request)


## The same of a certain person, such as one that [method ProcgenClient.vary_character] or
## [method ProcgenClient.edit_character] came up with.
func generate_person(someone: PersonMessages.Person) -> GrpcStatus:
	var request := CharacterMessages.CharacterRequest.new()
	request.person = someone
	return await _generate(request)


## Stops what runs.
func cancel() -> void:
	_figure_number += 1
	_wanted = null
	_rest.stop()
	if _generating:
		_generating.cancel()
		_generating = null
	if _updating:
		_updating.cancel()
		_updating = null


## Moves a slider: one of [constant FACTORS], or a modelling slider by the name that
## [method ProcgenClient.get_character_info] lists. Vertices follow within milliseconds; of many
## moves in a row the server is asked for the last one.
func set_slider(slider: String, value: float) -> void:
	if not person:
		push_error("Generate the character first: there is nothing yet that sliders could move.")
		return
	if not _wanted:
		_wanted = _copy_of(person.shape)
	if slider in FACTORS:
		_wanted.set(slider, value)
	elif value == 0.0:
		_wanted.modifiers.erase(slider)
	else:
		_wanted.modifiers[slider] = value
	_move_number += 1
	_rest.stop()
	if not _updating:
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


## Plays a clip over and over, fading over into it.
func play(clip_name: StringName, fade_s := 0.2) -> void:
	clip = clip_name
	if not figure or not figure.animation_player:
		return
	if figure.animation_player.has_animation(clip_name):
		figure.animation_player.get_animation(clip_name).loop_mode = Animation.LOOP_LINEAR
		figure.animation_player.play(clip_name, fade_s)
	else:
		figure.animation_player.stop()


func _generate(request: CharacterMessages.CharacterRequest) -> GrpcStatus:
	cancel()
	var number := _figure_number
	var running := _client().generate_character(_with_output(request, texture_px))
	_generating = running
	var status: GrpcStatus = await running.finished
	if status.is_ok():
		var made := await CharacterBuilder.figure_in_background(running.artifact(profile))
		if number != _figure_number:
			# Something else was asked for meanwhile.
			if made:
				made.root.free()
			status = GrpcStatus.of(GrpcStatus.Code.CANCELLED, "The call was cancelled.")
		elif made:
			_show(made, running.result)
		else:
			status = GrpcStatus.of(GrpcStatus.Code.DATA_LOSS, "The engine can't read the file.")
	if number == _figure_number:
		_generating = null
		if status.is_ok():
			generated.emit()
		else:
			failed.emit(status)
	return status


func _show(made: Figure, result: CharacterMessages.CharacterResult) -> void:
	if figure:
		figure.root.free()
	figure = made
	person = result.person
	measures = result.measures
	_mover = null
	figure.root.name = "Figure"
	figure.root.set_meta(CharacterBuilder.RECIPE_META, result.recipe.to_json())
	add_child(figure.root)
	if clip:
		play(clip, 0.0)


# One update after the other, as long as sliders move; then what takes longer.
func _update() -> void:
	var number := _figure_number
	while _wanted and number == _figure_number:
		var move_number := _move_number
		var request := CharacterMessages.UpdateRequest.new()
		request.before = person
		request.shape = _copy_of(_wanted)
		request.lod = lod
		var running := _client().update_character(request)
		_updating = running
		var status: GrpcStatus = await running.finished
		if status.is_ok():
			status = await _move(running.response, number)
		if number != _figure_number:
			return
		if not status.is_ok():
			_wanted = null
			_updating = null
			failed.emit(status)
			return
		person.shape = request.shape
		if move_number == _move_number:
			_wanted = null
		reshaped.emit()
	_updating = null
	_rest.start(settle_s)


func _move(response: CharacterMessages.UpdateResponse, number: int) -> GrpcStatus:
	if not _mover:
		_mover = VertexMover.new(figure)
	var mover := _mover
	var wrong: Array[String] = [""]
	var task := WorkerThreadPool.add_task(
		func() -> void: wrong[0] = mover.prepare(response), true, "procgen: sliders"
	)
	while not WorkerThreadPool.is_task_completed(task):
		await get_tree().process_frame
	WorkerThreadPool.wait_for_task_completion(task)
	if wrong[0]:
		return GrpcStatus.of(GrpcStatus.Code.DATA_LOSS, "The update fits no mesh: %s" % wrong[0])
	if number == _figure_number:
		mover.apply(response)
		figure.fit_clips()
	return GrpcStatus.new()


# Blend shapes hold places of vertices, not ways to them: they would pull a face that was changed
# back to what it was.
func _settle() -> void:
	var number := _figure_number
	var move_number := _move_number
	var request := CharacterMessages.CharacterRequest.new()
	request.person = person
	var running := _client().generate_character(_with_output(request, 0))
	_generating = running
	var status: GrpcStatus = await running.finished
	if status.is_ok():
		var made := await CharacterBuilder.figure_in_background(running.artifact(profile))
		if made:
			if number == _figure_number and move_number == _move_number:
				figure.take_over(made)
				measures = running.result.measures
				_mover = null
				settled.emit()
			made.root.free()
	elif number == _figure_number:
		failed.emit(status)
	if _generating == running:
		_generating = null


func _with_output(
	request: CharacterMessages.CharacterRequest, pictures_px: int
) -> CharacterMessages.CharacterRequest:
	var output := CharacterMessages.CharacterOutput.new()
	output.kind = profile
	output.lod = lod
	output.texture_px = pictures_px
	request.outputs = [output]
	return request


func _client() -> ProcgenClientScript:
	return ProcgenClientScript.new(web_port, host)


static func _copy_of(shape: PersonMessages.BodyShape) -> PersonMessages.BodyShape:
	var copy := PersonMessages.BodyShape.new()
	copy.decode(shape.encode())
	return copy
