extends SceneTree
## Visits the demo of a world's folder: looks at what stands there, walks up to somebody, and prints
## a line of JSON.
##
## Arguments: "--world", the folder, and a file of JSON: [code]points[/code] are places [x, z] to
## look for the ground at.

const Search := preload("res://addons/procgen/world/world_cover_search.gd")
const Occluders := preload("res://addons/procgen/world/world_occluders.gd")
const Triangles := preload("res://addons/procgen/world/world_triangles.gd")
const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 280.0
const PATIENT_FPS := 5


func _initialize() -> void:
	create_timer(TIME_LIMIT_S).timeout.connect(quit.bind(EXIT_TOO_SLOW))
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[2])
	)
	# Nothing is to be seen yet, and drawing it would only take time from the reading.
	Engine.max_fps = PATIENT_FPS
	var demo: WorldDemo = (load("res://demo/world_demo.tscn") as PackedScene).instantiate()
	# People stand where the manifest has them.
	demo.get_node(^"Life").free()
	root.add_child(demo)
	await demo.all_here
	var heard := PackedStringArray()
	for person in demo.world.people.slice(0, 1):
		person.said.connect(func(text: String) -> void: heard.append(text))
	Engine.max_fps = 0
	for frame in 30:
		await physics_frame
	var report := _described(demo, arguments.get("points", []))
	report["spoken"] = await _spoken(demo, heard)
	report["doors"] = await _doors(demo)
	report["hidden"] = _hidden(demo.world)
	report["refused"] = await demo.world.open("res://nowhere")
	report["left"] = demo.world.get_child_count()
	demo.queue_free()
	await process_frame
	await process_frame
	print(JSON.stringify(report, "", true, true))
	quit(0)


func _described(demo: WorldDemo, points: Array) -> Dictionary:
	var world := demo.world
	var groups := {}
	for child in world.get_children():
		groups[child.name] = child.get_children().map(func(node: Node) -> String: return node.name)
	var props := 0
	var shown := world.get_node(^"Props")
	for many: MultiMeshInstance3D in shown.find_children("*", "MultiMeshInstance3D", true, false):
		if not many.name.contains("LOD") or many.name.ends_with("LOD0"):
			props += many.multimesh.instance_count
	var with_woods: Dictionary = shown.get_meta(&"with_woods")
	for shape: String in with_woods:
		props += (with_woods[shape] as Array).size() - 1
	var surface := world.get_node(^"Ground/Surface").get_child(0) as MeshInstance3D
	var ground := surface.material_override as ShaderMaterial
	var space := world.get_world_3d().direct_space_state
	var heights := []
	for point: Array in points:
		var above := Vector3(point[0], 1000.0, point[1])
		var ray := PhysicsRayQueryParameters3D.create(above, above + Vector3.DOWN * 2000.0)
		var hit := space.intersect_ray(ray)
		heights.append([world.height_at(point[0], point[1]), hit["position"].y if hit else null])
	var feet := demo.walker.global_position
	return {
		"name": world.manifest["name"],
		"groups": groups,
		"props": props,
		"layers": Array(ground.get_shader_parameter(&"layer_of")),
		"has_splats": ground.get_shader_parameter(&"has_splats"),
		"heights": heights,
		"above_ground_m": feet.y - world.height_at(feet.x, feet.z),
		"people": world.people.map(_described_person),
		"plants": world.plants(),
		"drawn": _drawn(world),
		"scenario": _scenario(demo),
		"editable": _editable(demo.world),
		"solid": _solid(demo.world),
	}


# Of buildings' walls: triangles that are seen, and those that one collides with, by shapes; and how
# many of triangles that were parted are in each heap, which lies how far east.
func _solid(world: ProcgenWorld) -> Dictionary:
	var seen := 0
	var shapes := PackedInt32Array()
	for body in world.get_node(^"Buildings").get_children():
		var mesh := (body.get_node(^"Surface") as MeshInstance3D).mesh
		seen += int(mesh.get_faces().size() / 3.0)
		for part in body.get_children():
			if part is CollisionShape3D and part.name.begins_with("Shape"):
				var shape := (part as CollisionShape3D).shape as ConcavePolygonShape3D
				shapes.append(int(shape.get_faces().size() / 3.0))
	var row := PackedVector3Array()
	for number in 3 * Triangles.MOST:
		for corner: Vector3 in [Vector3.ZERO, Vector3.UP, Vector3.BACK]:
			row.append(corner + Vector3.RIGHT * number)
	var heaps: Array[Array] = []
	for heap in Triangles.parts_of(row):
		heaps.append([heap[0].x, heap.size() / 3.0])
	row.fill(Vector3.ONE)
	return {"seen": seen, "shapes": shapes, "heaps": heaps, "piled": Triangles.parts_of(row).size()}


