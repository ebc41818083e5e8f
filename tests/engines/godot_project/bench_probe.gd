extends "probe.gd"
## Measures what calls cost a scene that runs at 60 frames a second; tests/benchmarks/bench_godot.py
## says what comes of it.

const FRAMES_PER_S := 60
const WINDOW_FRAMES := 30


## Moves something in every frame, as games do, and notes how long frames take.
class Scene:
	extends Node3D

	## Microseconds of each frame since the last call of [method worst_msec].
	var frames_usec := PackedInt64Array()
	var _last_usec := 0

	func _init() -> void:
		var mesh := BoxMesh.new()
		for index in 400:
			var box := MeshInstance3D.new()
			box.mesh = mesh
			box.position = Vector3(index % 20 - 10.0, floorf(index / 20.0) - 10.0, -20.0)
			add_child(box)
		add_child(DirectionalLight3D.new())
		add_child(Camera3D.new())

	func _process(delta: float) -> void:
		var now_usec := Time.get_ticks_usec()
		if _last_usec > 0:
			frames_usec.append(now_usec - _last_usec)
		_last_usec = now_usec
		for box in get_children():
			(box as Node3D).rotate_y(delta)

	## The longest frame since it was asked last.
	func worst_msec() -> float:
		var longest := 0
		for usec in frames_usec:
			longest = maxi(longest, usec)
		frames_usec.clear()
		return longest / 1000.0


var _scene := Scene.new()


## Small calls, one after another: frames and milliseconds that each took.
func small_calls(arguments: Dictionary) -> Dictionary:
	await _start()
	var client := client_of(arguments)
	var frames := []
	var took_ms := []
	for index: int in arguments["count"]:
		await process_frame
		var started_usec := Time.get_ticks_usec()
		var started_frame := get_frame()
		var running := client.system.get_info()
		await running.finished
		assert(running.status.is_ok(), running.status.message)
		frames.append(get_frame() - started_frame)
		took_ms.append((Time.get_ticks_usec() - started_usec) / 1000.0)
	return {"frames": frames, "took_ms": took_ms}


## The longest frame of windows of half a second: in turn one without a call, and one with.
func large_results(arguments: Dictionary) -> Dictionary:
	await _start()
	var client := client_of(arguments)
	var idle := []
	var busy := []
	var bytes := 0
	for index: int in arguments["count"]:
		await _pass_window()
		idle.append(_scene.worst_msec())
		var running := client.terrain.generate(request_of(arguments["request"]))
		await _pass_window()
		if running.status == null:
			await running.finished
		busy.append(_scene.worst_msec())
		assert(running.status.is_ok(), running.status.message)
		bytes = running.artifacts[0].size()
	return {"idle_ms": idle, "busy_ms": busy, "bytes": bytes}


## Calls are cancelled when they have come some way.
func cancels(arguments: Dictionary) -> Dictionary:
	await _start()
	var client := client_of(arguments)
	var cancelled := []
	for index: int in arguments["count"]:
		var running := client.terrain.generate(request_of(arguments["request"]))
		await running.progressed
		await create_timer(0.5).timeout
		var at_s := Time.get_unix_time_from_system()
		var started_usec := Time.get_ticks_usec()
		running.cancel()
		var status: ProcgenStatus = await running.finished
		assert(status.code == ProcgenStatus.Code.CANCELLED, status.message)
		var took_ms := (Time.get_ticks_usec() - started_usec) / 1000.0
		cancelled.append({"at_s": at_s, "took_ms": took_ms})
		await create_timer(1.0).timeout
	return {"cancelled": cancelled}


## The longest frame while a server dies and another one takes its place.
func death(arguments: Dictionary) -> Dictionary:
	await _start()
	await _pass_window()
	var idle_ms := _scene.worst_msec()
	var report := await restarted(arguments)
	report["idle_ms"] = idle_ms
	report["worst_ms"] = _scene.worst_msec()
	return report


func _start() -> void:
	Engine.max_fps = FRAMES_PER_S
	root.add_child(_scene)
	await _pass_window()
	_scene.worst_msec()


func _pass_window() -> void:
	for frame in WINDOW_FRAMES:
		await process_frame
