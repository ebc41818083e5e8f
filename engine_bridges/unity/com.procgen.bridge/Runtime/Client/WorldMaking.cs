using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;

namespace Procgen {
    /// <summary>A world in the making: what one walks about in is there long before the rest.</summary>
    /// <remarks><code>
    /// var making = new WorldMaking(client, new WorldRequest { Seed = 7, Text = "a fishing village" });
    /// (await making.Walkable)?.WriteTo(folder);
    /// await world.OpenAsync();
    /// var whole = await making.Whole;
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
        public void WriteTo(string folder) {
            for (var index = 0; index < Files.Count; index++) {
                var into = Path.Combine(folder, Artifacts[index].Folder);
                Directory.CreateDirectory(into);
                File.WriteAllBytes(Path.Combine(into, Artifacts[index].FileName), Files[index]);
            }
            File.WriteAllBytes(Path.Combine(folder, "manifest.json"), _said.ManifestJson);
        }
    }
}
