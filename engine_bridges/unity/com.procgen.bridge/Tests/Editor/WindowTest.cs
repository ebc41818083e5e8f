using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using NUnit.Framework;
using UnityEditor;
using UnityEngine;
using UnityEngine.SceneManagement;
using UnityEngine.TestTools;
using UnityEngine.UIElements;
using Object = UnityEngine.Object;

namespace Procgen.Editing.Tests {
    /// <summary>What tests of the window have in common. They need a server on the port in the environment variable
    /// PROCGEN_WEB_PORT, or on the usual one.</summary>
    public abstract class WindowTest {
        protected const string Folder = "Assets/procgen-tests";
        private const double PatienceS = 120;

        private static readonly Dictionary<string, string> Small = new Dictionary<string, string> {
            { "terrain", "{\"seed\": \"7\", \"width_px\": 65, \"depth_px\": 65, \"model\": \"noise-fbm\"}" },
            { "texture", "{\"seed\": \"7\", \"width_px\": 64, \"height_px\": 64, \"material\": \"brick\"}" },
            { "texture_set", "{\"shared\": {\"seed\": \"7\", \"width_px\": 64, \"height_px\": 64}, \"biome\": \"desert\"}" },
            { "character", "{\"seed\": \"7\", \"conditions\": {\"role\": \"peasant\", \"hair\": {\"kind\": \"none\"}, "
                + "\"beard\": {\"kind\": \"none\"}}, \"outputs\": [{\"kind\": \"glb\", \"texture_px\": 0}]}" },
            { "dialogue", "{\"seed\": \"7\", \"persona\": {\"name\": \"Bram\"}, \"wishes\": [{\"intent\": \"greet\"}]}" },
            { "dialogue_scene", "{\"seed\": \"7\", \"cast\": [{\"name\": \"Bram\"}], \"nodes\": 8, \"model\": \"phrases\"}" },
            { "layout", "{\"seed\": \"7\", \"kind\": \"dungeon\", \"model\": \"bsp\", \"width\": 24, \"depth\": 16}" },
            { "table", "{\"seed\": \"7\", \"table\": \"loot\", \"count\": 5, \"given\": {\"rarity\": \"rare|legendary\"}}" },
            { "world", "{\"seed\": \"7\", \"side_m\": 250, \"metres_per_pixel\": 4, \"props\": 10, \"people\": 1, \"lines\": 2, \"animals\": 2, \"cover\": 0.3}" },
        };

        private readonly Stopwatch _waiting = new Stopwatch();

        protected static int Port => int.Parse(
            Environment.GetEnvironmentVariable("PROCGEN_WEB_PORT") ?? ProcgenClient.DefaultWebPort.ToString(CultureInfo.InvariantCulture));

        internal static ProcgenWindow Window => Resources.FindObjectsOfTypeAll<ProcgenWindow>().Single();

        [SetUp]
        public void OpenWindow() {
            // What another test waited for in vain is no part of this one's patience.
            _waiting.Reset();
            ProcgenSettings.Current.WebPort = Port;
            foreach (var domain in Small.Keys)
                SessionState.EraseString("procgen.request." + domain);
            foreach (var root in SceneManager.GetActiveScene().GetRootGameObjects())
                Object.DestroyImmediate(root);
            EditorApplication.ExecuteMenuItem("Window/procgen");
        }

        [TearDown]
        public void CloseWindow() {
            Window.Close();
            AssetDatabase.DeleteAsset(Folder);
        }

        /// <summary>Whether to wait for one frame more; gives up after two minutes.</summary>
        protected bool Waits(Func<bool> done, string what) {
            _waiting.Start();
            if (!done()) {
                Assert.Less(_waiting.Elapsed.TotalSeconds, PatienceS, "waited in vain for " + what);
                return true;
            }
            _waiting.Reset();
            return false;
        }

        protected IEnumerator TabsAreThere() {
            while (Waits(() => Window.Tabs.Count > 0, "tabs: is the server there?"))
                yield return null;
        }

        /// <summary>Fills a tab with a request that is cheap, and generates it by its button.</summary>
        internal IEnumerator Generate(string domain, DomainTab tab) {
            Fill(domain, tab);
            Press(tab, "Generate");
            while (Waits(() => !tab.IsBusy, domain))
                yield return null;
            Assert.IsNotNull(tab.Made, tab.MessageText);
        }

        internal static void Fill(string domain, DomainTab tab) {
            CollectionAssert.IsEmpty(tab.Form.SetRequest((Dictionary<string, object>)Json.Parse(Small[domain])));
            tab.Q<TextField>("Folder").value = Folder;
        }

        internal IEnumerator Done(DomainTab tab, string button) {
            Press(tab, button);
            while (Waits(() => !tab.IsBusy, button))
                yield return null;
        }

        /// <summary>Presses a button as the keyboard does.</summary>
        protected static void Press(VisualElement within, string name) {
            var button = within.Q<Button>(name);
            Assert.IsTrue(button != null && button.enabledInHierarchy && button.style.display != DisplayStyle.None, name);
            using (var submit = NavigationSubmitEvent.GetPooled()) {
                submit.target = button;
                button.SendEvent(submit);
            }
        }

        /// <summary>The scene as text, as far as it is saved; equal scenes have equal ones.</summary>
        protected static string Scene() => string.Join("\n", SceneManager.GetActiveScene().GetRootGameObjects()
            .SelectMany(root => root.GetComponentsInChildren<Transform>(true))
            .Where(part => part.gameObject.hideFlags == HideFlags.None).Select(Line));

        private static string Line(Transform part) {
            var parts = part.GetComponents<Component>().Select(component => component is Renderer renderer
                ? $"{renderer.GetType().Name}({string.Join("+", renderer.sharedMaterials.Select(material => material ? material.GetInstanceID() : 0))})"
                : component is ProcgenRecipe recipe ? $"recipe({recipe.Note.Sha256})" : component.GetType().Name);
            var parent = part.parent ? part.parent.GetInstanceID() : 0;
            return $"{part.GetInstanceID()} in {parent} at {part.GetSiblingIndex()}: {part.name} {part.localPosition} {part.localRotation} "
                + $"{part.localScale} {part.gameObject.activeSelf} [{string.Join(", ", parts)}]";
        }
    }
}
