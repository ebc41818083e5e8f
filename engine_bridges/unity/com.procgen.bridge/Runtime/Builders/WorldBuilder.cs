using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using Object = UnityEngine.Object;

namespace Procgen {
    using Fields = Dictionary<string, object>;

    // Turns the files of a world into objects below a transform: ground, what is built, plants and things, people. The
    // transform's place is the ground's north-western corner; x points east, z north.
    internal sealed class WorldBuilder {
        private static readonly Regex NotScenery = new Regex(@"^(Terrain|Navigation|(woods|cover) .*)$");
        private static readonly Regex Level = new Regex(@" LOD\d$");
        private static readonly string[] Groups = { "Water", "Buildings", "Barriers", "Bridges", "Piers", "Props" };
        // Kinds of props that one can walk through.
        private static readonly HashSet<string> Soft = new HashSet<string> {
            "juniper", "heather", "dwarf_willow", "gorse", "lavender", "edelweiss", "poppy", "fern", "reed", "marram",
            "fescue", "feather_grass", "moss", "lily_pads", "wheat", "cabbages", "vines", "maize", "campfire", "sack",
            "buoy" };
        // Of these, what is no plant.
        private static readonly HashSet<string> Things = new HashSet<string> { "campfire", "sack", "buoy" };
        // Parts of buildings likewise.
        private static readonly HashSet<string> Unobstructed = new HashSet<string> { "door", "water" };
        private static readonly HashSet<string> Trees = new HashSet<string> {
            "spruce", "larch", "scots_pine", "stone_pine", "birch", "beech", "oak", "holm_oak", "ash", "alder",
            "willow", "cypress", "olive", "date_palm", "coconut_palm", "mangrove", "teak", "fig", "acacia",
            "tree_fern", "dead_tree" };
        private const double UsualMs = 5;
        private const int RowsAtOnce = 64;
        // So many objects are destroyed in a frame where not all are at once: Unity does that after the frame's scripts, so
        // that it can't be measured here.
        private const int GoneAtOnce = 16;
        // Of the picture's height: rooms of a building that takes less of it are not drawn.
        private const float RoomsShare = 0.15f;
        // A trunk's radius and height at scale 1.
        private static readonly Vector2 TrunkM = new Vector2(0.35f, 4f);

        private Transform _root;
        private GameObject _people;
        private readonly WorldFolder _folder;
        private readonly CancellationToken _stop;
        private readonly FramePace _pace;
        private readonly PictureBank _bank;
        private readonly float _stepM;
        private TerrainLayer[] _layers = TerrainBuilder.PlainLayers();
        private readonly List<Object> _owned = new List<Object>();
        private readonly List<CharacterFigure> _figures = new List<CharacterFigure>();
        private readonly HashSet<Transform> _rooms = new HashSet<Transform>(), _moving = new HashSet<Transform>();

        // Pictures that other worlds have, too, are those of the bank, where there is one. Heights are multiples of the step, so
        // that neighbours meet exactly; 0 takes the finest that fits.
        public WorldBuilder(
            Transform root, WorldFolder folder, CancellationToken stop, FramePace pace = null, PictureBank bank = null, float stepM = 0f) {
            (_root, _folder, _stop) = (root, folder, stop);
            (_pace, _bank, _stepM) = (pace ?? new FramePace(UsualMs), bank, stepM);
        }

        public Terrain Ground { get; private set; }

        // What grows there; null in a world without.
        public CoverLibrary Cover { get; private set; }

        // Rooms of buildings, and their doors.
        public bool IsRoom(Transform part) => _rooms.Contains(part);

        public bool IsMoving(Transform part) => _moving.Contains(part);

        public List<ProcgenWorldPerson> People { get; } = new List<ProcgenWorldPerson>();

        // ProcgenException if something can't be read; what there is by then is Release's.
        public async Task BuildAsync() {
            await BuildGroundAsync();
            await BuildSceneryAsync();
            if (_folder.Has("cover/cover.json"))
                await BuildCoverAsync();
            await BuildPeopleAsync(_folder, _stop);
        }

