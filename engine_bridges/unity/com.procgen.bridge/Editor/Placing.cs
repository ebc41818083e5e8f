using System.Linq;
using UnityEditor;
using UnityEditor.SceneManagement;
using UnityEngine;

namespace Procgen.Editing {
    /// <summary>Puts what was made into the open scene as one step that can be undone.</summary>
    internal static class Placing {
        /// <summary>Adds an object to the scene, or puts it in the place of another, and selects it. It takes over what the
        /// designer gave the other: name, place, layer, tag and the objects below it that did not come with it.</summary>
        public static void Place(string step, GameObject made, GameObject replaced = null) {
            var group = Begin(step);
            if (replaced) {
                var (old, now) = (replaced.transform, made.transform);
                (made.name, made.layer, made.tag, made.isStatic) = (replaced.name, replaced.layer, replaced.tag, replaced.isStatic);
                made.SetActive(replaced.activeSelf);
                now.SetParent(old.parent, false);
                (now.localPosition, now.localRotation, now.localScale) = (old.localPosition, old.localRotation, old.localScale);
                now.SetSiblingIndex(old.GetSiblingIndex());
            } else
                StageUtility.PlaceGameObjectInCurrentStage(made);
            Undo.RegisterCreatedObjectUndo(made, step);
            if (replaced) {
                var recipe = replaced.GetComponent<ProcgenRecipe>();
                foreach (var own in replaced.GetComponentsInChildren<Transform>(true).Where(
                    part => part != replaced.transform && !recipe.Owns(part) && !IsShown(part) && (part.parent == replaced.transform || recipe.Owns(part.parent))).ToList())
                    Undo.SetTransformParent(own, Heir(own.parent, replaced.transform, made.transform), false, step);
                Undo.DestroyObjectImmediate(replaced);
            }
            Undo.CollapseUndoOperations(group);
            Selection.activeGameObject = made;
        }

        /// <summary>Puts a material on all that some renderers draw, and notes its recipe there.</summary>
        public static void Apply(string step, Material material, V1.Recipe recipe, Renderer[] renderers) {
            var group = Begin(step);
            foreach (var renderer in renderers) {
                Undo.RegisterCompleteObjectUndo(renderer, step);
                renderer.sharedMaterials = renderer.sharedMaterials.Select(_ => material).DefaultIfEmpty(material).ToArray();
                var known = renderer.GetComponent<ProcgenRecipe>();
                // What came from another domain can be made anew there.
                if (known && known.Note.Domain != recipe.Domain)
                    continue;
                Undo.RegisterCompleteObjectUndo(known ? known : Undo.AddComponent<ProcgenRecipe>(renderer.gameObject), step);
                ProcgenRecipe.Take(renderer.gameObject, recipe);
            }
            Undo.CollapseUndoOperations(group);
        }

        // What an object shows of a folder comes and goes with it.
        private static bool IsShown(Transform part) => (part.gameObject.hideFlags & HideFlags.DontSaveInEditor) != 0;

        private static int Begin(string step) {
            Undo.IncrementCurrentGroup();
            Undo.SetCurrentGroupName(step);
            return Undo.GetCurrentGroup();
        }

        // Where an object that hung below the old one comes to hang: in the same place below the new one, or at the new one
        // itself where there is no such place any more.
        private static Transform Heir(Transform parent, Transform old, Transform now) {
            var path = AnimationUtility.CalculateTransformPath(parent, old);
            return path == "" ? now : now.Find(path) ?? now;
        }
    }
}
