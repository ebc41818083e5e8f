extends AudioStreamPlayer3D
## A sound in space that goes on, or is heard again and again after some silence.

## How long it is silent between; 0 for what goes on.
@export_range(0.0, 600.0, 0.1, "suffix:s") var silent_least_s := 0.0
@export_range(0.0, 600.0, 0.1, "suffix:s") var silent_most_s := 0.0
## Whether it stands for others like it all around, and may be where somebody walks.
@export var strewn := false
## How far it is above the ground of its place.
@export_range(-100.0, 1000.0, 0.1, "suffix:m") var high_m := 0.0

var _silent_s := 0.0


func _ready() -> void:
	finished.connect(_rest)
	if silent_most_s > 0.0:
		# Not all at once, as soon as the place is there.
		_silent_s = randf_range(0.0, silent_most_s)
	else:
		play()


func _process(delta: float) -> void:
	if _silent_s > 0.0:
		_silent_s -= delta
		if _silent_s <= 0.0:
			play()


func _rest() -> void:
	_silent_s = randf_range(silent_least_s, maxf(silent_most_s, silent_least_s))
