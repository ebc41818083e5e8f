using System;
using System.Collections.Generic;
using System.Linq;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>The seed of what is made, and what was made before: the last requests and those with a star, each with a
    /// picture, kept for the project on this computer.</summary>
    internal sealed class SeedRow : VisualElement {
        private const int Last = 20;
        private readonly string _key;
        private readonly List<Dictionary<string, object>> _made;
        private readonly TextField _seed = new TextField("Seed") { name = "Seed", style = { flexGrow = 1 } };
        private readonly Button _star;
        private string _current = "{}";

        public SeedRow(string domain) {
            _key = $"procgen.{Application.dataPath}.{domain}";
            _made = ((List<object>)Json.Parse(EditorPrefs.GetString(_key, "[]"))).Cast<Dictionary<string, object>>().ToList();
            var row = new VisualElement { style = { flexDirection = FlexDirection.Row } };
            _seed.tooltip = "Any whole number of 64 bits. The same again gives the same again.";
            _seed.RegisterValueChangedCallback(change => {
                var isRight = ulong.TryParse(change.newValue == "" ? "0" : change.newValue.Trim(), out var number);
                _seed.labelElement.style.color = isRight ? new StyleColor(StyleKeyword.Null) : new StyleColor(Color.red);
                if (isRight)
                    SeedChosen(number.ToString());
            });
            row.Add(_seed);
            // Shorter than it might be: people read it to each other.
            row.Add(new Button(() => _seed.value = ((uint)Guid.NewGuid().GetHashCode()).ToString()) {
                name = "Dice", text = "⚄", tooltip = "Another seed." });
            row.Add(_star = new Button(ToggleStar) { name = "Star", tooltip = "Keep this one among the favourites." });
            row.Add(new Button(ToggleHistory) { name = "History", text = "…", tooltip = "What was made before." });
            Add(row);
            Add(Strip);
        }

        /// <summary>The designer chose a seed: a whole number of 64 bits, as text.</summary>
        public event Action<string> SeedChosen = _ => { };

        /// <summary>What was made before, while it is shown.</summary>
        public PictureStrip Strip { get; } = new PictureStrip { name = "Made" };

        /// <summary>Shows the seed of the form's request, and whether that has a star.</summary>
        public void Show(Message request, string seed) {
            _current = Json.Write(request.ToJson());
            if (_seed.value.Trim() != seed && !(_seed.value == "" && seed == "0"))
                _seed.SetValueWithoutNotify(seed);
            _star.text = EntryOf(_current) is Dictionary<string, object> entry && (bool)entry["favourite"] ? "★" : "☆";
        }

        /// <summary>Puts what was made before all others.</summary>
        public void Remember(Message request, Texture2D picture) => Remember(Json.Write(request.ToJson()), picture);

        private void Remember(string request, Texture2D picture) {
            var entry = EntryOf(request) ?? new Dictionary<string, object> { { "request", request }, { "favourite", false } };
            _made.Remove(entry);
            if (PictureStrip.Small(picture) is byte[] png)
                entry["picture"] = Convert.ToBase64String(png);
            _made.Insert(0, entry);
            foreach (var old in _made.Where(made => !(bool)made["favourite"]).Skip(Last).ToList())
                _made.Remove(old);
            Save();
        }

        private void ToggleStar() {
            if (EntryOf(_current) == null)
                Remember(_current, null);
            var entry = EntryOf(_current);
            entry["favourite"] = !(bool)entry["favourite"];
            _star.text = (bool)entry["favourite"] ? "★" : "☆";
            Save();
        }

        private void ToggleHistory() => Strip.Show(Strip.childCount > 0
            ? Enumerable.Empty<(string, string, byte[], string)>()
            : _made.OrderByDescending(made => (bool)made["favourite"]).Select(made => (
                ((bool)made["favourite"] ? "★ " : "") + SeedOf((string)made["request"]), (string)made["request"],
                made.TryGetValue("picture", out var png) ? Convert.FromBase64String((string)png) : null, (string)made["request"])));

        private static string SeedOf(string request) =>
            ((Dictionary<string, object>)Json.Parse(request)).TryGetValue("seed", out var seed) ? (string)seed : "0";

        private Dictionary<string, object> EntryOf(string request) => _made.Find(made => (string)made["request"] == request);

        private void Save() => EditorPrefs.SetString(_key, Json.Write(_made));
    }
}
