using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using NUnit.Framework;
using UnityEditor;
using UnityEngine.TestTools;
using UnityEngine.UIElements;

namespace Procgen.Editing.Tests {
    /// <summary>Servers that the window installs, checks and removes.</summary>
    public class InstallTests : WindowTest {
        private string _folder;
        private ServerPlaces _places;

        [SetUp]
        public void MakeFolder() {
            _folder = Path.Combine(Path.GetTempPath(), "procgen-" + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(_folder);
            _places = new ServerPlaces(Path.Combine(_folder, "servers"));
        }

        [TearDown]
        public void RemoveFolder() => Directory.Delete(_folder, true);

        [Test]
        public void WhatIsInAnArchiveIsInstalledRepairedAndRemoved() {
            var archive = Archive(Files());
            Assert.IsNull(Install(archive));
            var program = Path.Combine(_places.BundleFolder, "procgen");
            Assert.AreEqual("a program", File.ReadAllText(program));
            Assert.IsNull(_places.Command("/nowhere/procgen"), "a path that leads nowhere is not passed over");
            Assert.AreEqual(program, _places.Command(ServerPlaces.UsualCommand), "whatever the PATH has");
            CollectionAssert.AreEqual(new[] { _places.BundleFolder }, _places.Installed.ToList());

            File.WriteAllText(Path.Combine(_places.BundleFolder, "_internal", "data.bin"), "damaged");
            Assert.IsNull(Installing().Repair(false, CancellationToken.None).Result);
            Assert.AreEqual("some data", File.ReadAllText(Path.Combine(_places.BundleFolder, "_internal", "data.bin")));

            File.WriteAllText(Path.Combine(_places.Root, "mine.txt"), "mine");
            Assert.IsNotNull(Installing().Uninstall(_places.Root), "only what was installed is removed");
            Assert.IsNull(Installing().Uninstall(_places.BundleFolder));
            CollectionAssert.AreEqual(
                new[] { "mine.txt" }, Directory.GetFileSystemEntries(_places.Root).Select(Path.GetFileName).ToList());
        }

        [Test]
        public void WhatIsNotAsItShouldBeIsRefusedAndLeavesNothing() {
            var name = ServerPlaces.BundleName;
            StringAssert.Contains("has the SHA-256", Install(Archive(Files()), new string('0', 64)));
            StringAssert.Contains("would not be in", Install(Archive(Files(), $"{name}/../../escaped.txt")));
            StringAssert.Contains("would not be in", Install(Archive(Files(), "/tmp/escaped.txt")));
            StringAssert.Contains("which is no file of the archive", Install(Archive(Files(), told: "../../escaped.txt")));
            StringAssert.Contains("is not in the archive", Install(Archive(Files(), told: "lost.bin")));
            StringAssert.Contains("is procgen 9.9.9", Install(Archive(Files(), version: "9.9.9")));
            StringAssert.Contains("64 hexadecimal digits", Install(Archive(Files()), "12"));
            StringAssert.Contains("no such file", Install(Path.Combine(_folder, "nowhere.zip"), new string('0', 64)));
            StringAssert.Contains("Allow downloads is off", ServerInstall.ProblemOf("https://example.org/a.zip", new string('0', 64), false));
            StringAssert.Contains("has to begin with https", ServerInstall.ProblemOf("http://example.org/a.zip", new string('0', 64), true));
            Assert.AreEqual(0, _places.Installed.Count);
            Assert.IsFalse(Directory.Exists(Path.Combine(_places.Root, ".unpacking")));
            Assert.AreEqual(0, Directory.GetFiles(_folder, "escaped.txt", SearchOption.AllDirectories).Length);
        }

        [Test]
        public void WhatIsCancelledLeavesNothing() {
            using var cancelling = new CancellationTokenSource();
            var archive = Archive(Files());
            var install = new ServerInstall(_places, (stage, share) => {
                if (stage == "Unpacking…")
                    cancelling.Cancel();
            });
            Assert.Throws<OperationCanceledException>(
                () => install.Install(archive, Sha256(File.ReadAllBytes(archive)), false, cancelling.Token).GetAwaiter().GetResult());
            Assert.AreEqual(0, _places.Installed.Count);
            Assert.IsFalse(Directory.Exists(Path.Combine(_places.Root, ".unpacking")));
        }

        [UnityTest]
        public IEnumerator WindowInstallsAfterItIsAgreedTo() {
            yield return TabsAreThere();
            var own = ProcgenEditorSettings.instance;
            own.InstallFolder = _places.Root;
            try {
                var archive = Archive(Files());
                File.WriteAllText(archive + ".sha256", Sha256(File.ReadAllBytes(archive)) + "  a.zip\n");
                var panel = Window.rootVisualElement.Q<InstallPanel>("InstallServer");
                panel.Choose(archive);
                Assert.AreEqual("", panel.Says);
                Press(panel, "Install");
                while (Waits(() => !panel.IsBusy, "the installation"))
                    yield return null;
                Assert.AreEqual("", panel.Says);
                Assert.AreEqual(DisplayStyle.Flex, panel.Q<Button>("Uninstall").style.display.value);
                Assert.IsTrue(File.Exists(Path.Combine(_places.BundleFolder, "procgen")));
            } finally {
                own.InstallFolder = "";
            }
        }

        private static Dictionary<string, string> Files() =>
            new Dictionary<string, string> { { "procgen", "a program" }, { "_internal/data.bin", "some data" }, { "_internal/empty", "" } };

        private ServerInstall Installing() => new ServerInstall(_places, (stage, share) => { });

        private string Install(string archive, string sha256 = null) => Installing().Install(
            archive, sha256 ?? Sha256(File.ReadAllBytes(archive)), false, CancellationToken.None).Result;

        // An archive as tools/bundle.py makes it, with one entry more, or a manifest that tells of one more.
        private string Archive(Dictionary<string, string> files, string more = "", string told = "", string version = ServerPlaces.Version) {
            var path = Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".zip");
            using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
            var listed = new Dictionary<string, object>();
            foreach (var (file, text) in files) {
                Write(archive, $"{ServerPlaces.BundleName}/{file}", text);
                listed[file] = Told(text, file == "procgen");
            }
            if (more != "")
                Write(archive, more, "out of the folder");
            if (told != "")
                listed[told] = Told("out of the folder", false);
            var manifest = new Dictionary<string, object> {
                { "version", version }, { "platform", ServerPlaces.Platform }, { "files", listed },
            };
            Write(archive, $"{ServerPlaces.BundleName}/manifest.json", Json.Write(manifest));
            return path;
        }

        private static Dictionary<string, object> Told(string text, bool isProgram) {
            var bytes = Encoding.UTF8.GetBytes(text);
            var told = new Dictionary<string, object> { { "bytes", bytes.Length }, { "sha256", Sha256(bytes) } };
            if (isProgram)
                told["program"] = true;
            return told;
        }

        private static void Write(ZipArchive archive, string name, string text) {
            using var to = new StreamWriter(archive.CreateEntry(name).Open(), new UTF8Encoding(false));
            to.Write(text);
        }

        private static string Sha256(byte[] bytes) {
            using var hash = SHA256.Create();
            return string.Concat(hash.ComputeHash(bytes).Select(value => value.ToString("x2")));
        }
    }
}
