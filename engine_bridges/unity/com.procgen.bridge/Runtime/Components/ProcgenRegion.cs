using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;
using UnityEngine.Events;

namespace Procgen {
    using Place = ValueTuple<double, double>;
    using Tile = ValueTuple<int, int>;

    /// <summary>A region that procgen wrote into a folder, larger than one could keep in memory: the worlds that are its tiles
    /// come and go around whoever walks there; where none of them stands, there is coarse land to be seen from afar. Needs no
    /// server, unless <see cref="AsksServer"/> has one make tiles.</summary>
    /// <remarks>A unit is a metre; x points east, z north; the object's place is the middle of the region. Tiles are columns,
    /// counted from the west, and rows, counted from the north. In the editor it shows the coarse land; nothing of what it shows
    /// is saved with the scene. Only tiles are solid.</remarks>
    [AddComponentMenu("procgen/Procgen Region"), ExecuteAlways]
    public sealed class ProcgenRegion : ProcgenBehaviour {
        /// <summary>Seconds for which what <see cref="ReadyAroundAsync"/> has made ready stays, though nobody is there.</summary>
        public const float StaysS = 15f;
        // Tiles are looked for anew after somebody has moved that far.
        private const double StepM = 2;
        // A tile's ground may differ so much from the square that is kept for it.
        private const double ToleranceM = 0.5;

        [SerializeField, Tooltip("Where region.json is: below Assets/StreamingAssets, which builds take along, or a whole path.")]
        private string _folder = "";
        [SerializeField, Tooltip("Whether the folder is opened when this is enabled.")] private bool _onEnable = true;
        [Header("Tiles")]
        [SerializeField, Tooltip("Around whom tiles stand; the main camera if empty.")] private Transform _target;
        [SerializeField, Tooltip("To whom people of the tiles turn and speak; nobody if empty.")] private Transform _viewer;
        [SerializeField, Min(1f), Tooltip("Tiles come that are nearer than that, metres from their border.")] private float _loadM = 300f;
        [SerializeField, Min(1f), Tooltip("Tiles go that are farther away than that: more than Load M,"
            + " so that who walks to and fro has none come and go.")]
        private float _unloadM = 450f;
        [SerializeField, Range(1, 64), Tooltip("So many tiles stand at once at most, the nearest.")] private int _mostTiles = 6;
        [SerializeField, Range(0.5f, 16f), Tooltip("Milliseconds of a frame in which tiles are put into the scene.")] private float _budgetMs = 3f;
        [Header("Server")]
        [SerializeField, Tooltip("Whether a server makes tiles that have no world yet before somebody comes there;"
            + " they are written into the folder, which StreamingAssets of a game may not allow.")]
        private bool _asksServer;
        [SerializeField, Min(1f), Tooltip("Tiles are asked for that are nearer than that, metres from their border.")] private float _askM = 1000f;
        [SerializeField, TextArea, Tooltip("What else is asked for: fields of WorldRequest as JSON, such as {\"people\": 4, \"lines\": 12}.")]
        private string _settings = "";
        [SerializeField, Tooltip("The land from afar stands there, and tiles begin to come.")] private UnityEvent _onOpened = new UnityEvent();

        private readonly Dictionary<Vector2Int, ProcgenWorld> _worlds = new Dictionary<Vector2Int, ProcgenWorld>();
        private readonly Dictionary<Place, double> _awaited = new Dictionary<Place, double>();
        private readonly HashSet<Tile> _there = new HashSet<Tile>();
        private readonly PictureBank _pictures = new PictureBank();
        private RegionFolder _read;
        private RegionPlan _plan;
        private RegionFar _far;
        private float _stepM;
        private bool _isOpening, _isBusy, _isAsking, _isStale;
        // Where all was done that had to be done, and where nothing was missing; until when that holds.
        private List<Place> _settled, _complete;
        private double _wakesAtS, _asksAtS;

        /// <summary>The land from afar stands there, and tiles begin to come.</summary>
        public event Action Opened;

        /// <summary>A tile stands there, whole: its column and row.</summary>
        public event Action<Vector2Int> TileLoaded;

        /// <summary>A tile is gone, and what it held in memory with it.</summary>
        public event Action<Vector2Int> TileUnloaded;