# A world as nodes of a scene: what is moved and deleted by hand, and what comes when it is renewed.
func _editable(world: ProcgenWorld) -> Dictionary:
	var made := world.make_editable()
	var groups := {}
	for group in made.get_children():
		groups[group.name] = group.get_child_count()
	var path := "user://editable.scn"
	var problem := ProcgenWorld.Editable.save(made, path)
	var again := (load(path) as PackedScene).instantiate() as Node3D
	var kept := ProcgenWorld.Weather.below(again).size()
	var house := again.get_node(^"Buildings").get_child(0) as Node3D
	house.position += Vector3(3.0, 0.0, 0.0)
	var gone := again.get_node(^"Props").get_child(4)
	var gone_name := gone.name
	gone.free()
	var counts: Dictionary = ProcgenWorld.Editable.renew(again, world)
	var found := {
		"groups": groups,
		"problem": problem,
		"weathered": kept,
		"counts": counts,
		"moved_m":
		house.position.x - (made.get_node(^"Buildings").get_child(0) as Node3D).position.x,
		"deleted_stays_away": not again.get_node(^"Props").has_node(NodePath(gone_name)),
		"left": again.get_node(^"Props").get_child_count(),
		"origin": [made.position.x, made.position.y, made.position.z],
	}
	made.free()
	again.free()
	return found


# Of each building: faces of its occluder, and how many looks at its front, 0.6 m above its floor,
# those stop or let pass. Windows are higher.
func _hidden(world: ProcgenWorld) -> Dictionary:
	var found := {}
	for body in world.get_node(^"Buildings").get_children():
		var mesh := (body.get_node(^"Surface") as MeshInstance3D).mesh
		var hides := Occluders.of(mesh)
		var faces := TriangleMesh.new()
		faces.create_from_faces((hides.occluder as ArrayOccluder3D).get_vertices())
		var box := mesh.get_aabb()
		var counts := [int(faces.get_faces().size() / 3.0), 0, 0]
		for step in range(-40, 41):
			var x := box.get_center().x + box.size.x * 0.35 * step / 40.0
			var from := Vector3(x, 0.6, box.end.z + 2.0)
			var hit := faces.intersect_segment(from, Vector3(x, 0.6, box.get_center().z))
			counts[1 if hit else 2] += 1
		found[body.name] = counts
		hides.free()
	return found


# What of cover and woods is drawn around the walker: how many points and trunks; of each tree where
# it stands, which of them are meshes and how many have cards, and for where that holds; of each
# layer of plants the points near by, as column, row, number and part.
func _drawn(world: ProcgenWorld) -> Dictionary:
	var found := {"points": 0, "trunks": 0, "feet": [], "meshes": [], "cards": 0, "near": {}}
	var cover := world.get_node_or_null(^"Cover")
	if not cover:
		return found
	for node in cover.get_children(true):
		found["points"] += (node as MultiMeshInstance3D).multimesh.instance_count
	var search := cover.get(&"_asked") as Search
	found["near_at"] = [search.at.x, search.at.y]
	found["reaches"] = Array(search.reaches)
	for number in search.layers.size():
		var points := []
		for part: Array[PackedFloat32Array] in search.found.slice(number * 2, number * 2 + 2):
			for side in part:
				points.append_array(_points_of(side, (search.at / search.cell_m).floor()))
		found["near"][search.layers[number]["said"]["kind"]] = points
	var woods := world.get_node(^"Woods")
	for foot: Vector3 in woods.get(&"_feet"):
		found["feet"].append([foot.x, foot.y, foot.z])
	for node in woods.get_children(true):
		var many := node as MultiMeshInstance3D
		if node is StaticBody3D:
			found["trunks"] += node.get_child_count()
		elif many.material_override:
			found["cards"] += many.multimesh.instance_count
			var look := many.material_override as ShaderMaterial
			var eye: Vector3 = look.get_shader_parameter(&"near_at")
			found["eye"] = [eye.x, eye.y, eye.z]
			found["meshes_m"] = look.get_shader_parameter(&"near_m")
		elif many.visible and many.has_meta(&"label_many"):
			var label: Dictionary = many.get_meta(&"label_many")
			found["meshes"].append_array(Array(label["numbers"] as PackedInt32Array))
	return found


func _points_of(buffer: PackedFloat32Array, corner: Vector2) -> Array:
	var found := []
	for at in range(0, buffer.size(), Search.POINT_SIZE):
		var column := int(corner.x + buffer[at + Search.COLUMN])
		var row := int(corner.y + buffer[at + Search.ROW])
		var number := int(buffer[at + Search.NUMBER])
		found.append([column, row, number, int(buffer[at + Search.PART])])
	return found


