using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.Rendering;
using Object = UnityEngine.Object;

namespace Procgen {
    using Tile = ValueTuple<int, int>;

    // The land of a region from afar: for each place of a tile a grid in levels of detail, with the colours of the region's
    // picture, which is hidden while the tile itself stands. Around the region it goes on mirrored, and lower.
    internal sealed class RegionFar {
        // So many squares there are beyond the border, in one level.
        public const int Around = 2;
        private const int MostCells = 64, BeyondCells = 16;
        // Each level has so many times fewer cells a side than the one before.
        private static readonly int[] Coarser = { 1, 3, 8 };
        // Of the picture's height that a square takes at twice its side's distance, and at five times.
        private static readonly float[] Shares = { 0.43f, 0.17f, 0f };
        // As in Godot's addon: land beyond the border keeps so much of its relief, so far from it.
        private const float FarRelief = 0.22f, FallsWithinM = 380f;
        // How deep strips hang from the border of a tile that stands where no other does, and how far apart their points are.
        private const float CurtainM = 16f, CurtainStepM = 4f;
        // At so many places along a side it is looked for the sea.
        private const int Soundings = 16;
        // The ways to the neighbours: column and row.
        private static readonly Tile[] Sides = { (0, -1), (0, 1), (-1, 0), (1, 0) };

        private readonly RegionFolder _folder;
        private readonly float _sideM, _tileM, _lowM;
        private readonly Dictionary<Tile, GameObject> _squares = new Dictionary<Tile, GameObject>();
        private readonly Dictionary<Tile, Tile> _tiles = new Dictionary<Tile, Tile>();
        private readonly Dictionary<Tile, GameObject[]> _curtains = new Dictionary<Tile, GameObject[]>();
        private readonly HashSet<Tile> _standing = new HashSet<Tile>();
        private readonly List<Object> _owned = new List<Object>();
        private Material _look, _sea;
        private Mesh _plane;

        private RegionFar(RegionFolder folder) {
            _folder = folder;
            (_sideM, _tileM) = ((float)folder.SideM, (float)folder.TileM);
            _lowM = Mathf.Max(folder.Heights.Min(), folder.SeaLevelM ?? float.NegativeInfinity);
            foreach (var tile in folder.Tiles)
                _tiles[folder.SquareOf(tile)] = tile;
        }

        public GameObject Root { get; private set; }

        // On the main thread; ProcgenException if the picture can't be read.
        public static async Task<RegionFar> BuildAsync(Transform parent, RegionFolder folder, FramePace pace, CancellationToken stop) {
            var far = new RegionFar(folder);
            try {
                await far.BuildAsync(parent, pace, stop);
                return far;
            } catch {
                far.Release();
                throw;
            }
        }

        // The squares that are seen, counted from the north-western corner; others have a tile, or are none.
        public IEnumerable<Tile> Shown => _squares.Where(square => square.Value.activeSelf).Select(square => square.Key);

        // The height at metres east and south of the region's middle.
        public float HeightAt(double x, double z) => _folder.HeightAt(x + _folder.SideM / 2, z + _folder.SideM / 2);

        // Makes what closes gaps beside a tile that is about to stand, given its ground; not seen yet.
        public async Task PrepareAsync(Tile tile, Terrain ground, FramePace pace, CancellationToken stop) {
            var around = new GameObject[Sides.Length];
            _curtains[tile] = around;
            for (var side = 0; side < Sides.Length; side++) {
                around[side] = Curtain(tile, Sides[side], ground);
                await pace.RestAsync(stop);
            }
        }

        // Hides the square where a prepared tile stands now.
        public void GiveWay(Tile tile) {
            _squares[_folder.SquareOf(tile)].SetActive(false);
            _standing.Add(tile);
            DrawCurtains();
        }

        // Shows the square again: the tile is about to go, or did not come after all.
        public void TakeBack(Tile tile) {
            _squares[_folder.SquareOf(tile)].SetActive(true);
            _standing.Remove(tile);
            if (_curtains.TryGetValue(tile, out var around))
                foreach (var curtain in around.Where(curtain => curtain)) {
                    var mesh = curtain.GetComponent<MeshFilter>().sharedMesh;
                    _owned.Remove(mesh);
                    ProcgenRuntime.Release(curtain);
                    ProcgenRuntime.Release(mesh);
                }
            _curtains.Remove(tile);
            DrawCurtains();
        }

        public void Release() {
            if (Root)
                ProcgenRuntime.Release(Root);
            foreach (var owned in _owned.Where(owned => owned))
                ProcgenRuntime.Release(owned);
            _owned.Clear();
        }

