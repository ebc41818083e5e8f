extends RefCounted
## Who of a [ProcgenTraffic] is which thing, and where at which second. Its MultiMeshes show parts
## of many, others from moment to moment: the table of labels of [code]label_materials.gd[/code]
## says whose part each instance is.

const Things := preload("label_things.gd")
const TABLE_WIDTH := 256
## What procgen_walker.gdshader swings: legs and arms about these heights, metres, by these angles,
## radians, at a stride of 1; and how high a step lifts all of it.
const HIPS_M := 0.92
const SHOULDERS_M := 1.42
const SWINGS := Vector2(0.46, 0.38)
const SHIN_M := 0.46
const LIFTS_M := 0.018

var _traffic: ProcgenTraffic
var _things: Things
# As ProcgenTraffic counts them: vehicles, those that are parked, walkers.
var _all: Array[Things.Thing] = []
var _tables: Dictionary[MultiMeshInstance3D, ImageTexture] = {}
var _numbers: Dictionary[MultiMeshInstance3D, int] = {}
# By mesh of walkers: the box of each limb, 0 for what does not swing.
var _limbs: Dictionary[Mesh, Dictionary] = {}


## Makes a thing of everybody, there or not: so labels are the same in all pictures.
func _init(traffic: ProcgenTraffic, things: Things) -> void:
	_traffic = traffic
	_things = things
	for name in traffic.names():
		var kind := "person" if name.begins_with("walker") else "vehicle"
		_all.append(things.add(kind, name))
	for node in traffic.whose():
		_numbers[node] = _numbers.size()


## Whether a node is one of those whose instances move.
func has(node: MultiMeshInstance3D) -> bool:
	return node in _numbers


## The number of a node, which no other one has.
func number_of(node: MultiMeshInstance3D) -> int:
	return _numbers[node]


## The table of the labels of a node's instances.
func table_of(node: MultiMeshInstance3D) -> ImageTexture:
	if node not in _tables:
		_tables[node] = ImageTexture.create_from_image(_drawn_table(node, PackedInt32Array()))
	return _tables[node]


## Has everybody be where they are at a second of the day. Returns where all that move are so many
## seconds later, as [method Things.places] has it; who leaves meanwhile is not there.
func take(day_second: float, moment_s: float) -> Dictionary:
	var now := fposmod(day_second - 3600.0 * _traffic.starts_at_hour(), _traffic.length_s())
	var then := minf(now + moment_s, _traffic.length_s())
	_traffic.go_to(now)
	for thing in _all:
		thing.is_there = false
	var whose := _traffic.whose()
	for node in whose:
		table_of(node).update(_drawn_table(node, whose[node]))
		_measure(node, whose[node])
	return _places_at(then)


## Numbers, whole ones, as the picture that [code]label_materials.gd[/code] looks them up in.
static func table_with(numbers: PackedFloat32Array) -> Image:
	var rows := maxi(ceili(numbers.size() / float(TABLE_WIDTH)), 1)
	numbers.resize(TABLE_WIDTH * rows)
	var bytes := numbers.to_byte_array()
	return Image.create_from_data(TABLE_WIDTH, rows, false, Image.FORMAT_RF, bytes)


func _drawn_table(node: MultiMeshInstance3D, whose: PackedInt32Array) -> Image:
	var labels := PackedFloat32Array()
	labels.resize(node.multimesh.instance_count)
	var nobodys := Things.CLASSES.find("prop")
	for instance in whose.size():
		var who := whose[instance]
		labels[instance] = _all[who].label if who >= 0 else nobodys
	return table_with(labels)


