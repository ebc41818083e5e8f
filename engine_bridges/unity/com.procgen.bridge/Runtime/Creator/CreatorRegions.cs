using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Procgen.V1;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen {
    /// <summary>Sliders of a region at a time, each with a pin that holds it where it is.</summary>
    public sealed class CreatorRegions : VisualElement {
        /// <summary>Factors of the body that have sliders.</summary>
        public static readonly IReadOnlyList<string> Factors = new[] { "muscle", "weight", "height", "proportions" };

        // Regions by name, and what the names of their sliders begin with.
        private static readonly (string Name, string[] Starts)[] All = {
            ("Build", new[] { "muscle", "weight", "height", "proportions" }),
            ("Head", new[] { "head_", "forehead_", "neck_" }),
            ("Eyes", new[] { "eye_", "eyebrows_" }),
            ("Nose", new[] { "nose_" }),
            ("Mouth", new[] { "mouth_" }),
            ("Cheeks and chin", new[] { "cheek_", "chin_" }),
            ("Ears", new[] { "ear_" }),
            ("Trunk", new[] { "torso_", "stomach_", "hip_", "pelvis_", "buttocks_", "breast_" }),
            ("Limbs", new[] { "upperarm_", "lowerarm_", "upperleg", "lowerleg", "hand_", "foot_", "leg_" }),
            ("Bones", new[] { "bones_" }),
            ("Asymmetry", new[] { "asym_" }),
        };

        private readonly HashSet<string> _pins = new HashSet<string>();
        private readonly List<string> _names = new List<string>();
        private readonly Dictionary<string, Vector2> _ranges = new Dictionary<string, Vector2>();
        private readonly Dictionary<string, Slider> _shown = new Dictionary<string, Slider>();
        private readonly DropdownField _choice;
        private readonly ScrollView _rows = new ScrollView { name = "Sliders", style = { flexGrow = 1 } };

        /// <summary>With no sliders yet.</summary>
        public CreatorRegions() {
            name = "Regions";
            style.flexGrow = 1;
            _choice = new DropdownField(Regions.ToList(), 0) { name = "Region" };
            _choice.RegisterValueChangedCallback(change => Show(change.newValue));
            Add(_choice);
            Add(_rows);
        }

        /// <summary>A slider was moved by the player.</summary>
        public event Action<string, float> Moved;

        /// <summary>The player let go of a slider.</summary>
        public event Action Rested;

        /// <summary>Names of the regions.</summary>
        public static IEnumerable<string> Regions => All.Select(region => region.Name);

        /// <summary>The region that is shown.</summary>
        public string Region { get; private set; } = All[0].Name;

        /// <summary>Sliders that nothing but the player's hand moves.</summary>
        public ISet<string> Pins => _pins;

        /// <summary>All sliders, in the server's order behind the factors of the body.</summary>
        public IReadOnlyList<string> Names => _names;

        /// <summary>Takes the sliders that the server has.</summary>
        public void Take(IEnumerable<SliderInfo> infos) {
            _names.Clear();
            _names.AddRange(Factors);
            foreach (var factor in Factors)
                _ranges[factor] = new Vector2(0f, 1f);
            foreach (var info in infos) {
                _names.Add(info.Name);
                _ranges[info.Name] = new Vector2(info.Minimum, info.Maximum);
            }
            Show(Region);
        }

        /// <summary>Names of the sliders of a region.</summary>
        /// <exception cref="ArgumentException">There is no such region.</exception>
        public IReadOnlyList<string> Of(string region) {
            var starts = Array.Find(All, each => each.Name == region).Starts
                ?? throw new ArgumentException($"there is no region {region}: {string.Join(", ", Regions)}", nameof(region));
            return _names.FindAll(slider => starts.Any(start => slider.StartsWith(start, StringComparison.Ordinal)));
        }

        /// <summary>Least (x) and largest (y) value of a slider.</summary>
        public Vector2 RangeOf(string slider) => _ranges[slider];

        /// <summary>Shows another region.</summary>
        /// <exception cref="ArgumentException">There is no such region.</exception>
        public void Show(string region) {
            var sliders = Of(region);
            Region = region;
            _choice.SetValueWithoutNotify(region);
            _rows.Clear();
            _shown.Clear();
            foreach (var slider in sliders)
                _rows.Add(Row(slider));
            RegionShown?.Invoke();
        }

        /// <summary>Puts a slider where it is, without telling.</summary>
        public void Put(string slider, float value) {
            if (_shown.TryGetValue(slider, out var shown))
                shown.SetValueWithoutNotify(value);
        }

        // Another region's sliders are there, and stand nowhere yet.
        internal event Action RegionShown;

        private VisualElement Row(string slider) {
            var row = new VisualElement { style = { flexDirection = FlexDirection.Row } };
            var bar = new Slider(Label(slider), _ranges[slider].x, _ranges[slider].y) { name = slider, style = { flexGrow = 1 } };
            bar.RegisterValueChangedCallback(change => Moved?.Invoke(slider, change.newValue));
            bar.RegisterCallback<PointerCaptureOutEvent>(_ => Rested?.Invoke());
            var pin = new Toggle {
                name = $"Pin {slider}", text = "pin", value = _pins.Contains(slider),
                tooltip = "Holds it where it is, whatever else is made anew.",
            };
            pin.RegisterValueChangedCallback(change => {
                if (change.newValue)
                    _pins.Add(slider);
                else
                    _pins.Remove(slider);
            });
            _shown[slider] = bar;
            row.Add(bar);
            row.Add(pin);
            return row;
        }

        private static string Label(string slider) =>
            CultureInfo.InvariantCulture.TextInfo.ToTitleCase(slider.Replace('_', ' '));
    }
}
