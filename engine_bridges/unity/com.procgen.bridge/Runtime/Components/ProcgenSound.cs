using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;

namespace Procgen {
    /// <summary>Sounds of a running game: footsteps on any ground, and any other effect.</summary>
    [AddComponentMenu("procgen/Procgen Sound")]
    [RequireComponent(typeof(AudioSource))]
    public sealed class ProcgenSound : ProcgenBehaviour {
        [SerializeField, Tooltip("What touches the ground: shoe, bare, boot, heel, armour, paw, hoof.")] private string _foot = "shoe";
        [SerializeField, Tooltip("walk, run, sneak, jump, land or scuff.")] private string _gait = "walk";
        [SerializeField, Tooltip("A surface such as \"gravel\" or a class of texture such as \"planks\", where nothing says what the ground is.")]
        private string _usualSurface = "dirt";
        [SerializeField, Range(0f, 1f)] private float _intensity = 0.5f;
        [SerializeField, Range(0f, 1f)] private float _wetness;
        [SerializeField, Range(0.1f, 10f), Tooltip("How far below the ground is looked for, metres.")] private float _reachM = 2f;
        [SerializeField, Range(1, 32), Tooltip("Steps of a kind, none like another.")] private int _variants = 8;
        [SerializeField, Tooltip("Which sounds of their kind.")] private ulong _seed;
        private readonly Dictionary<string, List<AudioClip>> _made = new Dictionary<string, List<AudioClip>>();
        private int _last = -1;

        /// <summary>A sound begins to be heard: its effect.</summary>
        public event Action<string> Played;

        /// <summary>Takes this object's place and gives the name of a surface or a class of texture; null or nothing where it
        /// does not know.</summary>
        public Func<Vector3, string> SurfaceOf { get; set; }

        /// <summary>What touches the ground.</summary>
        public string Foot { get => _foot; set => _foot = value; }

        /// <summary>How it is put down.</summary>
        public string Gait { get => _gait; set => _gait = value; }

        /// <summary>Where nothing says what the ground is.</summary>
        public string UsualSurface { get => _usualSurface; set => _usualSurface = value; }

        /// <summary>How hard it is put down, 0 to 1.</summary>
        public float Intensity { get => _intensity; set => _intensity = value; }

        /// <summary>Of the ground, 0 to 1.</summary>
        public float Wetness { get => _wetness; set => _wetness = value; }

        /// <summary>Steps of a kind, none like another.</summary>
        public int Variants { get => _variants; set => _variants = value; }

        /// <summary>Which sounds of their kind.</summary>
        public ulong Seed { get => _seed; set => _seed = value; }

        /// <summary>One step on what is below, or on a surface; for animation events. It is silent the first time if the
        /// ground's steps are not there yet: they are then made.</summary>
        public void Step(string surface = "") {
            var request = StepRequest(surface);
            if (!Hear(request))
                Forget(PrepareAsync(request));
        }

        /// <summary>Makes steps on a ground before it is walked on.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<IReadOnlyList<AudioClip>> PrepareStepsAsync(string surface, CancellationToken cancellation = default) =>
            PrepareAsync(StepRequest(surface), cancellation);

        /// <summary>Makes a sound, if it is not there yet, and plays it.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public async Task PlayAsync(SoundRequest request, CancellationToken cancellation = default) {
            await PrepareAsync(request, cancellation);
            Hear(request);
        }

        /// <summary>Makes a sound, if it is not there yet.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<IReadOnlyList<AudioClip>> PrepareAsync(SoundRequest request, CancellationToken cancellation = default) =>
            RunAsync<IReadOnlyList<AudioClip>>(async stop => {
                var key = Key(request);
                if (_made.TryGetValue(key, out var there))
                    return there;
                request.Outputs.Clear();
                request.Outputs.Add("wav");
                var answer = await ProcgenRuntime.Client.Sound.GenerateSoundAsync(request, cancellation: stop);
                stop.ThrowIfCancellationRequested();
                return _made[key] = SoundBuilder.BuildClips(answer);
            }, cancellation);

        /// <inheritdoc/>
        protected override void OnDestroy() {
            base.OnDestroy();
            foreach (var clips in _made.Values)
                clips.ForEach(ProcgenRuntime.Release);
            _made.Clear();
        }

        // One of so many, but not the last one again.
        internal static int Other(int last, int count) =>
            count < 2 ? 0 : last < 0 ? UnityEngine.Random.Range(0, count) : (last + UnityEngine.Random.Range(1, count)) % count;

        private static string Key(SoundRequest request) {
            var said = (SoundRequest)request.Clone();
            said.Outputs.Clear();
            return Json.Write(said.ToJson());
        }

        /// <summary>What is below: what <see cref="SurfaceOf"/> says, else the <see cref="ProcgenSurface"/> of the collider there or
        /// of what is above that, else <see cref="UsualSurface"/>.</summary>
        public string SurfaceBelow() {
            var told = SurfaceOf?.Invoke(transform.position);
            if (!string.IsNullOrEmpty(told))
                return told;
            var ray = new Ray(transform.position + Vector3.up * 0.5f, Vector3.down);
            var ground = Physics.Raycast(ray, out var hit, _reachM + 0.5f) ? hit.collider.GetComponentInParent<ProcgenSurface>() : null;
            return ground ? ground.Surface : _usualSurface;
        }

        private SoundRequest StepRequest(string surface) {
            return new SoundRequest {
                Effect = "footstep", Seed = _seed, Surface = string.IsNullOrEmpty(surface) ? SurfaceBelow() : surface, Foot = _foot,
                Gait = _gait, Intensity = _intensity, Wetness = _wetness, Variants = (uint)_variants,
            };
        }

        private bool Hear(SoundRequest request) {
            if (!_made.TryGetValue(Key(request), out var clips))
                return false;
            _last = Other(_last, clips.Count);
            GetComponent<AudioSource>().PlayOneShot(clips[_last % clips.Count]);
            Played?.Invoke(request.Effect);
            return true;
        }
    }
}
