using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace Procgen {
    using Fields = Dictionary<string, object>;

    // Reads the files of a world that "procgen generate world" or the window wrote, on any thread. What can't be read throws
    // a ProcgenException.
    internal sealed class WorldFolder {
        private const string ManifestName = "manifest.json";
        private readonly string _path;

        public WorldFolder(string path) {
            _path = path;
            Manifest = Json(ManifestName);
            if (!Manifest.TryGetValue("format", out var format) || (format as string) != "procgen-world")
                throw Bad(ManifestName, "no manifest of a world");
        }

        public Fields Manifest { get; }

        // That of a whole path, or of one below Application.streamingAssetsPath; on the main thread, which does not wait for it.
        public static async Task<WorldFolder> OpenAsync(string path, CancellationToken stop) {
            var whole = Path.Combine(Application.streamingAssetsPath, path);
            var folder = await Task.Run(() => new WorldFolder(whole), stop);
            stop.ThrowIfCancellationRequested();
            return folder;
        }

        public bool Has(string name) => File.Exists(Path.Combine(_path, name));

        public byte[] Bytes(string name) => Has(name) ? File.ReadAllBytes(Path.Combine(_path, name))
            : throw new ProcgenException(StatusCode.NotFound, $"{Path.Combine(_path, name)} is missing; generate the world with all its parts.");

        public Fields Json(string name) {
            try {
                return (Fields)Procgen.Json.Parse(Encoding.UTF8.GetString(Bytes(name)));
            } catch (Exception error) when (error is FormatException || error is InvalidCastException) {
                throw Bad(name, "no JSON object");
            }
        }

        // The objects in a list of a file that may be missing.
        public List<Fields> List(string name, string list) => Has(name) ? Glb.ListOf(Json(name), list) : new List<Fields>();

        // The numbers of a .npy file, row by row from the north.
        public float[] Floats(string name, out int rows, out int columns) {
            var bytes = Bytes(name);
            var start = bytes.Length > 10 ? 10 + BitConverter.ToUInt16(bytes, 8) : 0;
            var header = Encoding.ASCII.GetString(bytes, 0, Math.Min(start, bytes.Length));
            var shape = Regex.Match(header, @"'<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\)");
            if (!shape.Success)
                throw Bad(name, "no grid of 32-bit floats");
            (rows, columns) = (int.Parse(shape.Groups[1].Value), int.Parse(shape.Groups[2].Value));
            return MemoryMarshal.Cast<byte, float>(bytes.AsSpan(start)).ToArray();
        }

        // What such numbers come to between them, at so many rows and columns from the first.
        public static float Between(float[] numbers, int rows, int columns, float down, float right) {
            var (row, column) = (Math.Min((int)down, rows - 2), Math.Min((int)right, columns - 2));
            float At(int below, int beside) => numbers[(row + below) * columns + column + beside];
            var (upper, lower) = (Mathf.Lerp(At(0, 0), At(0, 1), right - column), Mathf.Lerp(At(1, 0), At(1, 1), right - column));
            return Mathf.Lerp(upper, lower, down - row);
        }

        private ProcgenException Bad(string name, string what) =>
            new ProcgenException(StatusCode.DataLoss, $"{Path.Combine(_path, name)} is {what}; generate the world anew.");
    }
}
