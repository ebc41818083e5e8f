using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Procgen.Editing {
    /// <summary>Installs the standalone server, checks what is installed, and removes it, beside the editor's thread.</summary>
    /// <remarks>What is fetched or named is held to its checksum before anything of it is used. It is unpacked beside its
    /// place and moved there whole, so what is there is whole.</remarks>
    internal sealed class ServerInstall {
        private const int MostFiles = 20_000, Chunk = 1 << 20;
        private const long MostBytes = 4L << 30;
        private static readonly string[] Loopback = { "127.0.0.1", "localhost", "[::1]" };
        private readonly ServerPlaces _places;
        private readonly Action<string, float> _progress;

        /// <param name="places">Where it goes.</param>
        /// <param name="progress">Told what is done and how far it has come, below 0 where that is not known; on any
        /// thread.</param>
        public ServerInstall(ServerPlaces places, Action<string, float> progress) => (_places, _progress) = (places, progress);

        /// <summary>What is wrong with where a server is to come from, and its checksum; null if they will do.</summary>
        /// <param name="source">An address, or the path of a file.</param>
        /// <param name="sha256">64 hexadecimal digits.</param>
        /// <param name="mayFetch">Whether addresses are taken.</param>
        public static string ProblemOf(string source, string sha256, bool mayFetch) {
            if (IsAddress(source)) {
                if (!mayFetch)
                    return "Nothing may be fetched: Allow downloads is off in Project Settings, procgen. Name a file.";
                if (!Uri.TryCreate(source, UriKind.Absolute, out var address))
                    return "The address can't be read.";
                if (address.Scheme != "https" && !Loopback.Contains(address.Host))
                    return "The address has to begin with https://.";
            } else if (!File.Exists(source))
                return source == "" ? "Name an address or a file." : "There is no such file.";
            if (!source.Split('?')[0].EndsWith(".zip", StringComparison.Ordinal))
                return "It has to be a .zip file.";
            return sha256.Length == 64 && sha256.All(Uri.IsHexDigit) ? null : "Its SHA-256 is needed: 64 hexadecimal digits.";
        }

        private static bool IsAddress(string source) =>
            source.StartsWith("https://", StringComparison.Ordinal) || source.StartsWith("http://", StringComparison.Ordinal);

        /// <summary>Installs from a .zip file, which is at an address or here.</summary>
        /// <returns>What is wrong, for people; null if all went well.</returns>
        /// <exception cref="OperationCanceledException">It was cancelled; nothing was installed.</exception>
        public async Task<string> Install(string source, string sha256, bool mayFetch, CancellationToken cancelled) {
            var problem = ProblemOf(source, sha256, mayFetch);
            if (problem != null)
                return problem;
            if (!IsAddress(source))
                return await Task.Run(() => CheckAndUnpack(source, source, sha256, cancelled), cancelled).ConfigureAwait(false);
            var path = Path.Combine(_places.Root, "downloads", Path.GetFileName(new Uri(source).AbsolutePath));
            try {
                return await Fetch(source, path, cancelled).ConfigureAwait(false)
                    ?? await Task.Run(() => CheckAndUnpack(path, source, sha256, cancelled), cancelled).ConfigureAwait(false);
            } finally {
                File.Delete(path);
            }
        }

        /// <summary>Checks each file of what is installed, and installs it again from where it came if one has changed.</summary>
        public async Task<string> Repair(bool mayFetch, CancellationToken cancelled) {
            var folder = _places.BundleFolder;
            if (!File.Exists(Path.Combine(folder, ServerPlaces.Mark)))
                return $"Nothing is installed in {folder}.";
            if (await Task.Run(() => IsWhole(folder, cancelled), cancelled).ConfigureAwait(false))
                return null;
            var mark = Read(Path.Combine(folder, ServerPlaces.Mark));
            return await Install((string)mark["source"], (string)mark["sha256"], mayFetch, cancelled).ConfigureAwait(false);
        }

        /// <summary>Removes what was installed, and nothing else.</summary>
        public string Uninstall(string folder) {
            if (!_places.Installed.Contains(folder))
                return $"Nothing is installed in {folder}.";
            try {
                Directory.Delete(folder, true);
                return null;
            } catch (Exception error) when (error is IOException || error is UnauthorizedAccessException) {
                return $"{folder} can't be removed: {error.Message}";
            }
        }

        /// <summary>Whether an entry of an archive is in that folder of it, and nowhere else.</summary>
        public static bool IsInside(string entry, string folder) {
            if (!entry.StartsWith(folder + "/", StringComparison.Ordinal) || entry.Contains('\\') || entry.Contains(':'))
                return false;
            var path = entry.EndsWith("/", StringComparison.Ordinal) ? entry.Substring(0, entry.Length - 1) : entry;
            return path.Split('/').All(part => part != "" && part != "." && part != ".." && part == part.Trim() && !part.Any(char.IsControl));
        }

        private async Task<string> Fetch(string address, string path, CancellationToken cancelled) {
            Directory.CreateDirectory(Path.GetDirectoryName(path));
            try {
                using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
                using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancelled).ConfigureAwait(false);
                if (answer.StatusCode != HttpStatusCode.OK)
                    return $"{address} can't be fetched: the answer is {(int)answer.StatusCode}.";
                var size = answer.Content.Headers.ContentLength;
                using var from = await answer.Content.ReadAsStreamAsync().ConfigureAwait(false);
                using var to = File.Create(path);
                var buffer = new byte[Chunk];
                for (int count; (count = await from.ReadAsync(buffer, 0, Chunk, cancelled).ConfigureAwait(false)) > 0;) {
                    await to.WriteAsync(buffer, 0, count, cancelled).ConfigureAwait(false);
                    if (to.Length > MostBytes)
                        return $"{address} is larger than {MostBytes >> 30} GiB.";
                    _progress("Fetching…", size > 0 ? to.Length / (float)size : -1);
                }
                return null;
            } catch (HttpRequestException error) {
                return $"{address} can't be fetched: {error.Message}";
            }
        }

        private string CheckAndUnpack(string path, string source, string sha256, CancellationToken cancelled) {
            var work = Path.Combine(_places.Root, ".unpacking");
            try {
                var found = Sha256Of(path, cancelled, "Checking…");
                if (!string.Equals(found, sha256, StringComparison.OrdinalIgnoreCase))
                    return $"{Path.GetFileName(path)} has the SHA-256 {found}, not {sha256}. Nothing was installed"
                        + (path == source ? "." : "; the download is deleted.");
                Empty(work);
                using (var archive = ZipFile.OpenRead(path))
                    Unpack(archive, work, cancelled);
                var mark = new Dictionary<string, object> {
                    { "kind", "bundle" }, { "source", source }, { "sha256", found },
                    { "manifest", Sha256Of(Path.Combine(work, ServerPlaces.Manifest), cancelled) },
                };
                File.WriteAllText(Path.Combine(work, ServerPlaces.Mark), Json.Write(mark));
                Replace(_places.BundleFolder, work);
                return null;
            } catch (Exception error) when (error is IOException || error is UnauthorizedAccessException || error is InvalidDataException) {
                return $"{error.Message} Nothing was installed.";
            } finally {
                Empty(work);
            }
        }

        private void Unpack(ZipArchive archive, string work, CancellationToken cancelled) {
            if (archive.Entries.Count > MostFiles)
                throw new InvalidDataException($"The archive has {archive.Entries.Count} files; at most {MostFiles} are taken.");
            foreach (var entry in archive.Entries)
                if (!IsInside(entry.FullName, ServerPlaces.BundleName))
                    throw new InvalidDataException(
                        $"The archive has \"{entry.FullName}\", which would not be in {ServerPlaces.BundleName}.");
            var told = archive.GetEntry($"{ServerPlaces.BundleName}/{ServerPlaces.Manifest}")
                ?? throw new InvalidDataException($"The archive has no {ServerPlaces.Manifest} for {ServerPlaces.BundleName}.");
            Directory.CreateDirectory(work);
            var path = Path.Combine(work, ServerPlaces.Manifest);
            Extract(told, path, told.Length);
            var manifest = Read(path);
            var (version, platform) = (manifest.GetValueOrDefault("version"), manifest.GetValueOrDefault("platform"));
            if (!Equals(version, ServerPlaces.Version) || !Equals(platform, ServerPlaces.Platform))
                throw new InvalidDataException($"The archive is procgen {version} for {platform}; "
                    + $"this package needs {ServerPlaces.Version} for {ServerPlaces.Platform}.");
            var files = FilesOf(manifest);
            var total = files.Values.Sum(file => Convert.ToInt64(file["bytes"]));
            if (total > MostBytes)
                throw new InvalidDataException($"The archive unpacks to {total / 1e9:0.0} GB; that is too much.");
            var programs = new List<string>();
            var written = 0L;
            foreach (var (name, file) in files) {
                cancelled.ThrowIfCancellationRequested();
                var inner = $"{ServerPlaces.BundleName}/{name}";
                if (!IsInside(inner, ServerPlaces.BundleName))
                    throw new InvalidDataException($"The manifest has \"{name}\", which is no file of the archive.");
                var target = Path.Combine(work, name);
                var bytes = Convert.ToInt64(file["bytes"]);
                Extract(archive.GetEntry(inner) ?? throw new InvalidDataException($"{name} is not in the archive."), target, bytes);
                if (Sha256Of(target, cancelled) != (string)file["sha256"])
                    throw new InvalidDataException($"{name} in the archive is damaged.");
                if (file.ContainsKey("program"))
                    programs.Add(target);
                _progress("Unpacking…", (written += bytes) / (float)Math.Max(total, 1));
            }
            if (Path.DirectorySeparatorChar == '/')
                foreach (var program in programs)
                    MakeRunnable(program);
        }

        // An entry that is longer than it says ends the unpacking, not the disk.
        private static void Extract(ZipArchiveEntry entry, string path, long bytes) {
            Directory.CreateDirectory(Path.GetDirectoryName(path));
            using var from = entry.Open();
            using var to = File.Create(path);
            var buffer = new byte[Chunk];
            for (int count; (count = from.Read(buffer, 0, Chunk)) > 0;) {
                if (to.Length + count > bytes)
                    throw new InvalidDataException($"{entry.FullName} is longer than the archive says.");
                to.Write(buffer, 0, count);
            }
        }

        // .NET Standard 2.1 has no call for it.
        private static void MakeRunnable(string path) {
            using var program = Process.Start(new ProcessStartInfo("/bin/chmod", $"755 \"{path}\"") { UseShellExecute = false });
            program.WaitForExit();
            if (program.ExitCode != 0)
                throw new IOException($"{path} can't be made a program.");
        }

        private bool IsWhole(string folder, CancellationToken cancelled) {
            var manifest = Path.Combine(folder, ServerPlaces.Manifest);
            var mark = Read(Path.Combine(folder, ServerPlaces.Mark));
            if (!File.Exists(manifest) || Sha256Of(manifest, cancelled) != (string)mark["manifest"])
                return false;
            var files = FilesOf(Read(manifest));
            var done = 0;
            foreach (var (name, file) in files) {
                var path = Path.Combine(folder, name);
                if (!File.Exists(path) || Sha256Of(path, cancelled) != (string)file["sha256"])
                    return false;
                _progress("Checking…", ++done / (float)files.Count);
            }
            return true;
        }

        private string Sha256Of(string path, CancellationToken cancelled, string stage = null) {
            using var file = File.OpenRead(path);
            using var hash = SHA256.Create();
            var buffer = new byte[Chunk];
            for (int count; (count = file.Read(buffer, 0, Chunk)) > 0;) {
                cancelled.ThrowIfCancellationRequested();
                hash.TransformBlock(buffer, 0, count, null, 0);
                if (stage != null)
                    _progress(stage, file.Position / (float)file.Length);
            }
            hash.TransformFinalBlock(buffer, 0, 0);
            return string.Concat(hash.Hash.Select(value => value.ToString("x2")));
        }

        private static Dictionary<string, object> Read(string path) {
            try {
                return Json.Parse(File.ReadAllText(path, Encoding.UTF8)) as Dictionary<string, object>
                    ?? throw new InvalidDataException($"{Path.GetFileName(path)} can't be read.");
            } catch (FormatException error) {
                throw new InvalidDataException($"{Path.GetFileName(path)} can't be read: {error.Message}");
            }
        }

        private static Dictionary<string, Dictionary<string, object>> FilesOf(Dictionary<string, object> manifest) =>
            manifest.GetValueOrDefault("files") is Dictionary<string, object> files
            && files.Values.All(file => file is Dictionary<string, object> told && told.ContainsKey("bytes") && told.ContainsKey("sha256"))
                ? files.ToDictionary(file => file.Key, file => (Dictionary<string, object>)file.Value)
                : throw new InvalidDataException($"{ServerPlaces.Manifest} lists no files.");

        // What was there stays until the other is in its place, and comes back where that can't be: its server may run.
        private static void Replace(string folder, string by) {
            var before = folder + ".before";
            if (Directory.Exists(folder)) {
                Empty(before);
                Directory.Move(folder, before);
            }
            try {
                Directory.Move(by, folder);
            } catch (IOException) {
                if (Directory.Exists(before))
                    Directory.Move(before, folder);
                throw;
            }
            Empty(before);
        }

        private static void Empty(string folder) {
            if (Directory.Exists(folder))
                Directory.Delete(folder, true);
        }
    }
}