        /// <summary>A server has made the world of a tile, which lies in its folder now.</summary>
        public event Action<Vector2Int> TileMade;

        /// <summary>A tile could not be opened, or made; a sentence says why. Comes once for each reason: it is tried again after a
        /// while, the land from afar stays there meanwhile. <see cref="ProcgenBehaviour.Failed"/> tells the same.</summary>
        public event Action<Vector2Int, string> TileFailed;

        /// <summary>Where region.json is: a whole path, or one below <see cref="Application.streamingAssetsPath"/>.</summary>
        public string Folder { get => _folder; set => _folder = value; }

        /// <summary>Around whom tiles stand; the main camera if null.</summary>
        public Transform Target { get => _target; set => _target = value; }

        /// <summary>To whom people of the tiles turn and speak.</summary>
        public Transform Viewer {
            get => _viewer;
            set {
                _viewer = value;
                foreach (var world in Worlds)
                    world.Viewer = value;
            }
        }

        /// <summary>Tiles come that are nearer than that, metres from their border.</summary>
        public float LoadM { get => _loadM; set => (_loadM, _isStale) = (value, true); }

        /// <summary>Tiles go that are farther away than that: more than <see cref="LoadM"/>.</summary>
        public float UnloadM { get => _unloadM; set => (_unloadM, _isStale) = (value, true); }

        /// <summary>So many tiles stand at once at most, the nearest; and as many more where <see cref="ReadyAroundAsync"/> has a place
        /// made ready.</summary>
        public int MostTiles { get => _mostTiles; set => (_mostTiles, _isStale) = (value, true); }

        /// <summary>Milliseconds of a frame in which tiles are put into the scene.</summary>
        public float BudgetMs { get => _budgetMs; set => _budgetMs = value; }

        /// <summary>Whether a server makes tiles that have no world yet before somebody comes there, the nearest first. They are written
        /// into the folder: one that can be written to.</summary>
        public bool AsksServer {
            get => _asksServer;
            set {
                (_asksServer, _isStale, _complete) = (value, true, null);
                _plan?.TryAnew();
            }
        }

        /// <summary>Tiles are asked for that are nearer than that, metres from their border.</summary>
        public float AskM { get => _askM; set => (_askM, _complete) = (value, null); }

        /// <summary>What else is asked for: fields of WorldRequest as JSON. What the region was made of wins.</summary>
        public string Settings {
            get => _settings;
            set {
                (_settings, _isStale, _complete) = (value, true, null);
                _plan?.TryAnew();
            }
        }

        /// <summary>What region.json says of the opened region; null before.</summary>
        public IReadOnlyDictionary<string, object> Manifest => _plan == null ? null : _read.Said;

        /// <summary>The tiles that stand now, as columns and rows.</summary>
        public IReadOnlyCollection<Vector2Int> Tiles => _worlds.Keys;

        /// <summary>The worlds that stand now.</summary>
        public IReadOnlyCollection<ProcgenWorld> Worlds => _worlds.Values;

        /// <summary>By the tile's column and row: what is wrong with its world at present.</summary>
        public IReadOnlyDictionary<Vector2Int, string> Problems =>
            (_plan?.Problems ?? Enumerable.Empty<KeyValuePair<Tile, string>>()).ToDictionary(one => At(one.Key), one => one.Value);

        /// <summary>The longest that a frame was held up by putting tiles into the scene, in milliseconds.</summary>
        public double LongestMs { get; private set; }

