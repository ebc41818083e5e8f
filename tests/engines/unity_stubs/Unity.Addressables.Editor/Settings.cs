using System;
using System.Collections.Generic;
using System.Linq;

namespace UnityEditor.AddressableAssets
{
    using Settings;

    /// <summary>Signatures of Addressables 1.19; what is marked is kept until the next project.</summary>
    public class AddressableAssetSettingsDefaultObject
    {
        private static AddressableAssetSettings settings;
        private static string project;
        public static AddressableAssetSettings GetSettings(bool create)
        {
            if (project != AssetDatabase.Folder) settings = null;
            project = AssetDatabase.Folder;
            if (settings is null && create) settings = new AddressableAssetSettings();
            return settings;
        }
    }
}
namespace UnityEditor.AddressableAssets.Settings
{
    public abstract class AddressableAssetGroupSchema { }
    public class AddressableAssetGroup
    {
        internal readonly Dictionary<string, AddressableAssetEntry> Entries = new Dictionary<string, AddressableAssetEntry>();
        public string Name { get; internal set; }
        public ICollection<AddressableAssetEntry> entries => Entries.Values;
    }
    public class AddressableAssetEntry
    {
        public string guid { get; internal set; }
        public string address { get; private set; }
        public HashSet<string> labels { get; } = new HashSet<string>();
        public AddressableAssetGroup parentGroup { get; internal set; }
        public void SetAddress(string addr, bool postEvent = true) => address = addr;
        public bool SetLabel(string label, bool enable, bool force = false, bool postEvent = true)
        {
            if (!force) throw new NotSupportedException("labels that the settings do not know");
            return enable ? labels.Add(label) : labels.Remove(label);
        }
    }
    public class AddressableAssetSettings
    {
        public List<AddressableAssetGroup> groups { get; } = new List<AddressableAssetGroup>();
        public AddressableAssetGroup FindGroup(string groupName) => groups.FirstOrDefault(group => group.Name == groupName);
        public AddressableAssetGroup CreateGroup(string groupName, bool setAsDefaultGroup, bool readOnly, bool postEvent, List<AddressableAssetGroupSchema> schemasToCopy, params Type[] types)
        {
            if (types.Any(type => !typeof(AddressableAssetGroupSchema).IsAssignableFrom(type))) throw new ArgumentException("CreateGroup: types must be schemas");
            var made = new AddressableAssetGroup { Name = groupName };
            groups.Add(made);
            return made;
        }
        public AddressableAssetEntry CreateOrMoveEntry(string guid, AddressableAssetGroup targetParent, bool readOnly = false, bool postEvent = true)
        {
            if (AssetDatabase.GUIDToAssetPath(guid) == "") return null;
            AddressableAssetEntry entry = groups.SelectMany(group => group.Entries.Values).FirstOrDefault(one => one.guid == guid) ?? new AddressableAssetEntry { guid = guid };
            entry.parentGroup?.Entries.Remove(guid);
            targetParent.Entries[guid] = entry;
            entry.parentGroup = targetParent;
            return entry;
        }
    }
}
namespace UnityEditor.AddressableAssets.Settings.GroupSchemas
{
    public class BundledAssetGroupSchema : AddressableAssetGroupSchema { }
    public class ContentUpdateGroupSchema : AddressableAssetGroupSchema { }
}
