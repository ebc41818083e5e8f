@tool
extends RefCounted
## Where every vehicle and walker of a world's traffic is at which second: what traffic/traffic.json
## and traffic/tracks.bin say. The server simulated it; nothing is decided here.

const FILE := "traffic/traffic.json"

## What traffic.json says.
var said := {}
var step_s := 0.2
var steps := 0
var vehicles: Array[Vehicle] = []
var walkers := 0
## Metres that each walker has come since the beginning, and whither they turned last, radians: as
## [method walk_to] found it.
var walked_m := PackedFloat64Array()
var headings := PackedFloat32Array()

var _walked_steps := -1
var _ways: Array[PackedVector3Array] = []
var _gone := PackedFloat32Array()
var _tracks := PackedByteArray()
var _walkers_from := 0
var _walkers_scale := 1.0
var _walkers_origin := Vector2.ZERO


## From where somebody comes into the world to where they leave it.
class Trip:
	extends RefCounted
	var first := 0
	var last := 0
	var segments := PackedInt32Array()
	## The whole way, and the metres from its beginning to each of its points; empty until wanted.
	var way := PackedVector3Array()
	var along := PackedFloat32Array()

	## The place so many metres along; before its beginning a way is straight.
	func at(metres: float) -> Vector3:
		if metres < 0.0:
			return way[0] + (way[1] - way[0]).normalized() * metres
		var next := clampi(along.bsearch(metres), 1, along.size() - 1)
		var piece := along[next] - along[next - 1]
		var share := clampf((metres - along[next - 1]) / piece, 0.0, 1.0) if piece > 0.0 else 1.0
		return way[next - 1].lerp(way[next], share)


class Vehicle:
	extends RefCounted
	var id := ""
	var kind := ""
	var shape := 0
	## Of its bodies: where each begins, ends, and follows the way, metres back from its front.
	var bodies: Array = []
	var wheels: Array = []
	var horses: Array = []
	## Whether it is a boat.
	var floats := false
	var trips: Array[Trip] = []


## Where a vehicle is.
class Whereabouts:
	extends RefCounted
	## Metres a second.
	var speed := 0.0
	## Metres that its front has come.
	var gone := 0.0
	## Of each body: its origin on the ground, its front at +z.
	var bodies: Array[Transform3D] = []


## Takes what the files say. Returns what is wrong with them, or nothing.
func take(told: Dictionary, tracks: PackedByteArray) -> String:
	said = told
	step_s = told["step_s"]
	steps = int(told["steps"])
	for way: Dictionary in told["ways"]:
		var points := PackedVector3Array()
		for point: Array in way["points_m"]:
			points.append(Vector3(point[0], point[1], point[2]))
		_ways.append(points)
	for entry: Dictionary in told["vehicles"]:
		vehicles.append(_vehicle_of(entry, told["kinds"][entry["kind"]]))
	var people: Dictionary = told["tracks"]["walkers"]
	walkers = int(people["shape"][1])
	_walkers_from = int(people["offset"])
	_walkers_scale = people["scale_m"]
	_walkers_origin = Vector2(people["origin_m"][0], people["origin_m"][1])
	var needed := _walkers_from + 4 * (steps + 1) * walkers
	if tracks.size() != needed:
		return "tracks.bin has %d bytes, not %d." % [tracks.size(), needed]
	_tracks = tracks
	_gone = tracks.slice(0, _walkers_from).to_float32_array()
	return ""


## Where a vehicle is at a second; null while it is outside the world.
func where(number: int, second: float) -> Whereabouts:
	var at := clampf(second / step_s, 0.0, steps)
	var step := mini(int(at), steps - 1)
	var vehicle := vehicles[number]
	var trip := _trip_at(vehicle, step)
	if not trip:
		return null
	var here := _gone[step * vehicles.size() + number]
	var next := here
	if step + 1 < trip.last:
		next = _gone[(step + 1) * vehicles.size() + number]
	var found := Whereabouts.new()
	found.speed = (next - here) / step_s
	found.gone = lerpf(here, next, at - step)
	for body: Dictionary in vehicle.bodies:
		var front := trip.at(found.gone - body["front_m"])
		var rear := trip.at(found.gone - body["rear_m"])
		var ahead := (front - rear).normalized()
		var side := Vector3.UP.cross(ahead).normalized()
		var turned := Basis(side, ahead.cross(side), ahead)
		found.bodies.append(Transform3D(turned, (front + rear) * 0.5))
	return found


