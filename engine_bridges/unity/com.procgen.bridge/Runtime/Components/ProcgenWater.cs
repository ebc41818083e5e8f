using System.Collections.Generic;
using UnityEngine;

namespace Procgen {
    /// <summary>Water of a terrain: keeps the meshes and the material that were made for it, and lets go of them with the object.
    /// </summary>
    [AddComponentMenu("")]
    public sealed class ProcgenWater : MonoBehaviour {
        private readonly List<Object> _owned = new List<Object>();

        internal T Own<T>(T made)
            where T : Object {
            _owned.Add(made);
            return made;
        }

        private void OnDestroy() => _owned.ForEach(ProcgenRuntime.Release);
    }
}
