using System;
using System.Runtime.CompilerServices;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

[assembly: InternalsVisibleTo("Procgen.Bridge.Editor.Tests")]

namespace Procgen.Editing {
    /// <summary>How this computer starts a server; where that is, is the project's (<see cref="ProcgenSettings"/>). Both are
    /// in Project Settings, procgen.</summary>
    [FilePath("UserSettings/Procgen.asset", FilePathAttribute.Location.ProjectFolder)]
    public sealed class ProcgenEditorSettings : ScriptableSingleton<ProcgenEditorSettings> {
        [SerializeField] private string _command = "procgen";
        [SerializeField] private bool _startAutomatically;
        [SerializeField] private string _installFolder = "";
        [SerializeField] private bool _allowDownloads = true;

        /// <summary>The program to start: a path, or a name that the PATH leads to.</summary>
        public string Command { get => _command; set => _command = value; }

        /// <summary>Whether the window starts a server where none answers.</summary>
        public bool StartAutomatically { get => _startAutomatically; set => _startAutomatically = value; }

        /// <summary>Where servers are installed; among the user's data if empty.</summary>
        public string InstallFolder { get => _installFolder; set => _installFolder = value; }

        /// <summary>Whether a server may be fetched over the network, where somebody asks for that.</summary>
        public bool AllowDownloads { get => _allowDownloads; set => _allowDownloads = value; }

        internal ServerPlaces Places => new ServerPlaces(_installFolder);

        [SettingsProvider]
        internal static SettingsProvider Provider() => new SettingsProvider("Project/procgen", SettingsScope.Project) {
            label = "procgen",
            keywords = new[] { "procgen", "server", "host", "port", "token" },
            activateHandler = (_, root) => {
                var (own, shared) = (instance, ProcgenSettings.Current);
                Row(root, new TextField("Host"), shared.Host, value => shared.Host = value);
                Row(root, new IntegerField("Web port"), shared.WebPort, value => shared.WebPort = Mathf.Clamp(value, 1, 65535));
                Row(root, new TextField("Token file"), shared.TokenFile, value => shared.TokenFile = value);
                Row(root, new TextField("Server command"), own.Command, value => own.Command = value);
                Row(root, new Toggle("Start automatically"), own.StartAutomatically, value => own.StartAutomatically = value);
                Row(root, new TextField("Install folder"), own.InstallFolder, value => own.InstallFolder = value);
                Row(root, new Toggle("Allow downloads"), own.AllowDownloads, value => own.AllowDownloads = value);
            },
        };

        private static void Row<T>(VisualElement root, BaseField<T> field, T value, Action<T> take) {
            field.name = field.label.Replace(" ", "");
            field.SetValueWithoutNotify(value);
            field.RegisterValueChangedCallback(change => {
                if (change.target != field)
                    return;
                take(change.newValue);
                instance.Save(true);
                SaveShared();
            });
            root.Add(field);
        }

        // Games find the project's settings as an asset, which is made when they first differ from what is usual.
        private static void SaveShared() {
            var (shared, usual) = (ProcgenSettings.Current, CreateInstance<ProcgenSettings>());
            var isUsual = (shared.Host, shared.WebPort, shared.TokenFile) == (usual.Host, usual.WebPort, usual.TokenFile);
            DestroyImmediate(usual);
            if (!AssetDatabase.Contains(shared) && !isUsual) {
                shared.hideFlags = HideFlags.None;
                Saving.MakeFolder("Assets/Resources");
                AssetDatabase.CreateAsset(shared, $"Assets/Resources/{ProcgenSettings.AssetName}.asset");
            }
            EditorUtility.SetDirty(shared);
            AssetDatabase.SaveAssetIfDirty(shared);
        }
    }
}
