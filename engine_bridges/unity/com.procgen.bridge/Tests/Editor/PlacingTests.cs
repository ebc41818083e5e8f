using System.Collections;
using System.IO;
using System.Linq;
using NUnit.Framework;
using UnityEditor;
using UnityEditor.Animations;
using UnityEngine;
using UnityEngine.SceneManagement;
using UnityEngine.TestTools;
using UnityEngine.UIElements;

namespace Procgen.Editing.Tests {
    /// <summary>What was made in the scene, and in the project.</summary>
    public class PlacingTests : WindowTest {
        [UnityTest]
        public IEnumerator PlacingIsOneStep([Values("terrain", "character", "dialogue", "dialogue_scene", "texture", "layout")] string domain) {
            yield return TabsAreThere();
            var tab = Window.Tab(domain);
            var cube = GameObject.CreatePrimitive(PrimitiveType.Cube);
            yield return Generate(domain, tab);
            Selection.activeGameObject = cube;
            var before = Scene();
            yield return Done(tab, "Place");
            var after = Scene();
            Assert.AreNotEqual(before, after, tab.MessageText);
            Undo.PerformUndo();
            Assert.AreEqual(before, Scene());
            Undo.PerformRedo();
            Assert.AreEqual(after, Scene());
            Undo.PerformUndo();
            Assert.AreEqual(before, Scene());
        }

        [UnityTest]
        public IEnumerator RegeneratingIsOneStepAndKeepsWhatIsTheDesigners([Values("terrain", "character", "dialogue", "layout")] string domain) {
            yield return TabsAreThere();
            var tab = Window.Tab(domain);
            yield return Generate(domain, tab);
            yield return Done(tab, "Place");
            var first = Selection.activeGameObject;
            first.name = "Mine";
            first.transform.position = new Vector3(1, 2, 3);
            var own = new GameObject("Lantern");
            own.transform.SetParent(first.transform.childCount > 0 ? first.transform.GetChild(0) : first.transform, false);
            var (before, parent) = (Scene(), own.transform.parent.name);
            tab.Form.SetRequest(new System.Collections.Generic.Dictionary<string, object>());
            yield return Done(tab, "Regenerate");
            // Somebody who is made again is not drawn again.
            Assert.AreEqual(domain == "character" ? "0" : "7", tab.Q<TextField>("Seed").value, "the recipe fills the form");
            var after = Scene();
            var now = SceneManager.GetActiveScene().GetRootGameObjects().Single();
            Assert.IsFalse(first);
            Assert.AreEqual("Mine", now.name);
            Assert.AreEqual(new Vector3(1, 2, 3), now.transform.position);
            Assert.AreEqual(parent, own.transform.parent.name);
            Assert.IsTrue(own.transform.IsChildOf(now.transform));
            Undo.PerformUndo();
            Assert.AreEqual(before, Scene());
            Undo.PerformRedo();
            Assert.AreEqual(after, Scene());
        }

        [UnityTest]
        public IEnumerator RegeneratingWithoutASelectionSaysWhatToDo() {
            yield return TabsAreThere();
            Selection.activeGameObject = null;
            yield return Done(Window.Tab("terrain"), "Regenerate");
            StringAssert.StartsWith("Select an object", Window.Tab("terrain").MessageText);
        }

        [UnityTest]
        public IEnumerator TerrainIsWhatTheServerMade() {
            yield return TabsAreThere();
            var tab = Window.Tab("terrain");
            yield return Generate("terrain", tab);
            Assert.IsFalse(AssetDatabase.IsValidFolder(Folder), "nothing is saved until asked");
            yield return Done(tab, "Place");
            var data = Selection.activeGameObject.GetComponent<Terrain>().terrainData;
            yield return Done(tab, "Save");
            StringAssert.StartsWith("Saved as " + Folder, tab.MessageText);
            var note = Saved<TerrainResultAsset>();
            Assert.AreSame(data, note.Data, "what stands in the scene becomes the asset");
            Assert.IsTrue(AssetDatabase.Contains(data));
            Assert.AreEqual("terrain", note.Note.Domain);
            var parts = AssetDatabase.LoadAllAssetsAtPath(AssetDatabase.GetAssetPath(data));
            foreach (var layer in data.terrainLayers)
                CollectionAssert.IsSubsetOf(new Object[] { layer, layer.diffuseTexture }, parts);
            CollectionAssert.IsSubsetOf(data.alphamapTextures, parts);
        }