        private async Task BuildAsync(Transform parent, FramePace pace, CancellationToken stop) {
            Root = new GameObject("Far") { hideFlags = HideFlags.DontSave };
            Root.transform.SetParent(parent, false);
            var picture = Own(MaterialBuilder.ReadPicture(_folder.Picture, false, "far"));
            picture.wrapMode = TextureWrapMode.Clamp;
            _look = Own(MaterialBuilder.Assemble(new SurfaceMaps { Name = "Far", Albedo = picture, Smoothness = 0f }));
            if (_folder.SeaLevelM is float level) {
                // As seas of worlds are.
                _sea = Own(MaterialBuilder.Assemble(new SurfaceMaps {
                    Name = "Sea", Tint = new Color(0.028f, 0.095f, 0.11f, 0.84f).gamma, Smoothness = 0.92f, Alpha = SurfaceAlpha.Blend,
                }));
                _plane = Own(Plane(level));
            }
            await pace.RestAsync(stop);
            var aside = Mathf.CeilToInt(_sideM / _tileM - 0.001f);
            var finest = Mathf.Clamp(Mathf.RoundToInt(_tileM / (_sideM / (_folder.Columns - 1))), Coarser.Last(), MostCells);
            for (var row = -Around; row < aside + Around; row++)
                for (var column = -Around; column < aside + Around; column++) {
                    var isInside = column >= 0 && row >= 0 && column < aside && row < aside;
                    var (east, south) = (column * _tileM, row * _tileM);
                    var levels = isInside ? Coarser.Select(times => finest / times).ToArray() : new[] { Math.Min(finest, BeyondCells) };
                    var (grids, isWet) = await pace.AsideAsync(
                        () => (levels.Select(cells => Grid(east, south, cells)).ToArray(), LiesUnderSea(east, south)), stop);
                    var square = new GameObject($"Square {column} {row}") { hideFlags = HideFlags.DontSave };
                    square.transform.SetParent(Root.transform, false);
                    square.transform.localPosition = new Vector3(east - _sideM / 2f, 0f, _sideM / 2f - south);
                    _squares[(column, row)] = square;
                    var drawn = grids.Select((grid, number) => Draw(square.transform, $"Level {number}", grid.ToMesh("Far"), _look)).ToArray();
                    if (drawn.Length > 1) {
                        var group = square.AddComponent<LODGroup>();
                        group.SetLODs(drawn.Select((part, number) => new LOD(Shares[number], new Renderer[] { part })).ToArray());
                        group.RecalculateBounds();
                    }
                    if (isWet)
                        Draw(square.transform, "Sea", _plane, _sea);
                    await pace.RestAsync(stop);
                }
        }

        private MeshRenderer Draw(Transform parent, string name, Mesh mesh, Material look) {
            if (!_owned.Contains(mesh))
                Own(mesh);
            var part = new GameObject(name) { hideFlags = HideFlags.DontSave };
            part.transform.SetParent(parent, false);
            part.AddComponent<MeshFilter>().sharedMesh = mesh;
            var renderer = part.AddComponent<MeshRenderer>();
            (renderer.sharedMaterial, renderer.shadowCastingMode) = (look, ShadowCastingMode.Off);
            return renderer;
        }

        // A square's ground from its north-western corner, which is given as metres from the region's, with a skirt around it;
        // on any thread.
        private GridMesh Grid(float east, float south, int cells) {
            var (grid, stepM, points) = (new GridMesh(), _tileM / cells, cells + 1);
            for (var row = 0; row < points; row++)
                for (var column = 0; column < points; column++)
                    AddPoint(grid, east, south, column * stepM, row * stepM, 0f);
            for (var row = 0; row < cells; row++)
                for (var column = 0; column < cells; column++) {
                    var first = row * points + column;
                    grid.Add(first, first + 1, first + points);
                    grid.Add(first + 1, first + points + 1, first + points);
                }
            var deepM = 1f + 0.75f * stepM;
            for (var side = 0; side < 4; side++)
                for (var number = 0; number < points; number++) {
                    var (column, row) = side == 0 ? (number, 0) : side == 1 ? (number, cells) : side == 2 ? (0, number) : (cells, number);
                    AddPoint(grid, east, south, column * stepM, row * stepM, 0f);
                    AddPoint(grid, east, south, column * stepM, row * stepM, deepM);
                    if (number > 0)
                        grid.AddStrip(grid.Count - 4);
                }
            return grid;
        }

        private void AddPoint(GridMesh grid, float east, float south, float x, float z, float below) {
            var (high, up) = (FarHeight(east + x, south + z), Up(east + x, south + z));
            var (u, v) = (Mirrored(east + x), Mirrored(south + z));
            grid.Add(new Vector3(x, high - below, -z), up, new Vector2(u / _sideM, 1f - v / _sideM));
        }

