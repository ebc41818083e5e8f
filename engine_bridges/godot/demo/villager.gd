class_name DemoVillager
extends Node3D
## Somebody of the village: a figure and what they say. Whoever is near may talk to them.

## The figure stands there.
signal arrived

const FACE_PER_SECOND := 3.0

@export var description := ""
@export var figure_seed := 0
@export var speaker_name := ""
@export var role := ""
@export var traits := PackedStringArray()
@export var sex := ""
@export var knows := PackedStringArray()

## Whom they turn to; null if nobody.
var attention: Node3D = null

@onready var figure: ProcgenCharacter = $Figure
@onready var talk: ProcgenDialogue = $Talk


func _ready() -> void:
	figure.description = description
	figure.character_seed = figure_seed
	talk.speaker_name = speaker_name
	talk.role = role
	talk.traits = traits
	talk.sex = sex
	talk.knows = knows
	talk.dialogue_seed = figure_seed
	var status: ProcgenStatus = await figure.generate()
	if status.is_ok():
		arrived.emit()
	else:
		push_warning("%s could not come: %s" % [speaker_name, status.sentence()])


func _process(delta: float) -> void:
	if attention:
		var there := attention.global_position - global_position
		rotation.y = lerp_angle(rotation.y, atan2(there.x, there.z), FACE_PER_SECOND * delta)
