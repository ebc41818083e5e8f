using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using UnityEngine;
using UnityStubs;
using Object = UnityEngine.Object;

namespace UnityEditor
{
    [Flags] public enum ImportAssetOptions { Default = 0, ForceUpdate = 1, ForceSynchronousImport = 8, ImportRecursive = 256 }
    public enum TextureImporterType { Default = 0, NormalMap = 1, GUI = 2, Cookie = 4, Lightmap = 6, Cursor = 7, Sprite = 8, SingleChannel = 10 }
    public enum TextureImporterCompression { Uncompressed, Compressed, CompressedHQ, CompressedLQ }
    public enum TextureImporterAlphaSource { None, FromInput, FromGrayScale }
    public enum TextureImporterNPOTScale { None, ToNearest, ToLarger, ToSmaller }
    public enum TextureImporterShape { Texture2D = 1, TextureCube = 2 }
    public enum TextureImporterSingleChannelComponent { Alpha, Red }

    /// <summary>Files in a real folder, <see cref="Folder"/>; objects of assets only in memory.</summary>
    public static class AssetDatabase
    {
        private static readonly Dictionary<string, List<Object>> assets = new Dictionary<string, List<Object>>();
        private static readonly Dictionary<string, AssetImporter> importers = new Dictionary<string, AssetImporter>();
        private static readonly Dictionary<string, string> guids = new Dictionary<string, string>();
        private static int editing;

        /// <summary>The project's folder, empty at first; tests set it. A stub's own.</summary>
        public static string Folder { get => Application.Project; set { Application.Project = value; Directory.CreateDirectory(Path.Combine(value, "Assets")); } }
        /// <summary>How often StartAssetEditing stands without StopAssetEditing, which freezes a real editor.</summary>
        public static int EditingDepth => editing;
        /// <summary>Objects that changed since they were saved; a stub's own.</summary>
        internal static readonly HashSet<Object> Dirty = new HashSet<Object>();

        static AssetDatabase()
        {
            World.IsAsset = obj => assets.Values.Any(objects => objects.Any(entry => ReferenceEquals(entry, obj)));
            World.OnReset += () => { assets.Clear(); importers.Clear(); guids.Clear(); Dirty.Clear(); editing = 0; };
        }
        internal static string FullPath(string path) => Path.Combine(Folder, path);
        private static string Known(string path) { World.RequireMainThread("AssetDatabase"); return path.Replace('\\', '/').TrimEnd('/'); }

        public static void CreateAsset(Object asset, string path)
        {
            path = Known(path);
            if (!asset) throw new UnityException("CreateAsset: the object is null");
            if (!path.StartsWith("Assets/") || !IsValidFolder(Path.GetDirectoryName(path).Replace('\\', '/'))) throw new UnityException($"Creating asset at path {path} failed: its folder is not there.");
            if (Contains(asset)) throw new UnityException($"'{asset.name}' is an asset already: {GetAssetPath(asset)}");
            assets[path] = new List<Object> { asset };
            asset.name = Path.GetFileNameWithoutExtension(path);
            File.WriteAllText(FullPath(path), "%YAML 1.1\n" + asset.GetType().Name + "\n");
        }
        public static void AddObjectToAsset(Object objectToAdd, string path) => assets[Known(path)].Add(objectToAdd);
        public static void AddObjectToAsset(Object objectToAdd, Object assetObject)
        {
            if (!Contains(assetObject)) throw new UnityException("AddObjectToAsset: assetObject is not an asset");
            AddObjectToAsset(objectToAdd, GetAssetPath(assetObject));
        }
        public static void RemoveObjectFromAsset(Object objectToRemove) => assets[GetAssetPath(objectToRemove)].Remove(objectToRemove);
        public static bool Contains(Object obj) => World.IsAsset(obj);
        public static bool IsMainAsset(Object obj) => assets.Values.Any(objects => ReferenceEquals(objects[0], obj));
        public static bool IsSubAsset(Object obj) => Contains(obj) && !IsMainAsset(obj);
        public static string GetAssetPath(Object assetObject) => assets.FirstOrDefault(entry => entry.Value.Any(obj => ReferenceEquals(obj, assetObject))).Key ?? "";
        public static string GetAssetOrScenePath(Object assetObject) => Contains(assetObject) ? GetAssetPath(assetObject) : "Assets/Main.unity";
        public static T LoadAssetAtPath<T>(string assetPath) where T : Object => (T)LoadAssetAtPath(assetPath, typeof(T));
        public static Object LoadAssetAtPath(string assetPath, Type type) => LoadAllAssetsAtPath(assetPath).FirstOrDefault(type.IsInstanceOfType);
        public static Object LoadMainAssetAtPath(string assetPath) => LoadAllAssetsAtPath(assetPath).FirstOrDefault();
        public static Object[] LoadAllAssetsAtPath(string assetPath) => assets.TryGetValue(Known(assetPath), out List<Object> found) ? found.Where(obj => obj).ToArray() : new Object[0];
        public static Type GetMainAssetTypeAtPath(string assetPath) => LoadMainAssetAtPath(assetPath)?.GetType();
        public static void SetMainObject(Object mainObject, string assetPath) { List<Object> found = assets[Known(assetPath)]; found.Remove(mainObject); found.Insert(0, mainObject); }

