using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>Tables: what is known of the rows, the rows as they are drawn, and an asset of them.</summary>
    internal sealed class TableTab : DomainTab {
        private const int MostShown = 100;

        private readonly TextField _given = new TextField("Given") {
            name = "Given", multiline = true,
            tooltip = "What is known of each row, a line a column: rarity = rare, rare|legendary for one of several, "
                + "cost_gp = 10..20 for a range, or nothing for a missing value." };
        private readonly ScrollView _rows = new ScrollView(ScrollViewMode.VerticalAndHorizontal) { name = "Drawn", style = { maxHeight = 300 } };

        public TableTab(Domain domain, ServerLink link) : base(domain, link) {
            _given.RegisterValueChangedCallback(change => Form.SetMap("given", Parsed(change.newValue)));
            Form.Changed += ShowGiven;
            Rows.Add(_given);
            Insert(IndexOf(Preview), _rows);
            ShowGiven();
        }

        protected override bool CanPlace => false;

        protected override Task Prepare(Message request, CancellationToken stop) {
            var table = (TableRequest)request;
            table.Table = table.Table == "" ? Domain.Models[0] : table.Table;
            return Task.CompletedTask;
        }

        protected override void Show(Answer<Message> made) {
            var result = (TableResult)made.Result;
            _rows.Clear();
            var columns = new VisualElement { style = { flexDirection = FlexDirection.Row } };
            for (var column = 0; column < result.Columns.Count; column++) {
                var cells = new VisualElement { style = { marginRight = 12 } };
                cells.Add(new Label(result.Columns[column]) { style = { unityFontStyleAndWeight = UnityEngine.FontStyle.Bold } });
                foreach (var row in result.Rows.Take(MostShown))
                    cells.Add(new Label(row.Cells[column]));
                columns.Add(cells);
            }
            _rows.Add(columns);
            Say($"{result.Rows.Count} rows{(result.Rows.Count > MostShown ? $", the first {MostShown} shown" : "")}.");
        }

        protected override Task<List<string>> Save(Answer<Message> made, CancellationToken stop) {
            var result = (TableResult)made.Result;
            var paths = Saving.Write(Folder, made, _ => true).Values.ToList();
            var note = Saving.Note<TableResultAsset>(Folder, made);
            note.Columns.AddRange(result.Columns);
            note.Rows.AddRange(result.Rows.Select(row => new TableResultAsset.Row { Cells = row.Cells.ToArray() }));
            paths.Add(Saving.Finish(note));
            return Task.FromResult(paths);
        }

        private void ShowGiven() {
            var given = ((TableRequest)Form.Request).Given;
            var known = Parsed(_given.value);
            if (given.Count != known.Count || given.Any(entry => !Equals(known.TryGetValue(entry.Key, out var value) ? value : null, entry.Value)))
                _given.SetValueWithoutNotify(string.Join("\n", given.Select(entry => $"{entry.Key} = {entry.Value}")));
        }

        private static Dictionary<string, object> Parsed(string text) => text.Split('\n').Where(line => line.Contains('='))
            .Select(line => line.Split(new[] { '=' }, 2)).GroupBy(sides => sides[0].Trim())
            .ToDictionary(sides => sides.Key, sides => (object)sides.Last()[1].Trim(), StringComparer.Ordinal);
    }
}
