using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Procgen;
using UnityEngine;
using Object = UnityEngine.Object;

/// What RuntimeProgram does with regions: the folder "region" has two by two tiles, none of which has a world yet.
internal static partial class RuntimeProgram {
    private const string Small = "{\"people\": 1, \"lines\": 1, \"props\": 5, \"animals\": 1, \"cover\": 0.05}";
    private static readonly List<object> _told = new List<object>();

    private static ProcgenRegion NewRegion(string folder, Transform target, bool asks = false) {
        var region = Component<ProcgenRegion>("Region", ("_onEnable", false));
        (region.Folder, region.Target, region.LoadM, region.UnloadM, region.AskM) = (Path.Combine(_folder, folder), target, 10f, 20f, 10f);
        (region.AsksServer, region.Settings) = (asks, Small);
        void Note(string what, Vector2Int tile, string sentence = "") => _told.Add(new List<object> { what, tile.x, tile.y, sentence });
        region.TileLoaded += tile => Note("loaded", tile);
        region.TileUnloaded += tile => Note("unloaded", tile);
        region.TileMade += tile => Note("made", tile);
        region.TileFailed += (tile, sentence) => Note("failed", tile, sentence);
        region.gameObject.SetActive(true);
        return region;
    }

    private static List<object> Told() {
        var told = _told.ToList();
        _told.Clear();
        return told;
    }

    private static List<object> Listed(IEnumerable<Vector2Int> tiles) => tiles.Select(tile => (object)new List<object> { tile.x, tile.y }).ToList();

    // How the land from afar lies: of a square within the region, how far its points are off the ground that is said, and how
    // many of its triangles are seen from above and from below; how far the next square beyond the border is off its edge.
    private static Dictionary<string, object> Far(ProcgenRegion region) {
        var (inside, beyond) = (region.transform.Find("Far/Square 0 0"), region.transform.Find("Far/Square -1 0"));
        List<Vector3> Points(Transform square, string level) {
            var part = square.Find(level);
            return part.GetComponent<MeshFilter>().sharedMesh.vertices.Select(part.TransformPoint).ToList();
        }
        var points = Points(inside, "Level 0");
        var mesh = inside.Find("Level 0").GetComponent<MeshFilter>().sharedMesh;
        var (cells, corners) = ((int)Math.Round(Math.Sqrt(mesh.triangles.Length / 6.0 + 16) - 4), mesh.triangles);
        var ground = (cells + 1) * (cells + 1);
        var faces = Enumerable.Range(0, corners.Length / 3).Select(face => Vector3.Cross(
            points[corners[3 * face + 1]] - points[corners[3 * face]], points[corners[3 * face + 2]] - points[corners[3 * face]])).ToList();
        var edge = Points(beyond, "Level 0").Where(point => Math.Abs(point.x + 256f) < 0.01f).ToList();
        return Table(("cells", cells), ("off", points.Take(ground).Max(point => Math.Abs(point.y - region.HeightAt(point)))),
            ("skirt", points.Skip(ground).Max(point => region.HeightAt(point) - point.y)),
            ("up", faces.Take(2 * cells * cells).Count(face => face.y > 0f)), ("levels", inside.GetComponent<LODGroup>().GetLODs().Length),
            ("coarsest", Points(inside, "Level 2").Count), ("edge", edge.Count), ("edge_off", edge.GroupBy(point => point.z).Max(
                same => Math.Abs(same.Max(point => point.y) - region.HeightAt(same.First())))));
    }

    // Squares of the land from afar that are not seen.
    private static List<object> Hidden(ProcgenRegion region) => Listed(region.transform.Find("Far").Cast<Transform>()
        .Where(part => part.name.StartsWith("Square ") && !part.gameObject.activeSelf).Select(part => part.name.Split(' '))
        .Select(part => new Vector2Int(int.Parse(part[1]), int.Parse(part[2]))));

