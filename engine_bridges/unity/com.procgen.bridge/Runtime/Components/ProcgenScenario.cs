using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;
using UnityEngine.Events;

namespace Procgen {
    /// <summary>The hour and the weather of a <see cref="ProcgenWorld"/>, or of all tiles of a <see cref="ProcgenRegion"/>: sun and moon, light of the sky, fog, rain and snow, wet
    /// and snowed ground, lit windows and lanterns, and how many people are about. Takes the scenario of the world's manifest, any other, or
    /// one that the server draws, and goes over from one to another in time. It brings its own lights.</summary>
    [AddComponentMenu("procgen/Procgen Scenario")]
    public sealed class ProcgenScenario : ProcgenBehaviour {
        private const float BoxM = 24f, HighM = 14f, LampRangeM = 9f;
        // Of the mist in which one sees so far: extinction of 98 % (Koschmieder).
        private const float Koschmieder = 3.912f;
        // The sun is this high, as a sine, when lanterns are lit, and when they are not.
        private const float LitBelow = 0.02f, DarkAbove = 0.12f;
        private const float Drops = 2400f, Flakes = 900f;
        // Of a lantern at scale 1, above its foot.
        private const float FlameM = 2.2f;
        private static readonly string[] Glass = { "glass", "pane" };
        private static readonly Color WindowLight = new Color(1f, 0.7f, 0.36f);

        [SerializeField, Tooltip("Whose ground, lanterns and people follow.")] private ProcgenWorld _world;
        [SerializeField, Tooltip("The same, of all its tiles.")] private ProcgenRegion _region;
        [SerializeField, Tooltip("Whether the scenario of its manifest is taken as soon as it is open.")] private bool _followManifest = true;
        [SerializeField, Range(0f, 24f)] private float _hour = 12f;
        [SerializeField, Tooltip("fair, windy, cloudy, mist, fog, rain, heavy_rain or snow.")] private string _weather = "fair";
        [SerializeField, Range(-66f, 66f), Tooltip("Where the sun's path is reckoned for.")] private float _latitudeDeg = 48f;
        [SerializeField, Range(1, 365), Tooltip("Day of the year: how high the sun rises.")] private int _day = 172;
        [SerializeField, Range(0f, 2f), Tooltip("Hours of the day that go by in a second.")] private float _hoursASecond;
        [SerializeField, Tooltip("The world looks as the scenario says.")] private UnityEvent _onArrived = new UnityEvent();
        private readonly Dictionary<ProcgenWorld, List<Light>> _lamps = new Dictionary<ProcgenWorld, List<Light>>();
        private readonly List<Material> _windows = new List<Material>();
        private readonly List<UnityEngine.Object> _owned = new List<UnityEngine.Object>();
        private readonly Dictionary<TerrainLayer, (float smoothness, Vector4 least, Vector4 most)> _dry =
            new Dictionary<TerrainLayer, (float, Vector4, Vector4)>();
        private ParticleSystem _rain, _flakes;
        private ScenarioState _from, _to;
        private float _gone, _lasts;
        // What was set last: nothing is set anew before it changes.
        private bool _isStale = true;
        private float _lit;
        private (float wet, float snow) _ground;
        private float _about;
        // Whether a tile's manifest was followed: once is enough.
        private bool _hasFollowed;

        /// <summary>The world looks as the scenario says.</summary>
        public event Action Arrived;

        /// <summary>Whose ground, lanterns and people follow.</summary>
        public ProcgenWorld World {
            get => _world;
            set {
                if (_world)
                    _world.Opened -= OnOpened;
                _world = value;
                if (_world)
                    _world.Opened += OnOpened;
                if (_world && _world.Manifest != null)
                    OnOpened();
            }
        }

        /// <summary>Whose tiles' ground, lanterns and people follow; the scenario of the first one's manifest is taken. The land from
        /// afar stays as it is.</summary>
        public ProcgenRegion Region {
            get => _region;
            set {
                Leave();
                (_region, _hasFollowed) = (value, false);
                if (!_region)
                    return;
                _region.TileLoaded += OnTileLoaded;
                _region.TileUnloaded += OnTileUnloaded;
                foreach (var tile in _region.Tiles.ToList())
                    OnTileLoaded(tile);
            }
        }

        /// <summary>What is shown.</summary>
        public ScenarioState Now { get; private set; }

        /// <summary>Its lights; null before it is enabled.</summary>
        public Light Sun { get; private set; }

        /// <summary>Stands where the sun does not, and is full.</summary>
        public Light Moon { get; private set; }

