using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Procgen {
    // Spreads work of the main thread over frames, so that none of them takes long.
    internal sealed class FramePace {
        private readonly double _budgetMs;
        private readonly Func<double> _nowMs;
        private double _beganMs;

        // Milliseconds of each frame that the work may take, and a clock.
        public FramePace(double budgetMs, Func<double> nowMs = null) {
            var watch = Stopwatch.StartNew();
            (_budgetMs, _nowMs) = (budgetMs, nowMs ?? (() => watch.Elapsed.TotalMilliseconds));
            _beganMs = _nowMs();
        }

        // The longest stretch of work between two rests, in milliseconds: what a frame was held up by.
        public double LongestMs { get; private set; }

        // Between two pieces of work: goes on at once while the frame has time left, and otherwise in the next one.
        public async Task RestAsync(CancellationToken stop) {
            var spentMs = _nowMs() - _beganMs;
            LongestMs = Math.Max(LongestMs, spentMs);
            if (spentMs >= _budgetMs) {
                await Task.Yield();
                _beganMs = _nowMs();
            }
            stop.ThrowIfCancellationRequested();
        }

        // Does on another thread what needs none of Unity's objects.
        public async Task<T> AsideAsync<T>(Func<T> work, CancellationToken stop) {
            LongestMs = Math.Max(LongestMs, _nowMs() - _beganMs);
            var made = await Task.Run(work, stop);
            _beganMs = _nowMs();
            stop.ThrowIfCancellationRequested();
            return made;
        }
    }
}
