@tool
extends RefCounted
## Where everybody of a world is at which second of the day: what life/life.json says. The server
## works it out in the same way, so that both agree.

const FILE := "life/life.json"
const DAY_S := 86400.0
## From where one stands onto a bench or a bed.
const SETTLES_S := 1.0

## By the id of a person: what they do, in the order of time.
var stops: Dictionary[String, Array] = {}


## A stay of somebody at a place, and the way to it.
class Stop:
	extends RefCounted
	var activity := ""
	## The kind of place: "bed", "table", "stall", "pier" and so on.
	var at := ""
	var building := ""
	var clip := &""
	var place := Vector3.ZERO
	## Whither one looks, radians about +y.
	var turn := 0.0
	var from_s := 0.0
	var stays_s := 0.0
	var leaves_s := 0.0
	var walk_s := 0.0
	var way := PackedVector3Array()
	## Metres from the way's beginning to each of its points.
	var gone := PackedFloat32Array()

	## Metres of the way.
	func length_m() -> float:
		return gone[-1]

	## The place so many metres along the way.
	func along(metres: float) -> Vector3:
		var next := clampi(gone.bsearch(metres), 1, maxi(gone.size() - 1, 1))
		if gone.size() < 2:
			return way[0]
		var piece := gone[next] - gone[next - 1]
		var share := clampf((metres - gone[next - 1]) / piece, 0.0, 1.0) if piece > 0.0 else 1.0
		return way[next - 1].lerp(way[next], share)


## Where somebody is at a second.
class Whereabouts:
	extends RefCounted
	var stop: Stop
	var place := Vector3.ZERO
	## Radians about +y.
	var turn := 0.0
	## Metres a second over the ground; 0 for whoever is there.
	var speed := 0.0


## Takes what life.json says.
func take(said: Dictionary) -> void:
	for person: Dictionary in said.get("people", []):
		var found: Array[Stop] = []
		for entry: Dictionary in person["stops"]:
			found.append(_stop_of(entry))
		for number in found.size():
			var before := found[number - 1]
			found[number].leaves_s = fposmod(before.from_s + before.stays_s, DAY_S)
			found[number].walk_s = fposmod(found[number].from_s - found[number].leaves_s, DAY_S)
		stops[person["id"]] = found


## Where a person is at a second of the day.
func where(id: String, second: float) -> Whereabouts:
	var found := Whereabouts.new()
	for stop: Stop in stops[id]:
		var since := fposmod(second - stop.from_s, DAY_S)
		if since <= stop.stays_s:
			found.stop = stop
			var share := minf(since / SETTLES_S, 1.0)
			found.place = stop.way[-1].lerp(stop.place, share)
			found.turn = stop.turn
			return found
		var gone := fposmod(second - stop.leaves_s, DAY_S)
		if gone < stop.walk_s:
			found.stop = stop
			found.speed = stop.length_m() / stop.walk_s
			var metres := gone * found.speed
			found.place = stop.along(metres)
			var ahead := stop.along(metres + 0.35) - stop.along(metres - 0.25)
			found.turn = atan2(ahead.x, ahead.z)
			return found
	return found


static func _stop_of(entry: Dictionary) -> Stop:
	var stop := Stop.new()
	stop.activity = entry["activity"]
	stop.at = entry["at"]
	stop.building = entry["building"]
	stop.clip = entry["clip"]
	stop.place = Vector3(entry["x_m"], entry["y_m"], entry["z_m"])
	stop.turn = deg_to_rad(entry["turn_deg"])
	stop.from_s = entry["from_s"]
	stop.stays_s = fposmod((entry["until_s"] as float) - stop.from_s, DAY_S)
	var metres := 0.0
	for point: Array in entry["way_m"]:
		var place := Vector3(point[0], point[1], point[2])
		if stop.way:
			metres += stop.way[-1].distance_to(place)
		stop.way.append(place)
		stop.gone.append(metres)
	return stop
