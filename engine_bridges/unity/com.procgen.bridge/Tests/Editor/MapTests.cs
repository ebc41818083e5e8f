using System.Collections;
using System.Collections.Generic;
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
            AssetDatabase.DeleteAsset("Assets/procgen/world");
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
            yield return BecomesPrefabs(tab, world);
        }

        private IEnumerator BecomesPrefabs(DomainTab tab, ProcgenWorld world) {
            Selection.activeGameObject = null;
            yield return Done(tab, "MakeEditable");
            StringAssert.StartsWith("Select a world", tab.MessageText);
            Selection.activeGameObject = world.gameObject;
            yield return Done(tab, "MakeEditable");
            StringAssert.Contains("0 stay as they are", tab.MessageText);
            Assert.IsFalse(world.gameObject.activeSelf);
            var made = Object.FindObjectOfType<ProcgenWorldPrefabs>();
            var houses = made.transform.Find("Scenery/Buildings");
            Assert.Greater(houses.childCount, 0);
            foreach (Transform house in houses) {
                var prefab = AssetDatabase.LoadAssetAtPath<GameObject>($"{made.Folder}/Buildings/{WorldPrefabs.NameOf(house.name)}.prefab");
                Assert.AreEqual(Vector3.zero, prefab.transform.localPosition, "one can put it elsewhere");
                Assert.IsTrue(prefab.GetComponentsInChildren<MeshFilter>(true).All(part => AssetDatabase.Contains(part.sharedMesh)));
                foreach (var look in prefab.GetComponentsInChildren<Renderer>(true).SelectMany(part => part.sharedMaterials)) {
                    Assert.IsTrue(AssetDatabase.Contains(look), look.name);
                    Assert.IsTrue(look.GetTexturePropertyNames().Select(slot => look.GetTexture(slot)).All(picture => !picture || AssetDatabase.Contains(picture)));
                }
                var isRoomy = house.GetComponentsInChildren<Transform>().Any(part => part.name.EndsWith(" inside"));
                Assert.AreEqual(isRoomy, (bool)house.GetComponent<LODGroup>(), house.name);
                if (isRoomy) {
                    var levels = house.GetComponent<LODGroup>().GetLODs();
                    Assert.Greater(levels[0].renderers.Length, levels[1].renderers.Length, "rooms are seen from near");
                    Assert.IsTrue(levels.SelectMany(level => level.renderers).All(part => part.transform.IsChildOf(house)));
                }
                Assert.IsTrue(GameObjectUtility.GetStaticEditorFlags(house.gameObject).HasFlag(StaticEditorFlags.OccluderStatic));
                Assert.IsTrue(house.GetComponentsInChildren<Transform>().Where(part => part.name.Contains(" door "))
                    .All(door => GameObjectUtility.GetStaticEditorFlags(door.gameObject) == 0), "doors may be opened");
            }
            Assert.IsTrue(made.transform.Find("Scenery/Props").GetComponentsInChildren<LODGroup>().Any(group => group.lodCount > 1));
            var person = made.GetComponentInChildren<ProcgenWorldPerson>();
            Assert.IsNotEmpty(person.Id);
            Assert.IsNotEmpty(person.Lines);
            Assert.IsTrue(person.GetComponent<Animator>().runtimeAnimatorController && !person.GetComponent<Animation>());

            var data = AssetDatabase.LoadAssetAtPath<TerrainData>($"{made.Folder}/ground.asset");
            Assert.AreSame(data, made.GetComponentInChildren<Terrain>().terrainData);
            var path = Path.Combine(Application.streamingAssetsPath, world.Folder, "cover/cover.json");
            var cover = (Dictionary<string, object>)Json.Parse(File.ReadAllText(path));
            var layers = Glb.ListOf(cover, "layers");
            Assert.AreEqual(layers.Count, data.detailPrototypes.Length);
            for (var number = 0; number < layers.Count; number++) {
                var plants = data.GetDetailLayer(0, 0, data.detailWidth, data.detailHeight, number).Cast<int>().Sum();
                var said = System.Convert.ToDouble(layers[number]["count"]);
                Assert.AreEqual(said, plants, 20.0 + 0.05 * said, $"{layers[number]["kind"]}");
            }
            Assert.AreEqual(Glb.Inner(cover, "woods") is Dictionary<string, object> woods ? Glb.Number(woods, "count") : 0, data.treeInstanceCount);

#if PROCGEN_ADDRESSABLES
            var groups = UnityEditor.AddressableAssets.AddressableAssetSettingsDefaultObject.GetSettings(false).groups;
            var titled = WorldPrefabs.NameOf(made.name);
            var entries = groups.Single(group => group.Name == $"{titled} Buildings").entries;
            CollectionAssert.AreEquivalent(houses.Cast<Transform>().Select(house => $"{titled}/Buildings/{WorldPrefabs.NameOf(house.name)}"),
                entries.Select(entry => entry.address));
            Assert.IsTrue(entries.All(entry => entry.labels.SetEquals(new[] { titled, "Buildings" })));
#endif

            // Made again, what a hand has moved stays, and what it took away stays away.
            var (moved, elsewhere) = (houses.GetChild(0), houses.GetChild(0).localPosition + new Vector3(7f, 0f, 3f));
            moved.localPosition = elsewhere;
            Object.DestroyImmediate(made.transform.Find("Scenery/Props").GetChild(0).gameObject);
            Selection.activeGameObject = world.gameObject;
            yield return Done(tab, "MakeEditable");
            StringAssert.Contains("; 0 objects came into the scene", tab.MessageText);
            Assert.AreEqual(elsewhere, moved.localPosition);
            Assert.AreSame(made, Object.FindObjectsOfType<ProcgenWorldPrefabs>().Single());
        }

        [UnityTest]
        public IEnumerator AWorldIsPlacedWhileTheRestIsMade() {
            yield return TabsAreThere();
            var tab = Window.Tab("world");
            Fill("world", tab);
            // Another one each time: what a server keeps of results is there at once.
            tab.Form.SetValue("seed", (ulong)System.DateTime.UtcNow.Ticks);
            tab.Form.SetValue("people", 2u);
            tab.Form.SetValue("cover", 0f);
            tab.Q<TextField>("Folder").value = Streaming;
            var empty = Scene();
            Press(tab, "Generate");
            Assert.IsFalse(tab.Q<Button>("Place").enabledSelf);
            while (Waits(() => tab.Q<Button>("Place").enabledSelf, "what one walks about in"))
                yield return null;
            Assert.IsTrue(tab.IsBusy && tab.Made == null, "the rest is still made");
            Press(tab, "Place");
            Assert.IsFalse(tab.Q<Button>("Place").enabledSelf, "once is enough");
            yield return IsOpen();
            Press(tab, "Cancel");
            while (Waits(() => !tab.IsBusy, "the end"))
                yield return null;

            // What stands there is a world that one walks about in, and opens again.
            Assert.AreEqual("Cancelled.", tab.MessageText);
            var first = Object.FindObjectOfType<ProcgenWorld>();
            var (folder, path) = (first.Folder, Path.Combine(Application.streamingAssetsPath, first.Folder));
            CollectionAssert.AreEquivalent(Listed(path).Append("manifest.json"), Found(path));
            Assert.IsFalse(File.Exists(Path.Combine(path, "world.glb")));
            Assert.IsNotEmpty(first.transform.Find("Scenery/Buildings").GetComponentsInChildren<MeshRenderer>());
            Assert.AreEqual(0, first.People.Count);
            var early = Scene();
            Undo.PerformUndo();
            Assert.AreEqual(empty, Scene());
            Undo.PerformRedo();
            Assert.AreEqual(early, Scene());
            yield return IsOpen();

            // Made anew it takes its place as soon as it can, and people come into it.
            Selection.activeGameObject = first.gameObject;
            first.name = "Mine";
            first.transform.position = new Vector3(1f, 2f, 3f);
            early = Scene();
            Press(tab, "Regenerate");
            while (Waits(() => !first || !tab.IsBusy, "what one walks about in"))
                yield return null;
            Assert.IsTrue(tab.IsBusy, tab.MessageText);
            yield return IsOpen();
            var second = Object.FindObjectOfType<ProcgenWorld>();
            Assert.AreEqual(0, second.People.Count);
            var stood = second.transform.Cast<Transform>().Where(part => part.name != "People").ToList();
            var opened = 0;
            second.Opened += () => opened++;
            while (Waits(() => !tab.IsBusy, "all of it"))
                yield return null;
            StringAssert.Contains("2 people", tab.MessageText);
            Assert.AreEqual((1, 2), (opened, second.People.Count));
            Assert.IsTrue(second.People.All(person => person.gameObject.hideFlags == HideFlags.DontSave));
            Assert.IsTrue(stood.Count >= 2 && stood.All(part => part && part.parent == second.transform), "what stands is not built again");
            Assert.AreEqual(("Mine", new Vector3(1f, 2f, 3f)), (second.name, second.transform.position));
            path = Path.Combine(Application.streamingAssetsPath, second.Folder);
            CollectionAssert.AreEquivalent(Listed(path).Append("manifest.json"), Found(path));
            Assert.IsTrue(File.Exists(Path.Combine(path, "world.glb")));
            var recipe = second.GetComponent<ProcgenRecipe>().Note;
            Assert.AreEqual(((WorldResult)tab.Made.Result).Recipe.Sha256, recipe.Sha256);
            Assert.IsFalse(recipe.RequestJson.Contains("\"parts\""));
            var late = Scene();
            Undo.PerformUndo();
            Assert.AreEqual(early, Scene());
            Undo.PerformRedo();
            Assert.AreEqual(late, Scene());
            while (Waits(() => Object.FindObjectOfType<ProcgenWorld>()?.Manifest != null, "the world"))
                yield return null;
            Assert.AreEqual(2, Object.FindObjectOfType<ProcgenWorld>().People.Count);
            yield return Done(tab, "Save");
            Assert.AreEqual($"Saved as Assets/StreamingAssets/{second.Folder}.", tab.MessageText);
        }

        private static IEnumerable<string> Listed(string folder) =>
            Glb.ListOf((Dictionary<string, object>)Json.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json"))), "files").Select(file => (string)file["path"]);

        private static IEnumerable<string> Found(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".meta")).Select(file => file.Substring(folder.Length + 1).Replace('\\', '/'));

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
