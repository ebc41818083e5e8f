using System.Collections;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Procgen.V1;
using UnityEditor;
using UnityEditor.UIElements;
using UnityEngine;
using UnityEngine.TestTools;
using UnityEngine.UIElements;

namespace Procgen.Editing.Tests {
    /// <summary>Forms, presets and seeds.</summary>
    public class FormTests : WindowTest {
        [UnityTest]
        public IEnumerator EveryDomainHasATabWithAllFields() {
            yield return TabsAreThere();
            var asked = ServerLink.Client.System.GetInfoAsync(new GetInfoRequest());
            while (Waits(() => asked.IsCompleted, "GetInfo"))
                yield return null;
            CollectionAssert.AreEqual(asked.Result.Domains.Select(domain => domain.Title), Window.Tabs.Select(tab => tab.name));
            foreach (var domain in asked.Result.Domains) {
                var form = Window.Tab(domain.Name).Form;
                var named = domain.Parameters.Select(part => part.Name).Concat(domain.Choices.Select(part => part.Name))
                    .Concat(domain.Texts.Select(part => part.Name)).Concat(domain.Switches.Select(part => part.Name));
                CollectionAssert.AreEquivalent(
                    named.Where(path => path != "seed" && path != "shared.seed").ToList(), form.Fields.Keys.ToList());
                Assert.AreEqual(0, form.Request.Encode().Length, "only what the user changed is sent");
            }
        }

        [UnityTest]
        public IEnumerator WhatPeopleAskForFirstIsInSightAndTheRestUnderAdvanced() {
            yield return TabsAreThere();
            foreach (var tab in Window.Tabs) {
                // The seed has a row of its own above all fields.
                var basic = tab.Domain.Basic.Where(path => FormField.Leaf(path) != "seed").ToList();
                Assert.That(basic.Count, Is.InRange(1, 8), tab.name);
                CollectionAssert.AreEqual(basic, tab.Form.Children().OfType<FormField>().Select(field => field.Path), tab.name);
                var advanced = tab.Form.Q<Foldout>("Advanced");
                var others = tab.Form.Fields.Values.Where(field => !basic.Contains(field.Path)).ToList();
                Assert.AreEqual(others.Count > 0, advanced != null, tab.name);
                if (advanced == null)
                    continue;
                Assert.IsFalse(advanced.value, tab.name);
                Assert.AreEqual("Advanced", advanced.text);
                CollectionAssert.AreEquivalent(
                    others.Select(field => field.Path).ToList(), advanced.Query<FormField>().ToList().Select(field => field.Path).ToList());
                var changed = others.First();
                Use(tab.Form, changed);
                // What is set is told where it is not seen.
                StringAssert.StartsWith("Advanced · ", advanced.text);
                Press(changed, "Reset");
            }
            // What a server refuses is in sight.
            var terrain = Window.Tab("terrain");
            terrain.Form.SetRequest(new Dictionary<string, object> { { "relief_m", 100L }, { "model", "cheese" } });
            yield return Done(terrain, "Generate");
            Assert.IsTrue(terrain.Form.Fields["model"].IsMarked);
            Assert.IsTrue(terrain.Form.Q<Foldout>("Advanced").value);
        }

        [UnityTest]
        public IEnumerator AFormThatSaysNothingBeginsWithTheFirstPresetAndKeepsItsSeed() {
            yield return TabsAreThere();
            var tab = Window.Tab("table");
            while (Waits(() => tab.Q<PictureStrip>("Presets").childCount > 0, "presets"))
                yield return null;
            tab.Q<TextField>("Folder").value = Folder;
            tab.Q<TextField>("Seed").value = "77";
            Assert.IsTrue(tab.Form.IsBlank);
            yield return Done(tab, "Generate");
            Assert.IsNotNull(tab.Made, tab.MessageText);
            Assert.IsFalse(tab.Form.IsBlank);
            Assert.AreEqual(77UL, tab.Form.Request.GetPath("seed"));
            // Land is of a game's size, not of a mountain range's.
            var terrain = Window.Tab("terrain");
            Press(terrain, "Generate");
            Assert.AreEqual(2f, terrain.Form.Request.GetPath("metres_per_pixel"));
            Press(terrain, "Cancel");
            while (Waits(() => !terrain.IsBusy, "the end"))
                yield return null;
        }

        [UnityTest]
        public IEnumerator EveryControlSetsItsFieldAndLetsGoOfIt() {
            yield return TabsAreThere();
            foreach (var form in Window.Tabs.Select(tab => tab.Form))
                foreach (var field in form.Fields.Values) {
                    Use(form, field);
                    Assert.IsNotNull(field.Value, field.Path);
                    Assert.IsFalse(field.IsMarked, field.Path);
                    Assert.Greater(form.Request.Encode().Length, 0, field.Path);
                    Press(field, "Reset");
                    Assert.IsNull(field.Value, field.Path);
                    // A part that is on as a whole was switched on with it.
                    foreach (var other in form.Fields.Values.Where(other => other.Value != null))
                        Press(other, "Reset");
                    Assert.AreEqual(0, form.Request.Encode().Length, field.Path);
                }
        }

