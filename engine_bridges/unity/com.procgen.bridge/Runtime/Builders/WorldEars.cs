using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine;

namespace Procgen {
    using Fields = Dictionary<string, object>;

    // What the files of a world say to somebody who listens: what lies underfoot where, where water runs, which hour and
    // weather it is, who lives there. Places are those of a ProcgenWorld: x points east, z north.
    internal sealed class WorldEars {
        // The server takes no more.
        private const int MostThings = 64;
        private const float RiverStepM = 30f, ShoreStepM = 60f, ShoreEveryM = 4f, WaterM = 0.05f, OnSomethingM = 0.35f;
        // Lands are heard that have such a share of all that is dry, and no more of them; they are asked for so far around, at
        // so many places along an edge.
        private const float LeastLand = 0.03f, LandM = 30f;
        private const int MostLands = 4, LandPlaces = 5, FewHouses = 5;
        private const double NightFrom = 21, NightUntil = 5;
        // The sea among the biomes.
        private const byte Sea = 0;
        private const string Bare = "dirt";
        private static readonly string[] Eras = { "medieval", "modern", "scifi" };
        private static readonly Dictionary<string, string> Weathers = new Dictionary<string, string> {
            ["fair"] = "clear", ["windy"] = "windy", ["cloudy"] = "breeze", ["mist"] = "fog", ["fog"] = "fog", ["rain"] = "rain",
            ["heavy_rain"] = "downpour", ["snow"] = "snow" };
        private static readonly Dictionary<string, string> Uses = new Dictionary<string, string> {
            ["smithy"] = "smithy", ["inn"] = "tavern", ["mill"] = "mill", ["chapel"] = "church", ["barn"] = "henhouse",
            ["stable"] = "pasture" };
        private static readonly Dictionary<string, string> Surfaces = new Dictionary<string, string> {
            ["rock"] = "stone", ["scree"] = "gravel", ["soil"] = "dirt", ["grass"] = "grass", ["forest_floor"] = "leaves",
            ["sand"] = "sand", ["snow"] = "snow", ["mud"] = "mud" };

        private readonly Fields _manifest, _scenario, _place;
        private readonly List<object> _rivers;
        private readonly string[] _names;
        private readonly byte[] _biomes;
        private readonly float[] _water, _heights;
        private readonly int _rows, _columns;
        private readonly float _spacingM;
        private readonly List<string> _layers = new List<string>();
        private readonly List<(Color32[] Pixels, int Width, int Height)> _splats = new List<(Color32[], int, int)>();

        // ProcgenException if a file can't be read; on the main thread.
        public WorldEars(WorldFolder folder) {
            _manifest = folder.Manifest;
            _scenario = Glb.Inner(_manifest, "scenario") ?? new Fields();
            var ground = folder.Json("ground/ground.json");
            _names = ((List<object>)ground["biomes"]).Cast<string>().ToArray();
            _rivers = ground.TryGetValue("rivers", out var rivers) ? (List<object>)rivers : new List<object>();
            _spacingM = Convert.ToSingle(ground["metres_per_pixel"]);
            _water = folder.Floats("ground/water.npy", out _rows, out _columns);
            _heights = folder.Floats("ground/heights.npy", out _, out _);
            var grid = folder.Bytes("ground/biome.npy");
            _biomes = grid.AsSpan(grid.Length - _water.Length).ToArray();
            if (folder.Has("settlement.json")) {
                var told = folder.Json("settlement.json");
                // Null where nobody settled.
                _place = Glb.Inner(told, "settlement");
                Buildings.AddRange(Glb.ListOf(told, "buildings"));
            }
            Lands = FindLands();
            ReadMaterials(folder);
        }

        // Of settlement.json.
        public List<Fields> Buildings { get; } = new List<Fields>();

        // The biomes that there are, that of most of the dry land first.
        public List<string> Lands { get; }

        public float Hour => _scenario.TryGetValue("hour", out var hour) ? Convert.ToSingle(hour) : 12f;

        public string Weather =>
            _scenario.TryGetValue("weather", out var said) && said is string name && Weathers.TryGetValue(name, out var known) ? known : "clear";

