using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace Procgen {
    using Fields = Dictionary<string, object>;

    // Reads files of a folder that "procgen generate world" or the window wrote, on any thread. What can't be read throws a
    // ProcgenException.
    internal class FileFolder {
        private readonly string _remedy;

        // What to do where a file is missing.
        public FileFolder(string path, string remedy) => (Path, _remedy) = (path, remedy);

        public string Path { get; }

        // A whole path, of one below Application.streamingAssetsPath or a whole one; on the main thread.
        public static string WholePath(string path) => System.IO.Path.Combine(Application.streamingAssetsPath, path);

        public bool Has(string name) => File.Exists(PathOf(name));

        public byte[] Bytes(string name) {
            try {
                return Has(name) ? File.ReadAllBytes(PathOf(name))
                    : throw new ProcgenException(StatusCode.NotFound, $"{PathOf(name)} is missing; {_remedy}.");
            } catch (Exception error) when (error is IOException || error is UnauthorizedAccessException) {
                throw Bad(name, $"not to be read ({error.Message.TrimEnd('.')})");
            }
        }

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
            if (rows < 2 || columns < 2 || bytes.Length - start != 4L * rows * columns)
                throw Bad(name, "no whole grid of 32-bit floats");
            return MemoryMarshal.Cast<byte, float>(bytes.AsSpan(start)).ToArray();
        }

        // What such numbers come to between them, at so many rows and columns from the first.
        public static float Between(float[] numbers, int rows, int columns, float down, float right) {
            var (row, column) = (Math.Min((int)down, rows - 2), Math.Min((int)right, columns - 2));
            float At(int below, int beside) => numbers[(row + below) * columns + column + beside];
            var (upper, lower) = (Mathf.Lerp(At(0, 0), At(0, 1), right - column), Mathf.Lerp(At(1, 0), At(1, 1), right - column));
            return Mathf.Lerp(upper, lower, down - row);
        }

        protected ProcgenException Bad(string name, string what) =>
            new ProcgenException(StatusCode.DataLoss, $"{PathOf(name)} is {what}; generate it anew.");

        private string PathOf(string name) => System.IO.Path.Combine(Path, name);
    }

    // The folder of a world.
    internal sealed class WorldFolder : FileFolder {
        // What stands there; folders of older servers have it in the whole scene alone.
        private const string Standing = "built.glb", Whole = "world.glb";

        public WorldFolder(string path) : base(path, "generate the world with all its parts") {
            Manifest = Json(WorldFiles.ManifestName);
            if (!Manifest.TryGetValue("format", out var format) || (format as string) != "procgen-world")
                throw Bad(WorldFiles.ManifestName, "no manifest of a world");
        }

        public Fields Manifest { get; }

        // The file of water, buildings and things; null of a world in which nothing stands.
        public string Scenery => Has(Standing) ? Standing : Has(Whole) ? Whole : Lists(Standing) ? Standing
            : Lists(Whole) || !WasAskedFor("built") ? Whole : null;

        // That of a whole path, or of one below Application.streamingAssetsPath; on the main thread, which does not wait for it.
        public static async Task<WorldFolder> OpenAsync(string path, CancellationToken stop) {
            var whole = WholePath(path);
            var folder = await Task.Run(() => new WorldFolder(whole), stop);
            stop.ThrowIfCancellationRequested();
            return folder;
        }

        private bool Lists(string file) => Glb.ListOf(Manifest, "files").Any(one => one.TryGetValue("path", out var path) && (path as string) == file);

        private bool WasAskedFor(string part) => !(Glb.Inner(Manifest, "recipe") is Fields recipe) || !(Glb.Inner(recipe, "request") is Fields request)
            || !request.TryGetValue("parts", out var parts) || !(parts is List<object> list) || list.Contains(part);
    }
}
