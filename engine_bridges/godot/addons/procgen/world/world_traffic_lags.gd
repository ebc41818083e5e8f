@tool
extends RefCounted
## Who of a world's traffic is behind the server's time, since somebody stands in the way who was
## not simulated: a player, people of a world's life. Whoever is held up goes on along their own
## track, later, and everybody keeps the order in which the server had them pass each place: who
## comes after somebody who is late waits for them. As nobody waits for who comes later, it never
## locks.
##
## The rule is that of action dependency graphs: Hönig et al., "Persistent and robust execution of
## MAPF schedules in warehouses", IEEE Robotics and Automation Letters 4 (2019).

const Tracks := preload("world_traffic.gd")
## Seconds along their own way that everybody looks ahead, and the step in which they do.
const LOOKS_S := 3.0
const LOOKS_STEP_S := 0.25
## Seconds between two looks.
const EVERY_S := 0.1
## Whoever passes a place so much later than another does so after them.
const ORDER_S := 0.3
## Less is no delay.
const LATE_S := 0.02
const BRAKES_M_S2 := 3.0
const HARDEST_M_S2 := 8.0
## Share of their pace by which those who are late go faster.
const HURRIES := 1.2
const PICKS_UP_PER_S := 0.6
const WALKER_M := 0.22
## Beside whoever stands in the way, and before them.
const BESIDE_M := 0.25
const KEEPS_M := 1.2
## Nobody farther away than this is looked for.
const NEAR_M := 60.0
const CELL_M := 4.0

## Seconds that each vehicle, and then each walker, is behind.
var behind := PackedFloat32Array()

var _tracks: Tracks
var _rates := PackedFloat32Array()
var _wanted := PackedFloat32Array()
# By cell, what those who are late will pass: agent, from when until when by their own time, x, z,
# radius.
var _claims: Dictionary[Vector2i, Array] = {}
# By agent who is late, up to when its way is in there, and what was put in last.
var _claimed: Dictionary[int, float] = {}
var _last: Dictionary[int, Array] = {}
var _since_look := INF


func _init(tracks: Tracks) -> void:
	_tracks = tracks
	clear()


## Everybody is on time again.
func clear() -> void:
	var count := _tracks.vehicles.size() + _tracks.walkers
	behind.resize(count)
	behind.fill(0.0)
	_rates.resize(count)
	_rates.fill(1.0)
	_wanted.resize(count)
	_wanted.fill(1.0)
	_forget()
	_since_look = INF


## The second in which somebody is, by their own track.
func own_second(agent: int, second: float) -> float:
	return maxf(second - behind[agent], 0.0)


## Lets time go by.
##
## [param second]: what the clock shows, after that; [param delta]: how much; [param obstacles]: who
## stands or walks there, x, z and radius.
func advance(second: float, delta: float, obstacles: PackedVector3Array) -> void:
	if obstacles.is_empty() and _claimed.is_empty():
		return
	_since_look += delta
	if _since_look >= EVERY_S:
		_since_look = 0.0
		_claim(second)
		_look(second - delta, obstacles)
	for agent in behind.size():
		_move(agent, second, delta)
	if _claimed.is_empty():
		_forget()


func _move(agent: int, second: float, delta: float) -> void:
	var wanted := _wanted[agent]
	if wanted == 1.0 and _rates[agent] == 1.0 and behind[agent] == 0.0:
		return
	var least := 0.0
	if agent < _tracks.vehicles.size():
		# No brakes do more.
		var speed := maxf(_speed(agent, own_second(agent, second)), 0.5)
		least = maxf(_rates[agent] - HARDEST_M_S2 / speed * delta, 0.0)
	_rates[agent] = clampf(wanted, least, _rates[agent] + PICKS_UP_PER_S * delta)
	behind[agent] += (1.0 - _rates[agent]) * delta
	if behind[agent] <= 0.0:
		behind[agent] = 0.0
		_rates[agent] = minf(_rates[agent], 1.0)
	if behind[agent] > LATE_S:
		if agent not in _claimed:
			_claimed[agent] = own_second(agent, second)
	elif behind[agent] == 0.0:
		_claimed.erase(agent)
		_last.erase(agent)


func _forget() -> void:
	_claims.clear()
	_claimed.clear()
	_last.clear()


# Notes what those who are late have before them.
func _claim(second: float) -> void:
	for agent in _claimed:
		var at := _claimed[agent]
		while at < minf(second + LOOKS_S, _tracks.steps * _tracks.step_s):
			_claim_at(agent, at)
			at += LOOKS_STEP_S
		_claimed[agent] = at


func _claim_at(agent: int, at: float) -> void:
	var discs := _discs(agent, at)
	var before: Array = _last.get(agent, [])
	if before and discs.size() == (before[0] as PackedVector3Array).size():
		var moved := false
		for number in discs.size():
			moved = moved or not discs[number].is_equal_approx(before[0][number])
		if not moved:
			for claim: Array in before[1]:
				claim[2] = at
			return
	var made := []
	for disc in discs:
		var claim := [agent, at, at, disc.x, disc.y, disc.z]
		made.append(claim)
		var reach := Vector2(disc.z + 1.0, disc.z + 1.0)
		var middle := Vector2(disc.x, disc.y)
		var low := ((middle - reach) / CELL_M).floor()
		var high := ((middle + reach) / CELL_M).floor()
		for column in range(int(low.x), int(high.x) + 1):
			for row in range(int(low.y), int(high.y) + 1):
				var cell := Vector2i(column, row)
				if cell not in _claims:
					_claims[cell] = []
				_claims[cell].append(claim)
	_last[agent] = [discs, made]


