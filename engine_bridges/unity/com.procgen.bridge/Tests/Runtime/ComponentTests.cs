using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Procgen.V1;
using UnityEngine;
using UnityEngine.TestTools;
using Object = UnityEngine.Object;

namespace Procgen.Tests {
    /// <summary>What games use.</summary>
    public class ComponentTests : ServerTest {
        private GameObject _made;

        [SetUp]
        public void MakeObject() => _made = new GameObject("Made");

        [TearDown]
        public void DestroyObject() => Object.Destroy(_made);

        [UnityTest]
        public IEnumerator ClientGeneratesTerrain() {
            var request = new TerrainRequest { Seed = 7, WidthPx = 65, DepthPx = 65, Model = "noise-fbm" };
            TerrainBuilder.Ask(request, false);
            var call = ProcgenRuntime.Client.Terrain.GenerateAsync(request);
            yield return Ends(call);
            var data = TerrainBuilder.BuildData(call.Result, out var bottomM);
            Assert.AreEqual(65, data.heightmapResolution);
            Assert.AreEqual(call.Result.Result.HeightMaxM - bottomM, data.bounds.max.y, 0.01f);
        }

        [UnityTest]
        public IEnumerator SpeechBecomesAClip() {
            var request = new SpeechRequest { Text = "Well met.", Seed = 7, Mood = "joyful" };
            var call = ProcgenRuntime.Client.Speech.GenerateSpeechAsync(request);
            yield return Ends(call);
            var clip = SpeechBuilder.BuildClip(call.Result.Artifact("wav"), "greeting");
            Assert.AreEqual(24000, clip.frequency);
            Assert.AreEqual(call.Result.Result.DurationS, clip.length, 1e-3f);
            var samples = new float[clip.samples];
            clip.GetData(samples, 0);
            Assert.Greater(samples.Max(), 0.05f);
            Assert.Throws<FormatException>(() => SpeechBuilder.BuildClip(new byte[64], "none"));
            Object.Destroy(clip);
        }

        [UnityTest]
        public IEnumerator FeetAreHeardOnAnyGround() {
            var feet = _made.AddComponent<ProcgenSound>();
            (feet.Foot, feet.Variants, feet.Seed) = ("boot", 3, 7);
            feet.SurfaceOf = _ => "planks";
            var heard = new List<string>();
            feet.Played += heard.Add;
            var call = feet.PrepareStepsAsync("planks");
            yield return Ends(call);
            Assert.AreEqual(3, call.Result.Count);
            Assert.AreEqual(48000, call.Result[0].frequency);
            feet.Step();
            feet.Step();
            Assert.AreEqual(new[] { "footstep", "footstep" }, heard.ToArray());
            var wrong = feet.PlayAsync(new SoundRequest { Effect = "trombone" });
            while (Waits(() => wrong.IsCompleted))
                yield return null;
            Assert.IsInstanceOf<ProcgenException>(wrong.Exception?.InnerException);
        }

        [UnityTest]
        public IEnumerator PlaceIsHeardAllAroundAndInSpace() {
            var request = new AmbienceRequest { Biome = "cave", BedS = 4, Seed = 7 };
            request.Things.Add(new AmbienceThing { Kind = "campfire", XM = 3, ZM = -4 });
            request.Outputs.Add("wav");
            var call = ProcgenRuntime.Client.Ambience.GenerateAmbienceAsync(request);
            yield return Ends(call);
            var place = SoundBuilder.BuildAmbience(call.Result);
            Assert.AreEqual(5, place.transform.childCount);
            var fire = place.transform.GetChild(4);
            Assert.AreEqual(4f, fire.localPosition.z, 1e-3f);
            Assert.AreEqual(1f, fire.GetComponent<AudioSource>().spatialBlend);
            Assert.IsTrue(fire.GetComponent<AudioSource>().isPlaying && fire.GetComponent<AudioSource>().loop);
            Object.Destroy(place);
        }

        [UnityTest]
        public IEnumerator MusicChangesOnBarLines() {
            var music = _made.AddComponent<ProcgenMusic>();
            (music.Ensemble, music.Bars, music.Seed, music.Intensity) = ("harp", 4, 7, 1f);
            music.Uses.AddRange(new[] { "tavern", "battle" });
            var (beats, heard) = (new List<int>(), new List<string>());
            music.Beat += beats.Add;
            music.Changed += heard.Add;
            var call = music.MakeAsync();
            yield return Ends(call);
            Assert.AreEqual(2, call.Result.Count(part => part.Told.Kind == "piece"));
            Assert.IsFalse(music.ChangeTo("disco"));
            Assert.IsTrue(music.ChangeTo("battle"));
            Assert.IsTrue(music.Sting("danger"));
            while (Waits(() => heard.Count >= 3))
                yield return null;
            Assert.AreEqual(new[] { "tavern", "battle", "battle" }, heard.ToArray());
            Assert.AreEqual(0, beats[0]);
            Assert.IsTrue(_made.GetComponents<AudioSource>().Count(source => source.isPlaying) >= 3);
            music.Stop();
        }

