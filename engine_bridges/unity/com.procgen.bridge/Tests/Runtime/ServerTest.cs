using System;
using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Procgen.Tests {
    /// <summary>What tests that ask a server have in common. They need one on the port in the environment variable
    /// PROCGEN_WEB_PORT, or on the usual one.</summary>
    public abstract class ServerTest {
        private const double PatienceS = 120;
        private readonly Stopwatch _waiting = new Stopwatch();

        [SetUp]
        public void FindServer() => ProcgenSettings.Current.WebPort = int.Parse(
            Environment.GetEnvironmentVariable("PROCGEN_WEB_PORT") ?? ProcgenClient.DefaultWebPort.ToString(CultureInfo.InvariantCulture));

        [TearDown]
        public void CancelCalls() => ProcgenRuntime.CancelAll();

        protected IEnumerator Ends(Task call) {
            while (Waits(() => call.IsCompleted))
                yield return null;
            Assert.IsNull(call.Exception);
        }

        /// <summary>Whether to wait for one frame more; gives up after two minutes.</summary>
        protected bool Waits(Func<bool> done) {
            _waiting.Start();
            if (!done()) {
                Assert.Less(_waiting.Elapsed.TotalSeconds, PatienceS, "waited in vain: is the server there?");
                return true;
            }
            _waiting.Reset();
            return false;
        }
    }
}
