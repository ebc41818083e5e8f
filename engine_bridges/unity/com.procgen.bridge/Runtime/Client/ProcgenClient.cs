using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;

namespace Procgen {
    /// <summary>Calls a procgen server: <c>procgen serve</c> on this computer.</summary>
    /// <remarks>There is a member for each of its services. Calls can be awaited and cancelled:
    /// <code>
    /// using var client = new ProcgenClient();
    /// var request = new TerrainRequest { Seed = 7, WidthPx = 513, DepthPx = 513 };
    /// request.Outputs.Add(TerrainOutput.HeightsF32);
    /// var answer = await client.Terrain.GenerateAsync(request, read => Show(read.Progress), cancellation);
    /// byte[] heights = answer.Artifact("heights_f32");
    /// </code></remarks>
    public sealed class ProcgenClient : ProcgenChannel {
        /// <summary>The server's gRPC-Web port, unless it was started with another.</summary>
        public const int DefaultWebPort = 50052;

        // Of a blob in one request; the server refuses requests of more than 1 MiB.
        private const int PieceBytes = 1_000_000;

        /// <summary>A client of the server at an address; nothing is sent before the first call.</summary>
        public ProcgenClient(int webPort = DefaultWebPort, string host = "127.0.0.1") {
            (Host, WebPort) = (host, webPort);
            (System, Terrain, Texture) = (new SystemService(this), new TerrainService(this), new TextureService(this));
            (Character, Dialogue, Blobs) = (new CharacterService(this), new DialogueService(this), new BlobService(this));
            (Layout, Table, World) = (new LayoutService(this), new TableService(this), new WorldService(this));
            (Speech, Sound, Ambience) = (new SpeechService(this), new SoundService(this), new AmbienceService(this));
            (Music, Batch) = (new MusicService(this), new BatchService(this));
        }

        /// <summary>The server itself.</summary>
        public SystemService System { get; }

        /// <summary>Terrain.</summary>
        public TerrainService Terrain { get; }

        /// <summary>Materials.</summary>
        public TextureService Texture { get; }

        /// <summary>People.</summary>
        public CharacterService Character { get; }

        /// <summary>What is said.</summary>
        public DialogueService Dialogue { get; }

        /// <summary>Tile maps.</summary>
        public LayoutService Layout { get; }

        /// <summary>Rows of tables.</summary>
        public TableService Table { get; }

        /// <summary>Lines that are spoken.</summary>
        public SpeechService Speech { get; }

        /// <summary>Effects.</summary>
        public SoundService Sound { get; }

        /// <summary>What is heard of places.</summary>
        public AmbienceService Ambience { get; }

        /// <summary>Music.</summary>
        public MusicService Music { get; }

        /// <summary>Whole places.</summary>
        public WorldService World { get; }

        /// <summary>Inputs that are too large for a request.</summary>
        public BlobService Blobs { get; }

        /// <summary>Many jobs at once, which the server does by and by.</summary>
        public BatchService Batch { get; }

        /// <summary>Calls the method of any domain, as the server names it.</summary>
        /// <param name="method"><see cref="Domain.Method"/>.</param>
        /// <param name="request">A message of <see cref="Domain.RequestType"/>.</param>
        /// <param name="onEvent">Gets every <see cref="IServerEvent"/> but the pieces of files; with those that list
        /// files, their bytes.</param>
        /// <param name="cancellation">Stops the call by closing its connection; then no more events come.</param>
        /// <param name="timeout">One hour if left out.</param>
        /// <exception cref="ProcgenException">The call failed.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<Answer<Message>> GenerateAsync(
            string method, Message request, Action<Message, IReadOnlyList<byte[]>> onEvent = null,
            CancellationToken cancellation = default, TimeSpan? timeout = null) =>
            StreamAsync<Message, Message>(method, request, onEvent, cancellation, timeout);

        /// <summary>Sends what is too large for a request, such as a photo to follow. The server forgets it when it has
        /// not been named for a while.</summary>
        /// <returns>The SHA-256 by which requests name it.</returns>
        /// <exception cref="ProcgenException">A call failed.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public async Task<string> PutBlobAsync(byte[] blob, CancellationToken cancellation = default) {
            var request = new PutBlobRequest { Sha256 = ArtifactAssembler.Sha256(blob), TotalBytes = (ulong)blob.Length };
            while (true) {
                // The first piece is empty: it asks what is there.
                var there = await Blobs.PutBlobAsync(request, cancellation).ConfigureAwait(false);
                if (there.Complete)
                    return request.Sha256;
                var start = (int)there.ReceivedBytes;
                request.OffsetBytes = there.ReceivedBytes;
                request.Data = blob.AsSpan(start, Math.Min(PieceBytes, blob.Length - start)).ToArray();
            }
        }
    }
}
