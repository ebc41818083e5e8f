using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using UnityEditor;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>The part of the window that installs a server, shows how far that has come, and looks after it.</summary>
    internal sealed class InstallPanel : Foldout {
        private readonly TextField _source = new TextField("Address or file") { name = "Source" };
        private readonly TextField _sha256 = new TextField("SHA-256") { name = "Sha256" };
        private readonly Label _says = new Label { name = "Says", style = { whiteSpace = WhiteSpace.Normal } };
        private readonly ProgressBar _bar = new ProgressBar { name = "InstallProgress", highValue = 1 };
        private readonly Button _install, _cancel, _repair, _uninstall;
        private readonly object _lock = new object();
        private CancellationTokenSource _running;
        private (string Stage, float Share) _progress;

        public InstallPanel() {
            (name, text, value) = ("InstallServer", "Install server", false);
            var row = new VisualElement { style = { flexDirection = FlexDirection.Row } };
            _source.style.flexGrow = 1;
            row.Add(_source);
            row.Add(new Button(() => Choose(EditorUtility.OpenFilePanel("Standalone server", "", "zip"))) { name = "Browse", text = "…" });
            var buttons = new VisualElement { style = { flexDirection = FlexDirection.Row } };
            buttons.Add(_install = new Button(Install) { name = "Install", text = "Install" });
            buttons.Add(_cancel = new Button(() => _running?.Cancel()) { name = "CancelInstall", text = "Cancel" });
            buttons.Add(_repair = new Button(() => Run((install, token) => install.Repair(MayFetch, token))) { name = "Repair", text = "Repair" });
            buttons.Add(_uninstall = new Button(Uninstall) { name = "Uninstall", text = "Uninstall" });
            foreach (var part in new VisualElement[] { row, _sha256, buttons, _bar, _says })
                Add(part);
            _source.RegisterValueChangedCallback(_ => Refresh());
            _sha256.RegisterValueChangedCallback(_ => Refresh());
            schedule.Execute(ShowProgress).Every(100);
            Refresh();
        }

        /// <summary>Something was installed or removed, so that another server may be started now.</summary>
        public event Action Changed = () => { };

        /// <summary>Whether something is being installed.</summary>
        public bool IsBusy => _running != null;

        /// <summary>What was last said.</summary>
        public string Says => _says.text;

        private static ServerPlaces Places => ProcgenEditorSettings.instance.Places;
        private static bool MayFetch => ProcgenEditorSettings.instance.AllowDownloads;

        /// <summary>Takes a file that somebody picked, and the checksum that lies beside it.</summary>
        public void Choose(string path) {
            if (path == "")
                return;
            if (File.Exists(path + ".sha256"))
                _sha256.value = File.ReadAllText(path + ".sha256").Split(' ')[0];
            _source.value = path;
        }

        /// <summary>Stops what is going on.</summary>
        public void Stop() => _running?.Cancel();

        private void Install() {
            var (source, sha256) = (_source.value.Trim(), _sha256.value.Trim());
            var from = File.Exists(source) ? "Nothing is fetched." : $"It is fetched from {new Uri(source).Host}.";
            var consent = $"procgen {ServerPlaces.Version} goes into {Places.BundleFolder}, about half a gigabyte, held to that "
                + $"checksum. {from} Nothing else on this computer changes; Uninstall removes the folder.";
            if (EditorUtility.DisplayDialog("Install a procgen server", consent, "Install", "Cancel"))
                Run((install, token) => install.Install(source, sha256, MayFetch, token));
        }

        private void Uninstall() {
            var folders = Places.Installed;
            if (EditorUtility.DisplayDialog("Uninstall the server", "This removes:\n" + string.Join("\n", folders), "Uninstall", "Cancel"))
                Run((install, _) => Task.Run(() => folders.Select(install.Uninstall).FirstOrDefault(problem => problem != null)));
        }

        private async void Run(Func<ServerInstall, CancellationToken, Task<string>> work) {
            if (IsBusy)
                return;
            _running = new CancellationTokenSource();
            Tell("", -1);
            Refresh();
            string problem;
            try {
                problem = await work(new ServerInstall(Places, Tell), _running.Token) ?? "";
            } catch (OperationCanceledException) {
                problem = "Cancelled; nothing was installed.";
            } catch (Exception error) when (error is IOException || error is UnauthorizedAccessException) {
                problem = error.Message;
            }
            _running.Dispose();
            _running = null;
            Refresh();
            _says.text = problem;
            Changed();
        }

        private void Tell(string stage, float share) {
            lock (_lock)
                _progress = (stage, share);
        }

        private void ShowProgress() {
            if (!IsBusy)
                return;
            lock (_lock)
                (_bar.title, _bar.value) = (_progress.Stage, Math.Max(_progress.Share, 0));
        }

        private void Refresh() {
            var problem = ServerInstall.ProblemOf(_source.value.Trim(), _sha256.value.Trim(), MayFetch);
            _says.text = problem ?? "";
            _install.SetEnabled(problem == null && !IsBusy);
            Show(_bar, IsBusy);
            Show(_cancel, IsBusy);
            // Environments of Python are made, and made anew, by Godot's dock.
            Show(_repair, !IsBusy && Places.Installed.Contains(Places.BundleFolder));
            Show(_uninstall, !IsBusy && Places.Installed.Count > 0);
        }

        private static void Show(VisualElement part, bool isShown) =>
            part.style.display = isShown ? DisplayStyle.Flex : DisplayStyle.None;
    }
}