        // The height at metres from the region's north-western corner, which may lie beyond its border.
        private float FarHeight(float x, float z) {
            var high = _folder.HeightAt(Mirrored(x), Mirrored(z));
            if (high <= _lowM)
                return high;
            var outside = new Vector2(Mathf.Max(-x, x - _sideM, 0f), Mathf.Max(-z, z - _sideM, 0f)).magnitude;
            return _lowM + (high - _lowM) * Mathf.SmoothStep(1f, FarRelief, Mathf.Clamp01(outside / FallsWithinM));
        }

        private Vector3 Up(float x, float z) {
            var reachM = _sideM / (_folder.Columns - 1);
            var (east, south) = (FarHeight(x + reachM, z) - FarHeight(x - reachM, z), FarHeight(x, z + reachM) - FarHeight(x, z - reachM));
            return new Vector3(-east, 2f * reachM, south).normalized;
        }

        private float Mirrored(float along) => _sideM - Mathf.Abs(Mathf.Repeat(along, 2f * _sideM) - _sideM);

        private bool LiesUnderSea(float east, float south) {
            if (!(_folder.SeaLevelM is float level))
                return false;
            for (var row = 0; row <= Soundings; row++)
                for (var column = 0; column <= Soundings; column++)
                    if (FarHeight(east + column * _tileM / Soundings, south + row * _tileM / Soundings) < level)
                        return true;
            return false;
        }

        private Mesh Plane(float level) {
            var plane = new GridMesh();
            for (var corner = 0; corner < 4; corner++)
                plane.Add(new Vector3(corner % 2 * _tileM, level, -(corner / 2) * _tileM), Vector3.up, new Vector2(corner % 2, corner / 2));
            plane.Add(0, 1, 2);
            plane.Add(1, 3, 2);
            return plane.ToMesh("Sea");
        }

        // A strip that hangs from a border, seen from both sides.
        private GameObject Curtain(Tile tile, Tile side, Terrain ground) {
            var strip = new GridMesh();
            var (west, north) = _folder.CornerOf(tile);
            var (data, steps) = (ground.terrainData, Mathf.Max(Mathf.CeilToInt(_tileM / CurtainStepM), 1));
            for (var number = 0; number <= steps; number++) {
                var along = number / (float)steps;
                var (x, z) = (side.Item1 == 0 ? along : Mathf.Max(side.Item1, 0), side.Item2 == 0 ? along : Mathf.Max(side.Item2, 0));
                var high = data.GetInterpolatedHeight(x, 1f - z) + ground.transform.localPosition.y;
                var uv = new Vector2((float)(west + x * _tileM) / _sideM + 0.5f, 0.5f - (float)(north + z * _tileM) / _sideM);
                foreach (var below in new[] { 0.05f, CurtainM })
                    strip.Add(new Vector3(x * _tileM, high - below, -z * _tileM), Vector3.up, uv);
                if (number > 0)
                    strip.AddStrip(strip.Count - 4);
            }
            var made = Draw(Root.transform, $"Border {tile.Item1} {tile.Item2}", strip.ToMesh("Border"), _look).gameObject;
            made.transform.localPosition = new Vector3((float)west, 0f, -(float)north);
            made.SetActive(false);
            return made;
        }

        // Tiles that stand beside one another hide the border between them.
        private void DrawCurtains() {
            foreach (var tile in _standing)
                for (var side = 0; side < Sides.Length; side++) {
                    var (column, row) = _folder.SquareOf(tile);
                    var place = (column + Sides[side].Item1, row + Sides[side].Item2);
                    var isHidden = _tiles.TryGetValue(place, out var beside) && _standing.Contains(beside);
                    _curtains[tile][side].SetActive(!isHidden);
                }
        }

        private T Own<T>(T made)
            where T : Object {
            _owned.Add(made);
            return made;
        }

        // Made on any thread, and a mesh on the main one.
        private sealed class GridMesh {
            private readonly List<Vector3> _places = new List<Vector3>(), _ups = new List<Vector3>();
            private readonly List<Vector2> _uvs = new List<Vector2>();
            private readonly List<int> _corners = new List<int>();

            public int Count => _places.Count;

            public void Add(Vector3 place, Vector3 up, Vector2 uv) {
                _places.Add(place);
                _ups.Add(up);
                _uvs.Add(uv);
            }

            // Clockwise, as it is seen.
            public void Add(int one, int two, int three) => _corners.AddRange(new[] { one, two, three });

            // Of two points above two others, from both sides.
            public void AddStrip(int first) {
                foreach (var corner in new[] { 0, 1, 2, 2, 1, 3, 2, 1, 0, 3, 1, 2 })
                    _corners.Add(first + corner);
            }

            public Mesh ToMesh(string name) {
                var mesh = new Mesh { name = name };
                mesh.SetVertices(_places);
                mesh.SetNormals(_ups);
                mesh.SetUVs(0, _uvs);
                mesh.SetTriangles(_corners, 0);
                mesh.RecalculateBounds();
                return mesh;
            }
        }
    }
}
