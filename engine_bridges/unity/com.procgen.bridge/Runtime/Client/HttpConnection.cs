using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Procgen {
    // HTTP could not go on.
    internal sealed class ConnectionBroken : Exception { }

    // One HTTP/1.1 connection, for one exchange after the other. Stopping it, from any thread, ends what it does with
    // ConnectionBroken, and tells the server; HttpClient does neither stream nor stop as promptly on every runtime.
    // Disposing it is for whoever made the exchange.
    internal sealed class HttpConnection : IDisposable {
        private const int MostLineBytes = 64 << 10;

        private readonly TcpClient _client = new TcpClient { NoDelay = true };
        private readonly TaskCompletionSource<int> _stopped =
            new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] _buffer = new byte[64 << 10];
        private readonly string _host;
        private readonly int _port;
        private NetworkStream _stream;
        // What the connection does, or did last.
        private Task<int> _work = Task.FromResult(0);
        private int _start;
        private int _end;
        private bool _isChunked;
        private bool _keepsAlive;
        // Whether the exchange is not the connection's first, and whether anything of its answer has come.
        private bool _isReused;
        private bool _isAnswered;
        // Of the body, or of its chunk.
        private long _leftBytes;

        public HttpConnection(string host, int port) => (_host, _port) = (host, port);

        public string Address => $"{_host}:{_port}";

        // Whether there was a server.
        public bool IsOpen => _stream != null;

        // Whether another exchange can follow: the answer has ended, and the server has not closed, which would be
        // read.
        public bool IsIdle => _keepsAlive && (_isChunked || _leftBytes == 0)
            && Encoding.ASCII.GetString(_buffer, _start, _end - _start) == (_isChunked ? "0\r\n\r\n" : "")
            && !_client.Client.Poll(0, SelectMode.SelectRead);

        // Whether the server had closed the connection before the request came, as it may at any time between two
        // exchanges: the request can be made again.
        public bool WasClosedMeanwhile => _isReused && !_isAnswered;

        // Another one to the same server.
        public HttpConnection Another() => new HttpConnection(_host, _port);

        // Ends what the connection does, from any thread, and tells the server.
        public void Stop() {
            try {
                _client.Client?.Shutdown(SocketShutdown.Both);
            } catch (Exception error) when (error is SocketException || error is ObjectDisposedException) {
                // There is no connection yet, or none any more.
            }
            _stopped.TrySetResult(0);
        }

        // Mono can't close a socket that another thread is about to use: it hangs or crashes.
        public void Dispose() {
            Stop();
            _work.ContinueWith(
                _ => _client.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        // Connects where that is still to be done, and sends a request: in one piece, for two would cost a small call
        // more time than all else.
        public Task SendAsync(byte[] request) => TryAsync(async () => {
            (_isReused, _isAnswered) = (_stream != null, false);
            if (_stream == null) {
                await _client.ConnectAsync(_host, _port).ConfigureAwait(false);
                _stream = _client.GetStream();
            }
            if (_stopped.Task.IsCompleted)
                throw new ConnectionBroken();
            _start = _end = 0;
            await _stream.WriteAsync(request, 0, request.Length).ConfigureAwait(false);
            return 0;
        });

        // The answer's status and its headers by their names in lower case.
        public async Task<(int Status, Dictionary<string, string> Headers)> ReadHeadAsync() {
            var first = (await ReadLineAsync().ConfigureAwait(false)).Split(' ');
            if (first.Length < 2 || first[0] != "HTTP/1.1" || !int.TryParse(first[1], out var status))
                throw new ConnectionBroken();
            var lines = new List<string>();
            for (string line; (line = await ReadLineAsync().ConfigureAwait(false)) != "";)
                lines.Add(line);
            var headers = HeadersIn(lines);
            string Header(string name) => headers.TryGetValue(name, out var value) ? value.ToLowerInvariant() : "";
            _isChunked = Header("transfer-encoding") == "chunked";
            if (!long.TryParse(Header("content-length"), NumberStyles.None, null, out _leftBytes))
                // Without a size, a body ends with the connection.
                _leftBytes = _isChunked ? 0 : long.MaxValue;
            _keepsAlive = Header("connection") != "close";
            return (status, headers);
        }

        // Fills a buffer with the body's next bytes.
        public async Task ReadAsync(byte[] into) {
            for (var done = 0; done < into.Length;) {
                if (_leftBytes == 0 && _isChunked) {
                    var size = (await ReadLineAsync().ConfigureAwait(false)).Split(';')[0].Trim();
                    long.TryParse(size, NumberStyles.AllowHexSpecifier, null, out _leftBytes);
                }
                if (_leftBytes <= 0)
                    throw new ConnectionBroken();
                if (_start == _end)
                    await FillAsync().ConfigureAwait(false);
                var count = (int)Math.Min(Math.Min(into.Length - done, _end - _start), _leftBytes);
                Buffer.BlockCopy(_buffer, _start, into, done, count);
                (done, _start, _leftBytes) = (done + count, _start + count, _leftBytes - count);
                // So that what comes next is the next chunk's size.
                if (_isChunked && _leftBytes == 0)
                    await ReadLineAsync().ConfigureAwait(false);
            }
        }

        public static Dictionary<string, string> HeadersIn(IEnumerable<string> lines) {
            var headers = new Dictionary<string, string>();
            foreach (var line in lines) {
                var pair = line.Split(new[] { ':' }, 2);
                if (pair.Length == 2)
                    headers[pair[0].Trim().ToLowerInvariant()] = pair[1].Trim();
            }
            return headers;
        }

        private async Task<string> ReadLineAsync() {
            var line = new StringBuilder();
            while (line.Length < MostLineBytes) {
                if (_start == _end)
                    await FillAsync().ConfigureAwait(false);
                var next = (char)_buffer[_start++];
                if (next == '\n')
                    return line.ToString().TrimEnd('\r');
                line.Append(next);
            }
            throw new ConnectionBroken();
        }

        private async Task FillAsync() {
            _start = _end = 0;
            _end = await TryAsync(() => _stream.ReadAsync(_buffer, 0, _buffer.Length)).ConfigureAwait(false);
            if (_end == 0)
                throw new ConnectionBroken();
            _isAnswered = true;
        }

        private async Task<int> TryAsync(Func<Task<int>> action) {
            try {
                // What still connects is not waited for.
                return await (await Task.WhenAny(_work = action(), _stopped.Task).ConfigureAwait(false)).ConfigureAwait(false);
            } catch (Exception error) when (
                // What is disposed of meanwhile may be found to be null.
                error is IOException || error is SocketException || error is InvalidOperationException
                || error is NullReferenceException) {
                throw new ConnectionBroken();
            }
        }
    }
}