        // Adds who lives there, of a folder whose people came later; nothing where they are there. All of them or nobody.
        // Returns what came.
        public async Task<Transform> BuildPeopleAsync(WorldFolder folder, CancellationToken stop) {
            if (People.Count > 0)
                return null;
            if (_people)
                ProcgenRuntime.Release(_people);
            var (group, figures, people) = (new GameObject("People"), new List<CharacterFigure>(), new List<ProcgenWorldPerson>());
            group.transform.SetParent(_root, false);
            try {
                var lines = folder.List("dialogue.json", "lines").ToLookup(line => (string)line["speaker"], line => (string)line["text"]);
                foreach (var entry in folder.List("people.json", "people")) {
                    var glb = await _pace.AsideAsync(() => folder.Bytes((string)entry["file"]), stop);
                    var figure = await GlbLoader.LoadAsync(glb, stop, _pace);
                    figures.Add(figure);
                    CharacterBuilder.Complete(figure, (string)entry["name"]);
                    float Number(string name) => Convert.ToSingle(entry[name]);
                    var place = figure.Root.transform;
                    place.SetParent(group.transform, false);
                    place.localPosition = new Vector3(Number("x_m"), Number("y_m"), -Number("z_m"));
                    // Counter-clockwise from the south.
                    place.localRotation = Quaternion.Euler(0f, 180f - Number("turn_deg"), 0f);
                    var person = figure.Root.AddComponent<ProcgenWorldPerson>();
                    person.Take(entry, lines[(string)entry["id"]], figure);
                    people.Add(person);
                    await _pace.RestAsync(stop);
                }
            } catch {
                figures.ForEach(figure => figure.Destroy());
                ProcgenRuntime.Release(group);
                throw;
            }
            _people = Own(group);
            _figures.AddRange(figures);
            People.AddRange(people);
            return group.transform;
        }

        // What was built stands below another object from here on.
        public void MoveTo(Transform root) => _root = root;

        // Destroys all that was built.
        public void Release() {
            _figures.ForEach(figure => figure.Destroy());
            _figures.Clear();
            People.Clear();
            foreach (var owned in _owned)
                if (owned)
                    ProcgenRuntime.Release(owned);
            _owned.Clear();
            Cover?.Release();
            foreach (var layer in _layers) {
                foreach (var picture in new[] { layer.diffuseTexture, layer.normalMapTexture, layer.maskMapTexture })
                    if (picture && !(_bank?.Return(picture) ?? false))
                        ProcgenRuntime.Release(picture);
                ProcgenRuntime.Release(layer);
            }
            _layers = Array.Empty<TerrainLayer>();
        }

        // Destroys it object by object, some in each frame, and what is left if that is stopped at once.
        public async Task ReleaseAsync(CancellationToken stop) {
            var things = Standing().Select(thing => (Object)thing.gameObject).Concat(_figures.SelectMany(figure => figure.Owned)).ToList();
            try {
                for (var number = 0; number < things.Count; number++) {
                    if (things[number])
                        ProcgenRuntime.Release(things[number]);
                    if (number % GoneAtOnce == GoneAtOnce - 1) {
                        await Task.Yield();
                        stop.ThrowIfCancellationRequested();
                    }
                }
            } finally {
                Release();
            }
        }

        // All that stands there and everybody, each by itself.
        public IEnumerable<Transform> Standing() {
            foreach (var figure in _figures.Where(figure => figure.Root))
                if (figure.Root.name != "Scenery")
                    yield return figure.Root.transform;
                else
                    foreach (Transform group in figure.Root.transform)
                        foreach (Transform thing in group)
                            yield return thing;
        }

        private async Task FillLayerAsync(TerrainLayer layer, Fields entry) {
            var files = Glb.Inner(entry, "files");
            var keys = new string[3];
            var bytes = await _pace.AsideAsync(() => Array.ConvertAll(
                new[] { "albedo", "normal", "orm" }, map => _folder.Bytes($"materials/{files[map]}")), _stop);
            if (_bank != null)
                keys = await _pace.AsideAsync(() => Array.ConvertAll(bytes, ArtifactAssembler.Sha256), _stop);
            Task<Texture2D> Picture(int map, string use, Func<Task<Texture2D>> make) =>
                _bank == null ? make() : _bank.TakeAsync($"{keys[map]} {use}", make);
            Task<Texture2D> Read(int map, string name) => Task.FromResult(MaterialBuilder.ReadPicture(bytes[map], map == 1, name));
            layer.diffuseTexture = await Picture(0, "sRGB", () => Read(0, "albedo"));
            await _pace.RestAsync(_stop);
            layer.normalMapTexture = await Picture(1, "linear", () => Read(1, "normal"));
            await _pace.RestAsync(_stop);
            layer.maskMapTexture = await Picture(2, "mask 1 1", () => MaterialBuilder.MaskAsync(bytes[2], 1f, 1f, _pace, _stop));
            await _pace.RestAsync(_stop);
        }

