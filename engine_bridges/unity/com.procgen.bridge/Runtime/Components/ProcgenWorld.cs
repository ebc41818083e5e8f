using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.Events;

namespace Procgen {
    /// <summary>A world that <c>procgen generate world</c> or the window wrote into a folder: ground to walk on in its
    /// materials, water, buildings, plants and things, and people who say their lines when somebody comes near. Needs no
    /// server.</summary>
    /// <remarks>A unit is a metre; x points east, z north; the ground's north-western corner lies at the object's place. What
    /// is in the folder is shown in the editor as well, and not saved with the scene.</remarks>
    [AddComponentMenu("procgen/Procgen World"), ExecuteAlways]
    public sealed class ProcgenWorld : ProcgenBehaviour {
        [SerializeField, Tooltip("Where manifest.json is: below Assets/StreamingAssets, which builds take along, or a whole path.")]
        private string _folder = "";
        [SerializeField, Tooltip("Whether the folder is opened when this is enabled.")] private bool _onEnable = true;
        [SerializeField, Tooltip("To whom people turn and speak; nobody if empty.")] private Transform _viewer;
        [SerializeField, Tooltip("Whether it is heard in the running game, too: asks the server.")] private bool _sounds;
        [SerializeField, Range(0f, 16f), Tooltip("Milliseconds of a frame in which what was read is put into the scene,"
            + " where it is seen when it is whole; 0 shows parts as they come.")]
        private float _budgetMs;
        [SerializeField, Tooltip("Everything that the folder has stands there.")] private UnityEvent _onOpened = new UnityEvent();
        private static readonly string[] Parts = { "Ground", "Scenery", "Cover", "People" };
        private const double UsualMs = 5;
        private WorldBuilder _built;
        private Task _opening = Task.CompletedTask;

        /// <summary>Everything that the folder has stands there. Comes again when <see cref="CompleteAsync"/> has added to it.
        /// </summary>
        public event Action Opened;

        /// <summary>Where manifest.json is: a whole path, or one below <see cref="Application.streamingAssetsPath"/>.</summary>
        public string Folder { get => _folder; set => _folder = value; }

        /// <summary>To whom people turn and speak.</summary>
        public Transform Viewer {
            get => _viewer;
            set {
                _viewer = value;
                foreach (var person in People)
                    person.Viewer = value;
                if (Sound)
                    Sound.Walker = value;
            }
        }

        /// <summary>Whether it is heard in the running game, too: a <see cref="ProcgenWorldSound"/> is made of it, whose walker is
        /// <see cref="Viewer"/>. That asks the server.</summary>
        public bool Sounds { get => _sounds; set => _sounds = value; }

        /// <summary>Milliseconds of a frame in which what was read is put into the scene, where it is seen when it is whole then.
        /// 0 shows parts as they come.</summary>
        public float BudgetMs { get => _budgetMs; set => _budgetMs = value; }

        /// <summary>The longest that a frame was held up by putting the world into the scene, in milliseconds.</summary>
        public double LongestMs { get; private set; }

        // Of a world that is one of several: what they share, and what heights are multiples of.
        internal PictureBank Pictures { get; set; }

        internal float StepM { get; set; }

        /// <summary>What is heard, where <see cref="Sounds"/> is set; null otherwise.</summary>
        public ProcgenWorldSound Sound { get; private set; }

        /// <summary>What manifest.json says of the opened world; null before.</summary>
        public IReadOnlyDictionary<string, object> Manifest { get; private set; }

        /// <summary>Whether nobody lives there, or no more, as the manifest says: no light burns at night.</summary>
        public bool IsDeserted => Manifest != null && Manifest.TryGetValue("description", out var said)
            && said is Dictionary<string, object> description && description.TryGetValue("deserted", out var told) && told is bool deserted && deserted;

        /// <summary>Everybody who lives there.</summary>
        public IReadOnlyList<ProcgenWorldPerson> People => _built == null ? Array.Empty<ProcgenWorldPerson>() : (IReadOnlyList<ProcgenWorldPerson>)_built.People;

        /// <summary>The ground; null before there is any.</summary>
        public Terrain Ground => _built?.Ground;

