using System.IO;
using UnityEditor;
using UnityEngine;

namespace Procgen.Editing {
    /// <summary>Puts a layout's file for Unity into the open scene.</summary>
    internal static class TilemapMenu {
        private const string Item = "Assets/procgen/Place as Tilemap";
        private const string Ending = "-tilemap.json";

        /// <summary>Makes a tile map of the selected file, with the picture of its tiles beside it, as one step that can be
        /// undone.</summary>
        [MenuItem(Item)]
        public static void Place() {
            var file = (TextAsset)Selection.activeObject;
            var folder = Path.GetDirectoryName(AssetDatabase.GetAssetPath(file)).Replace('\\', '/');
            var path = $"{folder}/{TilemapBuilder.PictureOf(file.text)}";
            if (AssetImporter.GetAtPath(path) is TextureImporter importer && importer.filterMode != FilterMode.Point) {
                (importer.filterMode, importer.mipmapEnabled, importer.textureCompression) =
                    (FilterMode.Point, false, TextureImporterCompression.Uncompressed);
                importer.SaveAndReimport();
            }
            var picture = AssetDatabase.LoadAssetAtPath<Texture2D>(path);
            if (!picture) {
                Debug.LogError($"procgen: {path} is missing; generate the layout with TILES_PNG and put it there.");
                return;
            }
            Placing.Place("Place layout", TilemapBuilder.Build(file.text, picture));
        }

        /// <summary>Whether such a file is selected.</summary>
        [MenuItem(Item, true)]
        public static bool CanPlace() =>
            Selection.activeObject is TextAsset file && AssetDatabase.GetAssetPath(file).EndsWith(Ending);
    }
}