        public static void ImportAsset(string path) => ImportAsset(path, ImportAssetOptions.Default);
        public static void ImportAsset(string path, ImportAssetOptions options)
        {
            path = Known(path);
            if (!File.Exists(FullPath(path))) { Debug.LogError($"ImportAsset: no file at {path}"); return; }
            // While assets are edited, Unity puts imports off to the end.
            if (editing > 0) { waiting.Add(path); return; }
            Import(path);
        }
        private static readonly List<string> waiting = new List<string>();
        private static void Import(string path)
        {
            Object made = assets.TryGetValue(path, out List<Object> old) ? old[0] : null;
            switch (Path.GetExtension(path).ToLowerInvariant())
            {
                case ".png":
                    if (!importers.ContainsKey(path)) importers[path] = new TextureImporter { assetPath = path };
                    var importer = (TextureImporter)importers[path];
                    bool srgb = importer.textureType == TextureImporterType.Default && importer.sRGBTexture;
                    Texture2D texture = made as Texture2D;
                    if (!texture) made = texture = new Texture2D(2, 2, TextureFormat.RGBA32, importer.mipmapEnabled, !srgb);
                    if (!texture.LoadImage(File.ReadAllBytes(FullPath(path)))) { Debug.LogError($"{path} is no image"); return; }
                    texture.isDataSRGB = srgb;
                    texture.wrapMode = importer.wrapMode; texture.filterMode = importer.filterMode; texture.anisoLevel = importer.anisoLevel;
                    texture.isReadable = importer.isReadable;
                    break;
                case ".txt": case ".json": case ".bytes": case ".md": case ".csv":
                    made = new TextAsset(File.ReadAllText(FullPath(path)));
                    break;
                case ".asset": case ".mat": case ".prefab": case ".anim": case ".terrainlayer": case ".mesh": return;
                default: made = made ? made : new DefaultAsset(); break;
            }
            made.name = Path.GetFileNameWithoutExtension(path);
            assets[path] = new List<Object> { made };
            if (!importers.ContainsKey(path)) importers[path] = new AssetImporter { assetPath = path };
        }
        internal static AssetImporter ImporterAt(string path) => importers.TryGetValue(Known(path), out AssetImporter found) ? found : null;
        public static void Refresh() => Refresh(ImportAssetOptions.Default);
        public static void Refresh(ImportAssetOptions options)
        {
            if (!Directory.Exists(FullPath("Assets"))) return;
            foreach (string file in Directory.GetFiles(FullPath("Assets"), "*", SearchOption.AllDirectories))
            {
                string path = file.Substring(Folder.Length + 1).Replace('\\', '/');
                if (!assets.ContainsKey(path) && !path.EndsWith(".meta")) ImportAsset(path);
            }
        }
        public static void StartAssetEditing() { World.RequireMainThread("StartAssetEditing"); editing++; }
        public static void StopAssetEditing()
        {
            if (editing == 0) throw new UnityException("StopAssetEditing without StartAssetEditing");
            if (--editing > 0) return;
            foreach (string path in waiting.Distinct().ToArray()) Import(path);
            waiting.Clear();
        }
        public static void SaveAssets() { World.RequireMainThread("SaveAssets"); Dirty.Clear(); }
        public static void SaveAssetIfDirty(Object obj) => Dirty.Remove(obj);
        public static bool IsValidFolder(string path) => Directory.Exists(FullPath(Known(path)));
        public static string CreateFolder(string parentFolder, string newFolderName)
        {
            if (!IsValidFolder(parentFolder)) return "";
            string path = $"{Known(parentFolder)}/{newFolderName}";
            if (Directory.Exists(FullPath(path))) path = GenerateUniqueAssetPath(path);
            Directory.CreateDirectory(FullPath(path));
            return AssetPathToGUID(path);
        }
        public static string GenerateUniqueAssetPath(string path)
        {
            path = Known(path);
            string start = path.Substring(0, path.Length - Path.GetExtension(path).Length), unique = path;
            for (int number = 1; assets.ContainsKey(unique) || File.Exists(FullPath(unique)) || Directory.Exists(FullPath(unique)); number++) unique = $"{start} {number}{Path.GetExtension(path)}";
            return unique;
        }
        public static bool DeleteAsset(string path)
        {
            path = Known(path);
            if (Directory.Exists(FullPath(path)))
            {
                foreach (string inside in assets.Keys.Where(key => key.StartsWith(path + "/")).ToArray()) DeleteAsset(inside);
                Directory.Delete(FullPath(path), true);
                return true;
            }
            if (!assets.TryGetValue(path, out List<Object> objects)) return false;
            assets.Remove(path); importers.Remove(path); File.Delete(FullPath(path));
            foreach (Object obj in objects) if (obj) World.Remove(obj);
            return true;
        }
        public static string MoveAsset(string oldPath, string newPath)
        {
            oldPath = Known(oldPath); newPath = Known(newPath);
            if (!assets.ContainsKey(oldPath)) return "there is no asset at " + oldPath;
            if (assets.ContainsKey(newPath)) return "there is an asset at " + newPath;
            File.Move(FullPath(oldPath), FullPath(newPath));
            assets[newPath] = assets[oldPath]; assets.Remove(oldPath);
            if (importers.TryGetValue(oldPath, out AssetImporter importer)) { importers[newPath] = importer; importers.Remove(oldPath); importer.assetPath = newPath; }
            if (guids.TryGetValue(oldPath, out string guid)) { guids[newPath] = guid; guids.Remove(oldPath); }
            return "";
        }
        public static string AssetPathToGUID(string path)
        {
            path = Known(path);
            if (!assets.ContainsKey(path) && !File.Exists(FullPath(path)) && !Directory.Exists(FullPath(path))) return "";
            if (!guids.TryGetValue(path, out string guid)) guids[path] = guid = Guid.NewGuid().ToString("N");
            return guid;
        }
        public static string GUIDToAssetPath(string guid) => guids.FirstOrDefault(entry => entry.Value == guid).Key ?? "";
        /// <summary>Of the filter, words of the name and one "t:Type".</summary>
        public static string[] FindAssets(string filter) => FindAssets(filter, null);
        public static string[] FindAssets(string filter, string[] searchInFolders)
        {
            string[] words = filter.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries);
            bool IsOf(Type type, string name) => type != null && (type.Name == name || IsOf(type.BaseType, name));
            return assets.Where(entry => (searchInFolders == null || searchInFolders.Any(folder => entry.Key.StartsWith(folder + "/")))
                    && words.All(word => word.StartsWith("t:") ? IsOf(entry.Value[0].GetType(), word.Substring(2)) : Path.GetFileNameWithoutExtension(entry.Key).IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0))
                .Select(entry => AssetPathToGUID(entry.Key)).ToArray();
        }
        public static bool OpenAsset(Object target) => target;
    }

    public class DefaultAsset : Object { }
    public class AssetImporter : Object
    {
        public string assetPath { get; internal set; }
        public string userData { get; set; } = "";
        public string assetBundleName { get; set; } = "";
        public static AssetImporter GetAtPath(string path) => AssetDatabase.ImporterAt(path);
        public void SaveAndReimport() => AssetDatabase.ImportAsset(assetPath);
    }
    public sealed class TextureImporter : AssetImporter
    {
        public TextureImporterType textureType { get; set; }
        public TextureImporterShape textureShape { get; set; } = TextureImporterShape.Texture2D;
        public bool sRGBTexture { get; set; } = true;
        public bool isReadable { get; set; }
        public bool mipmapEnabled { get; set; } = true;
        public bool streamingMipmaps { get; set; }
        public bool convertToNormalmap { get; set; }
        public bool flipGreenChannel { get; set; }
        public bool alphaIsTransparency { get; set; }
        public TextureImporterAlphaSource alphaSource { get; set; } = TextureImporterAlphaSource.FromInput;
        public TextureImporterCompression textureCompression { get; set; } = TextureImporterCompression.Compressed;
        public TextureImporterNPOTScale npotScale { get; set; } = TextureImporterNPOTScale.ToNearest;
        public TextureWrapMode wrapMode { get; set; }
        public FilterMode filterMode { get; set; } = FilterMode.Bilinear;
        public int anisoLevel { get; set; } = 1;
        public int maxTextureSize { get; set; } = 2048;
        public bool crunchedCompression { get; set; }
        public int compressionQuality { get; set; } = 50;
    }
    public abstract class AssetPostprocessor { public string assetPath { get; set; } public AssetImporter assetImporter { get; set; } }

    public static class PrefabUtility
    {
        public static GameObject SaveAsPrefabAsset(GameObject instanceRoot, string assetPath)
        {
            GameObject prefab = Object.Instantiate(instanceRoot);
            prefab.transform.Detach();
            foreach (Transform part in prefab.GetComponentsInChildren<Transform>(true)) part.gameObject.IsPrefab = true;
            foreach (Behaviour behaviour in prefab.GetComponentsInChildren<Behaviour>(true)) World.Refresh(behaviour);
            AssetDatabase.DeleteAsset(assetPath);
            AssetDatabase.CreateAsset(prefab, assetPath);
            return prefab;
        }
        public static Object InstantiatePrefab(Object assetComponentOrGameObject)
        {
            Object made = Object.Instantiate(assetComponentOrGameObject);
            made.name = assetComponentOrGameObject.name;
            return made;
        }
        public static Object InstantiatePrefab(Object assetComponentOrGameObject, Transform parent)
        {
            var made = (GameObject)InstantiatePrefab(assetComponentOrGameObject);
            made.transform.SetParent(parent, false);
            return made;
        }
        public static bool IsPartOfPrefabAsset(Object componentOrGameObject) => (componentOrGameObject as GameObject ?? ((Component)componentOrGameObject).gameObject).IsPrefab;
        public static void RecordPrefabInstancePropertyModifications(Object targetObject) { }
    }
}
