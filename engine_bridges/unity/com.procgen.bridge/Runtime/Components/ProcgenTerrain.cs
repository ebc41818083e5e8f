using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;
using UnityEngine.Events;

namespace Procgen {
    /// <summary>A terrain without end that the server makes around somebody: tiles as Unity's terrains, the nearest first.
    /// </summary>
    /// <remarks>Heights are multiples of one step, so that neighbours meet exactly on the pixels that they share. A tile that
    /// can't be had is asked for again, so that the terrain goes on when the server does.</remarks>
    [AddComponentMenu("procgen/Procgen Terrain")]
    public sealed class ProcgenTerrain : ProcgenBehaviour {
        // Tiles stay so much longer than they have to be there, so that who walks to and fro asks for none.
        private const float Hysteresis = 1.2f;
        private const float LeastPauseS = 1f;
        private const float MostPauseS = 10f;
        private const float MostStepM = 1f;

        [Header("World")]
        [SerializeField, Tooltip("The world.")] private ulong _seed;
        [SerializeField, Tooltip("One of the server's landforms, such as \"alpine\"; any if empty.")] private string _landform = "";
        [SerializeField, Range(0.1f, 1000f), Tooltip("Spacing of the heights in metres.")] private float _metresPerPixel = 8f;
        [SerializeField, TextArea, Tooltip("What else is asked for: fields of TerrainRequest as JSON, such as {\"rivers\": {}}.")]
        private string _settings = "";
        [Header("Tiles")]
        [SerializeField, Range(6, 11), Tooltip("Side of a tile: 2 to the power of this, in pixels; 7 makes 128.")] private int _tilePower = 7;
        [SerializeField, Min(1f), Tooltip("How far tiles are there, in metres.")] private float _reachM = 1500f;
        [SerializeField, Range(1, 16), Tooltip("Most tiles that the server works on at a time.")] private int _mostCalls = 3;
        [SerializeField, Tooltip("Around whom tiles are made; the main camera if empty.")] private Transform _target;
        [Header("Look")]
        [SerializeField, Tooltip("Whether the server paints it with rock, scree, soil, grass, forest floor, sand, snow and mud.")]
        private bool _painted = true;
        [SerializeField, Tooltip("The eight layers in this order; if there are none, the server makes them for the biome.")]
        private List<TerrainLayer> _layers = new List<TerrainLayer>();
        [SerializeField, Tooltip("One of the server's biomes, such as \"temperate_forest\"; plain colours if this and the layers are empty.")]
        private string _biome = "";
        [SerializeField, Range(32, 2048), Tooltip("Side of the layers' pictures in pixels, a multiple of 32.")] private int _layerPx = 512;
        [SerializeField, Tooltip("Instead of the render pipeline's own.")] private Material _material;
        [SerializeField, Tooltip("Whether the rivers that the settings ask for, lakes and the sea have surfaces; the ground below the sea stays as it is.")]
        private bool _water;
        [SerializeField, Tooltip("Of the water, instead of the package's own.")] private Material _waterMaterial;
        [SerializeField, Tooltip("All tiles within reach are there.")] private UnityEvent _onAllReady = new UnityEvent();

        private readonly Dictionary<Vector2Int, Tile> _tiles = new Dictionary<Vector2Int, Tile>();
        private TerrainLayer[] _made = { };
        private int _calls;
        private float _pauseS;
        private float _resumeS;
        private bool _isRefused;
        private bool _isComplete;
        private bool _isDressing;

        /// <summary>A tile is there: its column, counted east, its row, counted north, and itself.</summary>
        public event Action<Vector2Int, Terrain> TileReady;

        /// <summary>All tiles within reach are there.</summary>
        public event Action AllReady;

        /// <summary>The biome's materials are there, and on all tiles.</summary>
        public event Action Dressed;

        /// <summary>The world.</summary>
        public ulong Seed { get => _seed; set => _seed = value; }

        /// <summary>One of the server's landforms.</summary>
        public string Landform { get => _landform; set => _landform = value; }

        /// <summary>Spacing of the heights.</summary>
        public float MetresPerPixel { get => _metresPerPixel; set => _metresPerPixel = value; }

        /// <summary>Fields of TerrainRequest as JSON.</summary>
        public string Settings { get => _settings; set => _settings = value; }

        /// <summary>Side of a tile in pixels: 64 to 2048, a power of two.</summary>
        public int TilePx { get => 1 << _tilePower; set => _tilePower = (int)Math.Round(Math.Log(value, 2)); }

