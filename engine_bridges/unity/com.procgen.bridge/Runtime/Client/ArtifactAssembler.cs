using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Procgen.V1;

namespace Procgen {
    // Puts the chunks of a call's artifacts together again.
    internal sealed class ArtifactAssembler {
        // More than most artifacts have: a damaged size must not take all memory.
        private const ulong MostAtOnceBytes = 64 << 20;

        private readonly List<(MemoryStream Bytes, ulong Total)> _artifacts = new List<(MemoryStream, ulong)>();
        private uint _first;

        public static string Sha256(byte[] bytes) {
            using var hash = SHA256.Create();
            return string.Concat(hash.ComputeHash(bytes).Select(octet => octet.ToString("x2")));
        }

        // Appends a piece. Returns what is wrong with it, or nothing.
        public string Add(Chunk chunk) {
            var index = (long)chunk.ArtifactIndex - _first;
            if (index == _artifacts.Count)
                _artifacts.Add((new MemoryStream((int)Math.Min(chunk.TotalBytes, MostAtOnceBytes)), chunk.TotalBytes));
            // Pieces come in order and without gaps, and artifacts one after the other.
            if (index != _artifacts.Count - 1 || chunk.OffsetBytes != (ulong)_artifacts.Last().Bytes.Length)
                return "order of chunks";
            var (bytes, total) = _artifacts.Last();
            bytes.Write(chunk.Data, 0, chunk.Data.Length);
            return (ulong)bytes.Length > total || chunk.TotalBytes != total ? $"size of artifact {index}" : "";
        }

        // Hands over the artifacts so far; those that follow are counted on, but kept by themselves. Returns what is
        // wrong with them by what the server says of them, or nothing.
        public string Take(IReadOnlyList<Artifact> said, out IReadOnlyList<byte[]> taken) {
            taken = Array.Empty<byte[]>();
            var wrong = said.Count != _artifacts.Count ? "number of artifacts" : Look(said, out taken);
            if (wrong != "")
                return wrong;
            _first += (uint)_artifacts.Count;
            _artifacts.Clear();
            return "";
        }

        // Shows the first of them, which are listed again with those that follow. Returns what is wrong, or nothing.
        public string Look(IReadOnlyList<Artifact> said, out IReadOnlyList<byte[]> seen) {
            var files = _artifacts.Take(said.Count).Select(
                file => file.Bytes.Capacity == file.Bytes.Length ? file.Bytes.GetBuffer() : file.Bytes.ToArray()).ToArray();
            seen = files;
            if (said.Count != files.Length)
                return "number of artifacts";
            for (var index = 0; index < files.Length; index++)
                if ((ulong)files[index].Length != _artifacts[index].Total || _artifacts[index].Total != said[index].SizeBytes)
                    return $"size of artifact {index}";
                else if (Sha256(files[index]) != said[index].Sha256)
                    return $"SHA-256 of artifact {index}";
            return "";
        }
    }
}
