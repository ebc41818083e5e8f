using System.Collections;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Procgen.V1;
using UnityEditor;
using UnityEngine;
using UnityEngine.TestTools;
using UnityEngine.UIElements;

namespace Procgen.Editing.Tests {
    /// <summary>What tabs know of their domains, and the project's settings.</summary>
    public class TabTests : WindowTest {
        [UnityTest]
        public IEnumerator MoreLikeThisMakesARelative() {
            yield return TabsAreThere();
            var tab = (CharacterTab)Window.Tab("character");
            Assert.IsFalse(tab.Q<Button>("MoreLikeThis").enabledSelf, "nobody is there yet");
            yield return Generate("character", tab);
            var first = tab.Person;
            yield return Done(tab, "MoreLikeThis");
            Assert.IsNotNull(tab.Made, tab.MessageText);
            Assert.AreNotEqual(first.Encode(), tab.Person.Encode());
            Assert.IsNotNull(tab.Preview.image);
            Assert.IsFalse(tab.Q<Toggle>("Keep").value);
            tab.Q<Toggle>("Keep").value = true;
            var kept = ((CharacterResult)tab.Made.Result).Recipe.Sha256;
            yield return Done(tab, "Generate");
            Assert.AreEqual(kept, ((CharacterResult)tab.Made.Result).Recipe.Sha256);
        }

        [UnityTest]
        public IEnumerator MaterialsFollowAPhoto() {
            yield return TabsAreThere();
            var tab = (MaterialTab)Window.Tab("texture");
            var photo = new Texture2D(128, 128);
            photo.SetPixels(Enumerable.Range(0, 128 * 128).Select(at => Color.Lerp(Color.black, Color.white, at * 7919 % 101 / 100f)).ToArray());
            var file = Path.Combine(Application.temporaryCachePath, "photo.png");
            Directory.CreateDirectory(Path.GetDirectoryName(file));
            File.WriteAllBytes(file, photo.EncodeToPNG());
            Fill("texture", tab);
            tab.Form.SetValue("material", null);
            tab.Follow(file);
            StringAssert.Contains("photo.png", tab.Q<Button>("Photo").text);
            yield return Done(tab, "Generate");
            Assert.IsNotNull(tab.Made, tab.MessageText);
            StringAssert.Contains("\"exemplar\"", ((TextureResult)tab.Made.Result).Recipe.RequestJson);
            tab.Follow("");
            yield return Generate("texture", tab);
            Assert.IsFalse(((TextureResult)tab.Made.Result).Recipe.RequestJson.Contains("\"exemplar\""));
        }

        [Test]
        public void SettingsAreKeptAsAnAssetOnceTheyDiffer() {
            const string path = "Assets/Resources/ProcgenSettings.asset";
            var wasThere = File.Exists(Path.Combine(Path.GetDirectoryName(Application.dataPath), path));
            var root = new VisualElement();
            ProcgenEditorSettings.Provider().activateHandler("", root);
            root.Q<TextField>("Servercommand").value = "/opt/procgen";
            Assert.AreEqual("/opt/procgen", ProcgenEditorSettings.instance.Command);
            root.Q<TextField>("Servercommand").value = "procgen";
            var before = ProcgenSettings.Current.WebPort;
            root.Q<IntegerField>("Webport").value = 50099;
            Assert.AreEqual(50099, ProcgenRuntime.Client.WebPort);
            Assert.AreSame(ProcgenSettings.Current, AssetDatabase.LoadAssetAtPath<ProcgenSettings>(path));
            root.Q<IntegerField>("Webport").value = before;
            Assert.AreEqual(before, ProcgenSettings.Current.WebPort);
            if (!wasThere)
                AssetDatabase.DeleteAsset(path);
        }
    }
}
