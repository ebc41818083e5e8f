@tool
class_name ProcgenScenario
extends Node3D
## The hour and the weather of a [ProcgenWorld]: sun and moon, sky and clouds, fog, rain and snow,
## wind, wet and snowed ground, lit windows and lanterns. Takes the scenario of the world's manifest
## or any other, and goes over from one to another in time. It brings its own lights and
## environment.

## The world looks as the scenario says.
signal arrived

const SKY := preload("../shaders/procgen_sky.gdshader")
const FALL := preload("../shaders/procgen_fall.gdshader")

## What each weather of the table "scenario" is: cloud cover and thickness, and how far clouds are
## drawn out along the wind, mist over the ground, drops and flakes, and how wet, and how deep in
## snow, what lies there is; all 0 to 1.
const WEATHERS: Dictionary[String, Dictionary] = {
	"fair": {"clouds": 0.35, "thickness": 0.1},
	"windy": {"clouds": 0.5, "thickness": 0.2, "drawn_out": 0.8},
	"cloudy": {"clouds": 0.95, "thickness": 0.55, "drawn_out": 0.3},
	"mist": {"clouds": 0.6, "thickness": 0.35, "mist": 0.35, "wet": 0.2},
	"fog": {"clouds": 0.9, "thickness": 0.6, "mist": 1.0, "wet": 0.35},
	"rain": {"clouds": 1.0, "thickness": 0.75, "mist": 0.12, "rain": 0.5, "wet": 0.8},
	"heavy_rain": {"clouds": 1.0, "thickness": 0.95, "mist": 0.25, "rain": 1.0, "wet": 1.0},
	"snow": {"clouds": 1.0, "thickness": 0.6, "mist": 0.3, "flakes": 0.8, "snow": 0.9},
}
const NUMBERS: Array[String] = [
	"clouds",
	"thickness",
	"drawn_out",
	"mist",
	"rain",
	"flakes",
	"wet",
	"snow",
	"wind_m_s",
	"visibility_km"
]
const DROPS := 6000
const BOX_M := 24.0
## Of the mist in which one sees so far: extinction of 98 % (Koschmieder).
const KOSCHMIEDER := 3.912
const LAMP_RANGE_M := 13.0
const LAMP_ENERGY := 2.6
const LAMP_COLOUR := Color(1.0, 0.72, 0.4)
## Who looks gets used to the dark: exposure by day, under a closed sky, and at night.
const EXPOSURE := Vector3(0.92, 1.35, 2.0)
## And so much more where all is wet under a closed sky, which swallows what light there is.
const WET_IS_DARKER := 1.35
## Of the night's, where dark things come out lighter than in the Compatibility renderer.
const LESS_AT_NIGHT := 0.72
## Of lamps and windows below, what clouds above a place send back, at most.
const GLOW_OF_TOWNS := 0.03
## And what of it lights the ground under a closed sky.
const GLOW_ON_GROUND := 0.16
## So many houses make that much of it.
const GLOWING_HOUSES := 24.0
## Over fair land clouds grow until that hour, and wane before and after it, by so much cover.
const SWELLS_UNTIL_H := 15.0
const SWELLS := 0.1
## How far clouds come in a day's round, and with each metre that the wind goes, in their widths.
const ROUND := 5.0
const CLOUDS_A_METRE := 0.0006
## The sun is this high, as a sine, when windows and lanterns are lit, and when they are not.
const LIT_BELOW := 0.02
const DARK_ABOVE := 0.12

## Whose ground, plants and windows follow: those of a world, or of all tiles of a region.
@export_node_path("ProcgenWorld", "ProcgenRegion") var world: NodePath:
	set(value):
		world = value
		_listen()
## Take the scenario of the world's manifest as soon as the world is open; of a region, that of the
## first tile.
@export var follow_manifest := true
## The time of day, 0 to 24.
@export_range(0.0, 24.0, 0.05) var hour := 12.0:
	set(value):
		hour = fposmod(value, 24.0)
		_show()
## One of [constant WEATHERS].
@export_enum("fair", "windy", "cloudy", "mist", "fog", "rain", "heavy_rain", "snow")
var weather := "fair":
	set(value):
		if value not in WEATHERS:
			push_error(
				'There is no weather "%s": there are %s.' % [value, ", ".join(WEATHERS.keys())]
			)
			return
		weather = value
		_now = _numbers_of({})
		_show()
