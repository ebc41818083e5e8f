using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;

namespace Procgen {
    /// <summary>Music that grows with danger: layers come and go on the beat, pieces change on bar lines, stingers fall on beats.
    /// </summary>
    [AddComponentMenu("procgen/Procgen Music")]
    public sealed class ProcgenMusic : ProcgenBehaviour {
        // Clips are told when to begin a little before.
        private const double AheadS = 0.15;

        [SerializeField, Range(0f, 1f), Tooltip("0 is the calmest layer alone, 1 all of them.")] private float _intensity = 0.3f;
        [SerializeField, Range(0f, 1f), Tooltip("How loud all of it is.")] private float _volume = 1f;
        [SerializeField, Range(0f, 16f), Tooltip("How many beats a layer fades.")] private float _fadeBeats = 2f;
        [SerializeField, Tooltip("In plain words: sad harbour at night, slow waltz, accordion.")] private string _text = "";
        [SerializeField, Tooltip("A piece each, such as exploration, battle; the server's own if empty.")]
        private List<string> _uses = new List<string>();
        [SerializeField, Tooltip("Who plays, such as orchestra.")] private string _ensemble = "";
        [SerializeField, Tooltip("How it feels, such as sad.")] private string _mood = "";
        [SerializeField, Tooltip("medieval, modern or scifi.")] private string _era = "";
        [SerializeField, Tooltip("Notes that all is made from, such as E4 D4 C4:2.")] private string _motif = "";
        [SerializeField, Tooltip("Bars of each piece; the server's own if 0.")] private int _bars;
        [SerializeField, Tooltip("Which of such sets.")] private ulong _seed;

        private readonly List<AudioSource> _sources = new List<AudioSource>();
        private readonly List<AudioSource> _before = new List<AudioSource>();
        private List<MusicPart> _made = new List<MusicPart>();
        private MusicPart _heard;
        private MusicPart _next;
        private AudioSource _stinging;
        private MusicPart _stinger;
        private double _began;
        private double _until = double.PositiveInfinity;
        private int _beats = -1;
        private float _wanted;

        /// <summary>A beat is heard: its place in the bar, from 0.</summary>
        public event Action<int> Beat;

        /// <summary>A bar of a piece begins, counted from 0.</summary>
        public event Action<int> Bar;

        /// <summary>Another piece, or a bar that leads to one, is heard: its name.</summary>
        public event Action<string> Changed;

        /// <summary>How strong it is, 0 to 1; takes effect on the next beat.</summary>
        public float Intensity { get => _intensity; set => _intensity = Mathf.Clamp01(value); }

        /// <summary>How loud all of it is, 0 to 1.</summary>
        public float Volume { get => _volume; set => _volume = Mathf.Clamp01(value); }

        /// <summary>How many beats a layer fades.</summary>
        public float FadeBeats { get => _fadeBeats; set => _fadeBeats = value; }

        /// <summary>What it is, in plain words.</summary>
        public string Text { get => _text; set => _text = value; }

        /// <summary>A piece each.</summary>
        public List<string> Uses => _uses;

        /// <summary>Who plays.</summary>
        public string Ensemble { get => _ensemble; set => _ensemble = value; }

        /// <summary>How it feels.</summary>
        public string Mood { get => _mood; set => _mood = value; }

        /// <summary>Kind of world.</summary>
        public string Era { get => _era; set => _era = value; }

        /// <summary>Notes that all is made from, such as "E4 D4 C4:2".</summary>
        public string Motif { get => _motif; set => _motif = value; }

        /// <summary>Bars of each piece; the server's own if 0.</summary>
        public int Bars { get => _bars; set => _bars = value; }

        /// <summary>Which of such sets.</summary>
        public ulong Seed { get => _seed; set => _seed = value; }

        /// <summary>The pieces that there are, in the order of <see cref="Uses"/>.</summary>
        public IReadOnlyList<string> Pieces { get; private set; } = Array.Empty<string>();

        /// <summary>The piece that is heard, or that the bar leads to; nothing before any is.</summary>
        public string Current => _heard?.Told.Name ?? "";

        /// <summary>Makes the music of a place and plays its first piece.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<IReadOnlyList<MusicPart>> MakeAsync(CancellationToken cancellation = default) =>
            RunAsync<IReadOnlyList<MusicPart>>(async stop => {
                var request = new MusicSetRequest {
                    Seed = _seed, Text = _text, Ensemble = _ensemble, Mood = _mood, Era = _era, Motif = _motif,
                };
                request.Uses.AddRange(_uses);
                if (_bars > 0)
                    request.Bars = (uint)_bars;
                request.Outputs.Add("layers");
                var answer = await ProcgenRuntime.Client.Music.GenerateMusicSetAsync(request, cancellation: stop);
                stop.ThrowIfCancellationRequested();
                Play(MusicBuilder.BuildSet(answer));
                return _made;
            }, cancellation);

