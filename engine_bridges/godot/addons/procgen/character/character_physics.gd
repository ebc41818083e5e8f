@tool
extends RefCounted
## What of a character is hit, falls and swings: hit boxes, a ragdoll, and spring bones, as its file
## says.

const Figure := preload("character_figure.gd")

const _HIT_BOXES := "HitBoxes"
const _SPRINGS := "Springs"
## Name of the simulator of a ragdoll, below the skeleton.
const RAGDOLL := "Ragdoll"
## Metadata of a hit box: the name of its bone.
const BONE_META := &"procgen_bone"
# How fast limbs come to rest: joints of people do not swing freely.
const _DAMP := 0.2
const _ANGULAR_DAMP := 4.0


## Adds an [Area3D] for each limb, which moves with it: what a ray or a blade hits. Its metadata
## "procgen_bone" says which limb it is. Returns the areas.
static func add_hit_boxes(figure: Figure, layer: int) -> Array[Area3D]:
	var areas: Array[Area3D] = []
	for bone in figure.colliders:
		var attachment := BoneAttachment3D.new()
		attachment.name = "%s%s" % [_HIT_BOXES, bone]
		attachment.bone_name = bone
		figure.skeleton.add_child(attachment)
		var area := Area3D.new()
		area.name = bone
		area.collision_layer = layer
		area.collision_mask = 0
		area.monitoring = false
		area.set_meta(BONE_META, bone)
		area.transform = _capsule_place(figure.colliders[bone])
		area.add_child(_shape(figure.colliders[bone]))
		attachment.add_child(area)
		areas.append(area)
	return areas


## Adds a [PhysicalBoneSimulator3D] with a body for each limb, which is still until
## [method PhysicalBoneSimulator3D.physical_bones_start_simulation] lets the character fall. Null if
## the file has none: only that of the profile "game" does.
static func add_ragdoll(figure: Figure, layer: int, mask: int) -> PhysicalBoneSimulator3D:
	if figure.ragdoll.is_empty():
		return null
	var simulator := PhysicalBoneSimulator3D.new()
	simulator.name = RAGDOLL
	figure.skeleton.add_child(simulator)
	for part: Dictionary in figure.ragdoll:
		var bone: String = part["joint"]
		if not figure.colliders.has(bone):
			continue
		var body := PhysicalBone3D.new()
		body.name = bone
		body.bone_name = bone
		simulator.add_child(body)
		body.mass = part["mass_kg"]
		body.linear_damp = _DAMP
		body.angular_damp = _ANGULAR_DAMP
		body.friction = 0.8
		body.collision_layer = layer
		body.collision_mask = mask
		body.body_offset = _capsule_place(figure.colliders[bone])
		body.add_child(_shape(figure.colliders[bone]))
		_join(body, part)
	return simulator


## Adds a [SpringBoneSimulator3D] that lets skirts, cloaks, long hair and beards swing, with the
## limbs that they do not enter. Null if nothing swings.
static func add_springs(figure: Figure) -> SpringBoneSimulator3D:
	var described := figure.springs
	if described.is_empty():
		return null
	var simulator := SpringBoneSimulator3D.new()
	simulator.name = _SPRINGS
	figure.skeleton.add_child(simulator)
	var chains: Array = described["springs"]
	simulator.setting_count = chains.size()
	for number in chains.size():
		var joints: Array = chains[number]["joints"]
		var first: Dictionary = joints[0]
		simulator.set_root_bone_name(number, figure.node_names[int(first["node"])])
		simulator.set_end_bone_name(number, figure.node_names[int(joints[-1]["node"])])
		simulator.set_radius(number, first["hitRadius"])
		simulator.set_stiffness(number, float(first["stiffness"]))
		simulator.set_drag(number, first["dragForce"])
		simulator.set_gravity(number, first["gravityPower"])
		simulator.set_enable_all_child_collisions(number, true)
	for described_collider: Dictionary in described["colliders"]:
		simulator.add_child(_spring_collision(figure, described_collider))
	return simulator


static func _spring_collision(
	figure: Figure, described: Dictionary
) -> SpringBoneCollisionCapsule3D:
	var capsule: Dictionary = described["shape"]["capsule"]
	var from := _vector(capsule["offset"])
	var to := _vector(capsule["tail"])
	var collision := SpringBoneCollisionCapsule3D.new()
	collision.name = figure.node_names[int(described["node"])]
	collision.bone_name = collision.name
	collision.radius = capsule["radius"]
	collision.height = from.distance_to(to) + 2.0 * float(capsule["radius"])
	collision.position_offset = (from + to) / 2.0
	collision.rotation_offset = _upright(to - from).get_rotation_quaternion()
	return collision


static func _join(body: PhysicalBone3D, part: Dictionary) -> void:
	var to_bone := body.body_offset.affine_inverse()
	match part["kind"]:
		"hinge":
			body.joint_type = PhysicalBone3D.JOINT_TYPE_HINGE
			# Hinges turn about z.
			var axis := _vector(part["axis"])
			var turn := Basis(Quaternion(Vector3.BACK, axis))
			body.joint_offset = to_bone * Transform3D(turn, Vector3.ZERO)
			body.set("joint_constraints/angular_limit_enabled", true)
			body.set("joint_constraints/angular_limit_lower", -float(part["most_deg"]))
			body.set("joint_constraints/angular_limit_upper", 0.0)
		"cone":
			body.joint_type = PhysicalBone3D.JOINT_TYPE_CONE
			# Cones twist about x: along the limb.
			var along := body.body_offset.origin
			var axis := along.normalized() if along.length() > 0.01 else Vector3.UP
			var turn := Basis(Quaternion(Vector3.RIGHT, axis))
			body.joint_offset = to_bone * Transform3D(turn, Vector3.ZERO)
			body.set("joint_constraints/swing_span", part["swing_deg"])
			body.set("joint_constraints/twist_span", part["twist_deg"])
		_:
			body.joint_type = PhysicalBone3D.JOINT_TYPE_NONE


# Of a capsule in the space of its bone: its y goes along the capsule.
static func _capsule_place(capsule: Dictionary) -> Transform3D:
	return Transform3D(_upright(_vector(capsule["axis"])), _vector(capsule["center"]))


static func _upright(along: Vector3) -> Basis:
	if along.length() < 0.0001:
		return Basis.IDENTITY
	var axis := along.normalized()
	if axis.dot(Vector3.UP) < -0.9999:
		return Basis(Vector3.RIGHT, PI)
	return Basis(Quaternion(Vector3.UP, axis))


static func _shape(capsule: Dictionary) -> CollisionShape3D:
	var shape := CapsuleShape3D.new()
	shape.radius = capsule["radius"]
	shape.height = maxf(capsule["height"], 2.0 * float(capsule["radius"]))
	var node := CollisionShape3D.new()
	node.name = "Shape"
	node.shape = shape
	return node


static func _vector(numbers: Array) -> Vector3:
	return Vector3(numbers[0], numbers[1], numbers[2])
