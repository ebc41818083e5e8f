using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using UnityEngine.TestTools;

namespace Procgen.Tests {
    using Place = ValueTuple<double, double>;
    using Tile = ValueTuple<int, int>;

    /// <summary>What a region does next, and how work is spread over frames: neither needs a scene or a server.</summary>
    public class RegionTests {
        private const double TileM = 100;

        // Four by four, with the middle at the origin.
        private static RegionPlan Plan(double loadM = 30, double unloadM = 60, int most = 4) => new RegionPlan(
            Enumerable.Range(0, 16).Select(number => new KeyValuePair<Tile, Place>(
                (number % 4, number / 4), (number % 4 * TileM - 200, number / 4 * TileM - 200))), TileM) {
            LoadM = loadM, UnloadM = unloadM, AskM = 150, MostTiles = most,
        };

        // Everything that is to be done around a place, done at once.
        private static List<string> Done(RegionPlan plan, params Place[] places) {
            var done = new List<string>();
            while (plan.Next(places, 0) is ValueTuple<bool, Tile> next) {
                done.Add($"{(next.Item1 ? "+" : "-")}{next.Item2.Item1} {next.Item2.Item2}");
                if (next.Item1)
                    plan.Came(next.Item2);
                else
                    plan.Went(next.Item2);
                Assert.Less(done.Count, 50, "nothing comes and goes for ever");
            }
            return done;
        }

        [Test]
        public void TilesComeTheNearestFirstAndGoWhenTheyAreFar() {
            var plan = Plan();
            // 20 m from the west, 10 m from the north of the tile in whose middle-right one is.
            CollectionAssert.AreEqual(new[] { "+2 2", "+2 1", "+1 2", "+1 1" }, Done(plan, (20, 10)));
            CollectionAssert.IsEmpty(Done(plan, (20, 10)));
            // Too far to come, too near to go.
            CollectionAssert.IsEmpty(Done(plan, (40, 40)));
            CollectionAssert.AreEqual(new[] { "-1 1", "-1 2" }, Done(plan, (65, 20)), "the farthest first");
            CollectionAssert.AreEqual(new[] { "-2 1", "-2 2" }, Done(plan, (9000, 0)));
            CollectionAssert.IsEmpty(plan.Standing);
        }

        [Test]
        public void NoMoreTilesStandThanMay() {
            var plan = Plan(loadM: 1000, unloadM: 2000, most: 3);
            Done(plan, (20, 10));
            CollectionAssert.AreEquivalent(new[] { (2, 2), (2, 1), (1, 2) }, plan.Standing);
            // One makes room for another that is nearer.
            CollectionAssert.AreEqual(new[] { "-1 2", "+1 1" }, Done(plan, (20, -10)));
            Assert.AreEqual(3, plan.Standing.Count);
            // As many more for a place that is made ready.
            Done(plan, (20, -10), (-190, -190));
            Assert.AreEqual(6, plan.Standing.Count);
            Assert.IsTrue(plan.IsWhole((-190, -190)));
            Done(plan, (20, -10));
            Assert.AreEqual(3, plan.Standing.Count);
        }

        [Test]
        public void WhatFailsIsTriedAgainEverLater() {
            var plan = Plan(loadM: 1);
            var place = new List<Place> { (50, 50) };
            Assert.AreEqual((true, (2, 2)), plan.Next(place, 0));
            Assert.IsTrue(plan.Failed((2, 2), "It is broken.", 0));
            Assert.IsTrue(plan.IsWhole(place[0]), "nobody waits for it");
            Assert.AreEqual("It is broken.", plan.Problems.Single().Value);
            var (now, pauses) = (0.0, new List<double>());
            for (var time = 0; time < 6; time++) {
                var wakes = plan.WakesAfterS(now);
                Assert.IsNull(plan.Next(place, wakes - 0.01));
                Assert.AreEqual((true, (2, 2)), plan.Next(place, wakes));
                pauses.Add(wakes - now);
                now = wakes;
                Assert.IsFalse(plan.Failed((2, 2), "It is broken.", now), "known by now");
            }
            CollectionAssert.AreEqual(new[] { 5.0, 10, 20, 40, 60, 60 }, pauses);
            Assert.IsTrue(plan.Failed((2, 2), "It is missing.", now));
            plan.Came((2, 2));
            CollectionAssert.IsEmpty(plan.Problems);
            Assert.AreEqual(double.PositiveInfinity, plan.WakesAfterS(now));
        }