# Whose box each instance widens. A thing stands where the first of its parts does.
func _measure(node: MultiMeshInstance3D, whose: PackedInt32Array) -> void:
	var many := node.multimesh
	var stands := node.global_transform
	for instance in whose.size():
		if whose[instance] < 0:
			continue
		var thing := _all[whose[instance]]
		var place := stands * many.get_instance_transform(instance)
		var box := many.mesh.get_aabb()
		if thing.kind == "person":
			box = _stepping(many.mesh, many.get_instance_custom_data(instance))
		if not thing.is_there:
			thing.is_there = true
			thing.place = _place_of(whose[instance], place)
			thing.box = thing.place.affine_inverse() * place * box
		else:
			thing.box = thing.box.merge(thing.place.affine_inverse() * place * box)


func _place_of(number: int, part: Transform3D) -> Transform3D:
	# Wheels turn: those who drive are turned as their first body is.
	if _traffic.drives(number):
		part = _traffic.global_transform * _traffic.bodies_at(number, _traffic.second)[0]
	return part.orthonormalized()


func _places_at(second: float) -> Dictionary:
	var found := {}
	for number in _all.size():
		var thing := _all[number]
		if not thing.is_there:
			continue
		var place := thing.place
		if thing.kind == "person":
			var gone := _traffic.feet_at(number, second) - _traffic.feet_at(number, _traffic.second)
			place.origin += _traffic.global_basis * gone
		elif _traffic.drives(number):
			var bodies := _traffic.bodies_at(number, second)
			if not bodies:
				continue
			place = (_traffic.global_transform * bodies[0]).orthonormalized()
			var moved := place * thing.place.affine_inverse()
			for horse in _traffic.horses_of(number):
				var label := _things.label_of_root(horse)
				if label > 0:
					var stood := horse.global_transform
					found[str(label)] = Things.listed((moved * stood).orthonormalized())
		found[str(thing.label)] = Things.listed(place)
	return found


# The box of somebody on foot in the middle of a step, in the model's own axes.
func _stepping(mesh: Mesh, step: Color) -> AABB:
	if mesh not in _limbs:
		_limbs[mesh] = _limbs_of(mesh)
	var swing := sin(step.r * TAU)
	var whole := AABB()
	var is_first := true
	for limb: int in _limbs[mesh]:
		var part: AABB = _limbs[mesh][limb]
		var is_arm := limb > 2
		var side := 1.0 if limb == 1 or limb == 4 else -1.0
		var angle := side * swing * step.g * (SWINGS.y if is_arm else SWINGS.x)
		var bend := 0.0 if is_arm else maxf(cos(step.r * TAU) * side, 0.0) * step.g * 0.5
		var pivot := SHOULDERS_M if is_arm else HIPS_M
		var knee := clampf(pivot - SHIN_M, part.position.y, part.end.y)
		for x: float in [part.position.x, part.end.x]:
			for y: float in [part.position.y, knee, part.end.y]:
				for z: float in [part.position.z, part.end.z]:
					var at := Vector3(x, y, z)
					if limb > 0:
						at = _swung(at, pivot, angle, bend)
					whole = AABB(at, Vector3.ZERO) if is_first else whole.expand(at)
					is_first = false
	whole.position.y += LIFTS_M * step.g * absf(cos(step.r * TAU))
	return whole


static func _swung(at: Vector3, pivot: float, angle: float, bend: float) -> Vector3:
	var up := at.y - pivot
	var below := maxf(pivot - SHIN_M - at.y, 0.0)
	return Vector3(
		at.x,
		pivot + up * cos(angle) - at.z * sin(angle) + bend * below * 0.35,
		at.z * cos(angle) - up * sin(angle) - bend * below
	)


static func _limbs_of(mesh: Mesh) -> Dictionary:
	var found := {}
	for surface in mesh.get_surface_count():
		var arrays := mesh.surface_get_arrays(surface)
		var vertices: PackedVector3Array = arrays[Mesh.ARRAY_VERTEX]
		var which: PackedVector2Array = arrays[Mesh.ARRAY_TEX_UV]
		for index in vertices.size():
			var limb := floori(which[index].x + 0.5)
			var box: AABB = found.get(limb, AABB(vertices[index], Vector3.ZERO))
			found[limb] = box.expand(vertices[index])
	return found
