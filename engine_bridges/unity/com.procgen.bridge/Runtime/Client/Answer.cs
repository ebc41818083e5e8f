using System.Collections.Generic;
using Procgen.V1;

namespace Procgen {
    /// <summary>What a server streams.</summary>
    public interface IServerEvent {
        /// <summary>How far the call has come; null in other events.</summary>
        Progress Progress { get; }

        /// <summary>A piece of a file; null in other events.</summary>
        Chunk Chunk { get; }

        /// <summary>What was asked for, in the last event; else null.</summary>
        Message Result { get; }

        /// <summary>What lists the files that have come: the result, or one of several; else null.</summary>
        IHasArtifacts Listing { get; }

        /// <summary>The first files of a result that is still to come, which have come already; null in other events.</summary>
        IReadOnlyList<Artifact> First { get; }
    }

    /// <summary>A message that lists files.</summary>
    public interface IHasArtifacts {
        /// <summary>The files that were made, in the order asked.</summary>
        List<Artifact> Artifacts { get; }
    }

    /// <summary>What a call made.</summary>
    /// <typeparam name="TResult">The message that describes it.</typeparam>
    public sealed class Answer<TResult>
        where TResult : Message {
        /// <summary>An answer of its own for one of several: a member of a set or a crowd, with its files.</summary>
        public Answer(TResult result, IReadOnlyList<byte[]> artifacts) => (Result, Artifacts) = (result, artifacts);

        /// <summary>What the server says of it.</summary>
        public TResult Result { get; }

        /// <summary>The bytes of each artifact that the result lists, checked against their SHA-256.</summary>
        public IReadOnlyList<byte[]> Artifacts { get; }

        /// <summary>The bytes of the first artifact of a kind, such as "heights_f32"; null if there is none.</summary>
        public byte[] Artifact(string kind) {
            var index = (Result as IHasArtifacts)?.Artifacts.FindIndex(artifact => artifact.Kind == kind) ?? -1;
            return index < 0 ? null : Artifacts[index];
        }
    }
}
