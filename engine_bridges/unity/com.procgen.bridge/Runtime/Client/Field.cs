using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Procgen {
    /// <summary>How often a field occurs.</summary>
    public enum Cardinality {
        /// <summary>Once, and its default is not told from none.</summary>
        Implicit,
        /// <summary>Once or not at all; null is not at all.</summary>
        Optional,
        /// <summary>Any number of times: a <c>List</c>.</summary>
        Repeated,
        /// <summary>A <c>Dictionary</c> by words, whose values the field describes.</summary>
        Map,
    }

    /// <summary>Types of fields: all that the contract uses.</summary>
    public sealed class FieldType {
        private const string Number = "a number";
        private const string WholeNumber = "a whole number";

        /// <summary>A <c>double</c>.</summary>
        public static readonly FieldType Double = new FieldType(
            Stored.Fixed64, Number, bits => BitConverter.Int64BitsToDouble((long)bits),
            value => (ulong)BitConverter.DoubleToInt64Bits((double)value), json => Real(json));

        /// <summary>A <c>float</c>.</summary>
        public static readonly FieldType Float = new FieldType(
            Stored.Fixed32, Number, bits => BitConverter.Int32BitsToSingle((int)bits),
            value => (uint)BitConverter.SingleToInt32Bits((float)value), json => Narrowed(Real(json)));

        /// <summary>A <c>bool</c>.</summary>
        public static readonly FieldType Bool = new FieldType(
            Stored.Varint, "true or false", bits => bits != 0, value => (bool)value ? 1UL : 0UL, json => (bool)json);

        /// <summary>A <c>uint</c>.</summary>
        public static readonly FieldType Uint32 = new FieldType(
            Stored.Varint, WholeNumber, bits => (uint)bits, value => (uint)value, json => (uint)Whole(json));

        /// <summary>A <c>ulong</c>.</summary>
        public static readonly FieldType Uint64 = new FieldType(
            Stored.Varint, WholeNumber, bits => bits, value => (ulong)value, json => (ulong)Whole(json));

        /// <summary>An <c>int</c>.</summary>
        public static readonly FieldType Sint32 = new FieldType(
            Stored.Varint, WholeNumber, bits => (int)((uint)bits >> 1) ^ -((int)bits & 1),
            value => (uint)(((int)value << 1) ^ ((int)value >> 31)), json => (int)Whole(json));

        /// <summary>A <c>long</c>.</summary>
        public static readonly FieldType Sint64 = new FieldType(
            Stored.Varint, WholeNumber, bits => (long)(bits >> 1) ^ -((long)bits & 1),
            value => (ulong)(((long)value << 1) ^ ((long)value >> 63)), json => (long)Whole(json));

        /// <summary>An enum of the contract; an <c>int</c> on its way.</summary>
        public static readonly FieldType Enum = new FieldType(
            Stored.Varint, "one of its names or numbers", bits => (int)bits,
            value => (ulong)Convert.ToInt32(value), json => (int)Whole(json));

        /// <summary>A <c>string</c>.</summary>
        public static readonly FieldType String = new FieldType(
            Stored.LengthDelimited, "a text", _ => "", null, json => (string)json);

        /// <summary>A <c>byte[]</c>.</summary>
        public static readonly FieldType Bytes = new FieldType(
            Stored.LengthDelimited, "bytes in base64", _ => Array.Empty<byte>(), null,
            json => Convert.FromBase64String((string)json));

        /// <summary>A message.</summary>
        public static readonly FieldType Message = new FieldType(Stored.LengthDelimited, "an object", null, null, null);

        private FieldType(
            Stored stored, string wanted, Func<ulong, object> fromBits, Func<object, ulong> toBits, Func<object, object> fromJson) =>
            (Stored, Wanted, FromBits, ToBits, FromJson) = (stored, wanted, fromBits, toBits, fromJson);

        /// <summary>What its JSON must be, for people.</summary>
        public string Wanted { get; }

        internal Stored Stored { get; }

        // Of no bits, the default.
        internal Func<ulong, object> FromBits { get; }

        internal Func<object, ulong> ToBits { get; }

        // Throws if it can't be had.
        internal Func<object, object> FromJson { get; }

        // Protobuf's JSON has as text what is no number.
        private static double Real(object json) => json is string text
            ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)
            : json is bool ? throw new FormatException() : Convert.ToDouble(json, CultureInfo.InvariantCulture);

        private static float Narrowed(double number) =>
            float.IsInfinity((float)number) && !double.IsInfinity(number) ? throw new OverflowException() : (float)number;

        // A decimal holds every 64-bit number exactly, and its conversions to whole numbers check their range.
        private static decimal Whole(object json) {
            var number = json is string text
                ? decimal.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
                : json is bool ? throw new FormatException() : Convert.ToDecimal(json, CultureInfo.InvariantCulture);
            return number == decimal.Truncate(number) ? number : throw new FormatException();
        }
    }

    /// <summary>A field of a message, as the generated classes list them.</summary>
    public sealed class Field {
        internal Field(
            int number, string name, FieldType type, Cardinality cardinality, Func<Message, object> get,
            Action<Message, object> set, Func<Message> create = null, Type enumType = null) {
            (Number, Name, Type, Cardinality, Get, Set) = (number, name, type, cardinality, get, set);
            (Create, EnumType) = (create, enumType);
        }

        /// <summary>Its number in the contract.</summary>
        public int Number { get; }

        /// <summary>Its name in the contract: <c>metres_per_pixel</c>.</summary>
        public string Name { get; }

        /// <summary>The type of its value, or of each of its values.</summary>
        public FieldType Type { get; }

        /// <summary>How often it occurs.</summary>
        public Cardinality Cardinality { get; }

        /// <summary>The enum that it takes; null if it takes none.</summary>
        public Type EnumType { get; }

        internal Func<Message, object> Get { get; }

        internal Action<Message, object> Set { get; }

        internal Func<Message> Create { get; }

        internal object Default => Create != null ? Create() : AsEnum(Type.FromBits(0));

        // Enums are told from their numbers only here and in the messages.
        internal object AsEnum(object value) => EnumType == null ? value : Enum.ToObject(EnumType, (int)value);

        // Throws if it can't be had.
        internal object FromJson(object json) {
            if (EnumType == null || !(json is string name) || int.TryParse(name, out _))
                return AsEnum(Type.FromJson(json));
            // By the contract's name, STROKE_KIND_RIDGE, which is the enum's and the value's together.
            string Bare(string words) => words.Replace("_", "").ToUpperInvariant();
            return Enum.GetValues(EnumType).Cast<object>().First(value => Bare(EnumType.Name + value) == Bare(name));
        }
    }

    /// <summary>What is known of all messages of a type.</summary>
    public sealed class MessageType {
        private readonly Dictionary<int, Field> _byNumber;
        private readonly Dictionary<string, Field> _byName;

        internal MessageType(string name, Func<Message> create, params Field[] fields) {
            (Name, Create, Fields) = (name, create, fields);
            (_byNumber, _byName) = (fields.ToDictionary(field => field.Number), fields.ToDictionary(field => field.Name));
        }

        /// <summary>Its name in the contract.</summary>
        public string Name { get; }

        /// <summary>Makes an empty message.</summary>
        public Func<Message> Create { get; }

        /// <summary>Its fields in the order of the contract.</summary>
        public IReadOnlyList<Field> Fields { get; }

        /// <summary>The field of a name; null if there is none.</summary>
        public Field Find(string name) => _byName.TryGetValue(name, out var field) ? field : null;

        internal Field Find(int number) => _byNumber.TryGetValue(number, out var field) ? field : null;
    }
}
