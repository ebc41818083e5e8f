@tool
extends RefCounted
## A character in the engine, and what of its file is needed to move its vertices.

const Figure := preload("character_figure.gd")
const _HIPS := &"Hips"

## What goes into a scene: a node with the skeleton, the meshes below it, and the animation player.
var root: Node3D
## Its bones have the names of [SkeletonProfileHumanoid]; T-pose at rest.
var skeleton: Skeleton3D
## Null if the file has no clips.
var animation_player: AnimationPlayer = null
## How fast the ground goes by below clips that walk on the spot, metres a second: x to the left,
## y up, z ahead.
var velocities: Dictionary[StringName, Vector3] = {}
## Where in its loops this person is, 0 to 1: no two people walk in step.
var phase := 0.0
## The meshes by the names of their parts in the file, such as "Body".
var parts: Dictionary[String, MeshInstance3D] = {}
## For each part, and each surface of it, the vertices of the file's primitive that the surface has,
## in its order; empty where it has all of them.
var file_vertices: Dictionary[String, Array] = {}
## Names of the file's nodes by their numbers.
var node_names: PackedStringArray = []
## Capsules of the limbs as the file describes them, by the names of their bones.
var colliders: Dictionary[String, Dictionary] = {}
## Bodies of a ragdoll as the file describes them; empty where it has none.
var ragdoll: Array = []
## Spring bones as the file describes them, by VRMC_springBone; empty where nothing swings.
var springs: Dictionary = {}
## Skin of all meshes: its binds are the file's joints in their order.
var skin: Skin = null

# Height of the hips at rest for which the clips were made.
var _hips_m := 0.0


## Sets the weight of a blend shape such as "mouthSmileLeft" or "viseme_aa" on all meshes that have
## it; false if none has.
func set_blend_shape(shape: StringName, weight: float) -> bool:
	var is_found := false
	for part: MeshInstance3D in parts.values():
		var index := part.find_blend_shape_by_name(shape)
		if index >= 0:
			part.set_blend_shape_value(index, weight)
			is_found = true
	return is_found


## Puts the bones where a clip has them at a time.
func pose(clip: StringName, time_s := 0.0) -> void:
	if not animation_player or not animation_player.has_animation(clip):
		return
	var animation := animation_player.get_animation(clip)
	for track in animation.get_track_count():
		var bone := skeleton.find_bone(animation.track_get_path(track).get_concatenated_subnames())
		if bone < 0:
			continue
		match animation.track_get_type(track):
			Animation.TYPE_ROTATION_3D:
				var turn := animation.rotation_track_interpolate(track, time_s)
				skeleton.set_bone_pose_rotation(bone, turn)
			Animation.TYPE_POSITION_3D:
				var place := animation.position_track_interpolate(track, time_s)
				skeleton.set_bone_pose_position(bone, place)


## Takes what the file says of its clips: which go round, how fast they walk, where they begin.
func take_clips(animations: Array) -> void:
	for entry: Dictionary in animations:
		var clip: StringName = entry["name"]
		if not animation_player or not animation_player.has_animation(clip):
			continue
		var said: Dictionary = entry.get("extras", {})
		var animation := animation_player.get_animation(clip)
		animation.loop_mode = (
			Animation.LOOP_LINEAR if said.get("loop", false) else Animation.LOOP_NONE
		)
		if said.has("velocity_m_s"):
			var way: Array = said["velocity_m_s"]
			velocities[clip] = Vector3(way[0], way[1], way[2])
		elif said.has("speed_legs_s"):
			var speed: float = said["speed_legs_s"]
			velocities[clip] = Vector3(0.0, 0.0, speed * _leg_m())
		phase = said.get("phase", phase)


## Notes for which body the clips are. They move the hips up and down by metres, which are more or
## less for longer and shorter legs: see [method fit_clips].
func note_clips() -> void:
	_hips_m = _hips_height_m()
	skeleton.motion_scale = 1.0


## Lets the clips move the hips as high as they are now.
func fit_clips() -> void:
	if _hips_m > 0.0:
		skeleton.motion_scale = _hips_height_m() / _hips_m


## Takes the meshes, the sockets and the clips of another figure of the same person, which has come
## without pictures: materials stay, as does whatever hangs on nodes of this figure.
func take_over(other: Figure) -> void:
	for name in parts:
		if other.parts.has(name):
			_take_mesh(parts[name], other.parts[name])
	skin = other.skin
	velocities = other.velocities
	file_vertices = other.file_vertices
	for bone in skeleton.get_bone_count():
		var rest := other.skeleton.get_bone_rest(bone)
		var moved := rest.origin - skeleton.get_bone_rest(bone).origin
		skeleton.set_bone_rest(bone, rest)
		skeleton.set_bone_pose_position(bone, skeleton.get_bone_pose_position(bone) + moved)
	for attachment: BoneAttachment3D in other.skeleton.find_children(
		"*", "BoneAttachment3D", false, false
	):
		for socket: Node3D in attachment.get_children():
			var own := skeleton.get_node(other.skeleton.get_path_to(socket)) as Node3D
			own.transform = socket.transform
	if animation_player and other.animation_player:
		_take_clips(other.animation_player)
	note_clips()


func _take_mesh(own: MeshInstance3D, other: MeshInstance3D) -> void:
	var weights := PackedFloat32Array()
	for shape in own.get_blend_shape_count():
		weights.append(own.get_blend_shape_value(shape))
	for surface in other.mesh.get_surface_count():
		other.mesh.surface_set_material(surface, own.mesh.surface_get_material(surface))
	own.mesh = other.mesh
	own.skin = other.skin
	for shape in weights.size():
		own.set_blend_shape_value(shape, weights[shape])


# What plays goes on where it is.
func _take_clips(other: AnimationPlayer) -> void:
	var playing := animation_player.current_animation
	var position_s := animation_player.current_animation_position if playing else 0.0
	var clips := animation_player.get_animation_library(&"")
	for clip in other.get_animation_list():
		var fresh := other.get_animation(clip)
		fresh.loop_mode = clips.get_animation(clip).loop_mode
		clips.remove_animation(clip)
		clips.add_animation(clip, fresh)
	if playing:
		animation_player.play(playing)
		animation_player.seek(position_s, true)


func _leg_m() -> float:
	var length := 0.0
	for bone: StringName in [&"LeftLowerLeg", &"LeftFoot"]:
		length += skeleton.get_bone_rest(skeleton.find_bone(bone)).origin.length()
	return length


func _hips_height_m() -> float:
	var hips := skeleton.find_bone(_HIPS)
	return skeleton.get_bone_global_rest(hips).origin.y if hips >= 0 else 0.0
