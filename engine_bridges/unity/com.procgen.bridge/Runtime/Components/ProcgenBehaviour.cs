using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.Events;

namespace Procgen {
    /// <summary>What asks the server for something while the game runs, and stops when it is disabled or destroyed.</summary>
    public abstract class ProcgenBehaviour : MonoBehaviour {
        [SerializeField, Tooltip("The server did not do what was asked; a sentence says why and what to do.")]
        private UnityEvent<string> _onFailed = new UnityEvent<string>();
        private CancellationTokenSource _running = new CancellationTokenSource();

        /// <summary>The server did not do what was asked; a sentence says why and what to do. Whoever awaits the call gets the
        /// exception too.</summary>
        public event Action<string> Failed;

        /// <summary>Stops what runs, on the server too. Whoever awaits it gets <see cref="OperationCanceledException"/>.
        /// </summary>
        public virtual void Cancel() {
            var stopped = _running;
            _running = new CancellationTokenSource();
            stopped.Cancel();
        }

        /// <summary>Cancels.</summary>
        protected virtual void OnDisable() => Cancel();

        /// <summary>Cancels.</summary>
        protected virtual void OnDestroy() => Cancel();

        // Does work until it is done or somebody cancels it; tells what goes wrong.
        private protected async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation) {
            if (!this || !isActiveAndEnabled)
                throw new OperationCanceledException();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(_running.Token, cancellation);
            try {
                var made = await work(stop.Token);
                // What came last may have come too late.
                stop.Token.ThrowIfCancellationRequested();
                return made;
            } catch (ProcgenException error) {
                stop.Token.ThrowIfCancellationRequested();
                Tell(error.Message);
                throw;
            }
        }

        // Of what nobody awaits; what is no failure of the server's goes on to Unity's log.
        private protected async void Forget(Task task) {
            try {
                await task;
            } catch (OperationCanceledException) {
                // By whoever did it.
            } catch (ProcgenException error) {
                if (!IsHeard)
                    Debug.LogError(error.Message, this);
            }
        }

        // Whether somebody is told of failures.
        private protected bool IsHeard => Failed != null || _onFailed.GetPersistentEventCount() > 0;

        private protected void Tell(string sentence) {
            Failed?.Invoke(sentence);
            _onFailed.Invoke(sentence);
        }

        // Takes over fields of a request from JSON, as the inspector has it.
        private protected static void Merge(Message request, string json, string place) {
            if (string.IsNullOrWhiteSpace(json))
                return;
            List<string> problems;
            try {
                problems = Json.Parse(json) is Dictionary<string, object> fields
                    ? request.MergeJson(fields, place) : new List<string> { $"{place}: must be an object." };
            } catch (FormatException error) {
                problems = new List<string> { $"{place}: {error.Message}" };
            }
            if (problems.Count > 0)
                throw new ProcgenException(StatusCode.InvalidArgument, string.Join(" ", problems));
        }
    }
}
