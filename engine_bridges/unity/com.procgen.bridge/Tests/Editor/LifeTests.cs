using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using Procgen.V1;
using UnityEditor;
using UnityEngine;
using UnityEngine.TestTools;
using UnityEngine.UIElements;

namespace Procgen.Editing.Tests {
    /// <summary>Servers that come and go, scripts that are loaded anew, play mode, painting.</summary>
    public class LifeTests : WindowTest {
        private static readonly Dictionary<string, object> Long = new Dictionary<string, object> {
            { "width_px", 2049L }, { "depth_px", 2049L }, { "seed", "5" } };

        [UnityTest]
        public IEnumerator CancelStopsACall() {
            yield return StartLong();
            Press(Window.Tab("terrain"), "Cancel");
            while (Waits(() => !Window.Tab("terrain").IsBusy, "the end"))
                yield return null;
            Assert.AreEqual("Cancelled.", Window.Tab("terrain").MessageText);
            Assert.IsNull(Window.Tab("terrain").Made);
        }

        [UnityTest]
        public IEnumerator LoadingScriptsAnewStopsCallsAndKeepsTheForm() {
            yield return StartLong();
            var stopped = Window.Tab("terrain");
            // Such as a component's in the scene.
            var other = ProcgenRuntime.Client.Terrain.GenerateAsync(new TerrainRequest { Seed = 6, WidthPx = 2049, DepthPx = 2049 });
            EditorUtility.RequestScriptReload();
            yield return new WaitForDomainReload();
            // In Unity, nothing of the old window is there any more.
            while (Waits(() => stopped == null || (!stopped.IsBusy && other.IsCompleted), "the end"))
                yield return null;
            Assert.IsTrue(other == null || other.IsCanceled);
            yield return TabsAreThere();
            Assert.AreNotSame(stopped, Window.Tab("terrain"));
            Assert.AreEqual(2049, ((TerrainRequest)Window.Tab("terrain").Form.Request).WidthPx);
            Assert.AreEqual("5", Window.Tab("terrain").Q<TextField>("Seed").value);
        }

        [UnityTest]
        public IEnumerator PlayModeStopsCalls() {
            yield return StartLong();
            yield return new EnterPlayMode(false);
            while (Waits(() => !Window.Tab("terrain").IsBusy, "the end"))
                yield return null;
            Assert.AreEqual("Cancelled.", Window.Tab("terrain").MessageText);
            yield return Generate("dialogue", Window.Tab("dialogue"));
            yield return Done(Window.Tab("dialogue"), "Place");
            StringAssert.StartsWith("Leave play mode first", Window.Tab("dialogue").MessageText);
            yield return new ExitPlayMode();
        }

        [UnityTest]
        public IEnumerator WithoutAServerASentenceSaysWhatToDo() {
            yield return TabsAreThere();
            ProcgenSettings.Current.WebPort = FreePort();
            Fill("dialogue", Window.Tab("dialogue"));
            yield return Done(Window.Tab("dialogue"), "Generate");
            StringAssert.Contains("procgen serve", Window.Tab("dialogue").MessageText);
            while (Waits(() => !Window.Link.IsConnected, "the loss"))
                yield return null;
            var advice = Window.rootVisualElement.Q<HelpBox>("Advice");
            Assert.AreEqual(DisplayStyle.Flex, advice.style.display.value);
            StringAssert.Contains("procgen serve", advice.text);
            StringAssert.Contains($"No server on :{ProcgenSettings.Current.WebPort}", Window.rootVisualElement.Q<Label>("State").text);
        }

        [UnityTest]
        public IEnumerator ServersAreStartedAndStopped() {
            ProcgenSettings.Current.WebPort = FreePort();
            var command = ProcgenEditorSettings.instance.Command;
            try {
                Window.Link.Look();
                while (Waits(() => Window.rootVisualElement.Q<Button>("Start").style.display == DisplayStyle.Flex, "the button"))
                    yield return null;
                ProcgenEditorSettings.instance.Command = "/nowhere/procgen";
                Press(Window.rootVisualElement, "Start");
                StringAssert.Contains("\"/nowhere/procgen\" cannot be started.", Window.rootVisualElement.Q<HelpBox>("Advice").text);
                ProcgenEditorSettings.instance.Command = System.Environment.GetEnvironmentVariable("PROCGEN_COMMAND") ?? command;
                Press(Window.rootVisualElement, "Start");
                using (var started = ServerLink.Started())
                    Assert.IsNotNull(started);
                yield return TabsAreThere();
                StringAssert.Contains("models", Window.rootVisualElement.Q<Label>("State").text);
                ServerLink.StopServer();
                using (var started = ServerLink.Started())
                    Assert.IsNull(started);
            } finally {
                ServerLink.StopServer();
                ProcgenEditorSettings.instance.Command = command;
            }
        }

