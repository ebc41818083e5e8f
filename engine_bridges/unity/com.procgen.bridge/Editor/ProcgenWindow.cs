using System.Collections.Generic;
using System.Linq;
using Procgen.V1;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>The window of the package: how the server is, and a tab for each domain that it offers.</summary>
    public sealed class ProcgenWindow : EditorWindow {
        [SerializeField] private string openDomain = "";

        private readonly List<DomainTab> _tabs = new List<DomainTab>();
        private VisualElement _bar, _page;

        internal ServerLink Link { get; private set; }

        internal IReadOnlyList<DomainTab> Tabs => _tabs;

        [MenuItem("Window/procgen")]
        internal static void Open() => GetWindow<ProcgenWindow>("procgen").minSize = new Vector2(320, 400);

        /// <summary>The tab of a domain, by its name ("terrain") or title; null if there is none.</summary>
        internal DomainTab Tab(string domain) => _tabs.Find(tab => tab.Domain.Name == domain || tab.Domain.Title == domain);

        // Calls must not outlive what they are for: a domain of scripts, a play session.
        [InitializeOnLoadMethod]
        private static void CancelWithScripts() {
            AssemblyReloadEvents.beforeAssemblyReload += CancelAll;
            EditorApplication.playModeStateChanged += change => {
                if (change == PlayModeStateChange.ExitingEditMode || change == PlayModeStateChange.ExitingPlayMode)
                    CancelAll();
            };
        }

        private static void CancelAll() {
            ProcgenRuntime.CancelAll();
            foreach (var window in Resources.FindObjectsOfTypeAll<ProcgenWindow>())
                window.CancelTabs();
        }

        private void CreateGUI() {
            rootVisualElement.Clear();
            _tabs.Clear();
            Link = new ServerLink();
            Link.Found += Take;
            _bar = new VisualElement { name = "Tabs", style = { flexDirection = FlexDirection.Row, flexWrap = Wrap.Wrap } };
            _page = new VisualElement { name = "Page", style = { flexGrow = 1 } };
            foreach (var part in new[] { Link, _bar, _page })
                rootVisualElement.Add(part);
        }

        private void OnDisable() {
            CancelTabs();
            PictureStrip.Release(rootVisualElement);
        }

        private void CancelTabs() => _tabs.ForEach(tab => tab.Cancel());

        // Tabs stay as they are as long as their domain does, with all that was filled in.
        private async void Take(GetInfoResponse info) {
            var old = _tabs.ToList();
            _tabs.Clear();
            _bar.Clear();
            foreach (var domain in info.Domains) {
                var kept = old.Find(tab => tab.Domain.Encode().SequenceEqual(domain.Encode()));
                _tabs.Add(kept ?? DomainTab.Of(domain, Link));
                _bar.Add(new Button(() => ShowTab(domain.Name)) { name = domain.Name, text = domain.Title });
            }
            foreach (var gone in old.Except(_tabs)) {
                gone.Cancel();
                PictureStrip.Release(gone);
            }
            _page.Clear();
            _tabs.ForEach(_page.Add);
            ShowTab(Tab(openDomain) == null ? _tabs.FirstOrDefault()?.Domain.Name : openDomain);
            try {
                var presets = (await ServerLink.Client.System.ListPresetsAsync(new ListPresetsRequest())).Presets;
                foreach (var tab in _tabs)
                    tab.ShowPresets(presets.Where(preset => preset.Domain == tab.Domain.Name));
            } catch (System.OperationCanceledException) {
                // The window goes.
            } catch (ProcgenException) {
                // The server went away again, which is told above the tabs.
                Link.Look();
            }
        }

        private void ShowTab(string domain) {
            openDomain = domain ?? "";
            foreach (var button in _bar.Children())
                button.style.unityFontStyleAndWeight = button.name == domain ? FontStyle.Bold : FontStyle.Normal;
            foreach (var tab in _tabs)
                tab.style.display = tab.Domain.Name == domain ? DisplayStyle.Flex : DisplayStyle.None;
        }
    }
}
