using System;
using System.Collections.Generic;
using System.Linq;

namespace Procgen {
    using Place = ValueTuple<double, double>;
    using Tile = ValueTuple<int, int>;

    // Which tiles of a region stand and which are made ahead: what is to be done next, and when what has failed is tried again.
    // Knows neither Unity nor files. Tiles are columns and rows, places metres east and south of the region's middle, times
    // seconds of any clock.
    internal sealed class RegionPlan {
        // What failed is tried again after so long, and after twice as long each time up to the most; so is a server.
        public const double LeastPauseS = 5, MostPauseS = 60;

        private readonly Dictionary<Tile, Place> _corners;
        private readonly Dictionary<Tile, Tile> _squares = new Dictionary<Tile, Tile>();
        private readonly double _tileM, _west, _north;
        private readonly HashSet<Tile> _standing = new HashSet<Tile>();
        private readonly Dictionary<Tile, Trouble> _troubles = new Dictionary<Tile, Trouble>();
        private Trouble _server;

        // North-western corners of all tiles, and a tile's side.
        public RegionPlan(IEnumerable<KeyValuePair<Tile, Place>> corners, double tileM) {
            (_corners, _tileM) = (corners.ToDictionary(one => one.Key, one => one.Value), tileM);
            (_west, _north) = (_corners.Values.Min(corner => corner.Item1), _corners.Values.Min(corner => corner.Item2));
            foreach (var (tile, (west, north)) in _corners.Select(one => (one.Key, one.Value)))
                _squares[SquareAt((west + tileM / 2, north + tileM / 2))] = tile;
        }

        // Tiles come that are nearer than that, metres from their border, and go that are farther away.
        public double LoadM { get; set; } = 300;

        public double UnloadM { get; set; } = 450;

        // Tiles that have no world yet are asked for that are nearer than that.
        public double AskM { get; set; } = 1000;

        // So many stand at once, the nearest; and as many more for each further place.
        public int MostTiles { get; set; } = 6;

        // Whether a tile's world is there; null where nobody makes those that are not, so that they are missed.
        public Func<Tile, bool> HasWorld { get; set; }

        public IReadOnlyCollection<Tile> Standing => _standing;

        // What is wrong with tiles, a sentence each.
        public IEnumerable<KeyValuePair<Tile, string>> Problems =>
            _troubles.Select(one => new KeyValuePair<Tile, string>(one.Key, one.Value.Sentence));

        // Why nobody makes tiles at present; null otherwise.
        public string Unreached => _server?.Sentence;

        // When something that failed may be tried again for the first time after a moment; never if that is infinite.
        public double WakesAfterS(double nowS) => _troubles.Values.Where(trouble => !trouble.IsFinal && trouble.FromS > nowS)
            .Select(trouble => trouble.FromS).DefaultIfEmpty(double.PositiveInfinity).Min();

        // From when on a server that failed is asked again.
        public double AsksAtS => _server?.FromS ?? double.NegativeInfinity;

        // What is to be done next around some places: whether a tile comes, or goes; null if all is as it should be.
        public (bool Comes, Tile Tile)? Next(IReadOnlyList<Place> places, double nowS) {
            if (places.Count == 0)
                return null;
            var wanted = Wanted(places);
            var missing = wanted.Where(tile => !_standing.Contains(tile) && IsDue(tile, nowS) && (HasWorld == null || HasWorld(tile))).ToList();
            // The farthest of those that need not stand, if it is too far away or another one needs its place.
            var spare = _standing.Where(tile => !wanted.Contains(tile)).Select(tile => (tile, Away: MetresTo(tile, places)))
                .OrderByDescending(one => one.Away).ThenBy(one => one.tile).ToList();
            var left = Math.Max(MostTiles, wanted.Count) - _standing.Count;
            if (spare.Count > 0 && (left < 0 || left == 0 && missing.Count > 0 || spare[0].Away > UnloadM))
                return (false, spare[0].tile);
            return missing.Count > 0 ? (true, missing[0]) : ((bool, Tile)?)null;
        }

        // Tiles that have to stand, the nearest of each place first.
        public List<Tile> Wanted(IEnumerable<Place> places) => places.SelectMany(place => Near(new[] { place }, LoadM).Take(MostTiles)).Distinct().ToList();

