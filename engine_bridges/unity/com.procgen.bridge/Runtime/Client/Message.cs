using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Procgen {
    /// <summary>What all messages of procgen's contract have in common: their protobuf bytes, and their fields by name,
    /// as forms and JSON need them.</summary>
    /// <remarks>Fields that this package does not know are kept and written again.</remarks>
    public abstract class Message {
        private byte[] _unknown = Array.Empty<byte>();

        /// <summary>What is known of all messages of this type.</summary>
        public abstract MessageType Type { get; }

        /// <summary>The message's bytes.</summary>
        public byte[] Encode() {
            var writer = new WireWriter();
            foreach (var field in Type.Fields.Where(IsSet)) {
                var value = field.Get(this);
                if (field.Cardinality == Cardinality.Map)
                    foreach (DictionaryEntry entry in (IDictionary)value)
                        writer.Write(field.Number, FieldType.Bytes, new WireWriter()
                            .Write(1, FieldType.String, entry.Key).Write(2, field.Type, entry.Value).ToArray());
                else if (field.Cardinality != Cardinality.Repeated)
                    writer.Write(field.Number, field.Type, value);
                else if (field.Type.Stored == Stored.LengthDelimited)
                    foreach (var element in (IList)value)
                        writer.Write(field.Number, field.Type, element);
                else {
                    var packed = new WireWriter();
                    foreach (var element in (IList)value)
                        packed.WriteNumber(field.Type, element);
                    writer.Write(field.Number, FieldType.Bytes, packed.ToArray());
                }
            }
            return writer.Append(_unknown).ToArray();
        }

        /// <summary>Takes over the fields in a message's bytes.</summary>
        /// <returns>False if they are no such message; what was read before the damage stays.</returns>
        public bool Decode(byte[] encoded) {
            try {
                Merge(new WireReader(encoded));
                return true;
            } catch (FormatException) {
                return false;
            }
        }

        /// <summary>A message of its own with the same fields.</summary>
        public Message Clone() {
            var twin = Type.Create();
            twin.Decode(Encode());
            return twin;
        }

        /// <summary>The number, word, list or message at a path such as "sketch.strength"; null where it is not
        /// set.</summary>
        /// <exception cref="ArgumentException">There is no such field.</exception>
        public object GetPath(string path) {
            var names = path.Split(new[] { '.' }, 2);
            var field = Type.Find(names[0]) ?? throw new ArgumentException($"{Type.Name} has no field {names[0]}.");
            var value = IsSet(field) ? field.Get(this) : null;
            return names.Length == 1 ? value : ((value is IList list ? list[0] : value) as Message)?.GetPath(names[1]);
        }

        /// <summary>Sets what is at a path as JSON has it; null unsets it. Messages on the way are made, and of lists
        /// of messages the first.</summary>
        /// <returns>What is wrong with the path or the value, or nothing.</returns>
        public string SetPath(string path, object json) {
            var names = path.Split(new[] { '.' }, 2);
            if (names.Length == 1)
                return string.Join("\n", MergeJson(new Dictionary<string, object> { { path, json } }));
            var field = Type.Find(names[0]);
            if (field == null || field.Type != FieldType.Message || field.Cardinality == Cardinality.Map)
                return $"{Type.Name}.{names[0]}: there is no such message.";
            var list = field.Get(this) as IList;
            var inner = (Message)(list == null ? field.Get(this) : list.Count > 0 ? list[0] : null);
            if (inner == null && json == null)
                return "";
            if (inner == null)
                Put(field, inner = field.Create());
            return inner.SetPath(names[1], json);
        }

        /// <summary>The fields that are set, as the contract's JSON has them: bytes as base64, 64-bit numbers as text,
        /// enums as numbers.</summary>
        public Dictionary<string, object> ToJson() => Type.Fields.Where(IsSet).ToDictionary(
            field => field.Name, field => JsonOf(field.Get(this)));

        /// <summary>Sets fields from JSON; null unsets one. What can't be set is left as it is.</summary>
        /// <param name="json">What <see cref="Json.Parse"/> gave.</param>
        /// <param name="place">What the message is called in the sentences; its type if left out.</param>
        /// <returns>What can't be set, one sentence each.</returns>
        public List<string> MergeJson(Dictionary<string, object> json, string place = null) {
            var problems = new List<string>();
            foreach (var pair in json) {
                var field = Type.Find(pair.Key);
                var where = $"{place ?? Type.Name}.{pair.Key}";
                if (field == null)
                    problems.Add($"{where}: there is no such field.");
                else if (pair.Value == null)
                    Clear(field);
                else if (field.Cardinality == Cardinality.Map)
                    if (pair.Value is Dictionary<string, object> entries)
                        foreach (var entry in entries)
                            PutJson(field, entry.Value, $"{where}.{entry.Key}", problems, entry.Key);
                    else
                        problems.Add($"{where}: must be an object.");
                else if (field.Cardinality != Cardinality.Repeated)
                    PutJson(field, pair.Value, where, problems);
                else if (pair.Value is List<object> items) {
                    Clear(field);
                    for (var index = 0; index < items.Count; index++)
                        PutJson(field, items[index], $"{where}[{index}]", problems);
                } else
                    problems.Add($"{where}: must be a list.");
            }
            return problems;
        }

        private static object JsonOf(object value) => value switch {
            Message part => part.ToJson(),
            byte[] bytes => Convert.ToBase64String(bytes),
            IDictionary map => map.Keys.Cast<string>().ToDictionary(key => key, key => JsonOf(map[key])),
            IList list => list.Cast<object>().Select(JsonOf).ToList(),
            Enum number => Convert.ToInt32(number),
            long number => number.ToString(CultureInfo.InvariantCulture),
            ulong number => number.ToString(CultureInfo.InvariantCulture),
            _ => value,
        };

        private bool IsSet(Field field) {
            var value = field.Get(this);
            if (value == null || field.Cardinality == Cardinality.Optional)
                return value != null;
            return value is string text && field.Cardinality == Cardinality.Implicit ? text != ""
                : value is ICollection elements ? elements.Count > 0
                // By its bits: protobuf tells minus zero from the default.
                : field.Type.ToBits(value) != 0;
        }

        private void Clear(Field field) {
            if (field.Get(this) is IList list && field.Cardinality == Cardinality.Repeated)
                list.Clear();
            else if (field.Get(this) is IDictionary map)
                map.Clear();
            else
                field.Set(this, field.Cardinality == Cardinality.Optional ? null : field.Default);
        }

        // Sets a field, or adds to it: to a list, or to a map by a key.
        private void Put(Field field, object value, string key = null) {
            if (field.Cardinality == Cardinality.Map)
                ((IDictionary)field.Get(this))[key] = value;
            else if (field.Cardinality == Cardinality.Repeated)
                ((IList)field.Get(this)).Add(value);
            else
                field.Set(this, value);
        }

        private void PutJson(Field field, object json, string where, List<string> problems, string key = null) {
            try {
                if (json is Dictionary<string, object> fields && field.Type == FieldType.Message) {
                    var part = field.Cardinality == Cardinality.Optional ? field.Get(this) as Message : null;
                    if (part == null)
                        Put(field, part = field.Create(), key);
                    problems.AddRange(part.MergeJson(fields, where));
                } else
                    Put(field, field.Type.FromJson == null || json == null ? throw new FormatException() : field.FromJson(json), key);
            } catch (Exception error) when (
                error is FormatException || error is OverflowException || error is InvalidCastException
                || error is InvalidOperationException) {
                problems.Add($"{where}: must be {field.Type.Wanted}.");
            }
        }

        private void Merge(WireReader reader) {
            var unknown = new WireWriter().Append(_unknown);
            while (reader.Next()) {
                var field = Type.Find(reader.Number);
                if (field == null || !TryRead(reader, field))
                    unknown.Append(reader.Skip());
            }
            _unknown = unknown.ToArray();
        }

        // False if the field is stored otherwise than its type asks for.
        private bool TryRead(WireReader reader, Field field) {
            if (field.Cardinality == Cardinality.Map)
                return reader.Stored == Stored.LengthDelimited && ReadEntry(reader.ReadInner(), field);
            if (reader.Stored == field.Type.Stored) {
                var before = field.Cardinality == Cardinality.Repeated ? null : field.Get(this);
                Put(field, ReadValue(reader, field, before));
                return true;
            }
            if (field.Cardinality != Cardinality.Repeated || reader.Stored != Stored.LengthDelimited)
                return false;
            for (var packed = reader.ReadInner(); !packed.AtEnd;)
                Put(field, ReadValue(packed, field, null));
            return true;
        }

        private bool ReadEntry(WireReader entry, Field field) {
            var (key, value) = ("", field.Default);
            while (entry.Next())
                if (entry.Number == 1 && entry.Stored == Stored.LengthDelimited)
                    key = (string)entry.ReadScalar(FieldType.String);
                else if (entry.Number == 2 && entry.Stored == field.Type.Stored)
                    value = ReadValue(entry, field, value);
                else
                    entry.Skip();
            Put(field, value, key);
            return true;
        }

        // A message is read into the one that is there.
        private static object ReadValue(WireReader reader, Field field, object before) {
            if (field.Type != FieldType.Message)
                return field.AsEnum(reader.ReadScalar(field.Type));
            var message = (Message)before ?? field.Create();
            message.Merge(reader.ReadInner());
            return message;
        }
    }
}