        // Unity's terrains have a power of two and one of heights along an edge; the world's are interpolated.
        private async Task BuildGroundAsync() {
            var lengthM = Convert.ToSingle(Glb.Inner(_folder.Manifest, "ground")["width_m"]);
            var (highM, bottomM, side) = (0f, 0f, 0);
            var splats = new List<byte[]>();
            var (steps, solid) = await _pace.AsideAsync(() => {
                splats.AddRange(new[] { "materials/splat_0.png", "materials/splat_1.png" }.Where(_folder.Has).Select(_folder.Bytes));
                var heights = _folder.Floats("ground/heights.npy", out var rows, out var columns);
                side = Mathf.Clamp(Mathf.NextPowerOfTwo(columns - 1) + 1, 33, TerrainData.maximumResolution);
                var metres = new float[side * side];
                for (var row = 0; row < side; row++)
                    for (var column = 0; column < side; column++)
                        metres[row * side + column] = FileFolder.Between(
                            heights, rows, columns, (float)row / (side - 1) * (rows - 1), (float)column / (side - 1) * (columns - 1));
                var found = TerrainBuilder.StepsOf(metres, side, (heights.Min(), heights.Max()), _stepM, out highM, out bottomM);
                return (found, Solid(side - 1, rows, columns));
            }, _stop);
            foreach (var entry in _folder.List("materials/materials.json", "ground")) {
                var index = Array.FindIndex(_layers, plain => plain.name == (string)entry["name"]);
                TerrainBuilder.Release(new[] { _layers[index] });
                _layers[index] = new TerrainLayer { name = (string)entry["name"], tileSize = Vector2.one * Convert.ToSingle(entry["metres_per_tile"]) };
                await FillLayerAsync(_layers[index], entry);
            }
            var data = Own(TerrainBuilder.NewData(side, lengthM, highM));
            for (var row = 0; row < side; row += RowsAtOnce) {
                data.SetHeightsDelayLOD(0, row, TerrainBuilder.RowsOf(steps, row, Math.Min(RowsAtOnce, side - row)));
                await _pace.RestAsync(_stop);
            }
            data.SyncHeightmap();
            await _pace.RestAsync(_stop);
            if (solid != null)
                data.SetHoles(0, 0, solid);
            if (splats.Count == 2)
                await PaintAsync(data, splats);
            var ground = Own(TerrainBuilder.BuildObject(data, bottomM));
            ground.name = "Ground";
            ground.transform.SetParent(_root, false);
            ground.transform.localPosition = new Vector3(0f, bottomM, -lengthM);
            Ground = ground.GetComponent<Terrain>();
            await _pace.RestAsync(_stop);
        }

        private async Task PaintAsync(TerrainData data, List<byte[]> splats) {
            var read = new List<(Color32[], int, int)>();
            foreach (var picture in splats) {
                read.Add(TerrainBuilder.ReadSplat(picture));
                await _pace.RestAsync(_stop);
            }
            data.terrainLayers = _layers;
            var side = data.alphamapResolution = data.heightmapResolution - 1;
            var weights = await _pace.AsideAsync(() => TerrainBuilder.WeightsOf(read, side, TerrainBuilder.LayerNames.Count), _stop);
            for (var row = 0; row < side; row += RowsAtOnce) {
                data.SetAlphamaps(0, row, TerrainBuilder.RowsOf(weights, row, Math.Min(RowsAtOnce, side - row)));
                await _pace.RestAsync(_stop);
            }
        }

        // Where a way leads below the ground, the squares around some heights are left out; null where none does.
        private bool[,] Solid(int side, int rows, int columns) {
            if (!_folder.Json("ground/ground.json").TryGetValue("holes", out var said))
                return null;
            var points = (List<object>)said;
            var open = new HashSet<(int, int)>(points.Cast<List<object>>().Select(point => (Convert.ToInt32(point[0]), Convert.ToInt32(point[1]))));
            // Unity's squares are about as large as the world's, and lie elsewhere; theirs go from south to north.
            var solid = new bool[side, side];
            for (var z = 0; z < side; z++)
                for (var x = 0; x < side; x++)
                    solid[z, x] = !IsOpen(1f - (z + 0.5f) / side, (x + 0.5f) / side);
            return solid;

            bool IsOpen(float down, float right) {
                var (row, column) = ((int)(down * (rows - 1)), (int)(right * (columns - 1)));
                return open.Contains((row, column)) || open.Contains((row, column + 1)) || open.Contains((row + 1, column)) || open.Contains((row + 1, column + 1));
            }
        }