        /// <summary>Day of the year, 1 to 365.</summary>
        public int Day { get => _day; set => (_day, _isStale) = (Mathf.Clamp(value, 1, 365), true); }

        /// <summary>Where the sun's path is reckoned for.</summary>
        public float LatitudeDeg { get => _latitudeDeg; set => (_latitudeDeg, _isStale) = (Mathf.Clamp(value, -66f, 66f), true); }

        /// <summary>Hours of the day that go by in a second.</summary>
        public float HoursASecond { get => _hoursASecond; set => _hoursASecond = value; }

        /// <summary>Shows a scenario at once.</summary>
        public void Apply(ScenarioState scenario) => BlendTo(scenario, 0f);

        /// <summary>Goes over to a scenario in some seconds; the hour runs forwards.</summary>
        public void BlendTo(ScenarioState scenario, float seconds) {
            (_from, _to, _gone, _lasts) = (Now, scenario, 0f, seconds);
            if (seconds <= 0f)
                Arrive();
        }

        /// <summary>Has the server draw a scenario of which any part is known, such as "rush hour in the rain", and goes over to
        /// it.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked: what contradicts itself is named.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<DrawScenarioResponse> DrawAsync(DrawScenarioRequest request, float seconds = 0f, CancellationToken cancellation = default) =>
            RunAsync(async stop => {
                request.LatitudeDeg = request.LatitudeDeg ?? _latitudeDeg;
                var drawn = await ProcgenRuntime.Client.World.DrawScenarioAsync(request, stop);
                stop.ThrowIfCancellationRequested();
                Day = (int)drawn.Day;
                BlendTo(ScenarioState.Of(drawn), seconds);
                return drawn;
            }, cancellation);

        /// <summary>Cancels, and takes its lights away.</summary>
        protected override void OnDisable() {
            base.OnDisable();
            if (_world)
                _world.Opened -= OnOpened;
            Leave();
            Dry();
            _owned.Where(made => made).ToList().ForEach(ProcgenRuntime.Release);
            _owned.Clear();
            _lamps.Clear();
            _windows.Clear();
            SetAnew();
            (Sun, Moon, _rain, _flakes) = (null, null, null, null);
        }

        private void OnEnable() {
            (Sun, Moon) = (Shine("Sun", LightShadows.Soft), Shine("Moon", LightShadows.None));
            Moon.color = new Color(0.62f, 0.72f, 0.95f);
            RenderSettings.sun = Sun;
            RenderSettings.ambientMode = UnityEngine.Rendering.AmbientMode.Flat;
            (RenderSettings.fog, RenderSettings.fogMode) = (true, FogMode.Exponential);
            (_rain, _flakes) = (Fall("Rain", 9f, 0.02f, true), Fall("Snow", 1.3f, 0.05f, false));
            Apply(ScenarioState.Of(_hour, _weather));
            (World, Region) = (_world, _region);
        }

        private void OnValidate() => _isStale = true;

        private void Update() {
            if (_gone < _lasts) {
                _gone += Time.deltaTime;
                (Now, _isStale) = (ScenarioState.Lerp(_from, _to, _gone / _lasts), true);
                if (_gone >= _lasts)
                    Arrive();
            } else if (_hoursASecond > 0f) {
                var later = Now;
                later.Hour = Mathf.Repeat(later.Hour + _hoursASecond * Time.deltaTime, 24f);
                (Now, _isStale) = (later, true);
            }
            if (_isStale)
                Show();
            Follow();
        }

        private void Arrive() {
            (Now, _lasts) = (_to, 0f);
            Show();
            Arrived?.Invoke();
            _onArrived.Invoke();
        }

        private IEnumerable<ProcgenWorld> Worlds =>
            (_region ? _region.Worlds : Enumerable.Empty<ProcgenWorld>()).Append(_world).Where(world => world);

        private void Leave() {
            if (!_region)
                return;
            _region.TileLoaded -= OnTileLoaded;
            _region.TileUnloaded -= OnTileUnloaded;
        }

        private void OnOpened() {
            Take(_world);
            if (_followManifest)
                Follow(_world);
            Show();
        }

        private void OnTileLoaded(Vector2Int tile) {
            var world = _region.WorldOf(tile);
            Take(world);
            if (_followManifest && !_hasFollowed)
                Follow(world);
            _hasFollowed = true;
            Show();
        }

        private void OnTileUnloaded(Vector2Int tile) {
            foreach (var gone in _lamps.Keys.Where(world => !Worlds.Contains(world)).ToList())
                PutOut(gone);
            _windows.RemoveAll(glass => !glass);
        }