        [Test]
        public void TilesThatAreMissingAreAskedForTheNearestFirst() {
            var plan = Plan(loadM: 10);
            var there = new HashSet<Tile> { (2, 2) };
            plan.HasWorld = there.Contains;
            var place = new List<Place> { (5, 20) };
            // What is missing is not opened before it is there.
            CollectionAssert.AreEqual(new[] { "+2 2" }, Done(plan, (5, 20)));
            Assert.AreEqual((1, 2), plan.NextToMake(place, 0));
            Assert.IsFalse(plan.IsWhole(place[0]));
            // A server that can't be reached is asked again; what it refuses, not by itself.
            Assert.IsTrue(plan.Missed("Nobody is there.", 0));
            Assert.IsFalse(plan.Missed("Nobody is there.", 5));
            Assert.AreEqual(("Nobody is there.", 15.0), (plan.Unreached, plan.AsksAtS));
            plan.AskNow();
            Assert.IsNull(plan.Unreached);
            Assert.Less(plan.AsksAtS, 0.0);
            plan.Refused((1, 2), "props: got too many.");
            Assert.AreEqual((2, 1), plan.NextToMake(place, 1e9));
            Assert.IsTrue(plan.IsWhole(place[0]));
            plan.TryAnew();
            Assert.AreEqual((1, 2), plan.NextToMake(place, 1e9));
            there.Add((1, 2));
            plan.Made((1, 2));
            CollectionAssert.AreEqual(new[] { "+1 2" }, Done(plan, (5, 20)));
            // All that is within reach, in the end.
            var asked = new List<Tile>();
            while (plan.NextToMake(place, 0) is Tile next) {
                asked.Add(next);
                there.Add(next);
            }
            var away = asked.Select(tile => plan.MetresTo(tile, place)).ToList();
            CollectionAssert.AreEqual(away.OrderBy(metres => metres), away);
            Assert.IsTrue(away.All(metres => metres <= 150) && asked.Count == 12, string.Join(" ", asked));
        }

        [Test]
        public void PlacesHaveTheirTiles() {
            var plan = Plan();
            Assert.AreEqual((0, 0), plan.TileAt((-199.9, -199.9)));
            Assert.AreEqual((2, 2), plan.TileAt((0, 0)));
            Assert.AreEqual((3, 1), plan.TileAt((150, -50)));
            Assert.IsNull(plan.TileAt((200.1, 0)));
            Assert.AreEqual(50.0, plan.MetresTo((3, 2), new Place[] { (50, 50), (-100, 0) }), 1e-9);
        }

        [UnityTest]
        public IEnumerator WorkRestsWhenAFramesTimeIsSpent() {
            var work = RestAsync();
            while (!work.IsCompleted)
                yield return null;
            Assert.IsNull(work.Exception);
        }

        private static async Task RestAsync() {
            var now = 0.0;
            var pace = new FramePace(3, () => now);
            var frames = 0;
            async Task<bool> Rests(double worksMs) {
                now += worksMs;
                var rest = pace.RestAsync(CancellationToken.None);
                var waits = !rest.IsCompleted;
                await rest;
                frames += waits ? 1 : 0;
                return waits;
            }
            Assert.IsFalse(await Rests(1));
            Assert.IsFalse(await Rests(1.9));
            Assert.IsTrue(await Rests(0.2), "3.1 ms");
            Assert.IsFalse(await Rests(2), "a new frame");
            Assert.IsTrue(await Rests(7));
            Assert.AreEqual((2, 9.0), (frames, pace.LongestMs));
            // What other threads do is not counted.
            await pace.AsideAsync(() => now += 100, CancellationToken.None);
            Assert.IsFalse(await Rests(1));
            Assert.AreEqual(9.0, pace.LongestMs, 1e-9);
            using (var stop = new CancellationTokenSource()) {
                stop.Cancel();
                Assert.IsTrue(pace.RestAsync(stop.Token).IsCanceled);
            }
        }
    }
}