        private async Task BuildSceneryAsync() {
            var file = _folder.Scenery;
            if (file == null) {
                Own(new GameObject("Scenery")).transform.SetParent(_root, false);
                return;
            }
            var glb = await _pace.AsideAsync(() => _folder.Bytes(file), _stop);
            var figure = await GlbLoader.LoadAsync(glb, IsScenery, (node, fields) => {
                var filter = node.GetComponent<MeshFilter>();
                if (!filter || node.parent.name == "Water" || Level.IsMatch(node.name))
                    return;
                if (Glb.Inner(fields, "extras") is Fields part && part.TryGetValue("part", out var piece)) {
                    if ((string)piece == "inside")
                        _rooms.Add(node);
                    // Doors don't open here: one walks through their leaves, and into pools.
                    if (Unobstructed.Contains((string)piece)) {
                        _moving.Add(node);
                        return;
                    }
                }
                if (node.parent.name != "Props")
                    node.gameObject.AddComponent<MeshCollider>().sharedMesh = filter.sharedMesh;
                else if (Glb.Inner(fields, "extras") is Fields extras && extras.TryGetValue("kind", out var kind))
                    Obstruct(node.gameObject, (string)kind, filter.sharedMesh.bounds);
            }, _pace, _bank, _stop);
            _figures.Add(figure);
            var place = figure.Root.transform;
            place.name = "Scenery";
            place.SetParent(_root, false);
            // What is read from a file looks to the south where +z is the front.
            place.localRotation = Quaternion.Euler(0f, 180f, 0f);
            foreach (var buildings in place.GetComponentsInChildren<Transform>(true).Where(part => part.name == "Buildings").ToList())
                foreach (Transform building in buildings) {
                    GroupRooms(building.gameObject);
                    await _pace.RestAsync(_stop);
                }
            await RepeatAsync(place);
            foreach (var group in place.GetComponentsInChildren<Transform>(true).Where(part => part && Groups.Contains(part.name)).ToList())
                group.SetParent(place, false);
            // People come from their own files, and the ground is a terrain.
            foreach (var other in place.Cast<Transform>().Where(part => !Groups.Contains(part.name)).ToList())
                ProcgenRuntime.Release(other.gameObject);
        }

        // Rooms and what stands in them are seen from near alone.
        private void GroupRooms(GameObject building) {
            var all = building.GetComponentsInChildren<Renderer>(true);
            var outside = all.Where(part => !IsRoom(part.transform)).ToArray();
            if (outside.Length == all.Length)
                return;
            var levels = building.AddComponent<LODGroup>();
            levels.SetLODs(new[] { new LOD(RoomsShare, all), new LOD(GlbLoader.LeastShare, outside) });
            levels.RecalculateBounds();
        }

        // Of props that share a shape the file has one node; props.json, and settlement.json for what belongs to yards, say
        // where all of them are.
        private async Task RepeatAsync(Transform scenery) {
            var props = scenery.GetComponentsInChildren<Transform>(true).FirstOrDefault(part => part.name == "Props");
            if (!props)
                return;
            var shapes = props.Cast<Transform>().ToDictionary(part => part.name);
            var all = _folder.List("props.json", "props").Concat(_folder.List("settlement.json", "fixtures"));
            foreach (var same in all.GroupBy(prop => $"{prop["kind"]} {prop["shape"]}")) {
                var first = shapes[same.Key];
                foreach (var (prop, number) in same.Select((prop, number) => (prop, number))) {
                    var thing = number == 0 ? first : Object.Instantiate(first.gameObject, props).transform;
                    thing.name = $"{same.Key}, {number + 1}";
                    float Number(string name) => Convert.ToSingle(prop[name]);
                    // Files are read with x turned round.
                    thing.localPosition = new Vector3(-Number("x_m"), Number("y_m"), Number("z_m"));
                    thing.localRotation = Quaternion.Euler(0f, -Number("turn_deg"), 0f);
                    thing.localScale = Vector3.one * Number("scale");
                    await _pace.RestAsync(_stop);
                }
            }
        }

        // Woods and plants of the ground have files of their own, with all their levels.
        private static bool IsScenery(Fields node) => !node.ContainsKey("skin") && !NotScenery.IsMatch((string)node["name"]);

        // The class of a prop in labelled pictures, by its name: its kind, the number of its shape, and which of those it is.
        internal static string ClassOf(string prop) {
            var kind = Regex.Replace(prop, @" \d+(, \d+)?$", "");
            return Trees.Contains(kind) ? "tree" : Soft.Contains(kind) && !Things.Contains(kind) ? "plant" : "prop";
        }

        private static void Obstruct(GameObject thing, string kind, Bounds bounds) {
            if (Trees.Contains(kind))
                AddTrunk(thing);
            else if (!Soft.Contains(kind)) {
                var box = thing.AddComponent<BoxCollider>();
                (box.center, box.size) = (bounds.center, bounds.size);
            }
        }

        public static void AddTrunk(GameObject tree) {
            var trunk = tree.AddComponent<CapsuleCollider>();
            (trunk.radius, trunk.height, trunk.center) = (TrunkM.x, TrunkM.y, Vector3.up * TrunkM.y / 2f);
        }

        private async Task BuildCoverAsync() {
            Cover = await CoverLibrary.LoadAsync(_folder, _pace, _stop);
            var cover = Own(new GameObject("Cover"));
            cover.transform.SetParent(_root, false);
            cover.AddComponent<ProcgenWorldCover>().Take(Cover);
        }

        private T Own<T>(T made)
            where T : Object {
            _owned.Add(made);
            return made;
        }
    }
}
