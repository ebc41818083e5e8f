using System;
using System.Collections.Generic;
using UnityEngine;

namespace Procgen {
    /// <summary>Of which class all that is drawn below this is in the pictures of <see cref="ProcgenCapture"/>, as one
    /// thing; ground, water, roads and sky are no things.</summary>
    [AddComponentMenu("procgen/Procgen Label")]
    public sealed class ProcgenLabel : MonoBehaviour {
        /// <summary>All classes; a label below their number is the class of what is no thing.</summary>
        public static readonly IReadOnlyList<string> Classes = new[] {
            "sky", "ground", "water", "road", "building", "tree", "plant", "prop", "person", "animal", "vehicle",
        };

        /// <summary>The class of what is not labelled, since it hides nothing.</summary>
        public const string None = "none";

        [SerializeField, Tooltip("sky, ground, water, road, building, tree, plant, prop, person, animal, vehicle; or none.")]
        private string _class = "prop";

        /// <summary>One of <see cref="Classes"/>, or <see cref="None"/>.</summary>
        /// <exception cref="ArgumentException">There is no such class.</exception>
        public string Class { get => _class; set => _class = Checked(value, name); }

        internal static string Checked(string kind, string whose) {
            foreach (var known in Classes)
                if (known == kind)
                    return kind;
            if (kind == None)
                return kind;
            throw new ArgumentException($"\"{whose}\" is labelled \"{kind}\": it must be one of {string.Join(", ", Classes)} or {None}.");
        }
    }
}
