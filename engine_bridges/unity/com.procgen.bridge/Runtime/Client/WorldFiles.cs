using System;
using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading;
using Procgen.V1;

namespace Procgen {
    // Writes worlds into folders, on any thread.
    internal static class WorldFiles {
        public const string ManifestName = "manifest.json";
        private static readonly Regex Below = new Regex(@"^([A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*)?$");
        private static readonly char[] NotInNames = { '/', '\\', ':' };

        // Writes files of a world, its manifest last and at once, for it tells that the world is there. Those that lie there
        // already, as far as anybody knows, are left alone: somebody may be reading them.
        // ProcgenException where one would lie elsewhere or there is no manifest, IOException where one can't be written.
        public static void Write(
            string folder, IReadOnlyList<Artifact> said, IReadOnlyList<byte[]> files, byte[] manifest, CancellationToken stop,
            IReadOnlyList<Artifact> known = null) {
            var there = new HashSet<(string, string, string)>();
            foreach (var file in known ?? Array.Empty<Artifact>())
                there.Add((file.Folder, file.FileName, file.Sha256));
            for (var index = 0; index < files.Count; index++) {
                stop.ThrowIfCancellationRequested();
                var (below, name) = (said[index].Folder, said[index].FileName);
                if (!Below.IsMatch(below) || name == "" || name == "." || name == ".." || name.IndexOfAny(NotInNames) >= 0)
                    throw new ProcgenException(
                        StatusCode.Internal, $"The procgen server sent a file that belongs outside of the world's folder: \"{below}/{name}\".");
                if (below == "" && name == ManifestName)
                    manifest = files[index];
                else if (!there.Contains((below, name, said[index].Sha256))) {
                    Directory.CreateDirectory(Path.Combine(folder, below));
                    File.WriteAllBytes(Path.Combine(folder, below, name), files[index]);
                }
            }
            if (manifest == null)
                throw new ProcgenException(StatusCode.Internal, $"The procgen server sent no {ManifestName}.");
            stop.ThrowIfCancellationRequested();
            Directory.CreateDirectory(folder);
            var (beside, whole) = (Path.Combine(folder, ManifestName + ".new"), Path.Combine(folder, ManifestName));
            File.WriteAllBytes(beside, manifest);
            if (File.Exists(whole))
                File.Replace(beside, whole, null);
            else
                File.Move(beside, whole);
        }
    }
}
