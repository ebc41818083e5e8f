using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Procgen {
    /// <summary>Makes calls of a procgen server: gRPC-Web over HTTP/1.1.</summary>
    /// <remarks>A call runs on threads of its own. What it hands over comes on the <see cref="SynchronizationContext"/>
    /// that was current when it was started: in Unity, on the main thread, which so must await a call and not block. It
    /// takes at most its timeout: a minute for one answer and an hour for a stream where none is given, no limit with
    /// <see cref="Timeout.InfiniteTimeSpan"/>. It ends with <see cref="ProcgenException"/> where it fails, and with
    /// <see cref="OperationCanceledException"/> where it is cancelled, which closes its connection and so stops the
    /// server's work.</remarks>
    public class ProcgenChannel : IDisposable {
        private const int FrameHeaderBytes = 5;
        private const byte DataFrame = 0x00;
        private const byte TrailersFrame = 0x80;
        // Far more than any procgen server sends at once; a larger size means that the stream is damaged.
        private const uint MostFrameBytes = 64 << 20;
        private const int MostIdleConnections = 8;
        private static readonly TimeSpan UnaryTimeout = TimeSpan.FromMinutes(1);
        private static readonly TimeSpan StreamTimeout = TimeSpan.FromHours(1);
        // The server knows the deadline and says it better, so it has this much longer to do so.
        private static readonly TimeSpan DeadlineGrace = TimeSpan.FromMilliseconds(500);

        private readonly Stack<HttpConnection> _idle = new Stack<HttpConnection>();
        private readonly CancellationTokenSource _closed = new CancellationTokenSource();

        /// <summary>Address of the server. A name such as "localhost" may lead to IPv6, where no server
        /// listens.</summary>
        public string Host { get; set; } = "127.0.0.1";

        /// <summary>The server's gRPC-Web port.</summary>
        public int WebPort { get; set; } = ProcgenClient.DefaultWebPort;

        /// <summary>What the server's <c>--token-file</c> holds; empty where it was started without.</summary>
        public string Token { get; set; } = "";

        /// <summary>Stops all calls, which must not outlive what they are for: a scene, a play session, a script
        /// domain. </summary>
        public void Dispose() {
            _closed.Cancel();
            lock (_idle)
                while (_idle.Count > 0)
                    _idle.Pop().Dispose();
        }

        internal async Task<TResponse> UnaryAsync<TResponse>(
            string path, Message request, CancellationToken cancellation, TimeSpan? timeout)
            where TResponse : Message, new() {
            var response = new TResponse();
            var isThere = false;
            await CallAsync(path, request, cancellation, timeout ?? UnaryTimeout, bytes => {
                isThere = response.Decode(bytes);
                return isThere ? "" : response.Type.Name;
            }, () => isThere).ConfigureAwait(false);
            return response;
        }

        // Events that list files come with their bytes.
        internal async Task<Answer<TResult>> StreamAsync<TEvent, TResult>(
            string path, Message request, Action<TEvent, IReadOnlyList<byte[]>> onEvent,
            CancellationToken cancellation, TimeSpan? timeout)
            where TEvent : Message
            where TResult : Message {
            var context = SynchronizationContext.Current;
            var assembler = new ArtifactAssembler();
            Answer<TResult> answer = null;
            string Take(byte[] bytes) {
                var message = V1.ServerEvents.Create[path]();
                if (!message.Decode(bytes))
                    return message.Type.Name;
                var read = (IServerEvent)message;
                if (read.Chunk != null)
                    return assembler.Add(read.Chunk);
                IReadOnlyList<byte[]> files = Array.Empty<byte[]>();
                var wrong = read.Listing != null ? assembler.Take(read.Listing.Artifacts, out files)
                    : read.First != null ? assembler.Look(read.First, out files) : "";
                if (wrong != "")
                    return wrong;
                if (read.Result != null)
                    answer = new Answer<TResult>((TResult)read.Result, files);
                if (onEvent != null)
                    HandOver(context, cancellation, () => onEvent((TEvent)message, files));
                return "";
            }
            try {
                await CallAsync(
                    path, request, cancellation, timeout ?? StreamTimeout, Take, () => answer != null).ConfigureAwait(false);
            } finally {
                // So that no event comes after the call's end, however busy the main thread is.
                if (context != null && !IsCancelled(cancellation)) {
                    var arrived = new TaskCompletionSource<bool>();
                    context.Post(_ => arrived.SetResult(true), null);
                    await arrived.Task.ConfigureAwait(false);
                }
            }
            return answer;
        }

        internal Task<Answer<TResult>> StreamAsync<TEvent, TResult>(
            string path, Message request, Action<TEvent> onEvent, CancellationToken cancellation, TimeSpan? timeout)
            where TEvent : Message
            where TResult : Message =>
            StreamAsync<TEvent, TResult>(path, request, (read, _) => onEvent?.Invoke(read), cancellation, timeout);

        private bool IsCancelled(CancellationToken cancellation) =>
            cancellation.IsCancellationRequested || _closed.IsCancellationRequested;

        private void HandOver(SynchronizationContext context, CancellationToken cancellation, Action handOver) {
            void Post(object _) {
                if (!IsCancelled(cancellation))
                    handOver();
            }
            if (context == null)
                Post(null);
            else
                context.Post(Post, null);
        }

        // Each message of the answer goes to take, which says what is wrong with it, or nothing.
        private Task CallAsync(
            string path, Message request, CancellationToken cancellation, TimeSpan timeout,
            Func<byte[], string> take, Func<bool> isComplete) {
            // At once, for all of it may be changed as soon as the call has been started.
            var address = $"{Host}:{WebPort}";
            var bytes = Encoded(path, request.Encode(), address, timeout);
            var connection = TakeIdle(address) ?? new HttpConnection(Host, WebPort);
            return Task.Run(async () => {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closed.Token);
                if (timeout != Timeout.InfiniteTimeSpan)
                    stop.CancelAfter(timeout + DeadlineGrace);
                var isKept = false;
                async Task<ProcgenException> ExchangeAsync(HttpConnection over) {
                    using (stop.Token.Register(over.Stop)) {
                        await over.SendAsync(bytes).ConfigureAwait(false);
                        return await ReadAnswerAsync(over, address, take, isComplete).ConfigureAwait(false);
                    }
                }
                try {
                    ProcgenException failure;
                    try {
                        failure = await ExchangeAsync(connection).ConfigureAwait(false);
                    } catch (ConnectionBroken) when (connection.WasClosedMeanwhile && !stop.IsCancellationRequested) {
                        connection.Dispose();
                        connection = connection.Another();
                        failure = await ExchangeAsync(connection).ConfigureAwait(false);
                    }
                    cancellation.ThrowIfCancellationRequested();
                    isKept = !stop.IsCancellationRequested && TryKeep(connection);
                    if (failure != null)
                        throw failure;
                } catch (Exception) when (IsCancelled(cancellation)) {
                    // What a call was doing when it was cancelled is of no interest.
                    throw new OperationCanceledException("The call was cancelled.", cancellation);
                } catch (ConnectionBroken) when (stop.IsCancellationRequested) {
                    throw new ProcgenException(StatusCode.DeadlineExceeded, FormattableString.Invariant(
                        $"The procgen server at {address} gave no answer within {timeout.TotalSeconds} s."));
                } catch (ConnectionBroken) {
                    throw new ProcgenException(StatusCode.Unavailable, connection.IsOpen
                        ? $"The procgen server at {address} went away before its answer was complete."
                        : $"No procgen server answers at {address}; start one with \"procgen serve\".");
                } finally {
                    if (!isKept)
                        connection.Dispose();
                }
            });
        }

        // How the call ended; null if it went well.
        private static async Task<ProcgenException> ReadAnswerAsync(
            HttpConnection connection, string address, Func<byte[], string> take, Func<bool> isComplete) {
            ProcgenException Damaged(string what) => new ProcgenException(
                StatusCode.Internal, $"The procgen server at {address} sent a damaged answer ({what}).");
            var (status, headers) = await connection.ReadHeadAsync().ConfigureAwait(false);
            if (headers.ContainsKey("grpc-status"))
                return ProcgenException.FromHeaders(headers) ?? Damaged("no result");
            if (!headers.TryGetValue("content-type", out var type) || !type.StartsWith("application/grpc-web", StringComparison.Ordinal))
                return new ProcgenException(
                    StatusCode.Unimplemented, $"What answers at {address} is no procgen server: it said HTTP {status}.");
            var prefix = new byte[FrameHeaderBytes];
            while (true) {
                await connection.ReadAsync(prefix).ConfigureAwait(false);
                // Unlike all else here, the sizes of frames are big-endian.
                var size = BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1));
                if ((prefix[0] != DataFrame && prefix[0] != TrailersFrame) || size > MostFrameBytes)
                    return Damaged("frame");
                var payload = new byte[size];
                await connection.ReadAsync(payload).ConfigureAwait(false);
                if (prefix[0] == TrailersFrame) {
                    var trailers = HttpConnection.HeadersIn(Encoding.ASCII.GetString(payload).Split('\n'));
                    if (!trailers.ContainsKey("grpc-status"))
                        return Damaged("end of an answer");
                    return ProcgenException.FromHeaders(trailers) ?? (isComplete() ? null : Damaged("no result"));
                }
                var wrong = take(payload);
                if (wrong != "")
                    return Damaged(wrong);
            }
        }

        private HttpConnection TakeIdle(string address) {
            lock (_idle)
                while (_idle.Count > 0) {
                    var connection = _idle.Pop();
                    if (connection.Address == address && connection.IsIdle)
                        return connection;
                    connection.Dispose();
                }
            return null;
        }

        private bool TryKeep(HttpConnection connection) {
            lock (_idle) {
                var isKept = _idle.Count < MostIdleConnections && !_closed.IsCancellationRequested && connection.IsIdle;
                if (isKept)
                    _idle.Push(connection);
                return isKept;
            }
        }

        // A request as it goes over the wire.
        private byte[] Encoded(string path, byte[] message, string address, TimeSpan timeout) {
            if (Token.Any(character => character <= ' ' || character > '~'))
                throw new ArgumentException("The server's token must be visible ASCII characters; take what its token file holds.");
            var head = $"POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Length: {FrameHeaderBytes + message.Length}\r\n"
                + "Content-Type: application/grpc-web+proto\r\nAccept: application/grpc-web+proto\r\nX-Grpc-Web: 1\r\n"
                + (Token == "" ? "" : $"Authorization: Bearer {Token}\r\n")
                // gRPC allows eight digits.
                + (timeout == Timeout.InfiniteTimeSpan ? ""
                    : $"Grpc-Timeout: {(long)Math.Min(Math.Ceiling(timeout.TotalMilliseconds), 99_999_999)}m\r\n")
                + "\r\n";
            var bytes = new byte[head.Length + FrameHeaderBytes + message.Length];
            Encoding.ASCII.GetBytes(head, 0, head.Length, bytes, 0);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(head.Length + 1), message.Length);
            message.CopyTo(bytes, head.Length + FrameHeaderBytes);
            return bytes;
        }
    }
}
