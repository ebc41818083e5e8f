using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using Procgen.V1;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>Finds the server of the project, says how it is, and starts one where that is wanted.</summary>
    internal sealed class ServerLink : VisualElement {
        private const string StartedKey = "procgen.started";
        private const long LookAgainMs = 2000, LookAfterMs = 10_000, StartingMs = 500;
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
        private static readonly string NoCommand =
            "To start one from here, install one below, or give the path of the program procgen in Project Settings, procgen.";

        private readonly Label _state = new Label { name = "State" };
        private readonly HelpBox _advice = new HelpBox("", HelpBoxMessageType.Warning) { name = "Advice" };
        private readonly InstallPanel _install = new InstallPanel();
        private readonly Button _start;
        private readonly IVisualElementScheduledItem _timer;
        private bool _mayStart = true, _isLooking;
        private ulong _uptimeMs;

        public ServerLink() {
            var bar = new VisualElement { style = { flexDirection = FlexDirection.Row, justifyContent = Justify.SpaceBetween } };
            bar.Add(_state);
            bar.Add(_start = new Button(StartServer) { name = "Start", text = "Start server" });
            Add(bar);
            Add(_advice);
            Add(_install);
            _install.Changed += Look;
            Show(Color.grey, "Looking for a server…");
            _timer = schedule.Execute(Look);
        }

        /// <summary>A server answers that did not before, or is another one than before.</summary>
        public event Action<GetInfoResponse> Found = _ => { };

        /// <summary>Calls the server of the project's settings.</summary>
        public static ProcgenClient Client => ProcgenRuntime.Client;

        /// <summary>Whether the server answered when it was last asked.</summary>
        public bool IsConnected { get; private set; }

        /// <summary>Asks now whether the server is there.</summary>
        public async void Look() {
            if (_isLooking)
                return;
            _isLooking = true;
            try {
                Keep(await Client.System.GetInfoAsync(new GetInfoRequest(), default, Patience));
            } catch (ProcgenException error) {
                Miss(error);
            } catch (OperationCanceledException) {
                // Scripts are loaded anew, or play mode begins or ends.
                _timer.ExecuteLater(LookAgainMs);
            } finally {
                _isLooking = false;
            }
        }

        /// <summary>Starts a server with the command in the project's settings.</summary>
        public void StartServer() {
            var (settings, own) = (ProcgenSettings.Current, ProcgenEditorSettings.instance);
            var command = own.Places.Command(own.Command) ?? own.Command;
            var arguments = $"serve --host {settings.Host} --web-port {settings.WebPort} --port 0 --log-level warning"
                + (settings.TokenFile == "" ? "" : $" --token-file \"{settings.TokenFile}\"");
            try {
                using var started = Process.Start(
                    new ProcessStartInfo(command, arguments) { UseShellExecute = false, CreateNoWindow = true });
                SessionState.SetString(StartedKey, Mark(started));
                Show(Color.yellow, "Starting the server…");
                _timer.ExecuteLater(StartingMs);
            } catch (Exception error) when (error is System.ComponentModel.Win32Exception || error is InvalidOperationException) {
                Lose($"\"{command}\" cannot be started. {NoCommand}");
            }
        }

        /// <summary>Ends the server that was started from here, be it before scripts were compiled, and no other.</summary>
        [InitializeOnLoadMethod]
        private static void StopWithEditor() => EditorApplication.quitting += StopServer;

        internal static void StopServer() {
            using var started = Started();
            started?.Kill();
            SessionState.EraseString(StartedKey);
        }

        /// <summary>The server that was started from here, if it runs; else null.</summary>
        internal static Process Started() {
            var mark = SessionState.GetString(StartedKey, "");
            try {
                var found = mark == "" ? null : Process.GetProcessById(int.Parse(mark.Split(' ')[0], CultureInfo.InvariantCulture));
                return found != null && !found.HasExited && Mark(found) == mark ? found : null;
            } catch (Exception error) when (error is ArgumentException || error is InvalidOperationException) {
                return null;
            }
        }

        // Numbers of processes are given again: the time tells them apart.
        private static string Mark(Process process) => $"{process.Id} {process.StartTime.ToUniversalTime():s}";

        private void Keep(GetInfoResponse info) {
            var models = info.Domains.SelectMany(domain => domain.Models).Distinct().Count();
            Show(Color.green, $"procgen {info.Version} · {models} models · :{ProcgenSettings.Current.WebPort}");
            _mayStart = true;
            _timer.ExecuteLater(LookAfterMs);
            // A server that was started anew may have other domains.
            var isNew = !IsConnected || info.UptimeMs < _uptimeMs;
            (IsConnected, _uptimeMs) = (true, info.UptimeMs);
            if (isNew)
                Found(info);
        }

        private void Miss(ProcgenException error) {
            using var started = Started();
            var wasStarted = SessionState.GetString(StartedKey, "") != "";
            if (started != null && !IsConnected)
                _timer.ExecuteLater(StartingMs);
            else if (wasStarted && started == null) {
                SessionState.EraseString(StartedKey);
                Lose("The server that was started here has ended; \"procgen serve\" in a terminal says why.");
            } else if (_mayStart && ProcgenEditorSettings.instance.StartAutomatically) {
                _mayStart = false;
                StartServer();
            } else
                Lose(error.Message);
        }

        private void Lose(string advice) {
            IsConnected = false;
            Show(Color.red, $"No server on :{ProcgenSettings.Current.WebPort}", advice);
            _timer.ExecuteLater(LookAgainMs);
        }

        private void Show(Color colour, string state, string advice = "") {
            (_state.text, _state.style.color, _advice.text) = ("● " + state, colour, advice);
            _advice.style.display = _start.style.display = _install.style.display =
                advice == "" ? DisplayStyle.None : DisplayStyle.Flex;
        }
    }
}
