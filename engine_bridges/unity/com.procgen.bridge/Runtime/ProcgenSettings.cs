using System;
using System.IO;
using UnityEngine;

namespace Procgen {
    /// <summary>Where the project's server is: <c>ProcgenSettings.asset</c> in a folder <c>Resources</c>, or, without one, a
    /// server on this computer that was started without flags.</summary>
    [CreateAssetMenu(menuName = "procgen/Settings", fileName = AssetName)]
    public sealed class ProcgenSettings : ScriptableObject {
        /// <summary>Name of the asset, below any folder <c>Resources</c>.</summary>
        public const string AssetName = "ProcgenSettings";

        private static ProcgenSettings _current;

        [SerializeField, Tooltip("Address of the server.")]
        private string _host = "127.0.0.1";
        [SerializeField, Range(1, 65535), Tooltip("The server's gRPC-Web port: what it was started with as --web-port.")]
        private int _webPort = ProcgenClient.DefaultWebPort;
        [SerializeField, Tooltip("What the server was started with as --token-file; empty if without.")]
        private string _tokenFile = "";

        /// <summary>The project's settings.</summary>
        public static ProcgenSettings Current {
            get {
                if (!_current)
                    _current = Resources.Load<ProcgenSettings>(AssetName);
                if (!_current)
                    _current = CreateInstance<ProcgenSettings>();
                return _current;
            }
        }

        /// <summary>Address of the server.</summary>
        public string Host { get => _host; set => _host = value; }

        /// <summary>The server's gRPC-Web port.</summary>
        public int WebPort { get => _webPort; set => _webPort = value; }

        /// <summary>Path of the file with the server's token; empty if it has none.</summary>
        public string TokenFile { get => _tokenFile; set => _tokenFile = value; }

        /// <summary>Makes a client call the server of these settings.</summary>
        /// <exception cref="ProcgenException">The token can't be read.</exception>
        public void ApplyTo(ProcgenClient client) {
            (client.Host, client.WebPort) = (_host, _webPort);
            try {
                client.Token = string.IsNullOrEmpty(_tokenFile) ? "" : File.ReadAllText(_tokenFile).Trim();
            } catch (Exception error) when (
                error is IOException || error is UnauthorizedAccessException || error is ArgumentException || error is NotSupportedException) {
                throw new ProcgenException(
                    StatusCode.Unauthenticated, $"The server's token can't be read: {error.Message.TrimEnd('.')}; correct the settings.");
            }
        }
    }
}