        [UnityTest]
        public IEnumerator ValuesAreWhatTheServerCallsThem() {
            yield return TabsAreThere();
            var terrain = Window.Tab("Terrain").Form;
            terrain.Fields["relief_m"].Q<Slider>().value = 1200.5f;
            terrain.SetValue("outputs", new List<object> { "hillshade_png", "exr" });
            var request = (TerrainRequest)terrain.Request;
            Assert.AreEqual(1200.5f, request.ReliefM);
            CollectionAssert.AreEqual(new[] { TerrainOutput.HillshadePng, TerrainOutput.Exr }, request.Outputs);
            CollectionAssert.AreEqual(new[] { "hillshade_png", "exr" }, (List<object>)terrain.Fields["outputs"].Value);
            var lines = Window.Tab("dialogue").Form;
            lines.Fields["persona.knows.text"].Q<TextField>().value = "the bridge is out\nthe mill burns\n";
            CollectionAssert.AreEqual(
                new[] { "the bridge is out", "the mill burns" }, ((LinesRequest)lines.Request).Persona.Knows.Select(fact => fact.Text));
        }

        [UnityTest]
        public IEnumerator RefusedFieldsAreMarkedAndToldInASentence() {
            yield return TabsAreThere();
            var tab = Window.Tab("terrain");
            tab.Form.SetRequest(new Dictionary<string, object> { { "width_px", 3L }, { "landform", "cheese" } });
            yield return Done(tab, "Generate");
            Assert.IsTrue(tab.Form.Fields["width_px"].IsMarked);
            Assert.IsTrue(tab.Form.Fields["landform"].IsMarked);
            Assert.IsFalse(tab.Form.Fields["depth_px"].IsMarked);
            StringAssert.Contains("width_px", tab.MessageText);
            Assert.IsNull(tab.Made);
        }

        [UnityTest]
        public IEnumerator PresetsFillTheForm() {
            yield return TabsAreThere();
            foreach (var tab in Window.Tabs) {
                while (Waits(() => tab.Q<PictureStrip>("Presets").childCount > 0, "presets of " + tab.name))
                    yield return null;
                Press(tab, tab.Q<PictureStrip>("Presets").Query<Button>().First().name);
                Assert.AreEqual("", tab.MessageText);
                Assert.Greater(tab.Form.Request.Encode().Length, 0);
            }
        }

        [UnityTest]
        public IEnumerator SeedsAreRolledRememberedAndKept() {
            yield return TabsAreThere();
            var tab = Window.Tab("dialogue");
            Fill("dialogue", tab);
            Press(tab, "Dice");
            var rolled = ((LinesRequest)tab.Form.Request).Seed;
            Assert.AreEqual(rolled.ToString(), tab.Q<TextField>("Seed").value);
            tab.Q<TextField>("Seed").value = "18446744073709551615";
            Assert.AreEqual(ulong.MaxValue, ((LinesRequest)tab.Form.Request).Seed);
            tab.Q<TextField>("Seed").value = "18446744073709551616";
            Assert.AreEqual(ulong.MaxValue, ((LinesRequest)tab.Form.Request).Seed, "too large");
            yield return Done(tab, "Generate");
            Press(tab, "Star");
            Assert.AreEqual("★", tab.Q<Button>("Star").text);
            tab.Q<TextField>("Seed").value = "1";
            Assert.AreEqual("☆", tab.Q<Button>("Star").text);
            Press(tab, "History");
            Press(tab.Q<PictureStrip>("Made"), "★ 18446744073709551615");
            Assert.AreEqual(ulong.MaxValue, ((LinesRequest)tab.Form.Request).Seed);
            Assert.AreEqual("Bram", ((LinesRequest)tab.Form.Request).Persona.Name);
            // A window that is opened later knows it, too.
            Window.Close();
            EditorApplication.ExecuteMenuItem("Window/procgen");
            yield return TabsAreThere();
            Press(Window.Tab("dialogue"), "History");
            Assert.IsNotNull(Window.Tab("dialogue").Q<PictureStrip>("Made").Q<Button>("★ 18446744073709551615"));
        }

        [UnityTest]
        public IEnumerator LiveMakesSmallPicturesAndNothingToPlace() {
            yield return TabsAreThere();
            var tab = Window.Tab("terrain");
            Fill("terrain", tab);
            tab.Form.SetValue("width_px", 513L);
            tab.Form.SetValue("depth_px", 513L);
            tab.Q<Toggle>("Live").value = true;
            tab.Form.SetValue("relief_m", 900.0);
            while (Waits(() => tab.Preview.image && !tab.IsBusy, "a picture"))
                yield return null;
            Assert.AreEqual(513 >> 2, tab.Preview.image.width, "all of the ground, coarsely");
            Assert.IsNull(tab.Made);
            Assert.IsFalse(tab.Q<Button>("Place").enabledSelf);
        }

        // Does with a control what a designer would.
        private static void Use(DomainForm form, FormField field) {
            if (field.Q<SliderInt>() is SliderInt whole)
                whole.value = whole.value == whole.highValue ? (whole.lowValue + whole.highValue) / 2 : whole.highValue;
            else if (field.Q<Slider>() is Slider slider)
                slider.value = slider.value == slider.highValue ? (slider.lowValue + slider.highValue) / 2 : slider.highValue;
            else if (field.Q<ColorField>() is ColorField colour)
                colour.value = Color.red;
            else if (field.Q<Toggle>() is Toggle toggle)
                toggle.value = true;
            else if (field.Q<DropdownField>() is DropdownField list)
                list.value = list.choices[1];
            else if (field.Q<TextField>() is TextField words)
                // Numbers of more than 32 bits are written, too.
                words.value = "3";
            else
                form.SetValue(field.Path, new List<object> { field.Choices[0] });
        }
    }
}