        /// <summary>Opens <see cref="Folder"/> in place of what stands there: the land from afar at once, and tiles as they come.
        /// </summary>
        /// <exception cref="ProcgenException">The folder has no region, or something of it can't be read.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task OpenAsync(CancellationToken cancellation = default) {
            Close();
            _isOpening = true;
            return RunAsync(async stop => {
                try {
                    if (_folder == "")
                        throw new ProcgenException(
                            StatusCode.InvalidArgument, $"No folder is set: choose the one with {RegionFolder.RegionName}.");
                    var pace = new FramePace(_budgetMs);
                    var whole = FileFolder.WholePath(_folder);
                    var read = await pace.AsideAsync(() => new RegionFolder(whole), stop);
                    var far = read.Heights == null ? null : await RegionFar.BuildAsync(transform, read, pace, stop);
                    // So that neighbours meet exactly: all heights of the region fit, and what is between those from afar.
                    var reliefM = read.Heights == null ? (float)read.TileM : read.Heights.Max() - read.Heights.Min();
                    _stepM = TerrainBuilder.StepFor(Mathf.Max(2f * reliefM, 64f));
                    (_read, _far, _settled, _complete, _isStale) = (read, far, null, null, true);
                    var corners = read.Tiles.Select(tile => new KeyValuePair<Tile, Place>(tile, read.CornerOf(tile)));
                    _plan = new RegionPlan(corners, read.TileM);
                } finally {
                    _isOpening = false;
                }
                Opened?.Invoke();
                _onOpened.Invoke();
                return true;
            }, cancellation);
        }

        /// <summary>Cancels, and takes everything away.</summary>
        public void Close() {
            Cancel();
            foreach (var world in Worlds.Where(world => world))
                ProcgenRuntime.Release(world.gameObject);
            _worlds.Clear();
            _far?.Release();
            _awaited.Clear();
            _there.Clear();
            (_plan, _read, _far, _settled, _complete) = (null, null, null, null, null);
            _isBusy = _isAsking = false;
        }

        /// <summary>Has everything stand around a place of the scene before somebody is taken there, and for some seconds after.
        /// </summary>
        /// <returns>What could not be opened, or made, a sentence each; nothing if all stands there.</returns>
        /// <exception cref="ProcgenException">The region is not open, or the game does not run.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled, or the region was closed.</exception>
        public Task<string> ReadyAroundAsync(Vector3 place, CancellationToken cancellation = default) => RunAsync(async stop => {
            if (!Application.isPlaying)
                throw new ProcgenException(StatusCode.FailedPrecondition, "Tiles come when the game runs: press Play first.");
            while (_isOpening) {
                await Task.Yield();
                stop.ThrowIfCancellationRequested();
            }
            var (plan, within) = (_plan, Within(place));
            if (plan == null)
                throw new ProcgenException(StatusCode.FailedPrecondition, "The region is not open: call OpenAsync first.");
            plan.AskNow();
            Obey(plan);
            (_isStale, _complete) = (true, null);
            try {
                while (!plan.IsWhole(within)) {
                    // Though somebody else has waited for the same place, and left.
                    _awaited[within] = double.PositiveInfinity;
                    if (plan.Unreached is string sentence)
                        return sentence;
                    await Task.Yield();
                    stop.ThrowIfCancellationRequested();
                }
            } finally {
                _awaited[within] = Now + StaysS;
            }
            var wanted = plan.Wanted(new[] { within });
            return string.Join(" ", plan.Problems.Where(one => wanted.Contains(one.Key)).Select(one => one.Value));
        }, cancellation);

        /// <summary>The world that stands at a column and row; null if none does.</summary>
        public ProcgenWorld WorldOf(Vector2Int tile) => _worlds.TryGetValue(tile, out var world) ? world : null;

        /// <summary>The tile, as column and row, in whose square a place of the scene is; null if there is none.</summary>
        public Vector2Int? TileAt(Vector3 place) => _plan?.TileAt(Within(place)) is Tile tile ? At(tile) : (Vector2Int?)null;

        /// <summary>Height of the ground at a place of the scene: that of the tile if it stands, and else that of the land from afar;
        /// NaN where there is none.</summary>
        public float HeightAt(Vector3 place) {
            if (TileAt(place) is Vector2Int tile && WorldOf(tile) is ProcgenWorld world && world)
                return world.Ground.SampleHeight(place) + world.Ground.transform.position.y;
            var (x, z) = Within(place);
            if (_far == null || Math.Max(Math.Abs(x), Math.Abs(z)) > _read.SideM / 2)
                return float.NaN;
            var local = transform.InverseTransformPoint(place);
            return transform.TransformPoint(new Vector3(local.x, _far.HeightAt(x, z), local.z)).y;
        }

        /// <summary>Cancels, and takes everything away.</summary>
        protected override void OnDisable() {
            base.OnDisable();
            Close();
        }

        private static double Now => Time.realtimeSinceStartupAsDouble;

