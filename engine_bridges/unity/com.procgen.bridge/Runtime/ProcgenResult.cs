using Procgen.V1;
using UnityEngine;

namespace Procgen {
    /// <summary>What a server made, as an asset, and how to make it again.</summary>
    public abstract class ProcgenResult : ScriptableObject {
        [SerializeField, HideInInspector] private RecipeNote _note = new RecipeNote();

        /// <summary>What was asked for, and what made it.</summary>
        public RecipeNote Note => _note;

        /// <summary>Notes the recipe.</summary>
        public void Take(Recipe recipe) => _note = new RecipeNote(recipe);
    }
}
