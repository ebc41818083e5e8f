using System.Collections;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Procgen.V1;
using UnityEditor;
using UnityEngine;
using UnityEngine.SceneManagement;
using UnityEngine.TestTools;
using UnityEngine.Tilemaps;

namespace Procgen.Editing.Tests {
    /// <summary>Layouts as tile maps.</summary>
    public class TilemapTests : WindowTest {
        [UnityTest]
        public IEnumerator ALayoutIsPlacedAsOneStepWithItsTilesWhereTheyBelong() {
            yield return TabsAreThere();
            var request = new LayoutRequest { Kind = "dungeon", Model = "bsp", Seed = 7, Width = 24, Depth = 16, MetresPerTile = 1.5f };
            TilemapBuilder.Ask(request);
            request.Outputs.Add(LayoutOutput.TilesU8);
            var asked = ServerLink.Client.Layout.GenerateAsync(request);
            while (Waits(() => asked.IsCompleted, "a layout"))
                yield return null;
            var made = asked.Result;
            var folder = Path.Combine(Path.GetDirectoryName(Application.dataPath), "Assets");
            File.WriteAllBytes(Path.Combine(folder, "hall-tilemap.json"), made.Artifact("unity_tilemap_json"));
            AssetDatabase.Refresh();
            Selection.activeObject = AssetDatabase.LoadAssetAtPath<TextAsset>("Assets/hall-tilemap.json");
            Assert.IsTrue(TilemapMenu.CanPlace());
            LogAssert.Expect(LogType.Error, "procgen: Assets/procgen-tiles.png is missing; generate the layout with TILES_PNG and put it there.");
            TilemapMenu.Place();
            File.WriteAllBytes(Path.Combine(folder, "procgen-tiles.png"), made.Artifact("tiles_png"));
            AssetDatabase.Refresh();
            TilemapMenu.Place();
            var placed = Selection.activeGameObject;
            Assert.AreEqual(new Vector3(1.5f, 1.5f, 0f), placed.GetComponent<Grid>().cellSize);
            Assert.AreEqual(made.Result.Recipe.Sha256, placed.GetComponent<ProcgenRecipe>().Note.Sha256);
            var map = placed.GetComponentInChildren<Tilemap>();
            var numbers = made.Artifact("tiles_u8");
            for (var row = 0; row < 16; row++)
                for (var column = 0; column < 24; column++) {
                    var tile = map.GetTile<Tile>(new Vector3Int(column, 15 - row, 0));
                    var number = numbers[row * 24 + column];
                    Assert.AreEqual(((LayoutTile)number).ToString().ToLowerInvariant(), tile.name.Replace("_", ""));
                    Assert.AreEqual(new Rect(number % 8 * 16, 64 - (number / 8 + 1) * 16, 16, 16), tile.sprite.rect);
                    Assert.AreEqual(16f / 1.5f, tile.sprite.pixelsPerUnit, 1e-4f);
                }
            Assert.AreEqual(
                made.Result.Doors.Count + made.Result.Keys.Count + made.Result.Entrances.Count + made.Result.Exits.Count,
                placed.transform.Find("Markers").childCount);
            Undo.PerformUndo();
            Assert.IsEmpty(SceneManager.GetActiveScene().GetRootGameObjects().Where(root => root.name == "Layout"));
        }

        [Test]
        public void AnotherFileIsRefused() {
            Assert.Throws<System.FormatException>(() => TilemapBuilder.PictureOf("{\"format\": \"tiled\"}"));
            Selection.activeObject = null;
            Assert.IsFalse(TilemapMenu.CanPlace());
        }
    }
}
