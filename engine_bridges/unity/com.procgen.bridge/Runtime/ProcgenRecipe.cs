using System;
using System.Collections.Generic;
using Procgen.V1;
using UnityEngine;

namespace Procgen {
    /// <summary>Notes on what was placed how to make it again.</summary>
    [AddComponentMenu(""), DisallowMultipleComponent]
    public sealed class ProcgenRecipe : MonoBehaviour {
        [SerializeField, HideInInspector] private RecipeNote _note = new RecipeNote();
        [SerializeField, HideInInspector] private Transform[] _parts = { };

        /// <summary>What was asked for, and what made it.</summary>
        public RecipeNote Note { get => _note; internal set => _note = value; }

        /// <summary>Whether an object came with what was made; others below it are the designer's own.</summary>
        public bool Owns(Transform part) => Array.IndexOf(_parts, part) >= 0;

        /// <summary>Notes a recipe on an object, in place of one that it has.</summary>
        public static ProcgenRecipe Take(GameObject placed, Recipe recipe) {
            var noted = placed.GetComponent<ProcgenRecipe>();
            if (!noted)
                noted = placed.AddComponent<ProcgenRecipe>();
            noted.Note = new RecipeNote(recipe);
            noted._parts = placed.GetComponentsInChildren<Transform>(true);
            return noted;
        }
    }

    /// <summary>A recipe as Unity saves it.</summary>
    [Serializable]
    public sealed class RecipeNote {
        [SerializeField] private string _domain = "";
        [SerializeField] private string _requestJson = "";
        [SerializeField] private string _sha256 = "";
        [SerializeField] private string _text = "";

        /// <summary>An empty one.</summary>
        public RecipeNote() { }

        /// <summary>Takes over a server's recipe.</summary>
        public RecipeNote(Recipe recipe) {
            (_domain, _requestJson, _sha256) = (recipe.Domain, recipe.RequestJson, recipe.Sha256);
            // The request goes in as it came: read and written again, its numbers could look different.
            _text = "{" + $"\"code_version\":{Json.Write(recipe.CodeVersion)},\"domain\":{Json.Write(_domain)},"
                + $"\"model_sha256\":{Json.Write(new SortedDictionary<string, string>(recipe.ModelSha256))},"
                + $"\"request\":{(_requestJson == "" ? "{}" : _requestJson)},\"sha256\":{Json.Write(_sha256)}" + "}";
        }

        /// <summary>The domain: "terrain", "texture", "texture_set", "character" and so on.</summary>
        public string Domain => _domain;

        /// <summary>The request with every default filled in, as <see cref="Message.MergeJson"/> takes it.</summary>
        public string RequestJson => _requestJson;

        /// <summary>Names the result: equal recipes have equal ones.</summary>
        public string Sha256 => _sha256;

        /// <summary>What <c>procgen generate DOMAIN --recipe FILE</c> reads.</summary>
        public string Text => _text;
    }
}
