using System.Runtime.CompilerServices;
using UnityEngine;

[assembly: InternalsVisibleTo("Procgen.Bridge.Editor")]
[assembly: InternalsVisibleTo("Procgen.Bridge.Editor.Tests")]
[assembly: InternalsVisibleTo("Procgen.Bridge.Tests")]

namespace Procgen {
    /// <summary>What all of this package has in common while Unity runs.</summary>
    public static class ProcgenRuntime {
        private static ProcgenClient _client;

        /// <summary>The client that all components share, of the server that <see cref="ProcgenSettings.Current"/> names.
        /// On the main thread.</summary>
        public static ProcgenClient Client {
            get {
                _client ??= new ProcgenClient();
                ProcgenSettings.Current.ApplyTo(_client);
                return _client;
            }
        }

        /// <summary>Stops all calls: they end with <see cref="System.OperationCanceledException"/>. Happens by itself when
        /// the game quits, when play mode begins, and before the editor reloads scripts.</summary>
        public static void CancelAll() {
            _client?.Dispose();
            _client = null;
        }

        /// <summary>Destroys something that was made, in play mode and in the editor.</summary>
        public static void Release(Object made) {
            if (Application.isPlaying)
                Object.Destroy(made);
            else
                Object.DestroyImmediate(made);
        }

        // Before any scene, and even where the project has switched off that scripts are loaded anew.
        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.SubsystemRegistration)]
        private static void Begin() {
            CancelAll();
            Application.quitting -= CancelAll;
            Application.quitting += CancelAll;
        }
    }
}