        private void PutOut(ProcgenWorld world) {
            foreach (var lamp in _lamps[world].Where(lamp => lamp)) {
                _owned.Remove(lamp.gameObject);
                ProcgenRuntime.Release(lamp.gameObject);
            }
            _lamps.Remove(world);
        }

        // Finds what of a world shines.
        private void Take(ProcgenWorld world) {
            if (_lamps.ContainsKey(world))
                PutOut(world);
            Dry();
            SetAnew();
            _windows.RemoveAll(glass => !glass);
            _lamps[world] = new List<Light>();
            if (world.IsDeserted)
                return;
            var found = world.GetComponentsInChildren<MeshRenderer>(true).SelectMany(part => part.sharedMaterials)
                .Where(look => look && Glass.Contains(look.name)).Distinct().Except(_windows).ToList();
            found.ForEach(glass => glass.EnableKeyword("_EMISSION"));
            _windows.AddRange(found);
            foreach (var place in world.GetComponentsInChildren<Transform>(true).Where(place => place.name.StartsWith("lantern ", StringComparison.Ordinal)).ToList()) {
                var lamp = Own(new GameObject("Lamp")).AddComponent<Light>();
                (lamp.type, lamp.range, lamp.color) = (LightType.Point, LampRangeM, new Color(1f, 0.72f, 0.4f));
                lamp.transform.position = place.position + Vector3.up * (FlameM * place.localScale.y);
                _lamps[world].Add(lamp);
            }
        }

        private void Follow(ProcgenWorld world) {
            if (world.Manifest.TryGetValue("scenario", out var scenario) && scenario is Dictionary<string, object> told)
                Apply(ScenarioState.Of(told));
        }

        // All that follows is set anew.
        private void SetAnew() => (_isStale, _lit, _ground, _about) = (true, -1f, (-1f, -1f), -1f);

        private void Show() {
            if (!Sun)
                return;
            _isStale = false;
            var toSun = ScenarioState.SunAt(Now.Hour, _day, _latitudeDeg);
            var toMoon = new Vector3(-toSun.x, Mathf.Abs(toSun.y) * 0.8f + 0.15f, -toSun.z).normalized;
            var day = Step(-0.1f, 0.15f, toSun.y);
            var veil = Mathf.Max(Now.Clouds * (0.35f + 0.6f * Now.Thickness), Now.Mist * 0.9f);
            Aim(Sun, toSun, 1.3f * Step(-0.03f, 0.2f, toSun.y) * (1f - 0.92f * veil));
            Sun.color = Color.Lerp(new Color(1f, 0.55f, 0.3f), new Color(1f, 0.95f, 0.87f), Step(0f, 0.35f, toSun.y));
            Sun.shadowStrength = 1f - 0.7f * veil;
            Aim(Moon, toMoon, 0.35f * (1f - day) * (1f - 0.85f * veil));
            var clear = Color.Lerp(new Color(0.16f, 0.21f, 0.33f), new Color(0.6f, 0.68f, 0.8f), day);
            var grey = Color.Lerp(new Color(0.15f, 0.17f, 0.22f), new Color(0.55f, 0.58f, 0.62f), day);
            RenderSettings.ambientLight = Color.Lerp(clear, grey, veil) * Mathf.Lerp(0.75f, 0.85f, day);
            RenderSettings.fogColor = Color.Lerp(Color.Lerp(clear, grey, veil), new Color(0.66f, 0.72f, 0.8f) * Mathf.Lerp(0.14f, 1f, day), 0.6f);
            RenderSettings.fogDensity = Koschmieder / (Now.VisibilityKm * 1000f);
            Pour(_rain, Drops * Now.Rain);
            Pour(_flakes, Flakes * Now.Flakes);
            ShowLights(1f - Step(LitBelow, DarkAbove, toSun.y * (1f - 0.5f * veil)));
            ShowGround();
            ShowPeople();
        }

        private void ShowLights(float lit) {
            if (lit == _lit)
                return;
            _lit = lit;
            foreach (var lamp in _lamps.Values.SelectMany(lamps => lamps).Where(lamp => lamp))
                (lamp.enabled, lamp.intensity) = (lit > 0.02f, 1.6f * lit);
            foreach (var glass in _windows.Where(glass => glass))
                glass.SetColor("_EmissionColor", WindowLight * (1.4f * lit));
        }

