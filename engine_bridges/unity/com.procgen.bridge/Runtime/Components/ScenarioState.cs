using System;
using System.Collections.Generic;
using System.Linq;
using Procgen.V1;
using UnityEngine;

namespace Procgen {
    /// <summary>An hour and its weather, as numbers that go over into one another.</summary>
    public struct ScenarioState {
        private static readonly Dictionary<string, ScenarioState> Known = new Dictionary<string, ScenarioState> {
            ["fair"] = new ScenarioState { Clouds = 0.35f, Thickness = 0.1f },
            ["windy"] = new ScenarioState { Clouds = 0.5f, Thickness = 0.2f },
            ["cloudy"] = new ScenarioState { Clouds = 0.95f, Thickness = 0.55f },
            ["mist"] = new ScenarioState { Clouds = 0.6f, Thickness = 0.35f, Mist = 0.35f, Wet = 0.2f },
            ["fog"] = new ScenarioState { Clouds = 0.9f, Thickness = 0.6f, Mist = 1f, Wet = 0.35f },
            ["rain"] = new ScenarioState { Clouds = 1f, Thickness = 0.75f, Mist = 0.12f, Rain = 0.5f, Wet = 0.8f },
            ["heavy_rain"] = new ScenarioState { Clouds = 1f, Thickness = 0.95f, Mist = 0.25f, Rain = 1f, Wet = 1f },
            ["snow"] = new ScenarioState { Clouds = 1f, Thickness = 0.6f, Mist = 0.3f, Flakes = 0.8f, Snow = 0.9f },
        };
        private static readonly Dictionary<string, float> Crowds = new Dictionary<string, float> {
            ["empty"] = 0.12f, ["sparse"] = 0.45f, ["busy"] = 0.85f, ["packed"] = 1f,
        };

        /// <summary>Of the day, 0 to 24.</summary>
        public float Hour;

        /// <summary>Cloud cover and thickness, mist over the ground, drops and flakes, and how wet, and how deep in snow, what
        /// lies there is; all 0 to 1.</summary>
        public float Clouds, Thickness, Mist, Rain, Flakes, Wet, Snow;

        /// <summary>Metres a second.</summary>
        public float WindMS;

        /// <summary>How far one sees.</summary>
        public float VisibilityKm;

        /// <summary>Of all people, those who are about, 0 to 1.</summary>
        public float Crowd;

        /// <summary>The names of weathers.</summary>
        public static IEnumerable<string> Weathers => Known.Keys;

        /// <summary>What an hour comes to.</summary>
        /// <param name="hour">0 to 24.</param>
        /// <param name="weather">One of <see cref="Weathers"/>.</param>
        /// <param name="windMS">Metres a second, 0 to 60.</param>
        /// <param name="visibilityKm">0 to 100; as the weather has it if null.</param>
        /// <param name="crowd">"empty", "sparse", "busy" or "packed"; by the hour if empty.</param>
        /// <exception cref="ArgumentException">One of them can't be; it is named.</exception>
        public static ScenarioState Of(float hour, string weather, float windMS = 3f, float? visibilityKm = null, string crowd = "") {
            if (!Known.TryGetValue(weather ?? "", out var state))
                throw new ArgumentException($"weather is \"{weather}\": it must be one of {string.Join(", ", Weathers)}.");
            Demand("hour", hour, 24f);
            Demand("windMS", windMS, 60f);
            Demand("visibilityKm", visibilityKm ?? 0f, 100f);
            if (crowd != "" && !Crowds.ContainsKey(crowd))
                throw new ArgumentException($"crowd is \"{crowd}\": it must be one of {string.Join(", ", Crowds.Keys)}.");
            (state.Hour, state.WindMS) = (hour % 24f, windMS);
            // Twenty kilometres, and a quarter of one in dense fog.
            var seen = 20f * Mathf.Pow(0.012f, state.Mist);
            state.VisibilityKm = Mathf.Max(Mathf.Min(seen, visibilityKm ?? seen), 0.05f);
            state.Crowd = crowd != "" ? Crowds[crowd] : Mathf.Clamp01(0.1f + 1.2f * Mathf.Sin(Mathf.PI * Mathf.Clamp01((hour % 24f - 5f) / 17f)));
            return state;
        }

        /// <summary>What the server drew.</summary>
        public static ScenarioState Of(DrawScenarioResponse drawn) =>
            Of(drawn.Hour, drawn.Weather, drawn.WindMS, drawn.VisibilityKm, Crowds.ContainsKey(drawn.Crowd) ? drawn.Crowd : "");

        /// <summary>What a world's manifest says.</summary>
        /// <exception cref="ArgumentException">It can't be; what is wrong is named.</exception>
        public static ScenarioState Of(IReadOnlyDictionary<string, object> scenario) {
            float? Number(string name) => scenario.TryGetValue(name, out var value) && value != null ? Convert.ToSingle(value) : (float?)null;
            string Text(string name, string usual) => scenario.TryGetValue(name, out var value) && value is string text ? text : usual;
            return Of(Number("hour") ?? 12f, Text("weather", "fair"), Number("wind_m_s") ?? 3f, Number("visibility_km"), Text("crowd", ""));
        }

        /// <summary>Between two; the hour runs forwards.</summary>
        public static ScenarioState Lerp(ScenarioState from, ScenarioState to, float share) {
            float Mix(float a, float b) => Mathf.Lerp(a, b, share);
            return new ScenarioState {
                Hour = Mathf.Repeat(from.Hour + Mathf.Repeat(to.Hour - from.Hour, 24f) * Mathf.Clamp01(share), 24f),
                Clouds = Mix(from.Clouds, to.Clouds), Thickness = Mix(from.Thickness, to.Thickness), Mist = Mix(from.Mist, to.Mist),
                Rain = Mix(from.Rain, to.Rain), Flakes = Mix(from.Flakes, to.Flakes), Wet = Mix(from.Wet, to.Wet),
                Snow = Mix(from.Snow, to.Snow), WindMS = Mix(from.WindMS, to.WindMS),
                VisibilityKm = Mix(from.VisibilityKm, to.VisibilityKm), Crowd = Mix(from.Crowd, to.Crowd),
            };
        }

        /// <summary>Towards the sun: east, up, north; by Cooper's declination (1969). At noon it stands in the south.</summary>
        /// <param name="hour">0 to 24.</param>
        /// <param name="day">Of the year, 1 to 365.</param>
        /// <param name="latitudeDeg">North of the equator.</param>
        public static Vector3 SunAt(float hour, int day, float latitudeDeg) {
            var declination = 23.45f * Mathf.Deg2Rad * Mathf.Sin(2f * Mathf.PI * (284f + day) / 365f);
            var (angle, latitude) = ((hour - 12f) / 24f * 2f * Mathf.PI, latitudeDeg * Mathf.Deg2Rad);
            var up = Mathf.Sin(latitude) * Mathf.Sin(declination) + Mathf.Cos(latitude) * Mathf.Cos(declination) * Mathf.Cos(angle);
            var west = Mathf.Cos(declination) * Mathf.Sin(angle);
            var south = Mathf.Cos(declination) * Mathf.Cos(angle) * Mathf.Sin(latitude) - Mathf.Sin(declination) * Mathf.Cos(latitude);
            return new Vector3(-west, up, -south).normalized;
        }

        private static void Demand(string name, float value, float most) {
            if (!(value >= 0f && value <= most))
                throw new ArgumentException($"{name} is {value}: it must be a number from 0 to {most}.");
        }
    }
}