## Metres a second; where it comes from is north-west.
@export_range(0.0, 25.0) var wind_m_s := 3.0:
	set(value):
		wind_m_s = value
		_now["wind_m_s"] = value
		_show()
## Where the sun's path is reckoned for.
@export_range(-66.0, 66.0) var latitude_deg := 48.0:
	set(value):
		latitude_deg = value
		_show()
## Day of the year, 1 to 365: how high the sun rises.
@export_range(1, 365) var day := 172:
	set(value):
		day = value
		_show()
## Hours of the day that go by in a second.
@export_range(0.0, 2.0) var hours_a_second := 0.0

## Its lights, as soon as it is in a scene.
var sun: DirectionalLight3D
var moon: DirectionalLight3D
var environment := Environment.new()

var _now := {}
var _sky := ShaderMaterial.new()
var _falls: Array[MultiMeshInstance3D] = []
var _lamps: Array[OmniLight3D] = []
var _tween: Tween
# Whether the first tile of the region has said which hour it is.
var _followed := false
# How far the wind has carried the clouds since the scenario was taken, in their widths.
var _drift := 0.0


func _init() -> void:
	_now = _numbers_of({})


func _ready() -> void:
	_build()
	_listen()
	_show()


func _process(delta: float) -> void:
	if delta <= 0.0:
		# Time stands still, and so do clouds: the sky is told nothing, and keeps its reflections.
		return
	_drift += delta * CLOUDS_A_METRE * (_now["wind_m_s"] as float)
	_sky.set_shader_parameter(&"drift", Vector2(_drift, 0.0) + clouds_at(hour))
	if hours_a_second > 0.0:
		hour += hours_a_second * delta


## Takes a scenario at once: [code]hour[/code], [code]weather[/code], [code]wind_m_s[/code],
## [code]visibility_km[/code], each as in a manifest; what is left out stays. Returns what is wrong
## with it, or nothing.
func apply(scenario: Dictionary) -> String:
	var wrong := problem_of(scenario)
	if wrong:
		return wrong
	if _tween:
		_tween.kill()
	_now = _numbers_of(scenario)
	# An hour has its own clouds: equal scenarios show equal skies.
	_drift = 0.0
	_take(scenario)
	arrived.emit()
	return ""


## Goes over to a scenario in some seconds; the hour runs forwards. Returns what is wrong with the
## scenario, or nothing.
func blend_to(scenario: Dictionary, seconds: float) -> String:
	var wrong := problem_of(scenario)
	if wrong:
		return wrong
	if seconds <= 0.0:
		return apply(scenario)
	if _tween:
		_tween.kill()
	var from := _now.duplicate()
	var to := _numbers_of(scenario)
	var first := hour
	var ahead := fposmod(float(scenario.get("hour", hour)) - hour, 24.0)
	_tween = create_tween()
	_tween.tween_method(
		func(share: float) -> void:
			for key in NUMBERS:
				_now[key] = lerpf(from[key], to[key], share)
			hour = first + ahead * share,
		0.0,
		1.0,
		seconds
	)
	_tween.tween_callback(
		func() -> void:
			_take(scenario)
			arrived.emit()
	)
	return ""


## What is wrong with a scenario: a sentence, or nothing.
static func problem_of(scenario: Dictionary) -> String:
	if scenario.get("weather", "fair") not in WEATHERS:
		var known := ", ".join(WEATHERS.keys())
		return 'weather is "%s": it must be one of %s.' % [scenario["weather"], known]
	var limits := {"hour": 24.0, "wind_m_s": 60.0, "visibility_km": 100.0}
	for key: String in limits:
		var value: Variant = scenario.get(key, 0.0)
		if not (value is float or value is int) or value < 0.0 or value > limits[key]:
			return "%s is %s: it must be a number from 0 to %d." % [key, value, limits[key]]
	return ""


## Towards the sun, in the world's axes: east, up, south.
static func sun_at(hours: float, day_of_year: int, latitude: float) -> Vector3:
	# Declination by Cooper's formula (1969); noon is when the sun stands in the south.
	var declination := deg_to_rad(23.45) * sin(TAU * (284.0 + day_of_year) / 365.0)
	var angle := (hours - 12.0) / 24.0 * TAU
	var lat := deg_to_rad(latitude)
	var up := sin(lat) * sin(declination) + cos(lat) * cos(declination) * cos(angle)
	var west := cos(declination) * sin(angle)
	var south := cos(declination) * cos(angle) * sin(lat) - sin(declination) * cos(lat)
	return Vector3(-west, up, south).normalized()