        /// <summary>Plays music that was made before.</summary>
        public void Play(List<MusicPart> made) {
            Stop();
            _made = made;
            Pieces = made.Where(part => part.Told.Kind == "piece").Select(part => part.Told.Name).ToList();
            _wanted = _intensity;
            Begin(made.First(part => part.Told.Kind == "piece"), AudioSettings.dspTime + AheadS);
        }

        /// <summary>Changes to another piece on the next bar line, by way of the bar that leads there; says whether there is one
        /// of that name.</summary>
        public bool ChangeTo(string piece) {
            var wanted = Find("piece", piece);
            if (wanted == null || _heard == null)
                return false;
            _next = wanted;
            var passed = Math.Max(AudioSettings.dspTime + AheadS - _began, 0.0);
            _until = _began + Math.Ceiling(passed / _heard.BarS) * _heard.BarS;
            return true;
        }

        /// <summary>Plays a stinger on the next beat; says whether there is one of that name.</summary>
        public bool Sting(string stinger) {
            var found = Find("stinger", stinger);
            _stinger = found ?? _stinger;
            return found != null;
        }

        /// <summary>Silence.</summary>
        public void Stop() {
            foreach (var source in _sources.Concat(_before))
                source.Stop();
            (_heard, _next, _until, _beats) = (null, null, double.PositiveInfinity, -1);
        }

        /// <inheritdoc/>
        protected override void OnDestroy() {
            base.OnDestroy();
            foreach (var clip in _made.SelectMany(part => part.Clips))
                ProcgenRuntime.Release(clip);
        }

        // How loud a layer is at an intensity: the calmest always, each further one from where the one before is there.
        internal static float GainOf(int layer, int layers, float intensity) =>
            layer == 0 ? 1f : Mathf.Clamp01(intensity * (layers - 1) - (layer - 1));

        private MusicPart Find(string kind, string name) =>
            _made.Find(part => part.Told.Kind == kind && part.Told.Name == name);

        private void Update() {
            if (_heard == null)
                return;
            var now = AudioSettings.dspTime;
            if (now + AheadS >= _until)
                GoOn();
            var passed = (int)Math.Floor((now - _began) / _heard.BeatS);
            while (_beats < passed)
                OnBeat(++_beats);
            var most = Time.deltaTime / Mathf.Max(_fadeBeats * (float)_heard.BeatS, Time.deltaTime);
            for (var i = 0; i < _heard.Clips.Count; i++) {
                var gain = GainOf(i, _heard.Clips.Count, _wanted);
                _sources[i].volume = Mathf.MoveTowards(_sources[i].volume, gain * _volume, most);
            }
        }

        // What follows is there in time: the bar that leads to the piece, and then the piece.
        private void GoOn() {
            var at = _until;
            var bridge = _heard.Told.Kind == "piece" ? Find("bridge", _next.Told.Name) : null;
            Begin(bridge ?? _next, at);
            if (bridge != null)
                _until = at + bridge.LengthS;
        }

        private void Begin(MusicPart part, double at) {
            // Those who play now do so until then; what rings on of a bar is heard with what follows.
            foreach (var source in _sources.Where(source => source.isPlaying && source.loop))
                source.SetScheduledEndTime(at);
            var free = _before.ToList();
            _before.Clear();
            _before.AddRange(_sources);
            _sources.Clear();
            _sources.AddRange(free);
            while (_sources.Count < part.Clips.Count)
                _sources.Add(NewSource());
            for (var i = 0; i < part.Clips.Count; i++) {
                var source = _sources[i];
                (source.clip, source.loop) = (part.Clips[i], part.Told.Loop);
                source.volume = GainOf(i, part.Clips.Count, _wanted) * _volume;
                source.PlayScheduled(at);
            }
            (_heard, _began, _beats) = (part, at, -1);
            // What does not loop gives way to the first piece.
            _next = part.Told.Kind == "piece" && !part.Told.Loop ? _made.Find(one => one.Told.Kind == "piece") : _next;
            _until = part.Told.Loop ? double.PositiveInfinity : at + part.LengthS;
            Changed?.Invoke(part.Told.Name);
        }

        private void OnBeat(int number) {
            _wanted = _intensity;
            var perBar = (int)_heard.Told.BeatsPerBar;
            Beat?.Invoke(number % perBar);
            if (number % perBar == 0)
                Bar?.Invoke(number / perBar);
            if (_stinger == null)
                return;
            _stinging = _stinging ? _stinging : NewSource();
            foreach (var clip in _stinger.Clips)
                _stinging.PlayOneShot(clip, _volume);
            _stinger = null;
        }

        private AudioSource NewSource() {
            var source = gameObject.AddComponent<AudioSource>();
            // It is in nobody's room.
            (source.playOnAwake, source.bypassReverbZones) = (false, true);
            return source;
        }
    }
}