        private static Vector2Int At(Tile tile) => new Vector2Int(tile.Item1, tile.Item2);

        private void OnEnable() {
            if (_onEnable && _folder != "")
                Forget(OpenAsync());
        }

        private void OnValidate() {
            (_isStale, _complete) = (true, null);
            _plan?.TryAnew();
        }

        private void Update() {
            if (_plan == null || !Application.isPlaying)
                return;
            foreach (var place in _awaited.Where(one => one.Value < Now).Select(one => one.Key).ToList())
                _awaited.Remove(place);
            Obey(_plan);
            var places = Places();
            if (_asksServer && !_isAsking && Now >= _plan.AsksAtS && (!IsNear(places, _complete) || Now >= _asksAtS))
                Ask(places);
            if (!_isBusy && (_isStale || !IsNear(places, _settled) || Now >= _wakesAtS))
                Forget(WorkAsync(_plan));
        }

        // What the inspector says counts at once.
        private void Obey(RegionPlan plan) {
            (plan.LoadM, plan.UnloadM, plan.AskM, plan.MostTiles) = (_loadM, Math.Max(_unloadM, _loadM), _askM, _mostTiles);
            plan.HasWorld = _asksServer ? HasWorld : (Func<Tile, bool>)null;
        }

        private bool HasWorld(Tile tile) {
            if (!_there.Contains(tile) && _read.HasWorld(tile))
                _there.Add(tile);
            return _there.Contains(tile);
        }

        // Around which places of the region tiles have to stand.
        private List<Place> Places() {
            var whose = _target ? _target : Camera.main ? Camera.main.transform : null;
            var places = _awaited.Keys.ToList();
            if (whose)
                places.Insert(0, Within(whose.position));
            return places;
        }

        private Place Within(Vector3 place) {
            var local = transform.InverseTransformPoint(place);
            return (local.x, -local.z);
        }

        private static bool IsNear(List<Place> places, List<Place> before) => before != null && places.Count == before.Count && places.Zip(
            before, (one, other) => Math.Max(Math.Abs(one.Item1 - other.Item1), Math.Abs(one.Item2 - other.Item2))).All(moved => moved <= StepM);

        // Takes tiles away and has others come, one after the other, as long as there is something to do.
        private async Task WorkAsync(RegionPlan plan) {
            _isBusy = true;
            try {
                await RunAsync(async stop => {
                    while (true) {
                        _isStale = false;
                        var places = Places();
                        var next = plan.Next(places, Now);
                        if (next == null) {
                            (_settled, _wakesAtS) = (places, plan.WakesAfterS(Now));
                            return true;
                        }
                        if (next.Value.Comes)
                            await TakeAsync(plan, next.Value.Tile, stop);
                        else
                            await DropAsync(plan, next.Value.Tile, stop);
                    }
                }, CancellationToken.None);
            } finally {
                // Of another folder somebody else may be busy by now.
                if (_plan == plan)
                    _isBusy = false;
            }
        }

        private async Task TakeAsync(RegionPlan plan, Tile tile, CancellationToken stop) {
            var (west, north) = _read.CornerOf(tile);
            var world = new GameObject($"Tile {tile.Item1} {tile.Item2}") { hideFlags = HideFlags.DontSave }.AddComponent<ProcgenWorld>();
            world.transform.SetParent(transform, false);
            world.transform.localPosition = new Vector3((float)west, 0f, -(float)north);
            (world.Folder, world.BudgetMs, world.Viewer) = (_read.FolderOf(tile), _budgetMs, _viewer);
            (world.Pictures, world.StepM) = (_pictures, _stepM);
            var far = _far;
            try {
                Fit(await WorldFolder.OpenAsync(world.Folder, stop));
                await world.OpenAsync(stop);
                var pace = new FramePace(_budgetMs);
                if (far != null) {
                    await far.PrepareAsync(tile, world.Ground, pace, stop);
                    far.GiveWay(tile);
                }
                LongestMs = Math.Max(LongestMs, Math.Max(world.LongestMs, pace.LongestMs));
            } catch (Exception error) {
                // What is closed meanwhile has taken the land from afar along.
                if (far != null && far == _far)
                    far.TakeBack(tile);
                if (world)
                    ProcgenRuntime.Release(world.gameObject);
                stop.ThrowIfCancellationRequested();
                _there.Remove(tile);
                var where = _read.FolderOf(tile);
                var sentence = !(error is ProcgenException)
                    ? $"{where} has no world that can be read ({error.GetType().Name}: {error.Message.TrimEnd('.')}); make the tile anew."
                    : error.Message.Contains(where) ? error.Message : $"{where} can't be opened: {error.Message}";
                if (plan.Failed(tile, sentence, Now))
                    Tell(tile, sentence);
                return;
            }
            _worlds[At(tile)] = world;
            plan.Came(tile);
            Connect(At(tile));
            TileLoaded?.Invoke(At(tile));
        }