## Where the clouds of an hour lie, in their widths: they go round once a day, while they turn into
## others.
static func clouds_at(hours: float) -> Vector2:
	var angle := hours / 24.0 * TAU
	return ROUND * Vector2(cos(angle), sin(angle))


# The properties follow, which does not change the numbers: a scenario may say more than they do.
func _take(scenario: Dictionary) -> void:
	var numbers := _now
	if scenario.has("weather"):
		weather = scenario["weather"]
	if scenario.has("wind_m_s"):
		wind_m_s = scenario["wind_m_s"]
	if scenario.has("hour"):
		hour = scenario["hour"]
	_now = numbers
	_show()


# What a scenario leaves out is as it is now.
func _numbers_of(scenario: Dictionary) -> Dictionary:
	var said := WEATHERS[scenario.get("weather", weather)]
	var numbers := {}
	for key in NUMBERS:
		numbers[key] = said.get(key, 0.0)
	numbers["wind_m_s"] = float(scenario.get("wind_m_s", wind_m_s))
	# Twenty kilometres, and half a one in dense fog.
	var seen := 20.0 * pow(0.012, numbers["mist"])
	numbers["visibility_km"] = maxf(minf(seen, scenario.get("visibility_km", seen)), 0.05)
	return numbers


func _listen() -> void:
	var place := get_node_or_null(world) as ProcgenWorld
	if place and not place.opened.is_connected(_on_opened):
		place.opened.connect(_on_opened)
		if not place.manifest.is_empty():
			_on_opened()
	var region := get_node_or_null(world) as ProcgenRegion
	if region and not region.tile_loaded.is_connected(_on_tile_loaded):
		region.opened.connect(_on_region_opened)
		region.tile_loaded.connect(_on_tile_loaded)
		region.tile_unloaded.connect(_on_tile_unloaded)
		for tile in region.tiles():
			_on_tile_loaded(tile.x, tile.y)


func _on_opened() -> void:
	_take_over(get_node(world) as ProcgenWorld, true)


func _on_region_opened() -> void:
	_followed = false
	_show()


func _on_tile_loaded(column: int, row: int) -> void:
	var region := get_node_or_null(world) as ProcgenRegion
	if region:
		_take_over(region.world_of(Vector2i(column, row)), not _followed)
		_followed = true


func _on_tile_unloaded(_column: int, _row: int) -> void:
	_show()


# A world stands there, and its manifest's scenario is to be taken or not.
func _take_over(place: ProcgenWorld, follows: bool) -> void:
	_hang_lamps(place)
	if follow_manifest and follows:
		var wrong := apply(place.manifest.get("scenario", {}))
		if wrong:
			push_error("The manifest's scenario can't be taken: %s" % wrong)
	_show()


# The world, or all tiles of the region that stand.
func _places() -> Array[ProcgenWorld]:
	var found: Array[ProcgenWorld] = []
	var region := get_node_or_null(world) as ProcgenRegion
	if region:
		return region.worlds()
	var place := get_node_or_null(world) as ProcgenWorld
	if place:
		found.append(place)
	return found


func _build() -> void:
	sun = DirectionalLight3D.new()
	moon = DirectionalLight3D.new()
	sun.name = "Sun"
	sun.shadow_enabled = true
	sun.shadow_bias = 0.05
	sun.shadow_blur = 1.2
	# Two splits cost half of what four do, of everything that stands near.
	sun.directional_shadow_mode = DirectionalLight3D.SHADOW_PARALLEL_2_SPLITS
	sun.directional_shadow_max_distance = 120.0
	sun.directional_shadow_fade_start = 0.85
	moon.name = "Moon"
	moon.light_color = Color(0.62, 0.72, 0.95)
	_sky.shader = SKY
	var sky := Sky.new()
	sky.sky_material = _sky
	sky.radiance_size = Sky.RADIANCE_SIZE_64
	environment.background_mode = Environment.BG_SKY
	environment.sky = sky
	environment.ambient_light_source = Environment.AMBIENT_SOURCE_COLOR
	environment.tonemap_mode = Environment.TONE_MAPPER_AGX
	# AgX bleaches what is bright, faces in the sun most of all.
	environment.adjustment_enabled = true
	environment.adjustment_saturation = 1.15
	environment.fog_enabled = true
	environment.fog_aerial_perspective = 0.4
	environment.fog_sky_affect = 0.0
	environment.ssao_enabled = true
	environment.glow_enabled = true
	environment.glow_intensity = 0.3
	var holder := WorldEnvironment.new()
	holder.name = "Environment"
	holder.environment = environment
	for child: Node in [sun, moon, holder]:
		add_child(child, false, INTERNAL_MODE_BACK)
	for flakes: bool in [false, true]:
		_falls.append(_fall(flakes))


