using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;

namespace Procgen {
    /// <summary>A world in the making: what one walks about in is there long before the rest.</summary>
    /// <remarks><code>
    /// var making = new WorldMaking(client, new WorldRequest { Seed = 7, Text = "a fishing village" });
    /// var walkable = await making.Walkable;
    /// walkable.WriteTo(folder);
    /// await world.OpenAsync();
    /// walkable.Complete(folder, await making.Whole);
    /// await world.CompleteAsync();
    /// </code></remarks>
    public sealed class WorldMaking {
        private readonly TaskCompletionSource<WalkableWorld> _walkable =
            new TaskCompletionSource<WalkableWorld>(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Has the world made.</summary>
        /// <param name="client">Who asks for it.</param>
        /// <param name="request">What is asked for. Only where all that one walks about in is among its parts does that
        /// come first.</param>
        /// <param name="onEvent">Gets every event but the pieces of files; with those that list files, their bytes.</param>
        /// <param name="cancellation">Stops the call by closing its connection; then no more events come.</param>
        /// <param name="timeout">One hour if left out.</param>
        public WorldMaking(
            ProcgenClient client, WorldRequest request, Action<WorldEvent, IReadOnlyList<byte[]>> onEvent = null,
            CancellationToken cancellation = default, TimeSpan? timeout = null) =>
            Whole = MakeAsync(client, request, onEvent, cancellation, timeout);

        /// <summary>Ground, water, buildings, plants and what they look like; null where the call ends without. Never
        /// fails: why a call has ended is what <see cref="Whole"/> says.</summary>
        public Task<WalkableWorld> Walkable => _walkable.Task;

        /// <summary>All of it.</summary>
        /// <exception cref="ProcgenException">The call failed.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<Answer<WorldResult>> Whole { get; }

        private async Task<Answer<WorldResult>> MakeAsync(
            ProcgenClient client, WorldRequest request, Action<WorldEvent, IReadOnlyList<byte[]>> onEvent,
            CancellationToken cancellation, TimeSpan? timeout) {
            void Take(WorldEvent read, IReadOnlyList<byte[]> files) {
                if (read.Walkable != null)
                    _walkable.TrySetResult(new WalkableWorld(read.Walkable, files));
                onEvent?.Invoke(read, files);
            }
            try {
                return await client.World.GenerateAsync(request, Take, cancellation, timeout);
            } finally {
                _walkable.TrySetResult(null);
            }
        }
    }

    /// <summary>What one walks about in, of a world whose people, animals and lines are still made.</summary>
    public sealed class WalkableWorld {
        private readonly WorldWalkable _said;

        /// <summary>What came with <see cref="WorldEvent.Walkable"/>.</summary>
        /// <param name="said">The event's own part.</param>
        /// <param name="files">The bytes of each file that it lists.</param>
        public WalkableWorld(WorldWalkable said, IReadOnlyList<byte[]> files) => (_said, Files) = (said, files);

        /// <summary>Which files there are.</summary>
        public IReadOnlyList<Artifact> Artifacts => _said.Files;

        /// <summary>Their bytes.</summary>
        public IReadOnlyList<byte[]> Files { get; }

        /// <summary>The manifest that goes with them: what manifest.json would hold were these all of the world's
        /// files.</summary>
        public Dictionary<string, object> Manifest() =>
            (Dictionary<string, object>)Json.Parse(System.Text.Encoding.UTF8.GetString(_said.ManifestJson));

        /// <summary>Writes them as a folder that <c>ProcgenWorld</c> opens; on any thread. The world's own files can be
        /// written over it later.</summary>
        /// <exception cref="ProcgenException">A file belongs outside of the folder.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled; there is no world in the folder then.</exception>
        public void WriteTo(string folder, CancellationToken cancellation = default) =>
            WorldFiles.Write(folder, Artifacts, Files, _said.ManifestJson, cancellation);

        /// <summary>Writes what has come since into the folder where these were written; on any thread.
        /// <c>ProcgenWorld.CompleteAsync</c> shows it.</summary>
        /// <param name="folder">The folder that <see cref="WriteTo"/> has written.</param>
        /// <param name="whole">What <see cref="WorldMaking.Whole"/> has come to.</param>
        /// <param name="cancellation">Stops it; the folder is still that of the walkable world then.</param>
        /// <exception cref="ProcgenException">A file belongs outside of the folder, or there is no manifest.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public void Complete(string folder, Answer<WorldResult> whole, CancellationToken cancellation = default) =>
            WorldFiles.Write(folder, whole.Result.Artifacts, whole.Artifacts, null, cancellation, Artifacts);
    }
}
