@tool
extends RefCounted
## Builds an [AnimationTree] of a character's clips: a state machine whose state "move" blends idle,
## walks and runs by speed, with a state for each other clip.
##
## What goes round stays until something else is travelled to; what does not goes back to "move" by
## itself, but for falls, which end where they end.

const Figure := preload("character_figure.gd")

## The state that blends what stands and walks.
const MOVE := &"move"
## Parameter of the tree with the speed over the ground, metres a second: x to the left, y ahead.
const SPEED := &"parameters/move/blend_position"
## Parameter of the tree with what travels from state to state.
const PLAYBACK := &"parameters/playback"
## Seconds that one state takes to become another.
const FADE_S := 0.25

# The first of these that there is stands still in the middle of the space.
const _STANDS: Array[StringName] = [&"idle_stand", &"idle"]
# What walks upright: others, such as swims, are states of their own.
const _STEPS: Array[StringName] = [
	&"walk",
	&"walk_casual",
	&"walk_brisk",
	&"walk_backwards",
	&"strafe_left",
	&"strafe_right",
	&"run_jog",
	&"run_sprint",
	&"run_strafe_left",
	&"run_strafe_right",
]
# Nobody gets up from these by falling asleep: they end as they are.
const _STAYS := ["death", "lie_down", "sit_down", "sit_floor_down"]
# Two points of a blend space must not lie on one another.
const _LEAST_APART_M_S := 0.05


## Adds a tree below the figure's root that plays its clips. With [param root_motion] the ground
## that walks cover is told by [method AnimationMixer.get_root_motion_position].
static func add_tree(figure: Figure, root_motion: bool) -> AnimationTree:
	var player := figure.animation_player
	var machine := AnimationNodeStateMachine.new()
	machine.add_node(MOVE, _space(figure))
	machine.add_transition(&"Start", MOVE, _transition(0.0, true))
	for clip in player.get_animation_list():
		if clip == &"RESET" or clip in _STEPS or clip in _STANDS:
			continue
		var node := AnimationNodeAnimation.new()
		node.animation = clip
		machine.add_node(clip, node)
		machine.add_transition(MOVE, clip, _transition(FADE_S, false))
		var is_round := player.get_animation(clip).loop_mode != Animation.LOOP_NONE
		var stays := _STAYS.any(func(word: String) -> bool: return String(clip).begins_with(word))
		machine.add_transition(clip, MOVE, _transition(FADE_S, not is_round and not stays))
	var tree := AnimationTree.new()
	tree.name = "AnimationTree"
	tree.tree_root = machine
	tree.deterministic = false
	figure.root.add_child(tree)
	tree.anim_player = tree.get_path_to(player)
	if root_motion:
		_add_ground(figure)
		tree.root_motion_track = _track(figure, &"Root")
	player.stop()
	tree.active = true
	return tree


static func _space(figure: Figure) -> AnimationNodeBlendSpace2D:
	var space := AnimationNodeBlendSpace2D.new()
	# All loops of steps begin where the left foot meets the ground.
	space.sync = true
	var taken: Array[Vector2] = []
	var most := 1.0
	for clip in _STANDS:
		if figure.animation_player.has_animation(clip):
			_add_point(space, clip, Vector2.ZERO, taken)
			break
	for clip in _STEPS:
		if not figure.animation_player.has_animation(clip):
			continue
		var way: Vector3 = figure.velocities.get(clip, Vector3.ZERO)
		var at := Vector2(way.x, way.z)
		most = maxf(most, maxf(absf(at.x), absf(at.y)))
		_add_point(space, clip, at, taken)
	space.min_space = Vector2(-most, -most)
	space.max_space = Vector2(most, most)
	return space


static func _add_point(
	space: AnimationNodeBlendSpace2D, clip: StringName, at: Vector2, taken: Array[Vector2]
) -> void:
	for other in taken:
		if other.distance_to(at) < _LEAST_APART_M_S:
			return
	var node := AnimationNodeAnimation.new()
	node.animation = clip
	space.add_blend_point(node, at)
	taken.append(at)


static func _transition(fade_s: float, is_auto: bool) -> AnimationNodeStateMachineTransition:
	var transition := AnimationNodeStateMachineTransition.new()
	transition.xfade_time = fade_s
	if is_auto:
		transition.advance_mode = AnimationNodeStateMachineTransition.ADVANCE_MODE_AUTO
		if fade_s > 0.0:
			transition.switch_mode = AnimationNodeStateMachineTransition.SWITCH_MODE_AT_END
	return transition


# The ground that a clip covers, as a track of the root.
static func _add_ground(figure: Figure) -> void:
	for clip: StringName in figure.velocities:
		var animation := figure.animation_player.get_animation(clip)
		var path := _track(figure, &"Root")
		if animation.find_track(path, Animation.TYPE_POSITION_3D) >= 0:
			continue
		var track := animation.add_track(Animation.TYPE_POSITION_3D)
		animation.track_set_path(track, path)
		var way: Vector3 = figure.velocities[clip]
		animation.position_track_insert_key(track, 0.0, Vector3.ZERO)
		animation.position_track_insert_key(track, animation.length, way * animation.length)


static func _track(figure: Figure, bone: StringName) -> NodePath:
	var base := figure.animation_player.get_node(figure.animation_player.root_node)
	return NodePath("%s:%s" % [base.get_path_to(figure.skeleton), bone])
