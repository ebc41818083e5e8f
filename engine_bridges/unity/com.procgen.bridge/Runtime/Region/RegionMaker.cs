using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;

namespace Procgen {
    using Fields = Dictionary<string, object>;
    using Tile = ValueTuple<int, int>;

    // Has a server make tiles of a region, and writes them to where the region looks for them.
    internal static class RegionMaker {
        // Completes a request: the world of a tile as the region's recipe has it. ProcgenException where it says none.
        public static void Ask(WorldRequest request, RegionFolder folder, Tile tile) {
            var where = Path.Combine(folder.Path, RegionFolder.RegionName);
            if (!folder.Said.TryGetValue("recipe", out var recipe) || !(recipe is Fields fields)
                || !fields.TryGetValue("request", out var said) || !(said is Fields asked))
                throw new ProcgenException(StatusCode.FailedPrecondition, $"{where} says no recipe: its tiles can't be asked for.");
            var problems = request.MergeJson(asked, where);
            if (folder.Said.TryGetValue("metres_per_pixel", out var spacing))
                problems.AddRange(request.MergeJson(new Fields { { "metres_per_pixel", spacing } }, where));
            if (problems.Count > 0)
                throw new ProcgenException(StatusCode.InvalidArgument, string.Join(" ", problems));
            (request.Column, request.Row) = ((uint)tile.Item1, (uint)tile.Item2);
        }

        // ProcgenException if it isn't made or can't be written.
        public static async Task MakeAsync(WorldRequest request, string folder, CancellationToken stop) {
            var made = await ProcgenRuntime.Client.World.GenerateAsync(request, cancellation: stop);
            stop.ThrowIfCancellationRequested();
            try {
                await Task.Run(() => WorldFiles.Write(folder, made.Result.Artifacts, made.Artifacts, null, stop), stop);
            } catch (Exception error) when (error is IOException || error is UnauthorizedAccessException) {
                throw new ProcgenException(StatusCode.DataLoss, $"{folder} can't be written to: {error.Message}");
            }
            stop.ThrowIfCancellationRequested();
        }

        // Whether a server that failed so may do better after a while.
        public static bool IsPassing(StatusCode code) =>
            code == StatusCode.Unavailable || code == StatusCode.ResourceExhausted || code == StatusCode.DeadlineExceeded;
    }
}