        /// <summary>How far tiles are there.</summary>
        public float ReachM { get => _reachM; set => _reachM = value; }

        /// <summary>Whether the server paints it.</summary>
        public bool Painted { get => _painted; set => _painted = value; }

        /// <summary>Whether rivers, lakes and the sea have surfaces.</summary>
        public bool Water { get => _water; set => _water = value; }

        /// <summary>One of the server's biomes.</summary>
        public string Biome { get => _biome; set => _biome = value; }

        /// <summary>Around whom tiles are made.</summary>
        public Transform Target { get => _target; set => _target = value; }

        /// <summary>Height of the ground at a place of the world in metres; NaN where none is loaded.</summary>
        public float HeightAt(Vector3 place) {
            var tile = _tiles.TryGetValue(TileAt(transform.InverseTransformPoint(place)), out var found) ? found.Terrain : null;
            return tile ? tile.SampleHeight(place) + tile.transform.position.y : float.NaN;
        }

        /// <summary>The tile of a column and a row; null where none is loaded.</summary>
        public Terrain TerrainAt(Vector2Int tile) => _tiles.TryGetValue(tile, out var found) ? found.Terrain : null;

        /// <summary>Lets go of all tiles and begins anew, with the settings as they are now.</summary>
        public void Reload() {
            Cancel();
            foreach (var coords in _tiles.Keys.ToList())
                Drop(coords);
            TerrainBuilder.Release(_made);
            _made = new TerrainLayer[0];
            (_isRefused, _isComplete, _isDressing, _pauseS, _resumeS) = (false, false, false, 0f, 0f);
        }

        /// <summary>Cancels, and destroys all tiles.</summary>
        protected override void OnDestroy() {
            base.OnDestroy();
            Reload();
        }

        private float SideM => TilePx * _metresPerPixel;

        private void Update() {
            var target = _target ? _target : Camera.main ? Camera.main.transform : null;
            if (!target || _isRefused)
                return;
            var place = transform.InverseTransformPoint(target.position);
            foreach (var far in _tiles.Keys.Where(coords => Distance(coords, place) > _reachM * Hysteresis).ToList())
                Drop(far);
            var reach = Mathf.CeilToInt(_reachM / SideM);
            var here = TileAt(place);
            var missing = Enumerable.Range(-reach, 2 * reach + 1)
                .SelectMany(x => Enumerable.Range(-reach, 2 * reach + 1).Select(z => here + new Vector2Int(x, z)))
                .Where(coords => !_tiles.ContainsKey(coords) && Distance(coords, place) <= _reachM)
                .OrderBy(coords => (new Vector2(place.x, place.z) / SideM - coords - Vector2.one / 2f).sqrMagnitude).ToList();
            foreach (var coords in missing) {
                if (_calls >= _mostCalls || Time.realtimeSinceStartup < _resumeS)
                    break;
                Forget(LoadAsync(coords));
            }
            if (_painted && _layers.Count == 0 && _biome != "" && !_isDressing && Time.realtimeSinceStartup >= _resumeS)
                Forget(DressAsync());
            if (missing.Count > 0 || _tiles.Values.Any(tile => !tile.Terrain)) {
                _isComplete = false;
            } else if (!_isComplete) {
                _isComplete = true;
                AllReady?.Invoke();
                _onAllReady.Invoke();
            }
        }

        private async Task LoadAsync(Vector2Int coords) {
            var tile = _tiles[coords] = new Tile();
            _calls++;
            try {
                await RunAsync(async stop => {
                    var request = new TerrainRequest();
                    Merge(request, _settings, "Settings");
                    (request.Seed, request.MetresPerPixel, request.Level) = (_seed, _metresPerPixel, 0);
                    request.Landform = _landform == "" ? request.Landform : _landform;
                    // The pixels on its border are its neighbours' too; the server's rows count south.
                    request.WidthPx = request.DepthPx = (uint)TilePx + 1;
                    (request.OriginXPx, request.OriginZPx) = ((long)coords.x * TilePx, -((long)coords.y + 1) * TilePx);
                    TerrainBuilder.Ask(request, _painted);
                    var isWet = _water;
                    if (isWet)
                        WaterBuilder.Ask(request);
                    var made = await ProcgenRuntime.Client.Terrain.GenerateAsync(request, cancellation: stop);
                    var bottomM = Show(coords, tile, made);
                    if (isWet) {
                        var water = await WaterBuilder.BuildAsync(made, bottomM, _waterMaterial, stop);
                        if (tile.Terrain)
                            water.transform.SetParent(tile.Terrain.transform, false);
                        else
                            ProcgenRuntime.Release(water);
                    }
                    return tile;
                }, tile.Stop.Token);
                _pauseS = 0f;
            } catch (Exception error) {
                if (_tiles.TryGetValue(coords, out var now) && now == tile)
                    _tiles.Remove(coords);
                Pause(error);
                throw;
            } finally {
                _calls--;
            }
        }

