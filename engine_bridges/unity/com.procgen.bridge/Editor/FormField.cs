using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using Procgen.V1;
using UnityEditor;
using UnityEditor.UIElements;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>A row of a form: a control, and a button that leaves the choice to the server again.</summary>
    internal sealed class FormField : VisualElement {
        private static readonly (string suffix, string unit)[] Units = {
            ("_mm_per_year", "mm a year"), ("_c_per_km", "°C per km"), ("_km2", "km²"), ("_mm", "mm"), ("_m", "m"), ("_px", "px"),
            ("_deg", "°"), ("_c", "°C"), ("_years", "years"), ("_rgb", ""),
        };

        // Of a field for sentences: three lines.
        private const float LinesPx = 48;

        private readonly Field _field;
        // Whether its values lie each in a message of a list, in a list of their own, or as the first of one.
        private readonly bool _isEach, _isList, _isFirst;
        private readonly string[] _names = Array.Empty<string>();
        private readonly Action<object> _choose;
        private readonly Button _reset;
        private Action<object> _show;
        private Label _label;
        private VisualElement _control;

        /// <summary>Makes the control.</summary>
        /// <param name="part">A Parameter, Choice, Text or Switch.</param>
        /// <param name="field">What it sets.</param>
        /// <param name="isEach">Whether it is all that there is in each message of a list.</param>
        /// <param name="chosen">Gets the path and a value as JSON has it; null leaves it to the server.</param>
        public FormField(Message part, Field field, bool isEach, Action<string, object> chosen) {
            (Path, _field, tooltip) = ((string)part.GetPath("name"), field, (string)part.GetPath("description"));
            var takesMany = part is Choice || part is Text words && words.ManyLines;
            _isEach = isEach && takesMany;
            _isList = field.Cardinality == Cardinality.Repeated && takesMany;
            _isFirst = field.Cardinality == Cardinality.Repeated && !takesMany;
            // Nothing but emptiness leaves it to the server.
            _choose = json => chosen(Path, json is string text && text == "" || json is IList list && list.Count == 0 ? null : json);
            name = Path;
            style.flexDirection = FlexDirection.Row;
            _reset = new Button(() => chosen(Path, null)) { name = "Reset", tooltip = "Leave it to the server." };
            if (part is Choice choice)
                _names = choice.Values.ToArray();
            Make(part);
            Add(_reset);
            Show(null);
        }

        public string Path { get; }

        /// <summary>What is chosen, as JSON has it; null where the server chooses.</summary>
        public object Value { get; private set; }

        public bool IsMarked { get; private set; }

        /// <summary>The names to choose from; none where there are others than names.</summary>
        public IReadOnlyList<string> Choices => _names;

        /// <summary>Whether any number of values can be chosen.</summary>
        public bool TakesMany => _isList || _isEach;

        /// <summary>Where in the request its value is set.</summary>
        public string Target => _isEach ? Parent(Path) : Path;

        public static string Parent(string path) => path.Substring(0, Math.Max(path.LastIndexOf('.'), 0));

        public static string Leaf(string path) => path.Substring(path.LastIndexOf('.') + 1);

        /// <summary>A name as people write it: "Landform map".</summary>
        public static string Sentence(string words) =>
            words == "" ? "" : char.ToUpperInvariant(words[0]) + words.Substring(1).Replace('_', ' ');

        /// <summary>What people call the field at a path: "Mean height (m)".</summary>
        public static string TitleOf(string path) {
            var (leaf, parent) = (Leaf(path), Leaf(Parent(path)));
            var title = !Parent(path).Contains('.') ? leaf
                : leaf == "kind" || leaf == "text" || leaf == "name" ? parent : $"{parent} {leaf}";
            var (suffix, unit) = Units.FirstOrDefault(known => title.EndsWith(known.suffix, StringComparison.Ordinal));
            title = Sentence(title.Substring(0, title.Length - (suffix?.Length ?? 0)));
            return string.IsNullOrEmpty(unit) ? title : $"{title} ({unit})";
        }

        /// <summary>Its value in a request, as JSON has it.</summary>
        public object ValueIn(Message request) {
            var value = request.GetPath(Target);
            if (_isEach)
                value = (value as IList)?.Cast<Message>().Select(part => part.GetPath(Leaf(Path))).ToList();
            if (value is IList list && (_isList || _isEach || _isFirst)) {
                var values = list.Cast<object>().Select(NameOf).ToList();
                return _isFirst ? values[0] : values;
            }
            return NameOf(value);
        }

        /// <summary>What to set in a request for a value of the form.</summary>
        public object ToJson(object value) => value == null ? null
            : value is List<object> values ? values.Select(ToJsonOfOne).ToList()
            : _isFirst ? new List<object> { ToJsonOfOne(value) } : ToJsonOfOne(value);

        public void Show(object value) {
            Value = value;
            _show(value);
            _control.style.opacity = value == null ? 0.6f : 1;
            _reset.text = value == null ? "auto" : "×";
            _reset.SetEnabled(value != null);
        }

        /// <summary>Marks the field as wrong, or with nothing as right again.</summary>
        public void Mark(string problem) {
            IsMarked = problem != "";
            _label.style.color = IsMarked ? new StyleColor(new Color(1, 0.35f, 0.3f)) : new StyleColor(StyleKeyword.Null);
            _label.tooltip = IsMarked ? problem : tooltip;
        }

        private void Make(Message part) {
            var number = part as Parameter;
            var isWhole = _field.Type != FieldType.Float && _field.Type != FieldType.Double;
            var usual = number?.DefaultValue ?? number?.Minimum ?? 0;
            if (number != null && Path.EndsWith("_rgb", StringComparison.Ordinal))
                Take(new ColorField { showAlpha = false }, value => ColourOf(Convert.ToUInt32(value)), colour => RgbOf(colour));
            else if (number != null && isWhole && (number.Maximum > int.MaxValue || number.Minimum < int.MinValue))
                Take(new TextField(), value => value?.ToString() ?? "", text => text);
            else if (number != null && isWhole)
                Take(new SliderInt((int)number.Minimum, (int)number.Maximum) { showInputField = true },
                    value => Convert.ToInt32(value ?? usual), chosen => chosen);
            else if (number != null)
                // By way of decimal, 0.3 stays 0.3.
                Take(new Slider((float)number.Minimum, (float)number.Maximum) { showInputField = true },
                    value => Convert.ToSingle(value ?? usual), chosen => (double)(decimal)chosen);
            else if (part is Switch)
                Take(new Toggle(), value => value != null, isOn => !isOn ? null : _field.Type == FieldType.Message
                    ? new Dictionary<string, object>() : (object)true);
            else if (part is Text text && text.ManyLines)
                TakeLines(new TextField { multiline = true });
            else if (part is Text)
                Take(new TextField(), value => value?.ToString() ?? "", line => line);
            else if (TakesMany)
                TakeMany();
            else
                TakeOne(new[] { tooltip.Contains("any") ? "any" : "auto" }.Concat(_names).ToList());
        }

        private void Take<T>(BaseField<T> control, Func<object, T> shown, Func<T, object> chosen) {
            control.label = TitleOf(Path);
            control.style.flexGrow = control.style.flexShrink = 1;
            control.RegisterValueChangedCallback(change => {
                // Parts of a control send changes of their own, which come by here.
                if (change.target == control)
                    _choose(chosen(change.newValue));
            });
            (_control, _label, _show) = (control, control.labelElement, value => control.SetValueWithoutNotify(shown(value)));
            Add(control);
        }

        // What is being written may end with an empty line, which a list lacks.
        private void TakeLines(TextField control) {
            (control.style.minHeight, control.style.whiteSpace) = (LinesPx, WhiteSpace.Normal);
            List<object> Lines(string text) =>
                text.Split(new[] { '\n' }, StringSplitOptions.RemoveEmptyEntries).Cast<object>().ToList();
            string Shown(object value) => !(value is List<object> lines) ? value?.ToString() ?? ""
                : lines.SequenceEqual(Lines(control.value)) ? control.value : string.Join("\n", lines);
            Take(control, Shown, text => TakesMany ? Lines(text) : (object)text);
        }

        private void TakeOne(List<string> names) => Take(
            new DropdownField { choices = names, formatListItemCallback = Spaced, formatSelectedValueCallback = Spaced },
            value => value == null ? names[0] : (string)value, chosen => chosen == names[0] ? null : chosen);

        private void TakeMany() {
            var button = new Button { style = { flexGrow = 1, flexShrink = 1 } };
            List<object> Picked() => Value as List<object> ?? new List<object>();
            button.clicked += () => {
                var menu = new GenericMenu();
                foreach (var entry in _names)
                    menu.AddItem(new GUIContent(Spaced(entry)), Picked().Contains(entry), () => _choose(
                        Picked().Contains(entry) ? Picked().Where(other => !other.Equals(entry)).ToList() : Picked().Append(entry).ToList()));
                menu.DropDown(button.worldBound);
            };
            (_control, _label) = (button, new Label(TitleOf(Path)) { style = { width = 150 } });
            _show = value => button.text = value == null ? "auto" : string.Join(", ", Picked().Select(entry => Spaced((string)entry)));
            Add(_label);
            Add(button);
        }

        private object ToJsonOfOne(object value) {
            var code = _field.EnumType != null && value is string name && _names.Contains(name)
                ? Convert.ToInt32(Enum.GetValues(_field.EnumType).Cast<object>().First(entry => Bare(entry.ToString()) == Bare(name)))
                : value;
            return _isEach ? new Dictionary<string, object> { { Leaf(Path), code } } : code;
        }

        private object NameOf(object value) => _names.Length == 0 || value == null ? value
            : _names.FirstOrDefault(name => Bare(name) == Bare(value.ToString())) ?? value.ToString();

        private static string Bare(string name) => name.Replace("_", "").ToUpperInvariant();

        private static string Spaced(string name) => name?.Replace('_', ' ') ?? "";

        private static Color ColourOf(uint rgb) => new Color32((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb, 255);

        private static object RgbOf(Color32 colour) => (uint)(colour.r << 16 | colour.g << 8 | colour.b);
    }
}
