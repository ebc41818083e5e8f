using System.Collections;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Procgen.V1;
using UnityEditor;
using UnityEngine;
using UnityEngine.TestTools;
using UnityEngine.Tilemaps;
using UnityEngine.UIElements;

namespace Procgen.Editing.Tests {
    /// <summary>Layouts, tables and worlds by way of the window.</summary>
    public class MapTests : WindowTest {
        private const string Streaming = "Assets/StreamingAssets/procgen-tests";

        [TearDown]
        public void DeleteWorlds() {
            var folder = Path.Combine(Path.GetDirectoryName(Application.dataPath), Streaming);
            if (Directory.Exists(folder))
                Directory.Delete(folder, true);
        }

        [UnityTest]
        public IEnumerator ALayoutIsATileMapOrABlockOut([Values(false, true)] bool isBlockOut) {
            yield return TabsAreThere();
            var tab = Window.Tab("layout");
            yield return Generate("layout", tab);
            Assert.AreEqual(384, tab.Preview.image.width);
            StringAssert.Contains("dungeon: 24 × 16 tiles of 2 m", tab.MessageText);
            tab.Q<Toggle>("BlockOut").value = isBlockOut;
            var before = Scene();
            yield return Done(tab, "Place");
            var (placed, after) = (Selection.activeGameObject, Scene());
            Assert.AreEqual(!isBlockOut, placed.GetComponentsInChildren<Tilemap>().Any());
            Assert.AreEqual(isBlockOut, placed.GetComponentsInChildren<MeshCollider>().Any());
            if (isBlockOut) {
                var places = placed.GetComponentsInChildren<MeshRenderer>().Select(part => part.transform.position).ToList();
                Assert.IsTrue(places.All(place => place.x > 0 && place.x < 48 && place.z < 0 && place.z > -32), "x is east and z north");
                var meshes = placed.GetComponentsInChildren<MeshFilter>().Select(part => part.sharedMesh).ToList();
                Assert.Less(meshes.Distinct().Count(), meshes.Count / 4, "equal pieces share their mesh");
            }
            Undo.PerformUndo();
            Assert.AreEqual(before, Scene());
            Undo.PerformRedo();
            Assert.AreEqual(after, Scene());
            // What is made anew stays what it was.
            tab.Q<Toggle>("BlockOut").value = !isBlockOut;
            yield return Done(tab, "Regenerate");
            Assert.AreEqual(isBlockOut, Selection.activeGameObject.GetComponentsInChildren<MeshCollider>().Any());
        }

        [UnityTest]
        public IEnumerator ALayoutThatCannotBeIsRefusedInWords() {
            yield return TabsAreThere();
            var tab = Window.Tab("layout");
            Fill("layout", tab);
            tab.Form.SetValue("width", 9999);
            yield return Done(tab, "Generate");
            Assert.IsNull(tab.Made);
            StringAssert.Contains("width", tab.MessageText);
            StringAssert.Contains("9999", tab.MessageText);
        }

        [UnityTest]
        public IEnumerator SavedTilesLieWhereTheMapLooksForThem() {
            yield return TabsAreThere();
            var tab = Window.Tab("layout");
            yield return Generate("layout", tab);
            yield return Done(tab, "Save");
            var map = AssetDatabase.FindAssets("-tilemap", new[] { Folder }).Select(AssetDatabase.GUIDToAssetPath).Single();
            var picture = TilemapBuilder.PictureOf(AssetDatabase.LoadAssetAtPath<TextAsset>(map).text);
            Assert.IsTrue(AssetDatabase.LoadAssetAtPath<Texture2D>($"{Folder}/{picture}"), tab.MessageText);
        }