# Says how fast everybody wants to go on, 1 being as the server had them.
func _look(second: float, obstacles: PackedVector3Array) -> void:
	var near: Array[Vector2] = []
	for obstacle in obstacles:
		near.append(Vector2(obstacle.x, obstacle.y))
	for agent in _claimed:
		near.append(_middle(agent, own_second(agent, second)))
	for agent in behind.size():
		_wanted[agent] = HURRIES if behind[agent] > 0.0 else 1.0
		var at := _middle(agent, own_second(agent, second))
		if near.any(func(place: Vector2) -> bool: return place.distance_to(at) < NEAR_M):
			_wanted[agent] = minf(_wanted[agent], _free(agent, second, obstacles))


# How fast somebody may go on, for what is ahead of them.
func _free(agent: int, second: float, obstacles: PackedVector3Array) -> float:
	var now := own_second(agent, second)
	var drives := agent < _tracks.vehicles.size()
	# Whoever is within a vehicle, or meets people on foot, is passed: those make room.
	var blocking := PackedVector3Array()
	if drives:
		var here := _discs(agent, now)
		for obstacle in obstacles:
			if not _hits(here, obstacle, 0.0):
				blocking.append(obstacle)
	var looks := LOOKS_S if drives else 0.75
	var gone := 0.0
	var place := _middle(agent, now)
	var at := LOOKS_STEP_S
	while at <= looks:
		var discs := _discs(agent, now + at)
		var there := _middle(agent, now + at)
		var blocked := _is_claimed(agent, now + at, second, discs)
		var keeps := 0.3
		for obstacle in blocking:
			if _hits(discs, obstacle, BESIDE_M):
				blocked = true
				keeps = KEEPS_M
		if blocked:
			var room := maxf(gone - keeps, 0.0)
			return sqrt(2.0 * BRAKES_M_S2 * room) / maxf(_speed(agent, now), 0.5)
		if there != Vector2.INF and place != Vector2.INF:
			gone += there.distance_to(place)
		place = there
		at += LOOKS_STEP_S
	return HURRIES


# Whether somebody who is late has yet to pass there before.
func _is_claimed(agent: int, at: float, second: float, discs: PackedVector3Array) -> bool:
	for disc in discs:
		var cell := Vector2i(floori(disc.x / CELL_M), floori(disc.y / CELL_M))
		for claim: Array in _claims.get(cell, []):
			var other: int = claim[0]
			if other == agent or claim[1] > at - ORDER_S:
				continue
			if behind[other] <= LATE_S or claim[2] < own_second(other, second):
				continue
			var apart := Vector2(claim[3] - disc.x, claim[4] - disc.y).length()
			if apart < (claim[5] as float) + disc.z:
				return true
	return false


func _hits(discs: PackedVector3Array, obstacle: Vector3, keeps: float) -> bool:
	for disc in discs:
		var apart := Vector2(obstacle.x - disc.x, obstacle.y - disc.y).length()
		if apart < disc.z + obstacle.z + keeps:
			return true
	return false


# What somebody covers at a second of their own: x, z and radius of discs.
func _discs(agent: int, at: float) -> PackedVector3Array:
	var found := PackedVector3Array()
	var number := agent - _tracks.vehicles.size()
	if number >= 0:
		var place := _tracks.walker_at(number, at)
		found.append(Vector3(place.x, place.y, WALKER_M))
		return found
	var is_now := _tracks.where(agent, at)
	for index in is_now.bodies.size() if is_now else 0:
		var body: Dictionary = _tracks.vehicles[agent].bodies[index]
		var half: float = 0.5 * body["width_m"]
		var middle: float = 0.5 * (body["front_m"] + body["rear_m"])
		var first: float = middle - body["nose_m"] - half
		var last: float = middle - body["tail_m"] + half
		var count := maxi(ceili((first - last) / 1.2), 1)
		for step in count + 1:
			var along := lerpf(first, last, float(step) / count)
			var spot: Vector3 = is_now.bodies[index] * Vector3(0.0, 0.0, along)
			found.append(Vector3(spot.x, spot.z, half))
	return found


func _middle(agent: int, at: float) -> Vector2:
	var number := agent - _tracks.vehicles.size()
	if number >= 0:
		return _tracks.walker_at(number, at)
	var is_now := _tracks.where(agent, at)
	if not is_now:
		return Vector2.INF
	return Vector2(is_now.bodies[0].origin.x, is_now.bodies[0].origin.z)


func _speed(agent: int, at: float) -> float:
	if agent >= _tracks.vehicles.size():
		return _middle(agent, at).distance_to(_middle(agent, at + LOOKS_STEP_S)) / LOOKS_STEP_S
	var is_now := _tracks.where(agent, at)
	return is_now.speed if is_now else 0.0