        /// <summary>Opens <see cref="Folder"/> in place of what stands there.</summary>
        /// <exception cref="ProcgenException">A file is missing or can't be read.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task OpenAsync(CancellationToken cancellation = default) {
            Cancel();
            Clear();
            return _opening = RunAsync(async stop => {
                var folder = await WorldFolder.OpenAsync(_folder, stop);
                var pace = new FramePace(_budgetMs > 0f ? _budgetMs : UsualMs);
                // What is below it is not seen yet.
                var hidden = _budgetMs > 0f ? NewHidden() : null;
                var builder = new WorldBuilder(hidden ? hidden : transform, folder, stop, pace, Pictures, StepM);
                try {
                    await builder.BuildAsync();
                    if (hidden)
                        await ShowAsync(builder, hidden, pace, stop);
                    stop.ThrowIfCancellationRequested();
                } catch {
                    builder.Release();
                    throw;
                } finally {
                    if (hidden)
                        ProcgenRuntime.Release(hidden.gameObject);
                }
                foreach (Transform part in transform)
                    if (Array.IndexOf(Parts, part.name) >= 0)
                        Hide(part);
                (_built, Manifest, Viewer, LongestMs) = (builder, folder.Manifest, _viewer, pace.LongestMs);
                if (_sounds && Application.isPlaying)
                    BeginSound();
                Tell();
                return true;
            }, cancellation);
        }

        /// <summary>Adds who lives there, once their files have come into a folder that was opened without them, as
        /// <see cref="WalkableWorld.Complete"/> brings them. What stands stays as it is.</summary>
        /// <exception cref="ProcgenException">The world is not open, or a file is missing or can't be read.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task CompleteAsync(CancellationToken cancellation = default) => RunAsync(async stop => {
            while (!_opening.IsCompleted) {
                await Task.Yield();
                stop.ThrowIfCancellationRequested();
            }
            var built = _built ?? throw new ProcgenException(
                StatusCode.FailedPrecondition, "The world is not open: there is nothing to add to; call OpenAsync first.");
            var folder = await WorldFolder.OpenAsync(_folder, stop);
            var came = await built.BuildPeopleAsync(folder, stop);
            if (came)
                Hide(came);
            (Manifest, Viewer) = (folder.Manifest, _viewer);
            Tell();
            return true;
        }, cancellation);

        /// <summary>Takes away what was opened.</summary>
        public void Clear() {
            if (Sound)
                ProcgenRuntime.Release(Sound.gameObject);
            _built?.Release();
            (_built, Manifest) = (null, null);
        }

        // The same, some objects in each frame.
        internal async Task ClearAsync(CancellationToken stop) {
            var built = _built;
            (_built, Manifest) = (null, null);
            if (built != null)
                await built.ReleaseAsync(stop);
        }

        /// <summary>Cancels, and takes away what was opened.</summary>
        protected override void OnDisable() {
            base.OnDisable();
            Clear();
        }

        private void OnEnable() {
            if (_onEnable && _folder != "")
                Forget(OpenAsync());
        }

        private void BeginSound() {
            Sound = new GameObject("Sound").AddComponent<ProcgenWorldSound>();
            Sound.transform.SetParent(transform, false);
            Sound.Walker = _viewer;
            Sound.Failed += Tell;
            Forget(Sound.MakeAsync());
        }

        private void Tell() {
            Opened?.Invoke();
            _onOpened.Invoke();
        }

        private Transform NewHidden() {
            var hidden = new GameObject("Opening") { hideFlags = HideFlags.DontSave };
            hidden.SetActive(false);
            hidden.transform.SetParent(transform, false);
            return hidden.transform;
        }

        // Thing after thing, for all of a world at once takes longer than a frame.
        private async Task ShowAsync(WorldBuilder builder, Transform hidden, FramePace pace, CancellationToken stop) {
            var things = builder.Standing().Where(thing => thing.gameObject.activeSelf).ToList();
            foreach (var thing in things)
                thing.gameObject.SetActive(false);
            foreach (var part in hidden.Cast<Transform>().ToList()) {
                part.SetParent(transform, false);
                await pace.RestAsync(stop);
            }
            builder.MoveTo(transform);
            foreach (var thing in things) {
                thing.gameObject.SetActive(true);
                await pace.RestAsync(stop);
            }
        }

        // Whatever the scene is saved for, its file does not grow by the world.
        private static void Hide(Transform part) {
            part.gameObject.hideFlags = HideFlags.DontSave;
            foreach (Transform below in part)
                Hide(below);
        }
    }
}
