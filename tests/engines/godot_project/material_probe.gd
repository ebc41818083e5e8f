extends RefCounted
## Looks at materials as the engine sees them.

const Ground := preload("res://addons/procgen/terrain/terrain_ground.gd")


## What a material says of itself, and the bytes of its pictures.
static func describe(material: ORMMaterial3D) -> Dictionary:
	return {
		"name": material.resource_name,
		"uv1_scale": [material.uv1_scale.x, material.uv1_scale.y, material.uv1_scale.z],
		"triplanar": material.uv1_triplanar and material.uv1_world_triplanar,
		"normal_enabled": material.normal_enabled,
		"ao_enabled": material.ao_enabled,
		"recipe": material.get_meta(ProcgenMaterialBuilder.RECIPE_META),
		"repeats": material.get_meta(ProcgenMaterialBuilder.REPEATS_META),
		"blended": ProcgenMaterialBuilder.hex_tiled(material).get_shader_parameter(&"blended"),
		"images":
		{
			"albedo": _describe_image(material.albedo_texture.get_image()),
			"normal": _describe_image(material.normal_texture.get_image()),
			"orm": _describe_image(material.orm_texture.get_image()),
		}
	}


## Takes a picture, and saves it as [code]picture[/code], of a [code]mesh[/code]: "ball", or "wall"
## or "floor" that fills the view, with [code]tiles[/code] of the material across.
## [code]material[/code] is "orm", "hex" or "ground", made of the pictures in [code]maps[/code];
## [code]parameters[/code] are those of the shader. [code]light[/code] is the sun's rotation in
## degrees.
static func photograph(tree: SceneTree, shot: Dictionary) -> void:
	var stage := Node3D.new()
	tree.root.add_child(stage)
	stage.add_child(_camera())
	var sun := DirectionalLight3D.new()
	sun.rotation_degrees = Vector3(shot["light"][0], shot["light"][1], 0.0)
	stage.add_child(sun)
	stage.add_child(_surroundings())
	var subject := MeshInstance3D.new()
	subject.mesh = _mesh(shot["mesh"])
	subject.material_override = _material(shot)
	if shot["mesh"] == "floor":
		subject.position.y = -3.0
		subject.scale = Vector3.ONE * 0.5
		var camera: Camera3D = stage.get_child(0)
		camera.position = Vector3.ZERO
		camera.rotation_degrees.x = -90.0
	stage.add_child(subject)
	for frame in 3:
		await tree.process_frame
	await RenderingServer.frame_post_draw
	tree.root.get_texture().get_image().save_png(shot["picture"])
	stage.free()


static func _material(shot: Dictionary) -> Material:
	var material := ORMMaterial3D.new()
	material.albedo_texture = _texture(shot["maps"].get("albedo", ""))
	material.normal_texture = _texture(shot["maps"].get("normal", ""))
	material.normal_enabled = material.normal_texture != null
	material.ao_enabled = true
	material.orm_texture = _texture(shot["maps"].get("orm", ""))
	material.heightmap_texture = _texture(shot["maps"].get("height", ""))
	material.uv1_scale = Vector3.ONE * shot["tiles"]
	if shot["material"] == "ground":
		return _ground(material, shot["parameters"])
	if shot["material"] != "hex":
		return material
	var hidden := ProcgenMaterialBuilder.hex_tiled(material)
	for parameter: String in shot["parameters"]:
		hidden.set_shader_parameter(parameter, shot["parameters"][parameter])
	return hidden


## Ground of a material, "soil", and of a black one of middle height, "grass", in the shares that
## are said.
static func _ground(soil: ORMMaterial3D, parameters: Dictionary) -> ShaderMaterial:
	var grass := ORMMaterial3D.new()
	grass.albedo_texture = _even(Color.BLACK)
	grass.heightmap_texture = _even(Color(0.5, 0.5, 0.5))
	var ground := Ground.material_of({"soil": soil, "grass": grass}, -INF)
	ground.set_shader_parameter(&"has_splats", true)
	var share: float = parameters["soil"]
	ground.set_shader_parameter(&"splat0", _even(Color(0.0, 0.0, share, 1.0 - share)))
	ground.set_shader_parameter(&"splat1", _even(Color(0.0, 0.0, 0.0, 0.0)))
	ground.set_shader_parameter(&"splat_place", Vector3.ONE)
	ground.set_shader_parameter(&"height_blend", parameters["height_blend"])
	return ground


static func _even(colour: Color) -> Texture2D:
	var image := Image.create_empty(4, 4, false, Image.FORMAT_RGBA8)
	image.fill(colour)
	return ImageTexture.create_from_image(image)


static func _texture(path: String) -> Texture2D:
	if path.is_empty():
		return null
	var image := Image.load_from_file(path)
	image.generate_mipmaps()
	return ImageTexture.create_from_image(image)


static func _mesh(kind: String) -> Mesh:
	if kind == "wall":
		return QuadMesh.new()
	if kind == "floor":
		# Seen from above: its normals are up, as ground's are.
		return PlaneMesh.new()
	var ball := SphereMesh.new()
	ball.radius = 0.46
	ball.height = 0.92
	return ball


static func _camera() -> Camera3D:
	var camera := Camera3D.new()
	camera.projection = Camera3D.PROJECTION_ORTHOGONAL
	camera.size = 1.0
	camera.position.z = 2.0
	return camera


static func _surroundings() -> WorldEnvironment:
	var surroundings := WorldEnvironment.new()
	surroundings.environment = Environment.new()
	surroundings.environment.background_mode = Environment.BG_COLOR
	surroundings.environment.background_color = Color(0.1, 0.1, 0.12)
	surroundings.environment.ambient_light_source = Environment.AMBIENT_SOURCE_COLOR
	surroundings.environment.ambient_light_color = Color.WHITE
	surroundings.environment.ambient_light_energy = 0.2
	return surroundings


## The picture's bytes, and those of its third mip map.
static func _describe_image(image: Image) -> Dictionary:
	var bytes := image.get_data()
	var third := image.get_mipmap_offset(3)
	return {
		"size": [image.get_width(), image.get_height()],
		"format": image.get_format(),
		"mipmaps": image.get_mipmap_count(),
		"whole": bytes.slice(0, image.get_mipmap_offset(1)).hex_encode(),
		"third": bytes.slice(third, image.get_mipmap_offset(4)).hex_encode(),
	}
