using System;
using System.Buffers.Binary;
using System.Text;

namespace Procgen {
    // How a field is stored: the lowest three bits of its tag.
    internal enum Stored { Varint = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5 }

    // Builds the bytes of one message.
    internal sealed class WireWriter {
        private byte[] _bytes = new byte[64];
        private int _size;

        public byte[] ToArray() => _bytes.AsSpan(0, _size).ToArray();

        public WireWriter Write(int number, FieldType type, object value) {
            WriteVarint((ulong)number << 3 | (ulong)type.Stored);
            if (type.Stored != Stored.LengthDelimited)
                return WriteNumber(type, value);
            var bytes = value is Message part ? part.Encode()
                : value is string words ? Encoding.UTF8.GetBytes(words) : (byte[])value;
            WriteVarint((ulong)bytes.Length);
            return Append(bytes);
        }

        public WireWriter WriteNumber(FieldType type, object value) {
            var bits = type.ToBits(value);
            if (type.Stored == Stored.Fixed32)
                BinaryPrimitives.WriteUInt32LittleEndian(Grow(4), (uint)bits);
            else if (type.Stored == Stored.Fixed64)
                BinaryPrimitives.WriteUInt64LittleEndian(Grow(8), bits);
            else
                WriteVarint(bits);
            return this;
        }

        public WireWriter Append(byte[] bytes) {
            bytes.CopyTo(Grow(bytes.Length));
            return this;
        }

        private void WriteVarint(ulong value) {
            for (; value > 0x7F; value >>= 7)
                Grow(1)[0] = (byte)(value | 0x80);
            Grow(1)[0] = (byte)value;
        }

        private Span<byte> Grow(int count) {
            if (_size + count > _bytes.Length)
                Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _size + count));
            _size += count;
            return _bytes.AsSpan(_size - count, count);
        }
    }

    // Walks through the fields of one message; FormatException as soon as the bytes turn out to be none.
    internal sealed class WireReader {
        private static readonly UTF8Encoding StrictUtf8 = new UTF8Encoding(false, true);

        private readonly byte[] _bytes;
        private readonly int _end;
        private int _position;
        private int _start;

        public WireReader(byte[] bytes) : this(bytes, 0, bytes.Length) { }

        private WireReader(byte[] bytes, int start, int end) => (_bytes, _position, _end) = (bytes, start, end);

        public int Number { get; private set; }

        public Stored Stored { get; private set; }

        public bool AtEnd => _position >= _end;

        // Goes to the next field; false at the end.
        public bool Next() {
            if (AtEnd)
                return false;
            _start = _position;
            var tag = ReadSize();
            (Number, Stored) = ((int)(tag >> 3), (Stored)(tag & 7));
            return Number != 0 ? true : throw new FormatException();
        }

        // Passes over the field and gives its bytes, tag included. Groups, which this contract cannot have, are damage.
        public byte[] Skip() {
            if (Stored == Stored.LengthDelimited)
                Take(ReadSize(), out _);
            else
                ReadBits(Stored);
            return _bytes.AsSpan(_start, _position - _start).ToArray();
        }

        public object ReadScalar(FieldType type) {
            if (type.Stored != Stored.LengthDelimited)
                return type.FromBits(ReadBits(type.Stored));
            var start = Take(ReadSize(), out var size);
            if (type == FieldType.Bytes)
                return _bytes.AsSpan(start, size).ToArray();
            try {
                return StrictUtf8.GetString(_bytes, start, size);
            } catch (DecoderFallbackException) {
                throw new FormatException();
            }
        }

        public WireReader ReadInner() {
            var start = Take(ReadSize(), out var size);
            return new WireReader(_bytes, start, start + size);
        }

        private ulong ReadBits(Stored stored) => stored switch {
            Stored.Varint => ReadVarint(10),
            Stored.Fixed32 => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(Take(4, out _))),
            Stored.Fixed64 => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(Take(8, out _))),
            _ => throw new FormatException(),
        };

        // Moves past so many bytes and says where they start.
        private int Take(ulong count, out int size) {
            size = count <= (ulong)(_end - _position) ? (int)count : throw new FormatException();
            _position += size;
            return _position - size;
        }

        // Of a field, or its tag: of 32 bits in at most five bytes, as in Google's implementations.
        private ulong ReadSize() {
            var size = ReadVarint(5);
            return size <= uint.MaxValue ? size : throw new FormatException();
        }

        private ulong ReadVarint(int mostBytes) {
            ulong value = 0;
            for (var shift = 0; shift < 7 * mostBytes && !AtEnd; shift += 7) {
                var next = _bytes[_position++];
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                    return value;
            }
            throw new FormatException();
        }
    }
}