func _fall(flakes: bool) -> MultiMeshInstance3D:
	var look := ShaderMaterial.new()
	look.shader = FALL
	look.set_shader_parameter(&"box_m", BOX_M)
	if flakes:
		look.set_shader_parameter(&"speed_m_s", 1.3)
		look.set_shader_parameter(&"size_m", Vector2(0.035, 0.035))
		look.set_shader_parameter(&"sway_m", 0.35)
		look.set_shader_parameter(&"colour", Color(0.95, 0.96, 1.0, 0.9))
	var many := MultiMesh.new()
	many.transform_format = MultiMesh.TRANSFORM_3D
	many.mesh = QuadMesh.new()
	many.instance_count = DROPS
	for index in DROPS:
		many.set_instance_transform(index, Transform3D.IDENTITY)
	var node := MultiMeshInstance3D.new()
	node.multimesh = many
	node.material_override = look
	node.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
	node.custom_aabb = AABB(Vector3.ONE * -1e5, Vector3.ONE * 2e5)
	node.visible = false
	# No thing in labelled pictures.
	node.set_meta(&"label", "none")
	add_child(node, false, INTERNAL_MODE_BACK)
	return node


func _hang_lamps(place: ProcgenWorld) -> void:
	_forget_lamps(place)
	for at in place.lanterns:
		var lamp := OmniLight3D.new()
		lamp.light_color = LAMP_COLOUR
		lamp.light_energy = LAMP_ENERGY
		lamp.omni_range = LAMP_RANGE_M
		lamp.distance_fade_enabled = true
		lamp.distance_fade_begin = 70.0
		place.add_child(lamp, false, INTERNAL_MODE_BACK)
		lamp.position = at
		_lamps.append(lamp)


# Those of a world, and those that went with a tile.
func _forget_lamps(place: ProcgenWorld) -> void:
	var kept: Array[OmniLight3D] = []
	for lamp: Variant in _lamps:
		if not is_instance_valid(lamp):
			continue
		var light: OmniLight3D = lamp
		if light.get_parent() == place:
			light.queue_free()
		else:
			kept.append(light)
	_lamps = kept


