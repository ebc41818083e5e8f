using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Procgen {
    using Fields = Dictionary<string, object>;
    using Tile = ValueTuple<int, int>;

    // What the region.json of a region's folder says, and the land from afar; on any thread. What is wrong throws a
    // ProcgenException.
    internal sealed class RegionFolder : FileFolder {
        public const string RegionName = "region.json";
        private const string Kind = "region";
        private const long Version = 1;
        private readonly Dictionary<Tile, (string Folder, double West, double North)> _tiles =
            new Dictionary<Tile, (string, double, double)>();

        public RegionFolder(string path) : base(path, "generate the region anew") {
            Said = Json(RegionName);
            Check();
            ReadFar();
        }

        public Fields Said { get; }

        // Metres along the region's sides, and along a tile's.
        public double SideM { get; private set; }

        public double TileM { get; private set; }

        // Of the land from afar, row by row from the north, borders included, metres; null where there is none.
        public float[] Heights { get; private set; }

        public int Rows { get; private set; }

        public int Columns { get; private set; }

        public byte[] Picture { get; private set; }

        // Metres; null where nobody says.
        public float? SeaLevelM { get; private set; }

        public IEnumerable<Tile> Tiles => _tiles.Keys;

        // Metres east and south of the region's middle.
        public (double West, double North) CornerOf(Tile tile) => (_tiles[tile].West, _tiles[tile].North);

        // A whole path.
        public string FolderOf(Tile tile) => System.IO.Path.Combine(Path, _tiles[tile].Folder);

        // Its manifest is written last.
        public bool HasWorld(Tile tile) => Has(_tiles[tile].Folder + "/" + WorldFiles.ManifestName);

        // The square, counted from the north-western corner, that a tile is in.
        public (int Column, int Row) SquareOf(Tile tile) => (
            (int)Math.Floor((_tiles[tile].West + (SideM + TileM) / 2) / TileM), (int)Math.Floor((_tiles[tile].North + (SideM + TileM) / 2) / TileM));

        // The height of the land from afar at metres east and south of the north-western corner.
        public float HeightAt(double x, double z) => Between(Heights, Rows, Columns,
            (float)Math.Min(Math.Max(z / SideM, 0), 1) * (Rows - 1), (float)Math.Min(Math.Max(x / SideM, 0), 1) * (Columns - 1));

        private void Check() {
            if (!(Of(Said, "kind") is string kind) || kind != Kind)
                throw Wrong($"says kind {Shown(Of(Said, "kind"))}: it must be \"{Kind}\"");
            if (!IsNumber(Of(Said, "version"), out var version) || version != Version)
                throw Wrong($"is of version {Shown(Of(Said, "version"))}: this package reads version {Version}");
            (SideM, TileM) = (Positive(Said, "side_m", ""), Positive(Said, "tile_m", ""));
            if (!(Of(Said, "tiles") is List<object> tiles) || tiles.Count == 0)
                throw Wrong("lists no tiles");
            for (var number = 0; number < tiles.Count; number++)
                Take(tiles[number], $"tiles[{number}]");
        }

        private void Take(object said, string name) {
            if (!(said is Fields tile))
                throw Wrong($"says {Shown(said)} of {name}: it must be an object");
            int Whole(string key) => IsNumber(Of(tile, key), out var value) && value == Math.Floor(value) && Math.Abs(value) < 1e6
                ? (int)value : throw Wrong($"says {Shown(Of(tile, key))} of {name}.{key}: it must be a whole number");
            var at = (Whole("column"), Whole("row"));
            var (x, z) = (0.0, 0.0);
            if (!(Of(tile, "origin_m") is List<object> origin) || origin.Count != 2
                || !IsNumber(origin[0], out x) || !IsNumber(origin[1], out z))
                throw Wrong($"says {Shown(Of(tile, "origin_m"))} of {name}.origin_m: it must be two numbers");
            var folder = Of(tile, "folder") as string;
            if (!IsInside(folder))
                throw Wrong($"says {Shown(Of(tile, "folder"))} of {name}.folder: it must be a folder below its own");
            if (_tiles.ContainsKey(at))
                throw Wrong($"lists the tile of column {at.Item1} and row {at.Item2} twice");
            if (Math.Max(Math.Abs(x), Math.Abs(z)) > SideM / 2)
                throw Wrong($"says {Shown(Of(tile, "origin_m"))} of {name}.origin_m: that lies outside of the region");
            _tiles[at] = (folder, x - TileM / 2, z - TileM / 2);
        }

        private void ReadFar() {
            if (!Said.TryGetValue("far", out var said))
                return;
            if (!(said is Fields far))
                throw Wrong($"says far {Shown(said)}: it must be an object");
            var spacing = Positive(far, "metres_per_pixel", "far.");
            foreach (var key in new[] { "heights", "picture" })
                if (!IsInside(Of(far, key) as string))
                    throw Wrong($"says far.{key} {Shown(Of(far, key))}: it must be a file below its own folder");
            var file = (string)far["heights"];
            Heights = Floats(file, out var rows, out var columns);
            (Rows, Columns) = (rows, columns);
            foreach (var points in new[] { rows, columns })
                if (Math.Abs((points - 1) * spacing - SideM) > spacing)
                    throw Bad(file, FormattableString.Invariant($"no square of {SideM} m: it has {rows} x {columns} heights, {spacing} m apart"));
            Picture = Bytes((string)far["picture"]);
            if (IsNumber(Of(Said, "sea_level_m"), out var level))
                SeaLevelM = (float)level;
        }

        private double Positive(Fields fields, string key, string within) => IsNumber(Of(fields, key), out var value) && value > 0 ? value
            : throw Wrong($"says {within}{key} {Shown(Of(fields, key))}: it must be a number above 0");

        private static object Of(Fields fields, string key) => fields.TryGetValue(key, out var value) ? value : null;

        private static bool IsNumber(object value, out double number) {
            number = value is long || value is ulong || value is double ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : double.NaN;
            return !double.IsNaN(number) && !double.IsInfinity(number);
        }

        private static string Shown(object value) => value == null ? "nothing" : Procgen.Json.Write(value);

        // Nothing outside of the region's folder is read.
        private static bool IsInside(string name) => !string.IsNullOrEmpty(name) && !System.IO.Path.IsPathRooted(name)
            && !name.Split('/', '\\').Contains("..") && !name.Contains(":");

        private ProcgenException Wrong(string what) =>
            new ProcgenException(StatusCode.DataLoss, $"{System.IO.Path.Combine(Path, RegionName)} {what}.");
    }
}