        // The nearest tile within reach that has no world and can be asked for; null if there is none.
        public Tile? NextToMake(IReadOnlyList<Place> places, double nowS) =>
            Near(places, AskM).Where(tile => !_standing.Contains(tile) && IsDue(tile, nowS) && HasWorld != null && !HasWorld(tile))
                .Select(tile => (Tile?)tile).FirstOrDefault();

        // Whether all that belongs around a place stands, as far as it can.
        public bool IsWhole(Place place) => Wanted(new[] { place }).All(tile => _standing.Contains(tile) || _troubles.ContainsKey(tile));

        // The tile whose square a place is in; null if there is none.
        public Tile? TileAt(Place place) => _squares.TryGetValue(SquareAt(place), out var tile) ? tile : (Tile?)null;

        public void Came(Tile tile) {
            _standing.Add(tile);
            _troubles.Remove(tile);
        }

        public void Went(Tile tile) => _standing.Remove(tile);

        // A tile could not be opened. Whether that is news.
        public bool Failed(Tile tile, string sentence, double nowS) {
            _troubles.TryGetValue(tile, out var before);
            _troubles[tile] = new Trouble(sentence, before, nowS);
            return before?.Sentence != sentence;
        }

        // A server has made the world of a tile.
        public void Made(Tile tile) {
            _troubles.Remove(tile);
            _server = null;
        }

        // A server will not make it: asked again it would say the same.
        public void Refused(Tile tile, string sentence) => _troubles[tile] = new Trouble(sentence, null, double.PositiveInfinity) { IsFinal = true };

        // No server could be reached, or it had no room. Whether that is news.
        public bool Missed(string sentence, double nowS) {
            var before = _server;
            _server = new Trouble(sentence, before, nowS);
            return before?.Sentence != sentence;
        }

        // A server is asked at once, whatever happened before.
        public void AskNow() => _server = null;

        // What has failed is tried at once, since something is otherwise now.
        public void TryAnew() {
            _troubles.Clear();
            _server = null;
        }

        // From the nearest of some places to a tile's border; 0 within.
        public double MetresTo(Tile tile, IEnumerable<Place> places) {
            var (west, north) = _corners[tile];
            return places.Select(place => {
                var x = Math.Max(Math.Max(west - place.Item1, place.Item1 - west - _tileM), 0);
                var z = Math.Max(Math.Max(north - place.Item2, place.Item2 - north - _tileM), 0);
                return Math.Sqrt(x * x + z * z);
            }).DefaultIfEmpty(double.PositiveInfinity).Min();
        }

        private IEnumerable<Tile> Near(IEnumerable<Place> places, double reachM) =>
            _corners.Keys.Select(tile => (tile, Away: MetresTo(tile, places))).Where(one => one.Away <= reachM)
                .OrderBy(one => one.Away).ThenBy(one => MiddleTo(one.tile, places)).ThenBy(one => one.tile).Select(one => one.tile);

        // Of several at the same distance, such as two whose border somebody stands on.
        private double MiddleTo(Tile tile, IEnumerable<Place> places) {
            var (west, north) = _corners[tile];
            return places.Min(place => Math.Abs(place.Item1 - west - _tileM / 2) + Math.Abs(place.Item2 - north - _tileM / 2));
        }

        // Counted from the north-western corner.
        private Tile SquareAt(Place place) =>
            ((int)Math.Floor((place.Item1 - _west) / _tileM), (int)Math.Floor((place.Item2 - _north) / _tileM));

        private bool IsDue(Tile tile, double nowS) => !_troubles.TryGetValue(tile, out var trouble) || !trouble.IsFinal && nowS >= trouble.FromS;

        private sealed class Trouble {
            private readonly double _pauseS;

            public Trouble(string sentence, Trouble before, double nowS) {
                (Sentence, _pauseS) = (sentence, Math.Min(Math.Max(2 * (before?._pauseS ?? 0), LeastPauseS), MostPauseS));
                FromS = nowS + _pauseS;
            }

            public string Sentence { get; }

            public double FromS { get; }

            public bool IsFinal { get; set; }
        }
    }
}
