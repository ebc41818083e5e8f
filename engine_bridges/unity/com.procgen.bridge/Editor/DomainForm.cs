using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Procgen.V1;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>A form for the request of a domain, made of what GetInfo says of it. What is not set is left to the server;
    /// what no field shows is kept.</summary>
    internal sealed class DomainForm : VisualElement {
        private const string Output = "output", More = "more";
        // With fewer fields above the groups than these, the first group is open.
        private const int FewFields = 6;
        private static readonly string[] OutputNames = { "outputs", "array_outputs", "presets", "file_name" };

        private readonly Func<Message> _create;
        // Paths of what people ask for first, in order; with none, all that lies in no message is shown first.
        private readonly List<string> _basic;
        // What is not shown first.
        private readonly Foldout _advanced = new Foldout { name = "Advanced", value = false };
        private readonly Dictionary<string, Foldout> _groups = new Dictionary<string, Foldout>();
        private Message _request;

        /// <summary>Makes the fields of a domain, but for one, which others show.</summary>
        public DomainForm(Domain domain, string elsewhere) {
            _create = MessageTypes.Create[FormField.Leaf(domain.RequestType)];
            (_request, _basic, name) = (_create(), domain.Basic, "Form");
            var texts = domain.Texts.ToLookup(text => text.Name == "text" || !text.ManyLines);
            var parts = texts[true].Concat<Message>(domain.Choices).Concat(domain.Parameters).Concat(domain.Switches)
                .Concat(texts[false]).ToDictionary(part => (string)part.GetPath("name"));
            var shown = _basic.Concat(parts.Keys.Except(_basic)).Where(path => path != elsewhere);
            // In it, every message on the way to a field is there.
            var blank = _create();
            foreach (var path in shown) {
                blank.SetPath(path, new Dictionary<string, object>());
                var holder = path.Contains('.') ? blank.GetPath(FormField.Parent(path)) : blank;
                var field = ((Message)(holder is IList list ? list[0] : holder)).Type.Find(FormField.Leaf(path));
                var isEach = holder is IList && parts.Keys.Count(
                    other => other.StartsWith(FormField.Parent(path) + ".", StringComparison.Ordinal)) == 1;
                Fields[path] = new FormField(parts[path], field, isEach, (changed, json) => SetValue(changed, json));
                GroupOf(path).Add(Fields[path]);
            }
            if (_groups.TryGetValue(Output, out var output))
                output.BringToFront();
            if (_basic.Count > 0 && _groups.Count > 0)
                Add(_advanced);
            var first = _groups.FirstOrDefault(group => group.Key != Output).Value;
            if (_basic.Count == 0 && first != null && Fields.Keys.Count(path => GroupOf(path) == this) < FewFields)
                first.value = true;
            ShowAll();
        }

        /// <summary>The designer changed a field.</summary>
        public event Action Changed = () => { };

        /// <summary>The fields by their paths.</summary>
        public Dictionary<string, FormField> Fields { get; } = new Dictionary<string, FormField>();

        /// <summary>The fields that are set, as a request of the domain.</summary>
        public Message Request => _request.Clone();

        /// <summary>Whether nothing is said but perhaps a seed.</summary>
        public bool IsBlank => SaysAtMostASeed(_request.ToJson());

        /// <summary>Takes over a whole request, as JSON has it.</summary>
        /// <returns>What can't be taken over, a sentence each.</returns>
        public List<string> SetRequest(Dictionary<string, object> json) {
            _request = _create();
            var problems = _request.MergeJson(json);
            ShowAll();
            foreach (var group in _groups.Values)
                group.value |= CountSet(group) > 0;
            return problems;
        }

        /// <summary>Sets a field as a designer would; null leaves it to the server.</summary>
        /// <returns>What is wrong with the value, or nothing.</returns>
        public string SetValue(string path, object value) {
            var (target, json) = Fields.TryGetValue(path, out var field) ? (field.Target, field.ToJson(value)) : (path, value);
            var problem = _request.SetPath(target, json);
            if (json == null)
                Prune(target);
            ShowAll();
            field?.Mark(problem);
            Changed();
            return problem;
        }

        /// <summary>Sets a field of names and values, which no field of the form shows, in place of what it was.</summary>
        public void SetMap(string path, Dictionary<string, object> entries) {
            _request.SetPath(path, null);
            if (entries.Count > 0)
                _request.SetPath(path, entries);
            Changed();
        }

        /// <summary>Marks the fields that a server refused; with none, all are right again.</summary>
        public void Mark(IReadOnlyCollection<FieldViolation> violations) {
            foreach (var field in Fields.Values) {
                var bad = violations.FirstOrDefault(violation => (field.Path + ".").StartsWith(
                    Regex.Replace(violation.Field, @"\[\d+\]", "") + ".", StringComparison.Ordinal));
                field.Mark(bad == null ? "" : $"Must be {bad.Allowed}; it was {bad.Value}.");
                if (bad != null && GroupOf(field.Path) is Foldout group)
                    _advanced.value = group.value = true;
            }
        }

        // The fields of a message open and close together.
        private VisualElement GroupOf(string path) {
            if (_basic.Contains(path))
                return this;
            var title = OutputNames.Contains(FormField.Leaf(path)) || path.StartsWith("outputs.", StringComparison.Ordinal) ? Output
                : path.Contains('.') ? path.Substring(0, path.IndexOf('.')) : _basic.Count > 0 ? More : "";
            if (title == "")
                return this;
            if (!_groups.TryGetValue(title, out var group))
                (_basic.Count > 0 ? _advanced : (VisualElement)this).Add(
                    _groups[title] = group = new Foldout { name = title, value = title == More });
            return group;
        }

        // A part that is there and empty is a switch that is on.
        private static bool SaysAtMostASeed(Dictionary<string, object> said) => said.All(entry => entry.Key == "seed"
            || entry.Value is Dictionary<string, object> part && part.Count > 0 && SaysAtMostASeed(part));

        private int CountSet(Foldout group) => Fields.Values.Count(field => field.parent == group && field.Value != null);

        private void ShowAll() {
            foreach (var field in Fields.Values)
                field.Show(field.ValueIn(_request));
            foreach (var group in _groups)
                group.Value.text = Heading(group.Key, CountSet(group.Value));
            _advanced.text = Heading(_advanced.name, _groups.Values.Sum(CountSet));
        }

        private static string Heading(string title, int count) => FormField.Sentence(title) + (count > 0 ? $" · {count} set" : "");

        // Takes away messages on the way to an unset field that say nothing any more. A message that a switch stands for says
        // something by being there.
        private void Prune(string path) {
            while ((path = FormField.Parent(path)) != "") {
                var left = _request.GetPath(path);
                if (left is IList list && list.Count == 1)
                    left = list[0];
                if (Fields.ContainsKey(path) || !(left is Message message) || message.Encode().Length > 0)
                    return;
                _request.SetPath(path, null);
            }
        }
    }
}