        [UnityTest]
        public IEnumerator MaterialsAreSavedWithPicturesAsWhatTheyAre() {
            yield return TabsAreThere();
            var tab = Window.Tab("texture");
            var cube = GameObject.CreatePrimitive(PrimitiveType.Cube);
            yield return Generate("texture", tab);
            Selection.activeGameObject = cube;
            yield return Done(tab, "Place");
            var material = cube.GetComponent<Renderer>().sharedMaterial;
            yield return Done(tab, "Save");
            Assert.AreSame(material, Saved<MaterialResultAsset>().Materials.Single());
            foreach (var (slot, type, isColour) in new[] {
                ("_MainTex", TextureImporterType.Default, true), ("_BumpMap", TextureImporterType.NormalMap, false),
                ("_MetallicGlossMap", TextureImporterType.Default, false) }) {
                var importer = (TextureImporter)AssetImporter.GetAtPath(AssetDatabase.GetAssetPath(material.GetTexture(slot)));
                Assert.AreEqual(type, importer.textureType, slot);
                Assert.AreEqual(isColour, importer.sRGBTexture, slot);
                Assert.AreEqual(TextureWrapMode.Repeat, importer.wrapMode, slot);
            }
        }

        [UnityTest]
        public IEnumerator CharactersAreSavedAsPrefabAndFile([Values(false, true)] bool isPlaced) {
            yield return TabsAreThere();
            var tab = Window.Tab("character");
            yield return Generate("character", tab);
            if (isPlaced)
                yield return Done(tab, "Place");
            yield return Done(tab, "Save");
            Assert.AreEqual(isPlaced ? 1 : 0, SceneManager.GetActiveScene().rootCount, tab.MessageText);
            var note = Saved<CharacterResultAsset>();
            StringAssert.Contains("\"name\"", note.PersonJson);
            var meshes = note.Prefab.GetComponentsInChildren<SkinnedMeshRenderer>(true);
            Assert.IsNotEmpty(meshes);
            foreach (var mesh in meshes) {
                Assert.IsTrue(AssetDatabase.Contains(mesh.sharedMesh));
                Assert.IsTrue(mesh.sharedMaterials.All(AssetDatabase.Contains));
            }
            Assert.AreEqual(1, Directory.GetFiles(FullPath(Folder), "*.glb").Length);
            // Humanoid clips and a controller that blends them.
            var controller = (AnimatorController)note.Prefab.GetComponentInChildren<Animator>(true).runtimeAnimatorController;
            Assert.IsTrue(AssetDatabase.Contains(controller));
            Assert.AreEqual(2, controller.layers.Length);
            var move = (BlendTree)controller.layers[0].stateMachine.defaultState.motion;
            CollectionAssert.AreEquivalent(new[] { "idle", "walk" }, move.children.Select(child => child.motion.name));
            foreach (var child in move.children)
                Assert.IsFalse(((AnimationClip)child.motion).legacy);
            Assert.IsFalse(controller.layers[1].avatarMask.GetHumanoidBodyPartActive(AvatarMaskBodyPart.LeftLeg));
            CollectionAssert.Contains(controller.layers[1].stateMachine.states.Select(state => state.state.name), "wave");
        }

        [UnityTest]
        public IEnumerator DialogueIsSavedAsAssetAndText([Values("dialogue", "dialogue_scene")] string domain) {
            yield return TabsAreThere();
            var tab = Window.Tab(domain);
            yield return Generate(domain, tab);
            StringAssert.Contains("Bram", tab.Q<TextField>("Text").value);
            var formats = domain == "dialogue" ? new[] { "json", "csv", "script" } : new[] { "json", "ink", "yarn" };
            tab.Form.SetValue("outputs", formats.Cast<object>().ToList());
            yield return Done(tab, "Generate");
            yield return Done(tab, "Save");
            var note = Saved<DialogueResultAsset>();
            StringAssert.Contains("Bram", note.ResultJson);
            Assert.IsNotEmpty(note.Files);
            var made = tab.Made.Artifacts.Count;
            Assert.AreEqual(3, made);
            Assert.AreEqual(made + 1, Directory.GetFiles(FullPath(Folder)).Count(file => !file.EndsWith(".meta", System.StringComparison.Ordinal)));
        }

        [UnityTest]
        public IEnumerator SetsAreSavedAsFiles() {
            yield return TabsAreThere();
            var tab = Window.Tab("texture_set");
            yield return Generate("texture_set", tab);
            Assert.AreEqual(DisplayStyle.None, tab.Q<Button>("Place").style.display.value);
            yield return Done(tab, "Save");
            Assert.Greater(Directory.GetFiles(FullPath(Folder), "*.png").Length, 7);
        }

        [UnityTest]
        public IEnumerator FoldersOutsideTheProjectAreRefused() {
            yield return TabsAreThere();
            var tab = Window.Tab("dialogue");
            yield return Generate("dialogue", tab);
            tab.Q<TextField>("Folder").value = "/tmp";
            yield return Done(tab, "Save");
            Assert.AreEqual("Choose a folder of the project: it begins with Assets/.", tab.MessageText);
        }

        private static string FullPath(string path) => Path.Combine(Path.GetDirectoryName(Application.dataPath), path);

        private static T Saved<T>() where T : Object => AssetDatabase.FindAssets("t:" + typeof(T).Name, new[] { Folder })
            .Select(guid => AssetDatabase.LoadAssetAtPath<T>(AssetDatabase.GUIDToAssetPath(guid))).Single();
    }
}
