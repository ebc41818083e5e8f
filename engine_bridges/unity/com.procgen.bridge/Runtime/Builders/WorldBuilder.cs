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
        // Of the picture's height: rooms of a building that takes less of it are not drawn.
        private const float RoomsShare = 0.15f;
        // A trunk's radius and height at scale 1.
        private static readonly Vector2 TrunkM = new Vector2(0.35f, 4f);

        private readonly Transform _root;
        private readonly WorldFolder _folder;
        private readonly CancellationToken _stop;
        private readonly TerrainLayer[] _layers = TerrainBuilder.PlainLayers();
        private readonly List<Object> _owned = new List<Object>();
        private readonly List<CharacterFigure> _figures = new List<CharacterFigure>();
        private readonly HashSet<Transform> _rooms = new HashSet<Transform>(), _moving = new HashSet<Transform>();

        public WorldBuilder(Transform root, WorldFolder folder, CancellationToken stop) => (_root, _folder, _stop) = (root, folder, stop);

        public Terrain Ground { get; private set; }

        // What grows there; null in a world without.
        public CoverLibrary Cover { get; private set; }

        // Rooms of buildings, and their doors.
        public bool IsRoom(Transform part) => _rooms.Contains(part);

        public bool IsMoving(Transform part) => _moving.Contains(part);

        public List<ProcgenWorldPerson> People { get; } = new List<ProcgenWorldPerson>();

        // ProcgenException if something can't be read; what there is by then is Release's.
        public async Task BuildAsync() {
            var splats = new List<byte[]>();
            await Task.Run(() => splats.AddRange(new[] { "materials/splat_0.png", "materials/splat_1.png" }
                .Where(_folder.Has).Select(_folder.Bytes)), _stop);
            foreach (var entry in _folder.List("materials/materials.json", "ground")) {
                var layer = await LayerOf(entry);
                var index = Array.FindIndex(_layers, plain => plain.name == layer.name);
                TerrainBuilder.Release(new[] { _layers[index] });
                _layers[index] = layer;
                _stop.ThrowIfCancellationRequested();
            }
            BuildGround(splats);
            await BuildScenery();
            if (_folder.Has("cover/cover.json"))
                BuildCover();
            await BuildPeople();
        }

        // Destroys all that was built.
        public void Release() {
            _figures.ForEach(figure => figure.Destroy());
            foreach (var owned in _owned)
                if (owned)
                    ProcgenRuntime.Release(owned);
            _owned.Clear();
            Cover?.Release();
            TerrainBuilder.Release(_layers);
        }

        private async Task<TerrainLayer> LayerOf(Fields entry) {
            var files = Glb.Inner(entry, "files");
            var bytes = await Task.Run(() => Array.ConvertAll(
                new[] { "albedo", "normal", "orm" }, map => _folder.Bytes($"materials/{files[map]}")), _stop);
            return new TerrainLayer {
                name = (string)entry["name"], tileSize = Vector2.one * Convert.ToSingle(entry["metres_per_tile"]),
                diffuseTexture = MaterialBuilder.ReadPicture(bytes[0], false, "albedo"),
                normalMapTexture = MaterialBuilder.ReadPicture(bytes[1], true, "normal"),
                maskMapTexture = MaterialBuilder.MaskOf(bytes[2], 1f, 1f),
            };
        }

        // Unity's terrains have a power of two and one of heights along an edge; the world's are interpolated.
        private void BuildGround(List<byte[]> splats) {
            var heights = _folder.Floats("ground/heights.npy", out var rows, out var columns);
            var side = Mathf.Clamp(Mathf.NextPowerOfTwo(columns - 1) + 1, 33, TerrainData.maximumResolution);
            var metres = new float[side * side];
            for (var row = 0; row < side; row++)
                for (var column = 0; column < side; column++)
                    metres[row * side + column] = WorldFolder.Between(
                        heights, rows, columns, (float)row / (side - 1) * (rows - 1), (float)column / (side - 1) * (columns - 1));
            var lengthM = Convert.ToSingle(Glb.Inner(_folder.Manifest, "ground")["width_m"]);
            var data = Own(TerrainBuilder.BuildData(metres, side, lengthM, (heights.Min(), heights.Max()), 0f, out var bottomM));
            Pierce(data, rows, columns);
            if (splats.Count == 2)
                TerrainBuilder.Paint(data, splats, _layers);
            var ground = Own(TerrainBuilder.BuildObject(data, bottomM));
            ground.name = "Ground";
            ground.transform.SetParent(_root, false);
            ground.transform.localPosition = new Vector3(0f, bottomM, -lengthM);
            Ground = ground.GetComponent<Terrain>();
        }

        // Where a way leads below the ground, the squares around some heights are left out.
        private void Pierce(TerrainData data, int rows, int columns) {
            if (!_folder.Json("ground/ground.json").TryGetValue("holes", out var said))
                return;
            var points = (List<object>)said;
            var open = new HashSet<(int, int)>(points.Cast<List<object>>().Select(point => (Convert.ToInt32(point[0]), Convert.ToInt32(point[1]))));
            // Unity's squares are about as large as the world's, and lie elsewhere; theirs go from south to north.
            var side = data.heightmapResolution - 1;
            var solid = new bool[side, side];
            for (var z = 0; z < side; z++)
                for (var x = 0; x < side; x++)
                    solid[z, x] = !IsOpen(1f - (z + 0.5f) / side, (x + 0.5f) / side);
            data.SetHoles(0, 0, solid);

            bool IsOpen(float down, float right) {
                var (row, column) = ((int)(down * (rows - 1)), (int)(right * (columns - 1)));
                return open.Contains((row, column)) || open.Contains((row, column + 1)) || open.Contains((row + 1, column)) || open.Contains((row + 1, column + 1));
            }
        }

        private async Task BuildScenery() {
            var glb = await Task.Run(() => _folder.Bytes("world.glb"), _stop);
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
            }, _stop);
            _figures.Add(figure);
            var place = figure.Root.transform;
            place.name = "Scenery";
            place.SetParent(_root, false);
            // What is read from a file looks to the south where +z is the front.
            place.localRotation = Quaternion.Euler(0f, 180f, 0f);
            foreach (var buildings in place.GetComponentsInChildren<Transform>(true).Where(part => part.name == "Buildings").ToList())
                foreach (Transform building in buildings)
                    GroupRooms(building.gameObject);
            Repeat(place);
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
        private void Repeat(Transform scenery) {
            var props = scenery.GetComponentsInChildren<Transform>(true).FirstOrDefault(part => part.name == "Props");
            if (!props)
                return;
            var shapes = props.Cast<Transform>().ToDictionary(part => part.name);
            var all = _folder.List("props.json", "props").Concat(_folder.List("settlement.json", "fixtures"));
            foreach (var same in all.GroupBy(prop => $"{prop["kind"]} {prop["shape"]}")) {
                _stop.ThrowIfCancellationRequested();
                var first = shapes[same.Key];
                foreach (var (prop, number) in same.Select((prop, number) => (prop, number))) {
                    var thing = number == 0 ? first : Object.Instantiate(first.gameObject, props).transform;
                    thing.name = $"{same.Key}, {number + 1}";
                    float Number(string name) => Convert.ToSingle(prop[name]);
                    // Files are read with x turned round.
                    thing.localPosition = new Vector3(-Number("x_m"), Number("y_m"), Number("z_m"));
                    thing.localRotation = Quaternion.Euler(0f, -Number("turn_deg"), 0f);
                    thing.localScale = Vector3.one * Number("scale");
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

        private void BuildCover() {
            var cover = Own(new GameObject("Cover"));
            cover.transform.SetParent(_root, false);
            cover.AddComponent<ProcgenWorldCover>().Take(Cover = new CoverLibrary(_folder));
        }

        private async Task BuildPeople() {
            var lines = _folder.List("dialogue.json", "lines").ToLookup(line => (string)line["speaker"], line => (string)line["text"]);
            var group = Own(new GameObject("People"));
            group.transform.SetParent(_root, false);
            foreach (var entry in _folder.List("people.json", "people")) {
                var glb = await Task.Run(() => _folder.Bytes((string)entry["file"]), _stop);
                var figure = await GlbLoader.LoadAsync(glb, _stop);
                _figures.Add(figure);
                CharacterBuilder.Complete(figure, (string)entry["name"]);
                float Number(string name) => Convert.ToSingle(entry[name]);
                var place = figure.Root.transform;
                place.SetParent(group.transform, false);
                place.localPosition = new Vector3(Number("x_m"), Number("y_m"), -Number("z_m"));
                // Counter-clockwise from the south.
                place.localRotation = Quaternion.Euler(0f, 180f - Number("turn_deg"), 0f);
                var person = figure.Root.AddComponent<ProcgenWorldPerson>();
                person.Take(entry, lines[(string)entry["id"]], figure);
                People.Add(person);
            }
        }

        private T Own<T>(T made)
            where T : Object {
            _owned.Add(made);
            return made;
        }
    }
}
