using UnityEngine;

namespace Procgen {
    /// <summary>Notes of a world that was made of prefabs where these lie: made again, what stands in the scene stays where
    /// a designer has put it.</summary>
    [AddComponentMenu(""), DisallowMultipleComponent]
    public sealed class ProcgenWorldPrefabs : MonoBehaviour {
        [SerializeField, HideInInspector] private string _folder = "";
        [SerializeField, HideInInspector] private string[] _came = { };

        // Paths below this of all that has come; what is there no more was deleted by hand.
        internal string[] Came { get => _came; set => _came = value; }

        /// <summary>A folder of the project, such as "Assets/procgen/world/goosereach".</summary>
        public string Folder { get => _folder; internal set => _folder = value; }
    }
}
