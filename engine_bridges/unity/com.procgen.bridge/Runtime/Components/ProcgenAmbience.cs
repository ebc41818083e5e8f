using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;

namespace Procgen {
    /// <summary>What is heard of a place at an hour: loops all around, and sounds in space around this object. What is below
    /// it with a <see cref="ProcgenAmbienceThing"/> is heard from there.</summary>
    [AddComponentMenu("procgen/Procgen Ambience")]
    public sealed class ProcgenAmbience : ProcgenBehaviour {
        /// <summary>Seconds until all of the land is heard, or none, when <see cref="Presence"/> changes.</summary>
        public const float FadeS = 4f;

        [SerializeField, Tooltip("One of terrain's biomes, or cave, dungeon, hall.")] private string _biome = "temperate_forest";
        [SerializeField, Tooltip("clear, breeze, windy, gale, drizzle, rain, downpour, thunderstorm, snow or fog.")]
        private string _weather = "clear";
        [SerializeField, Tooltip("none, farm, hamlet, village, town or harbour.")] private string _settlement = "none";
        [SerializeField, Range(0f, 24f), Tooltip("Time of day, hours.")] private float _hour = 12f;
        [SerializeField, Range(10f, 500f), Tooltip("How far around what nobody placed is heard, metres.")] private float _radiusM = 60f;
        [SerializeField, Range(0f, 1f), Tooltip("How much of the land is heard: its beds, and what is strewn over it.")]
        private float _presence = 1f;
        [SerializeField, Tooltip("Who hears it: what is of the land is around them. Nobody if empty.")] private Transform _follows;
        [SerializeField, Tooltip("Which of such places.")] private ulong _seed;
        private readonly List<ProcgenSoundEmitter> _heard = new List<ProcgenSoundEmitter>();
        private GameObject _made;
        private float _present = 1f;

        /// <summary>One of terrain's biomes, or "cave", "dungeon", "hall".</summary>
        public string Biome { get => _biome; set => _biome = value; }

        /// <summary>What the sky does.</summary>
        public string Weather { get => _weather; set => _weather = value; }

        /// <summary>Who lives there.</summary>
        public string Settlement { get => _settlement; set => _settlement = value; }

        /// <summary>Time of day, 0 to 24 hours.</summary>
        public float Hour { get => _hour; set => _hour = value; }

        /// <summary>How far around what nobody placed is heard, 10 to 500 metres.</summary>
        public float RadiusM { get => _radiusM; set => _radiusM = value; }

        /// <summary>Which of such places.</summary>
        public ulong Seed { get => _seed; set => _seed = value; }

        /// <summary>How much of the land is heard, 0 to 1, by power: its beds, and what is strewn over it. Several places with a
        /// share each are heard as one where they pass into each other. What is of a settlement, of the sky or of things is
        /// always heard in full.</summary>
        public float Presence { get => _presence; set => _presence = Mathf.Clamp01(value); }

        /// <summary>Who hears it, such as the camera or the player: what is of the land is then around them, as if there were no
        /// end of it. What is of a settlement, of the sky or of things stays.</summary>
        public Transform Follows { get => _follows; set => _follows = value; }

        /// <summary>Takes a place below this object and gives how high the ground is there, for what follows.</summary>
        public Func<Vector3, float> GroundOf { get; set; }

        /// <summary>Seconds until a sound in the place is quieter by 60 dB; 0 outdoors.</summary>
        public float ReverberationS { get; private set; }

        /// <summary>All that is heard; nothing before it is made.</summary>
        public IReadOnlyList<ProcgenSoundEmitter> Heard => _heard;

        /// <summary>Asks for the place; what was heard before goes on until the new one is there.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task MakeAsync(CancellationToken cancellation = default) => RunAsync(async stop => {
            var request = new AmbienceRequest {
                Seed = _seed, Biome = _biome, Weather = _weather, Settlement = _settlement, Hour = _hour, RadiusM = _radiusM,
            };
            request.Outputs.Add("wav");
            foreach (var thing in GetComponentsInChildren<ProcgenAmbienceThing>()) {
                var place = transform.InverseTransformPoint(thing.transform.position);
                request.Things.Add(new AmbienceThing { Kind = thing.Kind, XM = place.x, YM = place.y, ZM = -place.z });
            }
            var answer = await ProcgenRuntime.Client.Ambience.GenerateAmbienceAsync(request, cancellation: stop);
            stop.ThrowIfCancellationRequested();
            Take(SoundBuilder.BuildAmbience(answer), answer.Result.ReverberationS);
            return true;
        }, cancellation);

        /// <summary>Silence: what is heard stops, until a place is made anew.</summary>
        public void Hush() {
            _heard.Clear();
            if (_made)
                ProcgenRuntime.Release(_made);
            _made = null;
        }

        /// <summary>Has what is of the land within <see cref="RadiusM"/> of a place below this object, to the east and to the north:
        /// what is left behind is heard again ahead. What sounds now and then goes there while it is silent.</summary>
        public void KeepAround(Vector3 place) {
            foreach (var emitter in _heard) {
                if (!emitter.Strewn || emitter.IsBusy)
                    continue;
                var at = emitter.transform.localPosition;
                var (x, z) = (Around(at.x, place.x), Around(at.z, place.z));
                if (Mathf.Approximately(x, at.x) && Mathf.Approximately(z, at.z))
                    continue;
                (at.x, at.z) = (x, z);
                if (GroundOf != null)
                    at.y = GroundOf(at) + emitter.HighM;
                emitter.transform.localPosition = at;
            }
        }

        private void Take(GameObject made, float reverberationS) {
            Hush();
            _made = made;
            made.transform.SetParent(transform, false);
            _heard.AddRange(made.GetComponentsInChildren<ProcgenSoundEmitter>());
            (ReverberationS, _present) = (reverberationS, _presence);
            ShowPresence();
        }

        private void Update() {
            if (!_made)
                return;
            if (_present != _presence) {
                _present = Mathf.MoveTowards(_present, _presence, Time.deltaTime / FadeS);
                ShowPresence();
            }
            if (_follows)
                KeepAround(transform.InverseTransformPoint(_follows.position));
        }

        private void ShowPresence() {
            foreach (var emitter in _heard)
                if (emitter.IsOfTheLand)
                    emitter.Share = Mathf.Sqrt(_present);
        }

        private float Around(float at, float middle) => middle + Mathf.Repeat(at - middle + _radiusM, 2f * _radiusM) - _radiusM;
    }
}
