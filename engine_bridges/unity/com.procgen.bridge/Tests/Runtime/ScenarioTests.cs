using System;
using System.Collections;
using NUnit.Framework;
using Procgen.V1;
using UnityEngine;
using UnityEngine.TestTools;
using Object = UnityEngine.Object;

namespace Procgen.Tests {
    /// <summary>Hours and weathers; the last one asks the server.</summary>
    public class ScenarioTests : ServerTest {
        private GameObject _made;
        private ProcgenScenario _scenario;

        [SetUp]
        public void MakeScenario() {
            _made = new GameObject("Hour");
            _scenario = _made.AddComponent<ProcgenScenario>();
        }

        [TearDown]
        public void DestroyScenario() => Object.Destroy(_made);

        [Test]
        public void SunStandsWhereTheServerHasIt() {
            // Of procgen.world.simulators.weather: 65.45 degrees in the south at noon of the longest day.
            var noon = ScenarioState.SunAt(12f, 172, 48f);
            Assert.AreEqual(65.45f, Mathf.Asin(noon.y) / Mathf.Deg2Rad, 0.02f);
            Assert.Less(noon.z, 0f);
            Assert.Greater(ScenarioState.SunAt(9f, 172, 48f).x, 0f);
            Assert.Less(ScenarioState.SunAt(0f, 172, 48f).y, -0.25f);
        }

        [Test]
        public void NightIsDarkAndFogIsNear() {
            _scenario.Apply(ScenarioState.Of(13f, "fair"));
            var (day, far) = (_scenario.Sun.intensity, RenderSettings.fogDensity);
            Assert.IsTrue(_scenario.Sun.enabled);
            _scenario.Apply(ScenarioState.Of(1f, "fog"));
            Assert.IsFalse(_scenario.Sun.enabled);
            Assert.Greater(day, 1f);
            Assert.AreEqual(3.912f / 240f, RenderSettings.fogDensity, 1e-4f);
            Assert.Less(far, 3e-4f);
        }

        [Test]
        public void ItRainsOrSnowsAsTheWeatherSays() {
            var falls = _made.GetComponentsInChildren<ParticleSystem>(true);
            Assert.AreEqual(2, falls.Length);
            foreach (var (weather, rains, snows) in new[] { ("heavy_rain", true, false), ("snow", false, true), ("fair", false, false) }) {
                _scenario.Apply(ScenarioState.Of(10f, weather, 5f));
                Assert.AreEqual(rains, falls[0].emission.rateOverTime.constant > 0f);
                Assert.AreEqual(snows, falls[1].emission.rateOverTime.constant > 0f);
                Assert.AreEqual(4.25f, falls[0].velocityOverLifetime.x.constant, 1e-3f);
            }
        }

        [Test]
        public void WhatCannotBeIsNamed() {
            StringAssert.Contains("frogs", Assert.Throws<ArgumentException>(() => ScenarioState.Of(1f, "frogs")).Message);
            StringAssert.Contains("hour is 25", Assert.Throws<ArgumentException>(() => ScenarioState.Of(25f, "fair")).Message);
            StringAssert.Contains("crowd", Assert.Throws<ArgumentException>(() => ScenarioState.Of(2f, "fair", crowd: "many")).Message);
        }

        [UnityTest]
        public IEnumerator OneGoesOverIntoTheOtherInTime() {
            _scenario.Apply(ScenarioState.Of(22f, "fair"));
            var arrived = 0;
            _scenario.Arrived += () => arrived++;
            _scenario.BlendTo(ScenarioState.Of(2f, "heavy_rain"), 0.4f);
            var (seenBetween, started) = (false, Time.time);
            while (arrived == 0 && Time.time - started < 10f) {
                seenBetween |= _scenario.Now.Rain > 0f && _scenario.Now.Rain < 1f && (_scenario.Now.Hour > 22f || _scenario.Now.Hour < 2f);
                yield return null;
            }
            Assert.AreEqual(1, arrived);
            Assert.IsTrue(seenBetween);
            Assert.AreEqual(2f, _scenario.Now.Hour, 1e-3f);
            Assert.AreEqual(1f, _scenario.Now.Rain);
        }

        [UnityTest]
        public IEnumerator ServerDrawsWhatIsSaid() {
            var call = _scenario.DrawAsync(new DrawScenarioRequest { Text = "rush hour in the rain", Seed = 4 });
            yield return Ends(call);
            StringAssert.Contains("rain", call.Result.Weather);
            Assert.AreEqual(call.Result.Hour, _scenario.Now.Hour, 1e-3f);
            Assert.AreEqual((int)call.Result.Day, _scenario.Day);
            Assert.Greater(_scenario.Now.Rain, 0.4f);
            var impossible = new DrawScenarioRequest { Text = "snow" };
            impossible.Given["temperature_c"] = "30";
            var wrong = _scenario.DrawAsync(impossible);
            while (Waits(() => wrong.IsCompleted))
                yield return null;
            StringAssert.Contains("given.weather", wrong.Exception?.InnerException?.Message);
        }
    }
}