        public float Wetness => Weather == "downpour" ? 1f : Weather == "rain" ? 0.6f : 0f;

        public string Settlement {
            get {
                var kind = _place != null && _place.TryGetValue("kind", out var said) ? (string)said : "";
                if (kind.StartsWith("fishing", StringComparison.Ordinal) || kind.StartsWith("harbour", StringComparison.Ordinal))
                    return "harbour";
                if (kind == "town" || kind == "village" || kind == "hamlet")
                    return kind;
                return Buildings.Count == 0 ? "none" : Buildings.Count <= FewHouses ? "hamlet" : "village";
            }
        }

        // What the music of the place is for.
        public string MusicUse => Hour >= NightFrom || Hour < NightUntil ? "night"
            : Settlement == "none" ? "exploration" : Settlement == "harbour" ? "harbour" : "village";

        // Of those that the server knows; it chooses one itself where the world says nothing.
        public string Era => _place != null && _place.TryGetValue("setting", out var said) && Array.IndexOf(Eras, said) >= 0 ? (string)said : "";

        public string MoodWords => Weather == "clear" || Weather == "breeze" ? "calm" : "quiet";

        // One that stays the same for a world's name (FNV-1a).
        public ulong Seed {
            get {
                var hash = 2166136261u;
                foreach (var letter in _manifest.TryGetValue("name", out var name) ? (string)name : "")
                    hash = (hash ^ letter) * 16777619u;
                return hash;
            }
        }

        // Where what nobody placed is heard around.
        public Vector3 Middle {
            get {
                var ground = Glb.Inner(_manifest, "ground");
                var (x, z) = _place != null ? (Number(_place, "x_m"), Number(_place, "z_m"))
                    : (Number(ground, "width_m") / 2f, Number(ground, "depth_m") / 2f);
                return new Vector3(x, Mathf.Max(HeightAt(x, -z), 0f), -z);
            }
        }

        public float RadiusM => Mathf.Clamp(_place != null ? Number(_place, "radius_m") : 120f, 30f, 150f);

        public static float Number(Fields fields, string name) => Convert.ToSingle(fields[name]);

        // The ground, in metres.
        public float HeightAt(float x, float z) => FileFolder.Between(
            _heights, _rows, _columns, Mathf.Clamp(-z / _spacingM, 0f, _rows - 1), Mathf.Clamp(x / _spacingM, 0f, _columns - 1));

        // The ground as a surface; empty where something is stood on.
        public string SurfaceAt(Vector3 place) {
            var heightM = HeightAt(place.x, place.z);
            if (place.y > heightM + OnSomethingM)
                return "";
            if (_water[Cell(place.x, place.z)] > heightM + WaterM)
                return "water";
            if (_splats.Count == 0)
                return Bare;
            var (u, v) = (place.x / ((_columns - 1) * _spacingM), -place.z / ((_rows - 1) * _spacingM));
            var (best, most) = (0, -1);
            for (var half = 0; half < _splats.Count; half++) {
                var (pixels, width, height) = _splats[half];
                var column = Mathf.Clamp(Mathf.RoundToInt(u * (width - 1)), 0, width - 1);
                // Textures begin with their southern row.
                var row = Mathf.Clamp(Mathf.RoundToInt((1f - v) * (height - 1)), 0, height - 1);
                var pixel = pixels[row * width + column];
                for (var channel = 0; channel < 4; channel++)
                    if (pixel[channel] > most)
                        (best, most) = (4 * half + channel, pixel[channel]);
            }
            return _layers[best];
        }

        // All that can lie underfoot.
        public IEnumerable<string> AllSurfaces() => new[] { "water", "wood" }.Concat(_layers).Distinct();

        // How much of what is dry around a place is of which of the lands; the first stands for those that are in none. Null
        // where all is water.
        public float[] SharesAt(Vector3 place) {
            var shares = new float[Lands.Count];
            var dry = 0;
            for (var number = 0; number < LandPlaces * LandPlaces; number++) {
                float Away(int step) => (step / (LandPlaces - 1f) * 2f - 1f) * LandM;
                var cell = Cell(place.x + Away(number % LandPlaces), place.z + Away(number / LandPlaces));
                if (!float.IsNaN(_water[cell]))
                    continue;
                shares[Math.Max(Lands.IndexOf(_names[_biomes[cell]]), 0)]++;
                dry++;
            }
            return dry == 0 ? null : Array.ConvertAll(shares, share => share / dry);
        }