        [UnityTest]
        public IEnumerator PaintAndLocksChangeTheTerrain() {
            yield return TabsAreThere();
            var tab = Window.Tab("terrain");
            Fill("terrain", tab);
            // Only learned models follow paint.
            tab.Form.SetValue("model", null);
            yield return Done(tab, "Generate");
            var first = Heights(tab);
            Draw(tab, "Raise", 20, 20);
            Draw(tab, "Lock", 236, 236);
            tab.Form.SetValue("seed", "8");
            yield return Done(tab, "Generate");
            Assert.IsNotNull(tab.Made, tab.MessageText);
            var second = Heights(tab);
            Assert.Greater(second[5 * 65 + 5] - first[5 * 65 + 5], 50f);
            Assert.AreEqual(first[59 * 65 + 59], second[59 * 65 + 59], 0.01f);
            Assert.AreNotEqual(first[32 * 65 + 32], second[32 * 65 + 32]);
            Press(tab, "ClearPaint");
            Assert.IsNull(((TerrainTab)tab).Canvas.Sketch());
            Press(tab, "UndoPaint");
            Assert.IsNotNull(((TerrainTab)tab).Canvas.Sketch());
        }

        [UnityTest]
        public IEnumerator LandformsAndErosionArePainted() {
            yield return TabsAreThere();
            var tab = (TerrainTab)Window.Tab("terrain");
            Fill("terrain", tab);
            tab.Form.SetValue("model", null);
            tab.Form.SetValue("landform", "hills");
            tab.Q<DropdownField>("Landform").value = "alpine";
            tab.Q<Slider>("Softness").value = 0;
            Draw(tab, "Landform", 60, 60);
            tab.Q<Slider>("Strength").value = 0.4f;
            Draw(tab, "Settle", 200, 200);
            yield return Done(tab, "Generate");
            Assert.IsNotNull(tab.Made, tab.MessageText);
            var asked = Asked(tab);
            CollectionAssert.AreEqual(new[] { "hills", "alpine" }, asked.LandformMap.Palette.Select(entry => entry.Landform));
            Assert.AreEqual(0, asked.LandformMap.Roughness);
            Assert.AreEqual(1, asked.LandformMap.Indices[15 * 64 + 15]);
            Assert.AreEqual(0, asked.LandformMap.Indices[50 * 64 + 50]);
            Assert.AreEqual(102, asked.Erosion.Deposit[50 * 64 + 50]);
            CollectionAssert.IsEmpty(asked.Erosion.Water);
            Draw(tab, "Erase", 200, 200);
            Assert.IsNull(tab.Canvas.Layers.Erosion());
            Press(tab, "UndoPaint");
            Assert.IsNotNull(tab.Canvas.Layers.Erosion());
            Press(tab, "ClearPaint");
            Assert.IsNull(tab.Canvas.Layers.LandformMap("hills"));
        }

        [UnityTest]
        public IEnumerator FormsAreStamped() {
            yield return TabsAreThere();
            var tab = (TerrainTab)Window.Tab("terrain");
            Fill("terrain", tab);
            yield return Done(tab, "Generate");
            var first = Heights(tab);
            tab.Q<DropdownField>("Form").value = "mesa";
            tab.Q<Slider>("Size").value = 12;
            tab.Q<FloatField>("Height").value = 2;
            Draw(tab, "Stamp", 64, 128);
            yield return Done(tab, "Generate");
            Assert.IsNotNull(tab.Made, tab.MessageText);
            var stamp = Asked(tab).Stamps.Single();
            var widthM = 65 * ((TerrainResult)tab.Made.Result).MetresPerPixel;
            Assert.AreEqual("mesa", stamp.Landform);
            Assert.AreEqual(StampRule.Raise, stamp.Rule);
            Assert.AreEqual(2, stamp.HeightScale);
            Assert.AreEqual(0.25 * widthM, stamp.XM, 0.01 * widthM);
            Assert.AreEqual(0.5 * widthM, stamp.ZM, 0.01 * widthM);
            Assert.AreEqual(0.375 * widthM, stamp.WidthM, 0.01 * widthM);
            var second = Heights(tab);
            Assert.Greater(second[32 * 65 + 16], first[32 * 65 + 16]);
            Assert.AreEqual(first[32 * 65 + 60], second[32 * 65 + 60]);
            Draw(tab, "Erase", 64, 128);
            CollectionAssert.IsEmpty(tab.Canvas.Layers.Outlines);
            Press(tab, "UndoPaint");
            Assert.AreEqual(1, tab.Canvas.Layers.Outlines.Count());
        }