    private static List<object> Borders(ProcgenRegion region) => region.transform.Find("Far").Cast<Transform>()
        .Where(part => part.name.StartsWith("Border ") && part.gameObject.activeSelf).Select(part => (object)part.name).ToList();

    private static List<object> InMemory() => new List<object> {
        Living<Mesh>(), Living<Texture2D>(), Living<Material>(), Living<TerrainData>(), Living<TerrainLayer>(), Living<GameObject>(), Living<AnimationClip>(),
    };

    private static bool Has(ProcgenRegion region, string field) => (bool)typeof(ProcgenRegion).GetField(field, Private).GetValue(region);

    // What was made ready stays for a while: here it goes at once. Until nothing is to be done.
    private static async Task Settle(ProcgenRegion region) {
        ((System.Collections.IDictionary)typeof(ProcgenRegion).GetField("_awaited", Private).GetValue(region)).Clear();
        Set(region, "_isStale", true);
        await Until(() => !Has(region, "_isStale") && !Has(region, "_isBusy"));
    }

    private static async Task Frames(int count) {
        for (var frame = 0; frame < count; frame++)
            await Task.Yield();
    }

    // Of a standing tile: heights along its eastern border, or its western one.
    private static float[] Edge(ProcgenRegion region, Vector2Int tile, bool isEastern) {
        var ground = region.WorldOf(tile).Ground;
        var (data, side) = (ground.terrainData, ground.terrainData.heightmapResolution);
        return data.GetHeights(isEastern ? side - 1 : 0, 0, 1, side).Cast<float>().Select(height => height * data.size.y + ground.transform.position.y).ToArray();
    }

    // A region that has no worlds yet, and what a server, or none, makes of that.
    private static async Task RegionMade() {
        var goodPort = _settings.WebPort;
        var target = new GameObject("Target").transform;
        var southEast = new Vector3(128f, 0f, -128f);
        target.position = southEast;
        var region = NewRegion("region", target, asks: true);
        Report["early"] = await SentenceOf(() => region.ReadyAroundAsync(southEast));
        // Nobody is there; then somebody who hangs up.
        _settings.WebPort = 1;
        var opening = region.OpenAsync();
        Report["nobody"] = await region.ReadyAroundAsync(southEast);
        await opening;
        Report["nobody_told"] = Told();
        var (calls, listener) = (0, new TcpListener(IPAddress.Loopback, 0));
        listener.Start();
        using (var leaving = new CancellationTokenSource()) {
            var hangingUp = Task.Run(async () => {
                while (!leaving.IsCancellationRequested)
                    using (var caller = await listener.AcceptTcpClientAsync()) {
                        await caller.GetStream().ReadAsync(new byte[64], 0, 64);
                        Interlocked.Increment(ref calls);
                    }
            });
            _settings.WebPort = ((IPEndPoint)listener.LocalEndpoint).Port;
            Report["hung_up"] = await region.ReadyAroundAsync(southEast);
            // Asked again by itself.
            await Until(() => Volatile.Read(ref calls) >= 2);
            leaving.Cancel();
            listener.Stop();
            await Until(() => !Has(region, "_isAsking"));
        }
        Report["hung_up_told"] = Told();
        Report["afar"] = region.HeightAt(southEast);
        Report["nowhere"] = float.IsNaN(region.HeightAt(new Vector3(9000f, 0f, 0f)));
        // What it refuses is not asked for again before something else is asked for.
        _settings.WebPort = goodPort;
        region.Settings = "{\"props\": 100000}";
        Report["refused"] = await region.ReadyAroundAsync(southEast);
        Report["refused_told"] = Told();
        Report["problems"] = region.Problems.ToDictionary(one => $"{one.Key.x} {one.Key.y}", one => (object)one.Value);
        region.Settings = Small;
        Report["made"] = await region.ReadyAroundAsync(southEast);
        Report["made_told"] = Told();
        Report["tiles"] = Listed(region.Tiles);
        Report["no_problems"] = region.Problems.Count;
        Report["near"] = region.HeightAt(southEast);
        // Ahead of who comes there, and beside the other.
        region.AskM = region.LoadM = region.UnloadM = 130f;
        target.position = new Vector3(0f, 0f, -240f);
        Report["beside"] = await region.ReadyAroundAsync(target.position);
        Report["beside_told"] = Told();
        Report["borders"] = Borders(region);
        var (west, east) = (new Vector2Int(0, 1), new Vector2Int(1, 1));
        Report["apart"] = Edge(region, west, true).Zip(Edge(region, east, false), (one, other) => Math.Abs(one - other)).Max();
        Report["relief"] = Edge(region, west, true).Max() - Edge(region, west, true).Min();
        var ground = region.WorldOf(east).Ground;
        Report["neighbours"] = new List<object> {
            ground.leftNeighbor == region.WorldOf(west).Ground, (bool)ground.topNeighbor, (bool)ground.rightNeighbor, (bool)ground.bottomNeighbor,
        };
        Report["layers"] = region.Worlds.Sum(world => world.Ground.terrainData.terrainLayers.Length);
        Report["pictures"] = region.Worlds.SelectMany(world => world.Ground.terrainData.terrainLayers).Select(layer => layer.diffuseTexture).Distinct().Count();
        region.Close();
        await Frames(3);
        Report["left"] = new List<object> { region.transform.childCount, Living<Mesh>(), Living<Texture2D>(), Living<TerrainData>(), Living<TerrainLayer>() };
    }