        [UnityTest]
        public IEnumerator TerrainComesAroundItsTarget() {
            var terrain = _made.AddComponent<ProcgenTerrain>();
            (terrain.Seed, terrain.TilePx, terrain.MetresPerPixel, terrain.ReachM) = (3, 64, 8, 100);
            (terrain.Painted, terrain.Settings) = (false, "{\"model\": \"noise-fbm\"}");
            terrain.Target = new GameObject("Hero").transform;
            var isReady = false;
            terrain.AllReady += () => isReady = true;
            while (Waits(() => isReady))
                yield return null;
            Assert.IsFalse(float.IsNaN(terrain.HeightAt(Vector3.zero)));
            Assert.IsTrue(terrain.TerrainAt(Vector2Int.zero) && terrain.TerrainAt(-Vector2Int.one));
            terrain.Target.position = new Vector3(100_000, 0, 0);
            while (Waits(() => !terrain.TerrainAt(Vector2Int.zero)))
                yield return null;
            Object.Destroy(terrain.Target.gameObject);
        }

        [UnityTest]
        public IEnumerator CharactersComeAndChange() {
            // What is set before an object is active counts when it becomes so.
            _made.SetActive(false);
            var character = _made.AddComponent<ProcgenCharacter>();
            (character.Seed, character.Lod, character.TexturePx) = (7, 3, 0);
            _made.SetActive(true);
            while (Waits(() => character.Figure != null))
                yield return null;
            Assert.IsTrue(character.Figure.Root.transform.IsChildOf(_made.transform));
            Assert.IsTrue(character.Figure.Animator.avatar.isHuman);
            var head = _made.GetComponentsInChildren<Transform>().First(part => part.name == "Head");
            var before = head.position.y;
            yield return Ends(character.SetSliderAsync("height", 0.95f));
            Assert.Greater(head.position.y, before + 0.05f);
        }

        [UnityTest]
        public IEnumerator SpeakersAnswerAndGoOnWhereTheyWere() {
            var speaker = _made.AddComponent<ProcgenDialogue>();
            (speaker.Speaker, speaker.Role, speaker.Seed) = ("Bram", "smith", 7);
            var heard = "";
            speaker.TextReceived += text => heard += text;
            var call = speaker.SayAsync("Good morning, smith.");
            yield return Ends(call);
            Assert.AreEqual(call.Result.Text, heard);
            var saved = speaker.SaveState();
            var second = speaker.SayAsync("What do you sell?");
            yield return Ends(second);
            speaker.LoadState(saved);
            var again = speaker.SayAsync("What do you sell?");
            yield return Ends(again);
            Assert.AreEqual(second.Result.Text, again.Result.Text);
        }

        [UnityTest]
        public IEnumerator MaterialsGoOnTheirRenderer() {
            var box = GameObject.CreatePrimitive(PrimitiveType.Cube);
            box.transform.SetParent(_made.transform);
            var material = box.AddComponent<ProcgenMaterial>();
            (material.Seed, material.SizePx, material.MaterialClass) = (7, 64, "brick");
            var call = material.GenerateAsync();
            yield return Ends(call);
            Assert.AreSame(call.Result, material.Material);
            Assert.AreSame(call.Result, box.GetComponent<Renderer>().sharedMaterial);
        }

        [UnityTest]
        public IEnumerator WhatIsDisabledIsCancelled() {
            var speaker = _made.AddComponent<ProcgenDialogue>();
            var call = speaker.SayAsync("Tell me all that you know.");
            speaker.enabled = false;
            while (Waits(() => call.IsCompleted))
                yield return null;
            Assert.IsTrue(call.IsCanceled);
        }

        [UnityTest]
        public IEnumerator CallsCanBeCancelled() {
            using (var stop = new CancellationTokenSource()) {
                var call = ProcgenRuntime.Client.Terrain.GenerateAsync(
                    new TerrainRequest { Seed = 9, WidthPx = 2049, DepthPx = 2049 }, cancellation: stop.Token);
                yield return null;
                stop.Cancel();
                while (Waits(() => call.IsCompleted))
                    yield return null;
                Assert.IsTrue(call.IsCanceled);
            }
        }

        [UnityTest]
        public IEnumerator FailuresAreTold() {
            ProcgenSettings.Current.WebPort = 1;
            var speaker = _made.AddComponent<ProcgenDialogue>();
            var told = new List<string>();
            speaker.Failed += told.Add;
            var call = speaker.SayAsync("Hello?");
            while (Waits(() => call.IsCompleted))
                yield return null;
            Assert.AreEqual(StatusCode.Unavailable, ((ProcgenException)call.Exception.InnerException).Code);
            StringAssert.Contains("procgen serve", told[0]);
        }
    }
}