## Where a walker is at a second, x and z.
func walker_at(number: int, second: float) -> Vector2:
	var at := clampf(second / step_s, 0.0, steps)
	var step := mini(int(at), steps - 1)
	return _walker(number, step).lerp(_walker(number, step + 1), at - step)


## Finds how far everybody has walked until a second, and whither they turned last: from the
## beginning, or from where it was found last.
func walk_to(second: float) -> void:
	var until := clampi(int(second / step_s), 0, steps)
	if _walked_steps < 0 or until < _walked_steps:
		walked_m.resize(walkers)
		walked_m.fill(0.0)
		headings.resize(walkers)
		headings.fill(0.0)
		_walked_steps = 0
	for step in range(_walked_steps, until):
		for number in walkers:
			var gone := _walker(number, step + 1) - _walker(number, step)
			if gone != Vector2.ZERO:
				walked_m[number] += gone.length()
				headings[number] = atan2(gone.x, gone.y)
	_walked_steps = until


## What lights show a lane at a second: "red", "amber" or "green".
func light(number: int, lane: int, second: float) -> String:
	return _light(number, lane, second)[0]


## What the lamps of a post show: those for people on foot are green while the lane has to wait, for
## as long as one may begin to cross.
func head_shows(head: Dictionary, second: float) -> String:
	var shown := _light(int(head["signal"]), int(head["lane"]), second)
	if head["model"] == "signal":
		return shown[0]
	return "green" if shown[0] == "red" and shown[1] > head["needs_s"] else "red"


# What they show, and for how many seconds they go on to show it.
func _light(number: int, lane: int, second: float) -> Array:
	var plan: Dictionary = said["signals"][number]
	var cycle: float = plan["cycle_s"]
	var begins := 0.0
	for phase: Dictionary in plan["phases"]:
		# Numbers in JSON are fractions.
		if float(lane) in phase["lanes"]:
			var green: float = phase["green_s"]
			var amber: float = phase["amber_s"]
			var since := fposmod(second + plan["offset_s"] - begins, cycle)
			if since < green:
				return ["green", green - since]
			if since < green + amber:
				return ["amber", green + amber - since]
			return ["red", cycle - since]
		begins += phase["green_s"] + phase["amber_s"] + phase["all_red_s"]
	return ["red", cycle]


func _walker(number: int, step: int) -> Vector2:
	var offset := _walkers_from + 4 * (step * walkers + number)
	var x := _tracks.decode_u16(offset) * _walkers_scale
	return _walkers_origin + Vector2(x, _tracks.decode_u16(offset + 2) * _walkers_scale)


func _trip_at(vehicle: Vehicle, step: int) -> Trip:
	for trip in vehicle.trips:
		if step >= trip.first and step < trip.last:
			if trip.way.is_empty():
				_lay(trip)
			return trip
	return null


# Puts the ways of a trip's segments together.
func _lay(trip: Trip) -> void:
	var metres := 0.0
	for segment in trip.segments:
		var points := _ways[segment]
		for number in range(1 if trip.way else 0, points.size()):
			if trip.way:
				metres += trip.way[-1].distance_to(points[number])
			trip.way.append(points[number])
			trip.along.append(metres)


static func _vehicle_of(entry: Dictionary, kind: Dictionary) -> Vehicle:
	var vehicle := Vehicle.new()
	vehicle.id = entry["id"]
	vehicle.kind = entry["kind"]
	vehicle.shape = int(entry["shape"])
	vehicle.bodies = kind["bodies"]
	vehicle.wheels = kind["wheels"]
	vehicle.horses = kind["horses"]
	vehicle.floats = kind.get("floats", false)
	for told: Dictionary in entry["trips"]:
		var trip := Trip.new()
		trip.first = int(told["first"])
		trip.last = int(told["last"])
		trip.segments = PackedInt32Array(told["segments"])
		vehicle.trips.append(trip)
	return vehicle