        [UnityTest]
        public IEnumerator RowsAreDrawnShownAndSaved() {
            yield return TabsAreThere();
            var tab = Window.Tab("table");
            Assert.AreEqual(DisplayStyle.None, tab.Q<Button>("Place").style.display.value);
            Fill("table", tab);
            tab.Q<TextField>("Given").value = "rarity = rare|legendary\nattunement = no";
            yield return Done(tab, "Generate");
            Assert.IsNotNull(tab.Made, tab.MessageText);
            var result = (TableResult)tab.Made.Result;
            StringAssert.Contains("\"given\":{\"attunement\":\"no\",\"rarity\":\"rare|legendary\"}", result.Recipe.RequestJson);
            var shown = tab.Q("Drawn").Query<Label>().ToList().Select(label => label.text).ToList();
            Assert.AreEqual(result.Columns.Count * 6, shown.Count);
            CollectionAssert.IsSubsetOf(result.Rows[4].Cells, shown);
            yield return Done(tab, "Save");
            var note = AssetDatabase.FindAssets("t:TableResultAsset", new[] { Folder })
                .Select(guid => AssetDatabase.LoadAssetAtPath<TableResultAsset>(AssetDatabase.GUIDToAssetPath(guid))).Single();
            Assert.AreEqual(5, note.Rows.Count);
            Assert.AreEqual("no", note.Cell(2, "attunement"));
            Assert.AreEqual(1, Directory.GetFiles(Path.Combine(Path.GetDirectoryName(Application.dataPath), Folder), "*.csv").Length);
        }

        [UnityTest]
        public IEnumerator AWorldIsStoredAndPlacedAsOneStep() {
            yield return TabsAreThere();
            var tab = Window.Tab("world");
            Fill("world", tab);
            // Another one each time: what a server keeps of results is there at once.
            tab.Form.SetValue("seed", (ulong)System.DateTime.UtcNow.Ticks);
            Press(tab, "Generate");
            while (Waits(() => tab.MessageText != "", "progress"))
                yield return null;
            Press(tab, "Cancel");
            while (Waits(() => !tab.IsBusy, "the end"))
                yield return null;
            Assert.AreEqual("Cancelled.", tab.MessageText);

            yield return Generate("world", tab);
            Assert.IsTrue(tab.Preview.image);
            StringAssert.Contains("1 people", tab.MessageText);
            var before = Scene();
            yield return Done(tab, "Place");
            Assert.AreEqual("Choose a folder below Assets/StreamingAssets: builds take that along as it is.", tab.MessageText);
            Assert.AreEqual(before, Scene());
            tab.Q<TextField>("Folder").value = Streaming;
            yield return Done(tab, "Place");
            var after = Scene();
            yield return IsOpen();
            Assert.AreEqual(after, Scene(), "what is in the folder is not saved with the scene");
            Undo.PerformUndo();
            Assert.AreEqual(before, Scene());
            Undo.PerformRedo();
            Assert.AreEqual(after, Scene());
            yield return IsOpen();

            var world = Selection.activeGameObject.GetComponent<ProcgenWorld>();
            Assert.AreEqual("world", world.GetComponent<ProcgenRecipe>().Note.Domain);
            var person = world.People.Single();
            Assert.IsNotEmpty(person.GetComponentsInChildren<SkinnedMeshRenderer>());
            var ground = world.Ground.SampleHeight(person.transform.position) + world.Ground.transform.position.y;
            Assert.AreEqual(ground, person.transform.position.y, 0.6f, "people stand on the ground");
            Assert.AreEqual(8, world.Ground.terrainData.terrainLayers.Length);
            var scenery = world.transform.Find("Scenery");
            Assert.IsNotEmpty(scenery.Find("Props").GetComponentsInChildren<MeshRenderer>());
            foreach (var part in scenery.GetComponentsInChildren<MeshRenderer>()) {
                var place = world.transform.InverseTransformPoint(part.bounds.center);
                Assert.IsTrue(place.x > -20 && place.x < 270 && place.z < 20 && place.z > -270, $"{part.name} at {place}");
            }
        }

        [UnityTest]
        public IEnumerator AFolderWithoutAWorldIsRefusedInWords() {
            var world = new GameObject("World").AddComponent<ProcgenWorld>();
            world.Folder = "nowhere";
            var said = "";
            world.Failed += sentence => said = sentence;
            var opening = world.OpenAsync();
            while (Waits(() => opening.IsCompleted, "a world that is not there"))
                yield return null;
            Assert.IsTrue(opening.IsFaulted);
            StringAssert.Contains("manifest.json is missing", said);
            Assert.AreEqual(0, world.transform.childCount);
        }

        private IEnumerator IsOpen() {
            while (Waits(() => Object.FindObjectOfType<ProcgenWorld>()?.Manifest != null, "the world"))
                yield return null;
        }
    }
}
