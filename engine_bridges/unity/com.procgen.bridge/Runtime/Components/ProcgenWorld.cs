using System;
using System.Collections.Generic;
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
        [SerializeField, Tooltip("Everything stands there.")] private UnityEvent _onOpened = new UnityEvent();
        private WorldBuilder _built;

        /// <summary>Everything stands there.</summary>
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

        /// <summary>What is heard, where <see cref="Sounds"/> is set; null otherwise.</summary>
        public ProcgenWorldSound Sound { get; private set; }

        /// <summary>What manifest.json says of the opened world; null before.</summary>
        public IReadOnlyDictionary<string, object> Manifest { get; private set; }

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
            return RunAsync(async stop => {
                var folder = await WorldFolder.OpenAsync(_folder, stop);
                var builder = new WorldBuilder(transform, folder, stop);
                try {
                    await builder.BuildAsync();
                    stop.ThrowIfCancellationRequested();
                } catch {
                    builder.Release();
                    throw;
                }
                foreach (Transform part in transform)
                    if (part.name == "Ground" || part.name == "Scenery" || part.name == "Cover" || part.name == "People")
                        Hide(part);
                (_built, Manifest, Viewer) = (builder, folder.Manifest, _viewer);
                if (_sounds && Application.isPlaying)
                    BeginSound();
                Opened?.Invoke();
                _onOpened.Invoke();
                return true;
            }, cancellation);
        }

        /// <summary>Takes away what was opened.</summary>
        public void Clear() {
            if (Sound)
                ProcgenRuntime.Release(Sound.gameObject);
            _built?.Release();
            (_built, Manifest) = (null, null);
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

        // Whatever the scene is saved for, its file does not grow by the world.
        private static void Hide(Transform part) {
            part.gameObject.hideFlags = HideFlags.DontSave;
            foreach (Transform below in part)
                Hide(below);
        }
    }
}
