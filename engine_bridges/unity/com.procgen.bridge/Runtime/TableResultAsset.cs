using System;
using System.Collections.Generic;
using UnityEngine;

namespace Procgen {
    /// <summary>Rows that were drawn from a table.</summary>
    public sealed class TableResultAsset : ProcgenResult {
        /// <summary>Names of the columns.</summary>
        [Tooltip("Names of the columns.")] public List<string> Columns = new List<string>();

        /// <summary>The rows.</summary>
        [Tooltip("The rows.")] public List<Row> Rows = new List<Row>();

        /// <summary>What a row has in a column; empty where it is missing.</summary>
        public string Cell(int row, string column) => Rows[row].Cells[Columns.IndexOf(column)];

        /// <summary>A row.</summary>
        [Serializable]
        public sealed class Row {
            /// <summary>Text of each cell, in the order of the columns; empty where it is missing.</summary>
            public string[] Cells = { };
        }
    }
}