        // What is wrong with a request stays wrong; all else may be better after a while.
        private void Pause(Exception error) {
            if (error is OperationCanceledException)
                return;
            _isRefused |= !(error is ProcgenException failure) || failure.Code == StatusCode.InvalidArgument;
            _pauseS = Mathf.Clamp(_pauseS * 2f, LeastPauseS, MostPauseS);
            _resumeS = Time.realtimeSinceStartup + _pauseS;
        }

        // Returns the height of the tile's object.
        private float Show(Vector2Int coords, Tile tile, Answer<TerrainResult> made) {
            tile.Stop.Token.ThrowIfCancellationRequested();
            // Reliefs of twice a tile's side fit.
            var stepM = Mathf.Min(TerrainBuilder.StepFor(SideM * 2f), MostStepM);
            if (_painted && _layers.Count == 0 && _made.Length == 0)
                _made = TerrainBuilder.PlainLayers();
            var layers = !_painted ? null : _layers.Count > 0 ? (IReadOnlyList<TerrainLayer>)_layers : _made;
            tile.Data = TerrainBuilder.BuildData(made, out var bottomM, layers, stepM);
            var shown = TerrainBuilder.BuildObject(tile.Data, bottomM, made.Result);
            shown.name = $"Tile {coords.x} {coords.y}";
            shown.transform.SetParent(transform, false);
            shown.transform.localPosition = new Vector3(coords.x * SideM, bottomM, coords.y * SideM);
            tile.Terrain = shown.GetComponent<Terrain>();
            if (_material)
                tile.Terrain.materialTemplate = _material;
            Connect(coords);
            TileReady?.Invoke(coords, tile.Terrain);
            return bottomM;
        }

        // So that Unity draws no gaps where neighbours have other levels of detail.
        private void Connect(Vector2Int centre) {
            foreach (var coords in new[] { centre, centre + Vector2Int.left, centre + Vector2Int.up, centre + Vector2Int.right, centre + Vector2Int.down })
                if (TerrainAt(coords) is Terrain terrain && terrain)
                    terrain.SetNeighbors(TerrainAt(coords + Vector2Int.left), TerrainAt(coords + Vector2Int.up),
                        TerrainAt(coords + Vector2Int.right), TerrainAt(coords + Vector2Int.down));
        }

        private async Task DressAsync() {
            _isDressing = true;
            try {
                var request = TerrainBuilder.LayersRequest(_seed, _biome, _layerPx);
                var made = await RunAsync(
                    stop => ProcgenRuntime.Client.Texture.GenerateSetAsync(request, cancellation: stop), CancellationToken.None);
                var plain = _made;
                _made = TerrainBuilder.LayersOf(made);
                foreach (var tile in _tiles.Values.Where(tile => tile.Data))
                    tile.Data.terrainLayers = _made;
                TerrainBuilder.Release(plain);
                Dressed?.Invoke();
            } catch (Exception error) {
                _isDressing = false;
                Pause(error);
                throw;
            }
        }

        private void Drop(Vector2Int coords) {
            var tile = _tiles[coords];
            _tiles.Remove(coords);
            tile.Stop.Cancel();
            if (tile.Terrain)
                ProcgenRuntime.Release(tile.Terrain.gameObject);
            if (tile.Data)
                ProcgenRuntime.Release(tile.Data);
            Connect(coords);
        }

        private Vector2Int TileAt(Vector3 place) =>
            new Vector2Int(Mathf.FloorToInt(place.x / SideM), Mathf.FloorToInt(place.z / SideM));

        // From a place to the tile's nearest point.
        private float Distance(Vector2Int coords, Vector3 place) {
            var x = Mathf.Max(coords.x * SideM - place.x, place.x - (coords.x + 1) * SideM, 0f);
            var z = Mathf.Max(coords.y * SideM - place.z, place.z - (coords.y + 1) * SideM, 0f);
            return Mathf.Sqrt(x * x + z * z);
        }

        private sealed class Tile {
            public readonly CancellationTokenSource Stop = new CancellationTokenSource();
            public Terrain Terrain;
            public TerrainData Data;
        }
    }
}
