extends SceneTree
## Takes a labelled picture of a few things of known shape, and prints a line of JSON: what is said
## of it. Its bytes go into a file.
##
## The argument is a file of JSON: [code]size[/code], and the files [code]bytes[/code] and
## [code]many[/code], a picture with more things than one label picture has room for.

const MIDDLE := Vector2i(80, 60)
const LOOKS := """shader_type spatial;
uniform vec4 colour = vec4(1.0, 0.2, 0.1, 1.0);
void vertex() {
	VERTEX.x += 0.25;
}
void fragment() {
	ALBEDO = colour.rgb;
	if (UV.x < 0.5) {
		discard;
	}
}
"""

const GLOWS := """shader_type spatial;
render_mode unshaded, blend_add, depth_draw_never;
void fragment() {
	ALBEDO = vec3(0.0, 0.2, 0.4);
	ALPHA = UV.x < 0.5 ? 0.2 : 0.7;
	ALPHA_SCISSOR_THRESHOLD = 0.5;
}
"""


func _initialize() -> void:
	Engine.time_scale = 0.0
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	var capture := ProcgenCapture.new()
	capture.size = Vector2i(arguments["size"][0], arguments["size"][1])
	var report := {"apart": await capture.begin()}
	root.add_child(_scene())
	root.add_child(capture)
	await process_frame
	report["begun"] = await capture.begin()
	var frame: Dictionary = await capture.take(Transform3D(Basis.IDENTITY, Vector3(0, 1, 0)))
	var bytes := PackedByteArray()
	report["coding"] = capture.coding()
	report["middles"] = [capture.label_at(frame, MIDDLE), capture.label_at(frame, Vector2i.ZERO)]
	for picture: String in ["colour", "first"]:
		bytes.append_array((frame[picture] as Image).get_data())
	FileAccess.open(arguments["bytes"], FileAccess.WRITE).store_buffer(bytes)
	report["things"] = capture.things()
	# More things than halves have room for.
	var crowd := _crowd(31000)
	root.add_child(crowd)
	frame = await capture.take(Transform3D(Basis.IDENTITY, Vector3(0, 1, 0)))
	report["coding_of_many"] = capture.coding()
	report["middles"] += [capture.label_at(frame, MIDDLE), capture.label_at(frame, Vector2i.ZERO)]
	bytes.clear()
	for picture: String in ["colour", "first", "second"]:
		bytes.append_array((frame[picture] as Image).get_data())
	FileAccess.open(arguments["many"], FileAccess.WRITE).store_buffer(bytes)
	report["many"] = capture.things().size()
	crowd.free()
	var odd := MeshInstance3D.new()
	odd.name = "Odd"
	odd.mesh = BoxMesh.new()
	odd.add_to_group(&"label_dragon")
	root.add_child(odd)
	report["refused"] = await capture.take(Transform3D.IDENTITY)
	report["problem"] = capture.problem
	odd.free()
	capture.size = Vector2i(0, 4)
	report["no_size"] = await capture.begin()
	root.get_child(0).free()
	capture.free()
	await process_frame
	print(JSON.stringify(report, "", true, true))
	quit(0)


func _scene() -> Node3D:
	var all := Node3D.new()
	var sun := DirectionalLight3D.new()
	sun.shadow_enabled = true
	all.add_child(sun)
	# A metre's box, its front four metres and a half before the eye.
	var box := _mesh(BoxMesh.new(), Vector3(0, 1, -5))
	box.name = "Cart"
	box.add_to_group(&"label_vehicle")
	all.add_child(box)
	# The half of a sheet is cut away, the other one moved by a shader.
	var sheet := _mesh(QuadMesh.new(), Vector3(-2, 1, -4))
	sheet.name = "Sheet"
	var look := ShaderMaterial.new()
	look.shader = Shader.new()
	look.shader.code = LOOKS
	sheet.material_override = look
	all.add_child(sheet)
	# Half of another is cut by its alpha; what is left is added to the ground behind it.
	var glow := _mesh(QuadMesh.new(), Vector3(0, 0.1, -3))
	glow.name = "Glow"
	var added := ShaderMaterial.new()
	added.shader = Shader.new()
	added.shader.code = GLOWS
	glow.material_override = added
	all.add_child(glow)
	var ground := _mesh(PlaneMesh.new(), Vector3.ZERO)
	(ground.mesh as PlaneMesh).size = Vector2(40, 40)
	ground.set_meta(&"label", "ground")
	all.add_child(ground)
	var places := [
		Transform3D(Basis.IDENTITY, Vector3(1.5, 1, -4)),
		Transform3D(Basis.from_scale(Vector3.ONE * 0.5), Vector3(4, 1, -6)),
	]
	var many := MultiMesh.new()
	many.transform_format = MultiMesh.TRANSFORM_3D
	many.mesh = SphereMesh.new()
	many.instance_count = places.size()
	# The last of the list is the first that is drawn, and who asks is told of the list.
	for index in places.size():
		many.set_instance_transform(index, places[-1 - index])
	var balls := MultiMeshInstance3D.new()
	balls.multimesh = many
	balls.set_meta(
		&"label_many",
		{
			"class": "prop",
			"key": "balls",
			"numbers": PackedInt32Array([1, 0]),
			"places": func() -> Array: return places,
			"boxes": [many.mesh.get_aabb()],
		}
	)
	all.add_child(balls)
	return all


# A list of places of which one alone is drawn, the last.
func _crowd(count: int) -> MultiMeshInstance3D:
	var places := []
	for number in count:
		places.append(Transform3D(Basis.IDENTITY, Vector3(-0.8, 1.7, -3)))
	var many := MultiMesh.new()
	many.transform_format = MultiMesh.TRANSFORM_3D
	many.mesh = BoxMesh.new()
	(many.mesh as BoxMesh).size = Vector3.ONE * 0.2
	many.instance_count = 1
	many.set_instance_transform(0, places[-1])
	var node := MultiMeshInstance3D.new()
	node.multimesh = many
	var said := {"class": "prop", "key": "crowd", "first": count - 1, "places": places}
	said["boxes"] = [many.mesh.get_aabb()]
	node.set_meta(&"label_many", said)
	return node


func _mesh(mesh: PrimitiveMesh, at: Vector3) -> MeshInstance3D:
	var node := MeshInstance3D.new()
	node.mesh = mesh
	node.position = at
	return node