    // Through a region whose tiles are all there.
    private static async Task RegionWalk() {
        var target = new GameObject("Target").transform;
        var region = NewRegion("region", target);
        var (west, middle, east) = (new Vector3(-128f, 0f, -128f), new Vector3(-5f, 0f, -128f), new Vector3(128f, 0f, -128f));
        target.position = new Vector3(9000f, 0f, 0f);
        await region.OpenAsync();
        await Frames(5);
        Report["far"] = Far(region);
        var before = InMemory();
        var stops = new List<object>();
        foreach (var stop in new[] { west, middle, new Vector3(15f, 0f, -128f), east, middle }) {
            target.position = stop;
            await region.ReadyAroundAsync(stop);
            await Settle(region);
            stops.Add(Table(("tiles", Listed(region.Tiles)), ("hidden", Hidden(region)), ("borders", Borders(region).Count)));
        }
        Report["stops"] = stops;
        Report["told"] = Told();
        Report["longest_ms"] = region.LongestMs;
        var world = region.WorldOf(new Vector2Int(0, 1));
        var scenery = world.transform.Find("Scenery");
        Report["world"] = Table(
            ("name", world.Manifest["name"]), ("people", world.People.Count), ("at", Numbers(world.transform.position.x, world.transform.position.z)),
            ("parts", world.transform.Cast<Transform>().Select(part => (object)part.name).OrderBy(name => name).ToList()),
            ("drawn", scenery.GetComponentsInChildren<MeshRenderer>().Length > 0), ("all", scenery.GetComponentsInChildren<Transform>(true).All(part => part.gameObject.activeInHierarchy)));
        // Made ready before one is there, and still there when one comes.
        target.position = west;
        Report["ready"] = await region.ReadyAroundAsync(new Vector3(128f, 0f, -128f));
        Report["ready_tiles"] = Listed(region.Tiles);
        Told();
        target.position = new Vector3(128f, 0f, -128f);
        await Frames(30);
        Report["came_later"] = Told().Count(event_ => (string)((List<object>)event_)[0] == "loaded");
        target.position = new Vector3(9000f, 0f, 0f);
        await Settle(region);
        await Frames(3);
        Report["memory"] = new List<object> { before, InMemory() };
        // One hour for all tiles; what a tile has goes with it.
        var hour = Component<ProcgenScenario>("Hour", ("_followManifest", true), ("_region", region));
        hour.gameObject.SetActive(true);
        target.position = middle;
        await region.ReadyAroundAsync(middle);
        Report["hour"] = hour.Now.Hour;
        hour.Apply(ScenarioState.Of(1f, "snow"));
        List<float> White() => region.Worlds.Select(tile => tile.Ground.terrainData.terrainLayers.Min(layer => layer.diffuseRemapMin.x)).ToList();
        Report["white"] = Numbers(White().ToArray());
        target.position = east;
        await Settle(region);
        target.position = middle;
        await region.ReadyAroundAsync(middle);
        Report["white_later"] = Numbers(White().ToArray());
        hour.gameObject.SetActive(false);
        Report["white_after"] = Numbers(White().ToArray());
        Object.Destroy(hour.gameObject);
        target.position = new Vector3(9000f, 0f, 0f);
        await Settle(region);
        // Switched off while a tile comes, and on again.
        target.position = west;
        await Until(() => region.transform.Find("Tile 0 1"));
        region.gameObject.SetActive(false);
        await Until(() => region.transform.childCount == 0 && Living<TerrainData>() == 0);
        Report["off"] = Living<Mesh>() + Living<Texture2D>() + Living<Material>() + Living<TerrainLayer>();
        Set(region, "_onEnable", true);
        region.gameObject.SetActive(true);
        Told();
        await Until(() => region.Tiles.Count == 1);
        Report["on_again"] = Told();
        Object.Destroy(region.gameObject);
        await Frames(3);
        Report["left"] = Living<Mesh>() + Living<Texture2D>() + Living<TerrainData>() + Living<Material>();
    }