func _show() -> void:
	if not is_node_ready():
		return
	var to_sun := sun_at(hour, day, latitude_deg)
	# The moon is full, and stands where the sun does not.
	var to_moon := Vector3(-to_sun.x, absf(to_sun.y) * 0.8 + 0.15, -to_sun.z).normalized()
	var high := to_sun.y
	var by_day := smoothstep(-0.1, 0.15, high)
	var clouds: float = _now["clouds"]
	var veil := clouds * (0.35 + 0.6 * (_now["thickness"] as float))
	veil = maxf(veil, (_now["mist"] as float) * 0.9)
	_light(sun, to_sun, 1.4 * smoothstep(-0.03, 0.2, high) * (1.0 - 0.92 * veil))
	sun.light_color = Color(1.0, 0.55, 0.3).lerp(
		Color(1.0, 0.95, 0.87), smoothstep(0.0, 0.35, high)
	)
	sun.shadow_opacity = 1.0 - 0.7 * veil
	# Nothing glitters in a sun that nobody sees.
	sun.light_specular = 1.0 - veil
	_light(moon, to_moon, 0.5 * (1.0 - by_day) * (1.0 - 0.85 * veil))
	# Eyes get used to the blue of shade: skin would be grey in all of it.
	var clear_sky := Color(0.25, 0.31, 0.46).lerp(Color(0.70, 0.73, 0.78), by_day)
	# Clouds at night spread what light there is, and send back that of lamps.
	var grey_sky := Color(0.30, 0.31, 0.35).lerp(Color(0.62, 0.64, 0.66), by_day)
	var ambient := clear_sky.lerp(grey_sky, veil)
	var dusk := smoothstep(-0.15, 0.0, high) * (1.0 - smoothstep(0.05, 0.3, high))
	ambient = ambient.lerp(Color(0.6, 0.42, 0.34), 0.35 * dusk * (1.0 - veil))
	environment.ambient_light_color = ambient
	environment.ambient_light_energy = lerpf(lerpf(0.95, 1.9, veil), lerpf(1.15, 1.3, veil), by_day)
	var seen := lerpf(EXPOSURE.x, EXPOSURE.y, veil)
	seen *= lerpf(1.0, WET_IS_DARKER, veil * (_now["wet"] as float))
	var dark := EXPOSURE.z
	if RenderingServer.get_current_rendering_method() != "gl_compatibility":
		dark *= LESS_AT_NIGHT
	environment.tonemap_exposure = lerpf(dark, seen, by_day)
	var air := ambient.lerp(Color(0.66, 0.72, 0.80) * lerpf(0.14, 1.0, by_day), 0.6)
	environment.fog_light_color = air
	environment.fog_density = KOSCHMIEDER / ((_now["visibility_km"] as float) * 1000.0)
	_sky.set_shader_parameter(&"to_sun", to_sun)
	_sky.set_shader_parameter(&"to_moon", to_moon)
	var swelling := cos((hour - SWELLS_UNTIL_H) / 24.0 * TAU)
	var cover := clouds + SWELLS * swelling * (1.0 - smoothstep(0.3, 0.9, clouds))
	_sky.set_shader_parameter(&"clouds", cover)
	_sky.set_shader_parameter(&"drawn_out", _now["drawn_out"])
	_sky.set_shader_parameter(&"cloud_size", lerpf(0.9, 1.9, _now["thickness"]))
	_sky.set_shader_parameter(&"turn", hour / 24.0)
	_sky.set_shader_parameter(&"drift", Vector2(_drift, 0.0) + clouds_at(hour))
	_sky.set_shader_parameter(&"thickness", _now["thickness"])
	_sky.set_shader_parameter(&"haze", (_now["mist"] as float) * 0.95)
	_sky.set_shader_parameter(&"haze_colour", Vector3(air.r, air.g, air.b))
	var blows := Vector2(0.85, 0.5) * (_now["wind_m_s"] as float)
	for index in _falls.size():
		var amount: float = _now["flakes" if index else "rain"]
		var look := _falls[index].material_override as ShaderMaterial
		look.set_shader_parameter(&"amount", amount)
		look.set_shader_parameter(&"wind_m_s", blows * (0.6 if index else 1.0))
		if index == 0:
			var dim := lerpf(0.3, 1.0, by_day)
			look.set_shader_parameter(&"colour", Color(0.75 * dim, 0.8 * dim, 0.88 * dim, 0.35))
		_falls[index].visible = amount > 0.01
	var lit := 1.0 - smoothstep(LIT_BELOW, DARK_ABOVE, high * (1.0 - 0.5 * veil))
	for lamp: Variant in _lamps:
		if is_instance_valid(lamp):
			(lamp as OmniLight3D).visible = lit > 0.02
			(lamp as OmniLight3D).light_energy = LAMP_ENERGY * lit
	_glow(lit, veil)
	var followers: Array[Node3D] = []
	followers.assign(_places())
	var region := get_node_or_null(world) as ProcgenRegion
	if region:
		# It tells its tiles, and the land beyond them.
		followers = [region]
	for place in followers:
		place.set(&"wind_m_s", blows)
		for parameter: StringName in [&"wet", &"snow"]:
			place.call(&"tell_shaders", parameter, _now[parameter])
		place.call(&"light_windows", lit)


# Clouds send back what lamps and windows throw up to them.
func _glow(lit: float, veil: float) -> void:
	var houses := 0
	for place in _places():
		var built := place.get_node_or_null(^"Buildings")
		if place.is_deserted():
			continue
		houses += built.get_child_count() if built else 0
	var share := minf(houses / GLOWING_HOUSES, 1.0)
	var colour := LAMP_COLOUR.lerp(Color.WHITE, 0.3) * (share * lit)
	var sent := GLOW_OF_TOWNS * Vector3(colour.r, colour.g, colour.b)
	_sky.set_shader_parameter(&"lamplight", sent)
	environment.ambient_light_color += colour * (GLOW_ON_GROUND * veil)


func _light(light: DirectionalLight3D, towards: Vector3, energy: float) -> void:
	light.light_energy = energy
	light.visible = energy > 0.004
	if light.is_inside_tree():
		var up := Vector3.UP if absf(towards.y) < 0.99 else Vector3.RIGHT
		light.look_at_from_position(Vector3.ZERO, -towards, up)