        // Wet ground is darker and smoother, snow lies on it as white as it is deep.
        private void ShowGround() {
            var grounds = Worlds.Select(world => world.Ground).Where(ground => ground).ToList();
            if (grounds.Count == 0 || _ground == (Now.Wet, Now.Snow))
                return;
            _ground = (Now.Wet, Now.Snow);
            foreach (var layer in grounds.SelectMany(ground => ground.terrainData.terrainLayers)) {
                if (!_dry.ContainsKey(layer))
                    _dry[layer] = (layer.smoothness, layer.diffuseRemapMin, layer.diffuseRemapMax);
                var (smoothness, least, most) = _dry[layer];
                var dark = most * (1f - 0.35f * Now.Wet * (1f - Now.Snow));
                layer.smoothness = Mathf.Lerp(smoothness, 0.75f, Now.Wet * (1f - Now.Snow));
                layer.diffuseRemapMin = Vector4.Lerp(least, new Vector4(0.82f, 0.84f, 0.88f, least.w), Now.Snow);
                layer.diffuseRemapMax = Vector4.Lerp(new Vector4(dark.x, dark.y, dark.z, most.w), new Vector4(1f, 1f, 1f, most.w), Now.Snow);
            }
        }

        private void ShowPeople() {
            if (Now.Crowd == _about)
                return;
            _about = Now.Crowd;
            foreach (var people in Worlds.Select(world => world.People)) {
                var about = Mathf.RoundToInt(Now.Crowd * people.Count);
                for (var index = 0; index < people.Count; index++)
                    if (people[index] && people[index].gameObject.activeSelf != index < about)
                        people[index].gameObject.SetActive(index < about);
            }
        }

        private void Dry() {
            foreach (var layer in _dry.Keys.Where(layer => layer))
                (layer.smoothness, layer.diffuseRemapMin, layer.diffuseRemapMax) = _dry[layer];
            _dry.Clear();
        }

        // It rains and snows about the camera.
        private void Follow() {
            var eye = Camera.main;
            if (!eye || !_rain)
                return;
            _rain.transform.position = _flakes.transform.position = eye.transform.position + Vector3.up * HighM;
        }

        private void Pour(ParticleSystem fall, float aSecond) {
            var emission = fall.emission;
            emission.rateOverTime = aSecond;
            var wind = fall.velocityOverLifetime;
            (wind.x, wind.z) = (0.85f * Now.WindMS, -0.5f * Now.WindMS);
        }

        private ParticleSystem Fall(string name, float speedMS, float sizeM, bool streaks) {
            var fall = Own(new GameObject(name)).AddComponent<ParticleSystem>();
            var main = fall.main;
            (main.startSpeed, main.startSize, main.startLifetime) = (0f, sizeM, 2f * HighM / speedMS);
            (main.maxParticles, main.simulationSpace) = (8000, ParticleSystemSimulationSpace.World);
            main.startColor = streaks ? new Color(0.75f, 0.8f, 0.88f, 0.35f) : new Color(0.95f, 0.96f, 1f, 0.9f);
            var shape = fall.shape;
            (shape.shapeType, shape.scale) = (ParticleSystemShapeType.Box, new Vector3(BoxM, 1f, BoxM));
            var wind = fall.velocityOverLifetime;
            (wind.enabled, wind.space, wind.y) = (true, ParticleSystemSimulationSpace.World, -speedMS);
            var look = fall.GetComponent<ParticleSystemRenderer>();
            (look.renderMode, look.lengthScale) = streaks ? (ParticleSystemRenderMode.Stretch, 18f) : (ParticleSystemRenderMode.Billboard, 1f);
            look.sharedMaterial = Own(new Material(Shader.Find("Sprites/Default")));
            return fall;
        }

        private Light Shine(string name, LightShadows shadows) {
            var light = Own(new GameObject(name)).AddComponent<Light>();
            (light.type, light.shadows) = (LightType.Directional, shadows);
            return light;
        }

        private T Own<T>(T made)
            where T : UnityEngine.Object {
            if (made is GameObject thing) {
                thing.hideFlags = HideFlags.DontSave;
                thing.transform.SetParent(transform, false);
            }
            _owned.Add(made);
            return made;
        }

        private static void Aim(Light light, Vector3 towards, float intensity) {
            (light.intensity, light.enabled) = (intensity, intensity > 0.004f);
            light.transform.rotation = Quaternion.LookRotation(-towards, Mathf.Abs(towards.y) < 0.99f ? Vector3.up : Vector3.right);
        }

        private static float Step(float from, float to, float value) => Mathf.SmoothStep(0f, 1f, Mathf.InverseLerp(from, to, value));
    }
}
