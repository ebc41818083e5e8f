using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace Procgen {
    /// <summary>What is heard of a <see cref="ProcgenWorld"/>: birds, wind and rain by its hour and by the land that is walked,
    /// its rivers, its shore and its houses from where they are, steps on what the ground is, rooms that ring, and music that
    /// grows with danger. Lies below the world; a world makes one of its own where <see cref="ProcgenWorld.Sounds"/> says so.
    /// Asks the server.</summary>
    /// <remarks>The scene's audio listener is to go with the walker, for rooms to ring.</remarks>
    [AddComponentMenu("procgen/Procgen World Sound")]
    public sealed class ProcgenWorldSound : ProcgenBehaviour {
        // Danger from which it is the battle's music, and below which it no longer is.
        private const float BattleFrom = 0.7f, BattleUntil = 0.4f;
        // The music is under what happens.
        private const float MusicVolume = 0.4f;
        private const float WalkStrideM = 0.72f, RunStrideM = 1.25f, RunMS = 3.5f, QuietSteps = 0.7f;
        // What is outdoors is dull while the walker is in a house.
        private const float OpenHz = 22000f, IndoorsHz = 700f, DullsASecond = 4f;
        // What a room of ordinary furniture swallows of what meets its walls.
        private const float Swallowed = 0.2f;
        // Of a room as Creative's I3DL2 has one (EAX, 1999), in hundredths of dB and seconds.
        private const int RoomMb = -1000, RoomHighMb = -454, ReflectionsMb = -1646, ReverbMb = 53;
        private const float HighsRatio = 0.83f, ReflectionsS = 0.002f, ReverbS = 0.003f;
        private static readonly string[] Built = { "Buildings", "Bridges", "Piers" };

        [SerializeField, Tooltip("Whose steps are heard; nobody's if empty.")] private Transform _walker;
        [SerializeField, Range(0f, 1f), Tooltip("0 calm to 1: the music follows.")] private float _danger;
        [SerializeField, Tooltip("What touches the ground: shoe, bare, boot, heel, armour, paw, hoof.")] private string _foot = "boot";
        [SerializeField, Range(1, 32), Tooltip("Steps of a kind, none like another.")] private int _stepVariants = 8;
        [SerializeField, Range(4, 160), Tooltip("Bars of each piece of music.")] private int _musicBars = 16;
        [SerializeField, Tooltip("In plain words, added to what the world says of itself.")] private string _musicText = "";
        private readonly List<ProcgenAmbience> _places = new List<ProcgenAmbience>();
        private readonly List<AudioLowPassFilter> _filters = new List<AudioLowPassFilter>();
        private readonly List<(Transform Room, Vector3 SizeM)> _rooms = new List<(Transform, Vector3)>();
        private ProcgenWorld _world;
        private WorldEars _ears;
        private Vector3? _last;
        private float _goneM, _speedMS, _cutoffHz = OpenHz;
        private string _piece = "";

        /// <summary>All of it is there.</summary>
        public event Action Made;

        /// <summary>Whose steps are heard.</summary>
        public Transform Walker {
            get => _walker;
            set {
                (_walker, _last) = (value, null);
                foreach (var place in _places)
                    place.Follows = value;
            }
        }

        /// <summary>0 calm to 1: the music follows.</summary>
        public float Danger { get => _danger; set => _danger = Mathf.Clamp01(value); }

        /// <summary>What touches the ground.</summary>
        public string Foot { get => _foot; set => _foot = value; }

        /// <summary>Steps of a kind, none like another.</summary>
        public int StepVariants { get => _stepVariants; set => _stepVariants = value; }

        /// <summary>Bars of each piece of music.</summary>
        public int MusicBars { get => _musicBars; set => _musicBars = value; }

        /// <summary>In plain words, added to what the world says of itself.</summary>
        public string MusicText { get => _musicText; set => _musicText = value; }

        /// <summary>What is heard of the land and the settlement: that of most of the land first, which also has the settlement
        /// and what is heard from where it is. Nothing before it is made.</summary>
        public IReadOnlyList<ProcgenAmbience> Places => _places;

        /// <summary>The walker's steps.</summary>
        public ProcgenSound Steps { get; private set; }

        /// <summary>Music that grows with danger.</summary>
        public ProcgenMusic Music { get; private set; }

        /// <summary>Whether the walker is in a house.</summary>
        public bool IsIndoors { get; private set; }

        /// <summary>Makes what is heard of the world above this object: its folder must be there, it need not be open.</summary>
        /// <exception cref="ProcgenException">A file can't be read, or the server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task MakeAsync(CancellationToken cancellation = default) {
            Cancel();
            return RunAsync(async stop => {
                _world = GetComponentInParent<ProcgenWorld>();
                if (!_world)
                    throw new ProcgenException(StatusCode.FailedPrecondition, "A Procgen World Sound lies below a Procgen World.");
                var folder = await WorldFolder.OpenAsync(_world.Folder, stop);
                Clear();
                _ears = new WorldEars(folder);
                BuildRooms();
                await MakeStepsAsync(stop);
                await MakePlacesAsync(stop);
                await MakeMusicAsync(stop);
                Made?.Invoke();
                return true;
            }, cancellation);
        }

        /// <summary>Silence: all that was made is taken away.</summary>
        public void Clear() {
            foreach (var part in transform.Cast<Transform>().ToList())
                ProcgenRuntime.Release(part.gameObject);
            _places.Clear();
            _filters.Clear();
            _rooms.Clear();
            (_ears, Steps, Music, _piece, IsIndoors, _last) = (null, null, null, "", false, null);
        }

        // A new object below this one.
        private GameObject Child(string title, Vector3 place, Transform above = null) {
            var made = new GameObject(title);
            made.transform.SetParent(above ? above : transform, false);
            made.transform.localPosition = place;
            return made;
        }

        private async Task MakeStepsAsync(CancellationToken stop) {
            var feet = Child("Steps", Vector3.zero);
            var source = feet.AddComponent<AudioSource>();
            (source.playOnAwake, source.spatialBlend, source.minDistance) = (false, 1f, 3f);
            Steps = feet.AddComponent<ProcgenSound>();
            (Steps.Foot, Steps.Wetness, Steps.Seed, Steps.Variants) = (_foot, _ears.Wetness, _ears.Seed, _stepVariants);
            Steps.SurfaceOf = place => _ears.SurfaceAt(_world.transform.InverseTransformPoint(place));
            foreach (var surface in _ears.AllSurfaces())
                await Steps.PrepareStepsAsync(surface, stop);
        }

        private async Task MakePlacesAsync(CancellationToken stop) {
            foreach (var land in _ears.Lands) {
                var place = Child($"Ambience of {land}", _ears.Middle).AddComponent<ProcgenAmbience>();
                (place.Biome, place.Weather, place.Hour) = (land, _ears.Weather, _ears.Hour);
                (place.Seed, place.RadiusM, place.Follows) = (_ears.Seed, _ears.RadiusM, _walker);
                place.GroundOf = at => GroundOf(place.transform, at);
                if (_places.Count == 0) {
                    place.Settlement = _ears.Settlement;
                    foreach (var (kind, where) in _ears.Things())
                        Child(kind, where - _ears.Middle, place.transform).AddComponent<ProcgenAmbienceThing>().Kind = kind;
                } else {
                    place.Presence = 0f;
                }
                _places.Add(place);
                await place.MakeAsync(stop);
                foreach (var emitter in place.Heard) {
                    var filter = emitter.gameObject.AddComponent<AudioLowPassFilter>();
                    filter.cutoffFrequency = _cutoffHz;
                    _filters.Add(filter);
                }
            }
        }

        private async Task MakeMusicAsync(CancellationToken stop) {
            Music = Child("Music", Vector3.zero).AddComponent<ProcgenMusic>();
            Music.Text = $"{_ears.MoodWords} {_musicText}".Trim();
            Music.Era = _ears.Era;
            Music.Uses.AddRange(new[] { _ears.MusicUse, "battle" });
            (Music.Seed, Music.Bars, Music.Volume, Music.Intensity) = (_ears.Seed, _musicBars, MusicVolume, _danger);
            await Music.MakeAsync(stop);
            _piece = Music.Pieces[0];
        }

        // Each building is a room that rings, and what is trodden in it is wood.
        private void BuildRooms() {
            foreach (var part in _world.GetComponentsInChildren<Transform>(true).Where(part => Built.Contains(part.name)).ToList())
                if (!part.GetComponent<ProcgenSurface>())
                    part.gameObject.AddComponent<ProcgenSurface>().Surface = "wood";
            var rooms = Child("Rooms", Vector3.zero).transform;
            foreach (var building in _ears.Buildings) {
                float Number(string name) => WorldEars.Number(building, name);
                var sizeM = new Vector3(Number("width_m"), Number("height_m"), Number("depth_m"));
                var middle = new Vector3(Number("x_m"), Number("floor_m") + sizeM.y / 2f, -Number("z_m"));
                var room = Child((string)building["name"], middle, rooms);
                // Files turn counter-clockwise, from the south.
                room.transform.localRotation = Quaternion.Euler(0f, -Number("turn_deg"), 0f);
                var zone = room.AddComponent<AudioReverbZone>();
                zone.reverbPreset = AudioReverbPreset.User;
                (zone.room, zone.roomHF, zone.reflections, zone.reverb) = (RoomMb, RoomHighMb, ReflectionsMb, ReverbMb);
                (zone.decayHFRatio, zone.reflectionsDelay, zone.reverbDelay) = (HighsRatio, ReflectionsS, ReverbS);
                zone.decayTime = Mathf.Clamp(WorldEars.RingingS(sizeM, Swallowed), 0.1f, 20f);
                zone.minDistance = Mathf.Min(sizeM.x, sizeM.z) / 2f;
                zone.maxDistance = new Vector2(sizeM.x, sizeM.z).magnitude / 2f + 1f;
                _rooms.Add((room.transform, sizeM));
            }
        }

        private void Update() {
            FollowDanger();
            if (_ears == null || !_walker)
                return;
            var at = _world.transform.InverseTransformPoint(_walker.position);
            IsIndoors = _rooms.Exists(one => IsIn(one.Room, one.SizeM, _walker.position));
            Dull();
            FollowLand(at);
            Tread(at);
        }

        private static bool IsIn(Transform room, Vector3 sizeM, Vector3 place) {
            var away = room.InverseTransformPoint(place);
            return Math.Abs(away.x) < sizeM.x / 2f && Math.Abs(away.z) < sizeM.z / 2f && Math.Abs(away.y) < sizeM.y / 2f + 0.5f;
        }

        // Layers come with danger; past a threshold the other piece, and back from a lower one.
        private void FollowDanger() {
            if (!Music || _piece == "" || Music.Pieces.Count < 2)
                return;
            Music.Intensity = _danger;
            var wanted = _danger >= BattleFrom ? Music.Pieces[1] : _danger < BattleUntil ? Music.Pieces[0] : _piece;
            if (wanted != _piece && Music.ChangeTo(wanted))
                _piece = wanted;
        }

        private void Dull() {
            var wanted = IsIndoors ? IndoorsHz : OpenHz;
            if (Mathf.Approximately(_cutoffHz, wanted))
                return;
            _cutoffHz = Mathf.Lerp(_cutoffHz, wanted, Mathf.Clamp01(DullsASecond * Time.deltaTime));
            foreach (var filter in _filters)
                if (filter)
                    filter.cutoffFrequency = _cutoffHz;
        }

        private void FollowLand(Vector3 at) {
            if (_places.Count != _ears.Lands.Count || _places.Count < 2 || !(_ears.SharesAt(at) is float[] shares))
                return;
            for (var land = 0; land < shares.Length; land++)
                _places[land].Presence = shares[land];
        }

        private void Tread(Vector3 at) {
            Steps.transform.position = _walker.position;
            var moved = _last is Vector3 last ? new Vector2(at.x - last.x, at.z - last.z).magnitude : 0f;
            _last = at;
            if (Time.deltaTime <= 0f || (_walker.TryGetComponent<CharacterController>(out var body) && !body.isGrounded))
                return;
            _speedMS = Mathf.Lerp(_speedMS, moved / Time.deltaTime, 0.1f);
            var runs = _speedMS > RunMS;
            _goneM += moved;
            if (_goneM <= (runs ? RunStrideM : WalkStrideM))
                return;
            _goneM = 0f;
            Steps.GetComponent<AudioSource>().volume = runs ? 1f : QuietSteps;
            Steps.Step();
        }

        private float GroundOf(Transform place, Vector3 at) {
            var there = _world.transform.InverseTransformPoint(place.TransformPoint(at));
            var middle = _world.transform.InverseTransformPoint(place.position);
            return Mathf.Max(_ears.HeightAt(there.x, there.z), 0f) - middle.y;
        }
    }
}
