using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Procgen.V1;

namespace Procgen {
    /// <summary>The codes of gRPC.</summary>
    public enum StatusCode {
        /// <summary>All went well.</summary>
        Ok,
        /// <summary>Somebody stopped the call.</summary>
        Cancelled,
        /// <summary>Something unforeseen.</summary>
        Unknown,
        /// <summary>Fields of the request can't be accepted; the detail names them all.</summary>
        InvalidArgument,
        /// <summary>The time for the call was over.</summary>
        DeadlineExceeded,
        /// <summary>Something that was named is not there.</summary>
        NotFound,
        /// <summary>Something that should be new is there already.</summary>
        AlreadyExists,
        /// <summary>The caller may not do that.</summary>
        PermissionDenied,
        /// <summary>The queue is full, or the request is too large.</summary>
        ResourceExhausted,
        /// <summary>A model or something around the server is not as the call needs it.</summary>
        FailedPrecondition,
        /// <summary>Something else came in between.</summary>
        Aborted,
        /// <summary>A place beyond the end.</summary>
        OutOfRange,
        /// <summary>The server has no such method, or is no procgen server.</summary>
        Unimplemented,
        /// <summary>A fault in the server, or an answer that was damaged on its way.</summary>
        Internal,
        /// <summary>No server answers, or it went away.</summary>
        Unavailable,
        /// <summary>Something is lost for good.</summary>
        DataLoss,
        /// <summary>The call does not carry the server's token.</summary>
        Unauthenticated,
    }

    /// <summary>A call that did not do what was asked; the message says why and what to do, in words for
    /// people.</summary>
    public sealed class ProcgenException : Exception {
        internal ProcgenException(StatusCode code, string words, ErrorDetail detail = null)
            : base(string.IsNullOrEmpty(detail?.Remedy) ? words : $"{words.TrimEnd('.')}. {detail.Remedy}") =>
            (Code, Detail) = (code, detail);

        /// <summary>Which kind of failure it is.</summary>
        public StatusCode Code { get; }

        /// <summary>Reason, remedy and bad fields, where the server sent them; else null.</summary>
        public ErrorDetail Detail { get; }

        // How a call ended by trailers or response headers, whose names are in lower case; null if it went well.
        internal static ProcgenException FromHeaders(IReadOnlyDictionary<string, string> headers) {
            string Header(string name) => headers.TryGetValue(name, out var value) ? value : "";
            var code = (StatusCode)(int.TryParse(headers["grpc-status"], out var number) ? number : -1);
            return code == StatusCode.Ok ? null : new ProcgenException(
                Enum.IsDefined(typeof(StatusCode), code) ? code : StatusCode.Unknown,
                Uri.UnescapeDataString(Header("grpc-message")), OwnDetail(Header("grpc-status-details-bin")));
        }

        // The detail of ours in a google.rpc.Status, whose field 3 lists details, each a type's address and a message;
        // null if there is none.
        private static ErrorDetail OwnDetail(string base64) {
            try {
                // gRPC leaves the padding out, .NET wants it.
                var bare = base64.TrimEnd('=');
                var status = Convert.FromBase64String(bare.PadRight((bare.Length + 3) / 4 * 4, '='));
                var own = PartsOf(status, 3).FirstOrDefault(any => PartsOf(any, 1).Any(
                    address => Encoding.UTF8.GetString(address).EndsWith("/procgen.v1.ErrorDetail", StringComparison.Ordinal)));
                var detail = new ErrorDetail();
                return own != null && PartsOf(own, 2).All(detail.Decode) ? detail : null;
            } catch (FormatException) {
                // The status itself counts, with or without details.
                return null;
            }
        }

        private static IEnumerable<byte[]> PartsOf(byte[] message, int number) {
            var reader = new WireReader(message);
            while (reader.Next())
                if (reader.Number == number && reader.Stored == Stored.LengthDelimited)
                    yield return (byte[])reader.ReadScalar(FieldType.Bytes);
                else
                    reader.Skip();
        }
    }
}