# What the scenario of the manifest, others, and impossible ones come to.
func _scenario(demo: WorldDemo) -> Dictionary:
	var scenario := demo.get_node(^"Scenario") as ProcgenScenario
	var first := [scenario.hour, scenario.weather]
	var looks := {}
	for hour: float in [0.0, 6.0, 12.0, 18.0]:
		for weather: String in ["fair", "heavy_rain", "snow"]:
			scenario.apply({"hour": hour, "weather": weather})
			var glass := demo.world.get(&"_windows") as Array[BaseMaterial3D]
			looks["%s %d" % [weather, hour]] = [
				scenario.sun.light_energy if scenario.sun.visible else 0.0,
				scenario.moon.light_energy if scenario.moon.visible else 0.0,
				scenario.environment.fog_density,
				bool(glass and glass[0].emission_enabled),
			]
	var wrong := [
		scenario.apply({"weather": "frogs"}),
		scenario.apply({"hour": 25.0}),
		scenario.apply({"wind_m_s": "much"}),
	]
	var sun := [
		ProcgenScenario.sun_at(12.0, 172, 48.0),
		ProcgenScenario.sun_at(0.0, 172, 48.0),
		ProcgenScenario.sun_at(6.0, 80, 0.0),
	]
	return {
		"first": first,
		"looks": looks,
		"wrong": wrong,
		"sun": sun.map(func(to: Vector3) -> Array: return [to.x, to.y, to.z]),
		"weathered": _weathered(demo.world, scenario),
	}


# How much snow what people made was told of, and how many materials of rooms hear of weather.
func _weathered(world: ProcgenWorld, scenario: ProcgenScenario) -> Dictionary:
	scenario.apply({"hour": 12.0, "weather": "snow"})
	var snow := {}
	for group: String in ["Buildings", "Bridges", "Piers", "Props"]:
		var parts := world.get_node(NodePath(group)).find_children("*", "", true, false)
		snow[group] = []
		for part in parts:
			var mesh: Mesh = null
			if part is MeshInstance3D and part.name == &"Surface":
				mesh = (part as MeshInstance3D).mesh
			elif part is MultiMeshInstance3D:
				mesh = (part as MultiMeshInstance3D).multimesh.mesh
			for surface in mesh.get_surface_count() if mesh else 0:
				var look := mesh.surface_get_material(surface) as ShaderMaterial
				if look:
					(snow[group] as Array).append(look.get_shader_parameter(&"snow"))
	var rooms := 0
	var changed := 0
	for room: MeshInstance3D in world.find_children("Inside", "MeshInstance3D", true, false):
		for surface in room.mesh.get_surface_count():
			rooms += 1
			changed += int(room.mesh.surface_get_material(surface) is ShaderMaterial)
	return {"snow": snow, "rooms": rooms, "changed": changed}


func _described_person(person: ProcgenWorldPerson) -> Dictionary:
	var skeletons := person.find_children("*", "Skeleton3D", true, false)
	var player: AnimationPlayer = person.figure.get(&"animation_player")
	return {
		"id": person.id,
		"name": person.full_name,
		"bones": (skeletons[0] as Skeleton3D).get_bone_count(),
		"meshes": person.find_children("*", "MeshInstance3D", true, false).size(),
		"clip": player.current_animation,
		"lines": person.lines.size(),
		"place": [person.position.x, person.position.y, person.position.z],
	}


# What the first of them says when somebody comes, and how far they turn away from who came.
func _spoken(demo: WorldDemo, heard: PackedStringArray) -> Dictionary:
	if demo.world.people.is_empty():
		return {}
	var person := demo.world.people[0]
	demo.walker.set_physics_process(false)
	demo.walker.global_position = person.global_position + Vector3(2.0, 0.2, 1.0)
	for frame in 90:
		await physics_frame
	var bubble := person.get_node(^"Bubble") as Label3D
	var to_walker := demo.walker.global_position - person.global_position
	var facing := person.global_basis.z
	var shown := bubble.visible
	demo.walker.global_position = person.global_position + Vector3(30.0, 5.0, 0.0)
	for frame in 3:
		await physics_frame
		await process_frame
	return {
		"heard": heard,
		"shown": shown,
		"shown_from_afar": bubble.visible,
		"turned_away_deg":
		rad_to_deg(Vector2(facing.x, facing.z).angle_to(Vector2(to_walker.x, to_walker.z))),
	}


# How many there are, and how far one turns for whoever comes and behind who leaves.
func _doors(demo: WorldDemo) -> Dictionary:
	var doors := demo.world.find_children("*", "ProcgenWorldDoor", true, false)
	if doors.is_empty():
		return {"count": 0}
	var door: ProcgenWorldDoor = doors[0]
	var closed := door.rotation.y
	demo.walker.set_physics_process(false)
	demo.walker.global_position = door.global_position + Vector3.UP * 0.3
	for frame in 70:
		await physics_frame
	var turned := rad_to_deg(door.rotation.y - closed)
	var lamps := demo.world.find_children("Lamp*", "OmniLight3D", true, false)
	demo.walker.global_position += Vector3(40.0, 8.0, 0.0)
	for frame in 70:
		await physics_frame
	return {
		"count": doors.size(),
		"opens_deg": door.opens_deg,
		"turned_deg": turned,
		"left_deg": rad_to_deg(door.rotation.y - closed),
		"lamps": lamps.size(),
		"rooms": demo.world.find_children("Inside", "MeshInstance3D", true, false).size(),
	}
