using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace Procgen.Editing {
    /// <summary>Where servers are installed from editors, and which program starts one: that of the settings, else the
    /// standalone folder, else the environment of Python. Godot's addon installs into the same folder.</summary>
    internal sealed class ServerPlaces {
        /// <summary>Of this package, which is that of the server that it installs.</summary>
        public const string Version = "0.2.0";
        public const string UsualCommand = "procgen";
        /// <summary>Beside what was installed, and only there; nothing without it is ever removed.</summary>
        public const string Mark = "installed.json";
        public const string Manifest = "manifest.json";
        private static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

        /// <param name="root">The folder for all that is installed; one among the user's data if empty.</param>
        public ServerPlaces(string root) => Root = root == "" ? UsualRoot() : root;

        public string Root { get; }
        /// <summary>As names of bundles have it, such as linux-x86_64.</summary>
        public static string Platform => (IsWindows ? "windows" : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "macos" : "linux")
            + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "-arm64" : "-x86_64");
        public static string BundleName => $"procgen-{Version}-{Platform}";
        public string BundleFolder => Path.Combine(Root, BundleName);
        public string EnvironmentFolder => Path.Combine(Root, $"python-{Version}");
        /// <summary>The folders of what is installed, and whole.</summary>
        public IReadOnlyList<string> Installed =>
            new[] { BundleFolder, EnvironmentFolder }.Where(folder => File.Exists(Path.Combine(folder, Mark))).ToList();

        /// <summary>The command that starts a server, null if there is none. A path in the settings that leads nowhere is a
        /// mistake that is not passed over.</summary>
        public string Command(string configured) {
            // What was installed is of this package's version, which a program on the PATH need not be.
            var installed = configured == UsualCommand ? Installed.Select(ProgramIn).FirstOrDefault(File.Exists) : null;
            return installed ?? PathOf(configured);
        }

        /// <summary>Where a program is: a path as it is, a name by the PATH; null if it is not there.</summary>
        public static string PathOf(string program) {
            if (Path.IsPathRooted(program))
                return File.Exists(program) ? program : null;
            var endings = IsWindows ? new[] { "", ".exe" } : new[] { "" };
            var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
            return (from folder in folders
                    where folder != ""
                    from ending in endings
                    select Path.Combine(folder, program + ending)).FirstOrDefault(File.Exists);
        }

        private string ProgramIn(string folder) {
            var inner = folder == BundleFolder ? "" : IsWindows ? "Scripts" : "bin";
            return Path.Combine(folder, inner, IsWindows ? "procgen.exe" : "procgen");
        }

        private static string UsualRoot() {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            var named = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
            var data = IsWindows ? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData)
                : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? Path.Combine(home, "Library", "Application Support")
                : string.IsNullOrEmpty(named) ? Path.Combine(home, ".local", "share") : named;
            return Path.Combine(data, "procgen", "servers");
        }
    }
}
