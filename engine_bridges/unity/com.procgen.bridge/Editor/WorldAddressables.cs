using System.Collections.Generic;
#if PROCGEN_ADDRESSABLES
using UnityEditor;
using UnityEditor.AddressableAssets;
using UnityEditor.AddressableAssets.Settings.GroupSchemas;
#endif

namespace Procgen.Editing {
    /// <summary>Where the project has Addressables, a world's prefabs are in a group for each part of it, so that a game can
    /// load and ship them apart: the address is "goosereach/Buildings/house-1", the labels "goosereach" and "Buildings".
    /// </summary>
    internal static class WorldAddressables {
        /// <summary>Marks assets; without the package nothing is to be marked.</summary>
        /// <param name="world">Its name.</param>
        /// <param name="groups">Paths of assets by part.</param>
        public static void Mark(string world, IReadOnlyDictionary<string, List<string>> groups) {
#if PROCGEN_ADDRESSABLES
            var name = WorldPrefabs.NameOf(world);
            var settings = AddressableAssetSettingsDefaultObject.GetSettings(true);
            foreach (var part in groups) {
                var title = $"{name} {part.Key}";
                var group = settings.FindGroup(title);
                if (group == null)
                    group = settings.CreateGroup(title, false, false, false, null, typeof(BundledAssetGroupSchema), typeof(ContentUpdateGroupSchema));
                foreach (var path in part.Value) {
                    var entry = settings.CreateOrMoveEntry(AssetDatabase.AssetPathToGUID(path), group, false, false);
                    entry.SetAddress($"{name}/{part.Key}/{System.IO.Path.GetFileNameWithoutExtension(path)}", false);
                    entry.SetLabel(name, true, true, false);
                    entry.SetLabel(part.Key, true, true, false);
                }
            }
#endif
        }
    }
}
