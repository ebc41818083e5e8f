extends SceneTree
## Photographs materials on a ball or a wall under light, and prints a line of JSON about what
## Godot made of them.
##
## The only argument is a file of JSON with [code]shots[/code]: each has a [code]material[/code], a
## [code]mesh[/code] ("ball" or "wall"), the rotation of the [code]light[/code] in degrees, and the
## name of a [code]picture[/code]; with [code]textures[/code], which are loaded, and the file of a
## [code]scene[/code].

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 280.0
const TEXTURES: Array[String] = ["albedo_texture", "normal_texture", "orm_texture"]
const MORE_TEXTURES: Array[String] = ["roughness_texture", "metallic_texture", "ao_texture"]

# What was found out of textures: materials share them, and adding up pixels takes long.
var _known: Dictionary[Texture2D, Dictionary] = {}


func _initialize() -> void:
	create_timer(TIME_LIMIT_S).timeout.connect(quit.bind(EXIT_TOO_SLOW))
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	var light := DirectionalLight3D.new()
	root.add_child(light)
	root.add_child(_sky())
	var camera := Camera3D.new()
	camera.fov = 30.0
	root.add_child(camera)
	camera.look_at_from_position(Vector3(0.0, 0.0, 2.2), Vector3.ZERO)
	var subject := MeshInstance3D.new()
	root.add_child(subject)
	var report := []
	for shot: Dictionary in arguments["shots"]:
		var material := load(shot["material"]) as BaseMaterial3D
		subject.mesh = _mesh(shot["mesh"])
		subject.material_override = material
		light.rotation_degrees = Vector3(shot["light"][0], shot["light"][1], 0.0)
		for frame in 2:
			await process_frame
		await RenderingServer.frame_post_draw
		root.get_texture().get_image().save_png(shot["picture"])
		report.append(_described(material))
	var textures := {}
	for path: String in arguments["textures"]:
		textures[path] = _texture(load(path) as Texture2D)
	var found := {"materials": report, "textures": textures, "scene": _scene(arguments["scene"])}
	print(JSON.stringify(found, "", true, true))
	quit(0)


func _sky() -> WorldEnvironment:
	var sky := WorldEnvironment.new()
	sky.environment = Environment.new()
	sky.environment.background_mode = Environment.BG_COLOR
	sky.environment.background_color = Color(0.1, 0.1, 0.12)
	sky.environment.ambient_light_source = Environment.AMBIENT_SOURCE_COLOR
	sky.environment.ambient_light_color = Color.WHITE
	sky.environment.ambient_light_energy = 0.25
	return sky


## A ball of a metre, or a wall of a metre that faces the camera.
func _mesh(kind: String) -> Mesh:
	if kind == "wall":
		return QuadMesh.new()
	return SphereMesh.new()


func _described(material: BaseMaterial3D) -> Dictionary:
	var found := {}
	for name: String in TEXTURES + MORE_TEXTURES + ["heightmap_texture"]:
		var texture := material.get(name) as Texture2D
		if texture != null:
			found[name] = _texture(texture)
	return {
		"class": material.get_class(),
		"name": material.resource_name,
		"uv1_scale": [material.uv1_scale.x, material.uv1_scale.y, material.uv1_scale.z],
		"normal_enabled": material.normal_enabled,
		"heightmap_scale": material.heightmap_scale,
		"triplanar": material.uv1_world_triplanar,
		"roughness_channel": material.roughness_texture_channel,
		"metallic_channel": material.metallic_texture_channel,
		"ao_enabled": material.ao_enabled,
		"transparency": material.transparency,
		"recipe": material.get_meta("procgen_recipe", ""),
		"textures": found,
	}


## Size and material of each mesh of an imported scene.
func _scene(path: String) -> Dictionary:
	var scene: Node3D = (load(path) as PackedScene).instantiate()
	var found := {}
	for node: MeshInstance3D in scene.find_children("*", "MeshInstance3D", true, false):
		var size := node.get_aabb().size
		var material := node.mesh.surface_get_material(0) as BaseMaterial3D
		found[node.name] = {
			"size": [size.x, size.y, size.z],
			"normal_enabled": material.normal_enabled,
			"textured": material.albedo_texture != null and material.roughness_texture != null,
			"ao_enabled": material.ao_enabled,
		}
	scene.free()
	return found


func _texture(texture: Texture2D) -> Dictionary:
	if texture in _known:
		return _known[texture]
	var image := texture.get_image()
	var mipmaps := image.has_mipmaps()
	var format := image.get_format()
	if image.is_compressed():
		image.decompress()
	var sum := Vector4.ZERO
	for y in image.get_height():
		for x in image.get_width():
			var colour := image.get_pixel(x, y)
			sum += Vector4(colour.r, colour.g, colour.b, colour.a)
	sum /= image.get_width() * image.get_height()
	_known[texture] = {
		"path": texture.resource_path,
		"size": [image.get_width(), image.get_height()],
		"mipmaps": mipmaps,
		"format": format,
		"mean": [sum.x, sum.y, sum.z, sum.w],
	}
	return _known[texture]