        private async Task DropAsync(RegionPlan plan, Tile tile, CancellationToken stop) {
            var world = _worlds[At(tile)];
            _worlds.Remove(At(tile));
            plan.Went(tile);
            _far?.TakeBack(tile);
            Connect(At(tile));
            try {
                if (world)
                    await world.ClearAsync(stop);
            } finally {
                if (world)
                    ProcgenRuntime.Release(world.gameObject);
            }
            TileUnloaded?.Invoke(At(tile));
        }

        private void Fit(WorldFolder files) {
            var ground = Glb.Inner(files.Manifest, "ground");
            foreach (var side in new[] { "width_m", "depth_m" })
                if (Math.Abs(Convert.ToDouble(ground[side]) - _read.TileM) > ToleranceM)
                    throw new ProcgenException(StatusCode.DataLoss, FormattableString.Invariant(
                        $"{files.Path}/{WorldFiles.ManifestName} says ground.{side} {ground[side]}: a tile of this region has {_read.TileM} m."));
        }

        // So that Unity draws no gaps where neighbours have other levels of detail. Its rows go north.
        private void Connect(Vector2Int centre) {
            Terrain GroundAt(Vector2Int tile) => WorldOf(tile) is ProcgenWorld world && world ? world.Ground : null;
            foreach (var tile in new[] { centre, centre + Vector2Int.left, centre + Vector2Int.up, centre + Vector2Int.right, centre + Vector2Int.down })
                if (GroundAt(tile) is Terrain ground && ground)
                    ground.SetNeighbors(GroundAt(tile + Vector2Int.left), GroundAt(tile + Vector2Int.down),
                        GroundAt(tile + Vector2Int.right), GroundAt(tile + Vector2Int.up));
        }

        // Has the server make the nearest tile that has no world yet, if there is one.
        private void Ask(List<Place> places) {
            if (_plan.NextToMake(places, Now) is Tile tile)
                Forget(AskAsync(_plan, tile));
            else
                (_complete, _asksAtS) = (places, _plan.WakesAfterS(Now));
        }

        private async Task AskAsync(RegionPlan plan, Tile tile) {
            _isAsking = true;
            try {
                await RunAsync(async stop => {
                    try {
                        var request = new WorldRequest();
                        Merge(request, _settings, "Settings");
                        RegionMaker.Ask(request, _read, tile);
                        await RegionMaker.MakeAsync(request, _read.FolderOf(tile), stop);
                        plan.Made(tile);
                        _isStale = true;
                        TileMade?.Invoke(At(tile));
                    } catch (Exception error) {
                        stop.ThrowIfCancellationRequested();
                        var (code, isNews) = ((error as ProcgenException)?.Code ?? StatusCode.Unknown, true);
                        if (RegionMaker.IsPassing(code))
                            isNews = plan.Missed(error.Message, Now);
                        else if (code == StatusCode.InvalidArgument || code == StatusCode.FailedPrecondition)
                            plan.Refused(tile, error.Message);
                        else
                            isNews = plan.Failed(tile, error.Message, Now);
                        _isStale = true;
                        if (isNews)
                            Tell(tile, error.Message);
                    }
                    return true;
                }, CancellationToken.None);
            } finally {
                if (_plan == plan)
                    _isAsking = false;
            }
        }

        private void Tell(Tile tile, string sentence) {
            if (TileFailed == null && !IsHeard)
                Debug.LogWarning(sentence, this);
            TileFailed?.Invoke(At(tile), sentence);
            Tell(sentence);
        }
    }
}
