using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Procgen {
    /// <summary>What a character creator holds, and the same as a line of text of at most 200 characters that players can pass
    /// on. Godot's creator reads and writes the same texts.</summary>
    public sealed class CreatorRecipe {
        /// <summary>Length of a text, at most.</summary>
        public const int Length = 200;

        /// <summary>Letters of a description, at most.</summary>
        public const int MostWords = 80;

        private const string Prefix = "P1.";
        // Steps from the middle of a slider to an end: values take six bits.
        private const int Steps = 31;
        private const int Bits = 6;
        // The seed, and how many bytes the words take.
        private const int Head = 5;

        private readonly Dictionary<string, float> _sliders = new Dictionary<string, float>();

        /// <summary>Chance for what the words leave open.</summary>
        public uint Seed { get; set; }

        /// <summary>Who it is, in words.</summary>
        public string Words { get; set; } = "";

        /// <summary>Sliders that were moved, from -1 to 1, or 0 to 1 for factors of the body.</summary>
        public IDictionary<string, float> Sliders => _sliders;

        /// <summary>The same, to be changed.</summary>
        public CreatorRecipe Copy() {
            var other = new CreatorRecipe { Seed = Seed, Words = Words };
            foreach (var slider in _sliders)
                other._sliders[slider.Key] = slider.Value;
            return other;
        }

        /// <summary>Whether somebody else's body and clothes are drawn than for the other recipe.</summary>
        public bool IsSomebodyElse(CreatorRecipe other) => Seed != other.Seed || Words != other.Words;

        /// <summary>What a slider is worth in a text: the nearest of its steps.</summary>
        public static float Stepped(float value) => StepsOf(value) / (float)Steps;

        /// <summary>The text.</summary>
        /// <param name="names">Those of all sliders in the server's order, which readers must have too.</param>
        /// <returns>Empty if so much was said and moved that it does not fit.</returns>
        public string ToText(IReadOnlyList<string> names) {
            var letters = Encoding.UTF8.GetBytes(Cut(Words));
            if (letters.Length > Length)
                return "";
            var bytes = new List<byte> { (byte)Seed, (byte)(Seed >> 8), (byte)(Seed >> 16), (byte)(Seed >> 24), (byte)letters.Length };
            bytes.AddRange(letters);
            var moved = new byte[(names.Count + 7) >> 3];
            var bits = new List<bool>();
            for (var index = 0; index < names.Count; index++) {
                if (!_sliders.TryGetValue(names[index], out var value))
                    continue;
                moved[index >> 3] |= (byte)(1 << (index & 7));
                for (var bit = 0; bit < Bits; bit++)
                    bits.Add(((StepsOf(value) + Steps) >> bit & 1) != 0);
            }
            if (bits.Count > 0) {
                bytes.AddRange(moved);
                bytes.AddRange(Packed(bits));
            }
            var text = Prefix + Convert.ToBase64String(bytes.ToArray()).TrimEnd('=');
            return text.Length <= Length ? text : "";
        }

        /// <summary>Reads a text.</summary>
        /// <param name="text">Of this creator, or of Godot's.</param>
        /// <param name="names">Those of all sliders, as for <see cref="ToText"/>.</param>
        /// <exception cref="FormatException">It is no recipe; the message says why.</exception>
        public static CreatorRecipe Parse(string text, IReadOnlyList<string> names) {
            text = text.Trim();
            if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length > Length)
                throw new FormatException($"A recipe begins with {Prefix} and has at most {Length} characters.");
            var coded = text.Substring(Prefix.Length);
            if (coded == "" || coded.Length % 4 == 1 || !coded.All(IsOfBase64))
                throw new FormatException("The recipe has characters that none has.");
            var bytes = Convert.FromBase64String(coded.PadRight((coded.Length + 3) / 4 * 4, '='));
            if (bytes.Length < Head || bytes.Length < Head + bytes[Head - 1])
                throw TooShort();
            var rest = Head + bytes[Head - 1];
            var found = new CreatorRecipe {
                Seed = (uint)(bytes[0] | bytes[1] << 8 | bytes[2] << 16 | bytes[3] << 24),
                Words = Encoding.UTF8.GetString(bytes, Head, rest - Head),
            };
            if (bytes.Length > rest)
                found.TakeSliders(bytes, rest, names);
            return found;
        }

        /// <summary>Words as long as a recipe holds.</summary>
        public static string Cut(string words) {
            if (words.Length <= MostWords)
                return words;
            // A letter of two halves is not cut in two.
            return words.Substring(0, char.IsHighSurrogate(words[MostWords - 1]) ? MostWords - 1 : MostWords);
        }

        private void TakeSliders(byte[] bytes, int first, IReadOnlyList<string> names) {
            var at = (first + ((names.Count + 7) >> 3)) * 8;
            if (at > bytes.Length * 8)
                throw TooShort();
            for (var index = 0; index < names.Count; index++) {
                if ((bytes[first + (index >> 3)] >> (index & 7) & 1) == 0)
                    continue;
                if (at + Bits > bytes.Length * 8)
                    throw TooShort();
                var step = 0;
                for (var bit = 0; bit < Bits; bit++, at++)
                    step |= (bytes[at >> 3] >> (at & 7) & 1) << bit;
                _sliders[names[index]] = Math.Min((step - Steps) / (float)Steps, 1f);
            }
        }

        private static bool IsOfBase64(char letter) =>
            letter >= 'A' && letter <= 'Z' || letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9'
            || letter == '+' || letter == '/';

        private static FormatException TooShort() => new FormatException("The recipe ends too early.");

        // How many whole steps a value lies from the slider's middle.
        private static int StepsOf(float value) =>
            (int)Math.Round(Math.Max(-1.0, Math.Min(1.0, value)) * Steps, MidpointRounding.AwayFromZero);

        private static byte[] Packed(List<bool> bits) {
            var bytes = new byte[(bits.Count + 7) >> 3];
            for (var index = 0; index < bits.Count; index++)
                if (bits[index])
                    bytes[index >> 3] |= (byte)(1 << (index & 7));
            return bytes;
        }
    }
}
