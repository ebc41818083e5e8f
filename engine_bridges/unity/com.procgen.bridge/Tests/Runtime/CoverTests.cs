using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using UnityEngine;

namespace Procgen.Tests {
    using Fields = Dictionary<string, object>;

    internal sealed class CoverTests {
        private static readonly Vector2 SizeM = new Vector2(64f, 64f);

        private static CoverPattern Pattern(byte density, int side = 8) => new CoverPattern(
            new Fields { ["points_in_cell"] = 256L, ["seed"] = 7L, ["reach_m"] = 60.0, ["whole_m"] = 10.0 }, 16f,
            Enumerable.Repeat(new Color32(density, density, density, 255), side * side).ToArray(), side, SizeM);

        [Test]
        public void AsManyPlantsStandThereAsTheMapSays() {
            Assert.AreEqual(256, Pattern(255).Plants(1, 2, 1f).Count());
            Assert.AreEqual(128, Pattern(128).Plants(1, 2, 1f).Count(), 2);
            Assert.AreEqual(64, Pattern(128).Plants(1, 2, 0.5f).Count(), 2);
            Assert.IsEmpty(Pattern(0).Plants(1, 2, 1f));
        }

        [Test]
        public void PlantsStandWhereTheServerSays() {
            // Of procgen.world.cover.pattern: cell_points(1, 2, 3, 7).
            var plants = Pattern(255).Plants(1, 2, 1f).Take(3).ToArray();
            var said = new[] { new Vector2(26.9849f, 42.4707f), new Vector2(23.0629f, 35.5881f), new Vector2(19.1409f, 44.7056f) };
            for (var index = 0; index < said.Length; index++) {
                Assert.AreEqual(said[index].x, plants[index].x, 1e-3f);
                Assert.AreEqual(said[index].y, plants[index].z, 1e-3f);
            }
        }

        [Test]
        public void FewerPlantsAreDrawnFartherAway() {
            var pattern = Pattern(255);
            Assert.AreEqual(1f, pattern.ShareAt(5f));
            Assert.AreEqual(0.33f, pattern.ShareAt(20f), 0.01f);
            Assert.AreEqual(0f, pattern.ShareAt(61f));
        }
    }
}