        [UnityTest]
        public IEnumerator PicturesAreStampedAndTurned() {
            yield return TabsAreThere();
            var tab = (TerrainTab)Window.Tab("terrain");
            Fill("terrain", tab);
            Assert.IsFalse(tab.Canvas.TakePicture("/nowhere/land.png"));
            var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".png");
            var picture = new Texture2D(4, 3);
            picture.SetPixels(Enumerable.Range(0, 12).Select(index => index / 4 == 2 ? Color.white : Color.black).ToArray());
            File.WriteAllBytes(path, picture.EncodeToPNG());
            try {
                Assert.IsTrue(tab.Canvas.TakePicture(path));
            } finally {
                File.Delete(path);
            }
            tab.Q<DropdownField>("Rule").value = nameof(StampRule.Add);
            tab.Q<DropdownField>("Tool").value = "Stamp";
            Draw(tab, "Stamp", 128, 128, 200, 128);
            yield return Done(tab, "Generate");
            Assert.IsNotNull(tab.Made, tab.MessageText);
            var stamp = Asked(tab).Stamps.Single();
            Assert.AreEqual((4, 3), ((int)stamp.Width, (int)stamp.Depth));
            Assert.AreEqual(64, stamp.Sha256.Length);
            Assert.AreEqual(StampRule.Add, stamp.Rule);
            Assert.AreEqual(90, stamp.TurnDeg.Value, 0.01f, "its top, the white row, points east");
            Draw(tab, "Stamp", 200, 200);
            Assert.AreEqual(1, tab.Canvas.Layers.Blobs.Count(), "a picture is sent once");
        }

        private IEnumerator StartLong() {
            yield return TabsAreThere();
            Window.Tab("terrain").Form.SetRequest(Long);
            Window.Tab("terrain").Form.SetValue("mean_height_m", 100.0);
            Press(Window.Tab("terrain"), "Generate");
            while (Waits(() => Window.Tab("terrain").Preview.image || Window.Tab("terrain").MessageText != "", "progress"))
                yield return null;
            Assert.IsTrue(Window.Tab("terrain").IsBusy);
        }

        private static float[] Heights(DomainTab tab) {
            var bytes = tab.Made.Artifact("heights_f32");
            var heights = new float[bytes.Length / 4];
            System.Buffer.BlockCopy(bytes, 0, heights, 0, bytes.Length);
            return heights;
        }

        private static TerrainRequest Asked(DomainTab tab) {
            var asked = new TerrainRequest();
            asked.MergeJson((Dictionary<string, object>)Json.Parse(((TerrainResult)tab.Made.Result).Recipe.RequestJson));
            return asked;
        }

        private static void Draw(DomainTab tab, string tool, float x, float y) => Draw(tab, tool, x, y, x, y);

        // A stroke from one place to another.
        private static void Draw(DomainTab tab, string tool, float x, float y, float toX, float toY) {
            tab.Q<DropdownField>("Tool").value = tool;
            var map = tab.Q<Image>("Map");
            map.style.width = 256;
            foreach (var type in new[] { EventType.MouseDown, EventType.MouseDrag, EventType.MouseUp }) {
                var place = type == EventType.MouseDown ? new Vector2(x, y) : new Vector2(toX, toY);
                var mouse = new Event { type = type, mousePosition = map.LocalToWorld(place) };
                using (var pointer = type == EventType.MouseDown ? PointerDownEvent.GetPooled(mouse)
                        : type == EventType.MouseDrag ? PointerMoveEvent.GetPooled(mouse) : (EventBase)PointerUpEvent.GetPooled(mouse)) {
                    pointer.target = map;
                    map.SendEvent(pointer);
                }
            }
        }

        private static int FreePort() {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            listener.Stop();
            return port;
        }
    }
}
