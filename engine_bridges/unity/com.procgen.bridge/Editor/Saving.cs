using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Procgen.V1;
using UnityEditor;
using UnityEngine;
using Object = UnityEngine.Object;

namespace Procgen.Editing {
    /// <summary>Writes what was made into the project.</summary>
    internal static class Saving {
        private const int LargestPx = 8192;
        // The picture that all tile maps refer to by its name.
        private const string Tiles = "procgen-tiles.png";
        // Pictures for eyes; all others are measures.
        private static readonly string[] Coloured = { "albedo", "emissi", "portrait", "hillshade", "face_", "preview", "turntable" };

        /// <summary>Makes a folder of the project, and those around it.</summary>
        public static void MakeFolder(string folder) {
            if (AssetDatabase.IsValidFolder(folder))
                return;
            MakeFolder(Above(folder));
            AssetDatabase.CreateFolder(Above(folder), Path.GetFileName(folder));
        }

        /// <summary>Writes the files of an answer and imports them, pictures as what they are.</summary>
        /// <returns>The path of each by the kind of its artifact.</returns>
        public static Dictionary<string, string> Write(string folder, Answer<Message> made, Func<string, bool> isWanted) {
            MakeFolder(folder);
            var paths = new Dictionary<string, string>();
            foreach (var (artifact, bytes) in ((IHasArtifacts)made.Result).Artifacts.Zip(made.Artifacts, (file, bytes) => (file, bytes))) {
                if (!isWanted(artifact.Kind))
                    continue;
                var path = $"{folder}/{FileName(artifact.FileName, made)}";
                File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(Application.dataPath), path), bytes);
                AssetDatabase.ImportAsset(path);
                if (AssetImporter.GetAtPath(path) is TextureImporter importer)
                    SetUp(importer, artifact.Kind);
                paths[artifact.Kind] = path;
            }
            return paths;
        }

        /// <summary>Makes an asset of an object, with others inside it; of what is one already, nothing.</summary>
        /// <returns>Its path.</returns>
        public static string Create(Object asset, string folder, string fileName, IEnumerable<Object> inside = null) {
            MakeFolder(folder);
            if (!AssetDatabase.Contains(asset))
                AssetDatabase.CreateAsset(asset, AssetDatabase.GenerateUniqueAssetPath($"{folder}/{fileName}"));
            foreach (var part in inside ?? Enumerable.Empty<Object>())
                if (part && !AssetDatabase.Contains(part))
                    AssetDatabase.AddObjectToAsset(part, asset);
            return Finish(asset);
        }

        /// <summary>Makes an asset that tells how to make something again, with others inside it; what it was has to be filled
        /// in, and <see cref="Finish"/> to follow.</summary>
        public static T Note<T>(string folder, Answer<Message> made, IEnumerable<Object> inside = null) where T : ProcgenResult {
            var note = ScriptableObject.CreateInstance<T>();
            note.Take(RecipeOf(made));
            Create(note, folder, FileName($"{RecipeOf(made).Domain}.asset", made), inside);
            return note;
        }

        /// <summary>Writes what was filled in.</summary>
        /// <returns>The asset's path.</returns>
        public static string Finish(Object asset) {
            EditorUtility.SetDirty(asset);
            AssetDatabase.SaveAssetIfDirty(asset);
            return AssetDatabase.GetAssetPath(asset);
        }

        /// <summary>The name for a file. Two people may have the same: the recipe tells them apart.</summary>
        public static string FileName(string name, Answer<Message> made) {
            var mark = RecipeOf(made).Sha256.Substring(0, 8);
            return name.Contains(mark) || name == Tiles ? name : $"{Path.GetFileNameWithoutExtension(name)}-{mark}{Path.GetExtension(name)}";
        }

        public static Recipe RecipeOf(Answer<Message> made) => (Recipe)made.Result.GetPath("recipe");

        private static string Above(string folder) => folder.Substring(0, folder.LastIndexOf('/'));

        private static void SetUp(TextureImporter importer, string kind) {
            var isNormal = kind.StartsWith("normal", StringComparison.Ordinal);
            importer.textureType = isNormal ? TextureImporterType.NormalMap : TextureImporterType.Default;
            importer.sRGBTexture = Coloured.Any(kind.StartsWith);
            importer.flipGreenChannel = isNormal && kind.Contains("_dx_");
            importer.wrapMode = TextureWrapMode.Repeat;
            importer.npotScale = TextureImporterNPOTScale.None;
            importer.maxTextureSize = LargestPx;
            importer.SaveAndReimport();
        }
    }
}
