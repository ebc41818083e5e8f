using System;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace GLTFast
{
    namespace Loading { public interface IDownloadProvider { } }
    namespace Logging { public interface ICodeLogger { } }
    namespace Materials { public interface IMaterialGenerator { } }
    public interface IDeferAgent { }
    public class ImportSettings { }

    /// <summary>Signatures of glTFast 6; it makes a root with one transform that tells what came, to see that it was asked.</summary>
    public class GltfImport : IDisposable
    {
        /// <summary>How many were made, and how many of them are not disposed; a stub's own.</summary>
        public static int Made, Living;
        private int m_Bytes;

        public GltfImport(
            Loading.IDownloadProvider downloadProvider = null, IDeferAgent deferAgent = null,
            Materials.IMaterialGenerator materialGenerator = null, Logging.ICodeLogger logger = null)
        {
            Made++;
            Living++;
        }

        public async Task<bool> Load(
            byte[] data, Uri uri = null, ImportSettings importSettings = null, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            m_Bytes = data.Length;
            return data.Length > 4 && BitConverter.ToUInt32(data, 0) == 0x46546c67;
        }

        public async Task<bool> InstantiateMainSceneAsync(Transform parent, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            new GameObject($"Scene of {m_Bytes} bytes").transform.SetParent(parent, false);
            return true;
        }

        public void Dispose() => Living--;
    }
}