        // Kinds and places of what is heard from where it is.
        public List<(string Kind, Vector3 Place)> Things() {
            var found = new List<(string, Vector3)>();
            foreach (var building in Buildings)
                if (Uses.TryGetValue((string)building["use"], out var kind))
                    found.Add((kind, new Vector3(Number(building, "x_m"), Number(building, "floor_m") + 2f, -Number(building, "z_m"))));
            foreach (var river in _rivers.Cast<List<object>>()) {
                Vector3? last = null;
                foreach (var point in river.Cast<List<object>>()) {
                    var at = new Vector3(Convert.ToSingle(point[0]), Convert.ToSingle(point[1]), -Convert.ToSingle(point[2]));
                    if (last is Vector3 before && Vector3.Distance(at, before) < RiverStepM)
                        continue;
                    found.Add(("brook", at));
                    last = at;
                }
            }
            AddShore(found);
            return found.Take(MostThings).ToList();
        }

        // Until a sound in a room is quieter by 60 dB, where walls swallow such a share of it (Sabine 1922: 0.161 volumes over
        // areas that swallow).
        public static float RingingS(Vector3 sizeM, float swallowed) => 0.161f * sizeM.x * sizeM.y * sizeM.z
            / (2f * swallowed * (sizeM.x * sizeM.z + sizeM.x * sizeM.y + sizeM.z * sizeM.y));

        private int Cell(float x, float z) => Mathf.Clamp(Mathf.RoundToInt(-z / _spacingM), 0, _rows - 1) * _columns
            + Mathf.Clamp(Mathf.RoundToInt(x / _spacingM), 0, _columns - 1);

        private List<string> FindLands() {
            var counts = new Dictionary<byte, int>();
            for (var cell = 0; cell < _biomes.Length; cell += 7)
                if (float.IsNaN(_water[cell]))
                    counts[_biomes[cell]] = (counts.TryGetValue(_biomes[cell], out var before) ? before : 0) + 1;
            var least = LeastLand * counts.Values.Sum();
            var found = counts.OrderByDescending(count => count.Value).Take(MostLands)
                .Where((count, number) => number == 0 || count.Value >= least).Select(count => _names[count.Key]).ToList();
            return found.Count > 0 ? found : new List<string> { "sea" };
        }

        // Places on dry land beside the sea, apart from one another.
        private void AddShore(List<(string Kind, Vector3 Place)> found) {
            var (step, first) = (Math.Max(Mathf.RoundToInt(ShoreEveryM / _spacingM), 1), found.Count);
            for (var row = step; row < _rows - step; row += step)
                for (var column = step; column < _columns - step; column += step) {
                    var cell = row * _columns + column;
                    bool IsSea(int away) => _biomes[cell + away] == Sea;
                    if (!float.IsNaN(_water[cell]) || !(IsSea(-step) || IsSea(step) || IsSea(-step * _columns) || IsSea(step * _columns)))
                        continue;
                    var at = new Vector3(column, 0f, -row) * _spacingM;
                    if (found.Skip(first).All(other => Vector3.Distance(at, other.Place) >= ShoreStepM))
                        found.Add(("shore", at));
                }
        }

        private void ReadMaterials(WorldFolder folder) {
            if (!folder.Has("materials/materials.json") || !(Glb.Inner(folder.Json("materials/materials.json"), "splat") is Fields splat))
                return;
            foreach (var layer in ((List<object>)splat["layers"]).Cast<string>())
                _layers.Add(Surfaces.TryGetValue(layer, out var surface) ? surface : Bare);
            foreach (var file in ((List<object>)splat["files"]).Cast<string>()) {
                var texture = MaterialBuilder.ReadPicture(folder.Bytes($"materials/{file}"), true, "splat");
                _splats.Add((texture.GetPixels32(), texture.width, texture.height));
                ProcgenRuntime.Release(texture);
            }
        }
    }
}