    // Tiles in the folder "spoiled" that can't be opened: told, tried again, and opened once they are mended from "region".
    private static async Task RegionFaults() {
        var target = new GameObject("Target").transform;
        target.position = new Vector3(128f, 0f, -128f);
        var region = NewRegion("spoiled", target);
        region.LoadM = region.UnloadM = 1000f;
        await region.OpenAsync();
        Report["said"] = await region.ReadyAroundAsync(Vector3.zero);
        Report["told"] = Told();
        Report["problems"] = region.Problems.ToDictionary(one => $"{one.Key.x} {one.Key.y}", one => (object)one.Value);
        Report["tiles"] = Listed(region.Tiles);
        Report["hidden"] = Hidden(region);
        Report["seas"] = region.transform.Find("Far").Cast<Transform>().Where(square => square.Find("Sea")).Select(square => (object)square.name).ToList();
        Report["sea_y"] = region.transform.Find("Far").GetComponentsInChildren<MeshRenderer>().First(part => part.name == "Sea").bounds.center.y;
        await Frames(3);
        Report["children"] = region.transform.childCount;
        Report["again"] = await region.ReadyAroundAsync(Vector3.zero);
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, "region", "tiles"), "*", SearchOption.AllDirectories)) {
            var beside = file.Replace(Path.Combine(_folder, "region"), Path.Combine(_folder, "spoiled"));
            Directory.CreateDirectory(Path.GetDirectoryName(beside));
            File.Delete(beside);
            File.Copy(file, beside);
        }
        await Until(() => region.Tiles.Count == 2);
        Report["mended_told"] = Told();
        Report["mended"] = region.Problems.Count;
    }

    // Folders that hold no region: what is said of each.
    private static async Task RegionWrong() {
        var target = new GameObject("Target").transform;
        var said = new List<object>();
        foreach (var folder in File.ReadAllLines(Path.Combine(_folder, "folders"))) {
            var region = NewRegion("region", target);
            region.Folder = folder;
            var failures = new List<object>();
            region.Failed += failures.Add;
            var sentence = await SentenceOf(() => region.OpenAsync());
            said.Add(Table(("said", sentence), ("failures", failures), ("children", region.transform.childCount)));
            Object.Destroy(region.gameObject);
        }
        await Frames(3);
        Report["said"] = said;
        Report["left"] = Living<Mesh>() + Living<Texture2D>() + Living<Material>();
    }
}
