using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Procgen {
    /// <summary>Reads and writes JSON as dictionaries, lists, texts, numbers, true, false and null.</summary>
    /// <remarks>Unity's JsonUtility has no dictionaries.</remarks>
    public static class Json {
        private const int MostNested = 100;
        private static readonly Regex Token = new Regex(
            @"\G[ \t\r\n]*([][{},:]|""[^""\\\x00-\x1f]*(?:\\(?:[""\\/bfnrt]|u[0-9a-fA-F]{4})[^""\\\x00-\x1f]*)*""|[-+.\w]+|\z)");

        /// <summary>Reads a JSON text.</summary>
        /// <returns>A <c>Dictionary&lt;string, object&gt;</c>, <c>List&lt;object&gt;</c>, <c>string</c>, <c>bool</c>,
        /// null, or a number: <c>long</c> or <c>ulong</c> where it is a whole one that these hold, else
        /// <c>double</c>.</returns>
        /// <exception cref="FormatException">It is no JSON; the message says where.</exception>
        public static object Parse(string text) {
            var next = Token.Match(text);
            FormatException Bad() => new FormatException(
                $"The text is no JSON at character {(next.Success ? next.Index : text.Length)}; correct it there.");
            string Take() {
                var token = next.Success ? next.Groups[1].Value : throw Bad();
                next = next.NextMatch();
                return token;
            }
            void Expect(string wanted) {
                if (Take() != wanted)
                    throw Bad();
            }
            // Whether another item comes, the first one or one after a comma.
            bool Another(string close, bool isFirst) {
                if (next.Groups[1].Value == close) {
                    Take();
                    return false;
                }
                if (!isFirst)
                    Expect(",");
                return true;
            }
            object Value(int depth) {
                var token = depth <= MostNested ? Take() : throw Bad();
                if (token == "{") {
                    var entries = new Dictionary<string, object>();
                    for (var isFirst = true; Another("}", isFirst); isFirst = false) {
                        var name = Unquoted(Take()) ?? throw Bad();
                        Expect(":");
                        entries[name] = Value(depth + 1);
                    }
                    return entries;
                }
                if (token == "[") {
                    var items = new List<object>();
                    for (var isFirst = true; Another("]", isFirst); isFirst = false)
                        items.Add(Value(depth + 1));
                    return items;
                }
                return token == "null" ? null : Scalar(token) ?? throw Bad();
            }
            var value = Value(0);
            Expect("");
            return value;
        }

        /// <summary>Writes what <see cref="Parse"/> gives, numbers of all types and enums, on one line.</summary>
        public static string Write(object value) => value switch {
            null => "null",
            bool truth => truth ? "true" : "false",
            string words => Quoted(words),
            IDictionary entries => $"{{{string.Join(",", entries.Keys.Cast<string>().Select(name => $"{Quoted(name)}:{Write(entries[name])}"))}}}",
            IEnumerable items => $"[{string.Join(",", items.Cast<object>().Select(Write))}]",
            // Enough digits for every bit.
            double number => NumberOrText(number.ToString("G17", CultureInfo.InvariantCulture)),
            float number => NumberOrText(number.ToString("G9", CultureInfo.InvariantCulture)),
            Enum number => number.ToString("D"),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

        // Protobuf's JSON has as text what is no number.
        private static string NumberOrText(string number) => char.IsDigit(number[number.Length - 1]) ? number : Quoted(number);

        private static string Quoted(string words) =>
            '"' + Regex.Replace(words, "[\"\\\\\0-\x1f]", found => $"\\u{(int)found.Value[0]:x4}") + '"';

        // Null if it is no text in quotation marks. By characters: string.StartsWith looks for letters, which an accent
        // behind the mark would change.
        private static string Unquoted(string token) => token == "" || token[0] != '"' ? null : Regex.Replace(
            token.Substring(1, token.Length - 2), @"\\(?:u(....)|(.))", found => found.Groups[1].Success
                ? ((char)Convert.ToUInt16(found.Groups[1].Value, 16)).ToString()
                : "\b\f\n\r\t\"\\/"["bfnrt\"\\/".IndexOf(found.Groups[2].Value[0])].ToString());

        // Null if it is none.
        private static object Scalar(string token) {
            if (token == "true" || token == "false")
                return token == "true";
            var isMinusZero = token.TrimEnd('0', '.') == "-";
            if (long.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && !isMinusZero)
                return whole;
            if (ulong.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var large))
                return large;
            // Mono's zero has no sign.
            return double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? isMinusZero ? -0.0 : number : (object)Unquoted(token);
        }
    }
}
