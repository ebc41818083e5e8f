using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using UnityStubs;

namespace UnityEngine
{
    public enum RuntimePlatform { OSXEditor = 0, OSXPlayer = 1, WindowsPlayer = 2, WindowsEditor = 7, IPhonePlayer = 8, Android = 11, LinuxPlayer = 13, LinuxEditor = 16, WebGLPlayer = 17 }
    public enum LogType { Error, Assert, Warning, Log, Exception }
    public enum NetworkReachability { NotReachable, ReachableViaCarrierDataNetwork, ReachableViaLocalAreaNetwork }

    public static class Application
    {
        public delegate void LogCallback(string condition, string stackTrace, LogType type);
        public static event LogCallback logMessageReceived;
        public static event LogCallback logMessageReceivedThreaded;
        public static event Action quitting;
        internal static void Tell(string text, string trace, LogType type)
        {
            logMessageReceivedThreaded?.Invoke(text, trace, type);
            if (World.IsMainThread) logMessageReceived?.Invoke(text, trace, type);
        }
        internal static string Project = Path.Combine(Path.GetTempPath(), "unity-stubs-project");
        public static bool isPlaying { get { World.RequireMainThread("get_isPlaying"); return World.Playing; } }
        public static bool isEditor => true;
        public static bool isBatchMode => true;
        public static bool isFocused => true;
        public static bool runInBackground { get; set; }
        public static int targetFrameRate { get; set; } = -1;
        public static string dataPath { get { World.RequireMainThread("get_dataPath"); return Path.Combine(Project, "Assets").Replace('\\', '/'); } }
        public static string persistentDataPath { get { World.RequireMainThread("get_persistentDataPath"); return Path.Combine(Project, "Persistent"); } }
        public static string temporaryCachePath { get { World.RequireMainThread("get_temporaryCachePath"); return Path.Combine(Project, "Temp"); } }
        public static string streamingAssetsPath => Path.Combine(dataPath, "StreamingAssets");
        public static string unityVersion => "2022.3.62f1";
        public static string productName => "Stubs";
        public static string companyName => "Stubs";
        public static string version => "1.0";
        public static RuntimePlatform platform => RuntimePlatform.LinuxEditor;
        public static void OpenURL(string url) { }
        public static void Quit() => quitting?.Invoke();
        public static void Quit(int exitCode) => quitting?.Invoke();
    }

    public static class Debug
    {
        /// <summary>All that was logged; a stub's own, for tests.</summary>
        public static readonly List<(LogType type, string text)> Entries = new List<(LogType, string)>();
        private static void Add(LogType type, object message, string trace = "")
        {
            string text = message?.ToString() ?? "Null";
            lock (Entries) Entries.Add((type, text));
            Application.Tell(text, trace, type);
        }
        public static bool isDebugBuild => true;
        public static void Log(object message) => Add(LogType.Log, message);
        public static void Log(object message, Object context) => Add(LogType.Log, message);
        public static void LogFormat(string format, params object[] args) => Add(LogType.Log, string.Format(format, args));
        public static void LogWarning(object message) => Add(LogType.Warning, message);
        public static void LogWarning(object message, Object context) => Add(LogType.Warning, message);
        public static void LogWarningFormat(string format, params object[] args) => Add(LogType.Warning, string.Format(format, args));
        public static void LogError(object message) => Add(LogType.Error, message);
        public static void LogError(object message, Object context) => Add(LogType.Error, message);
        public static void LogErrorFormat(string format, params object[] args) => Add(LogType.Error, string.Format(format, args));
        public static void LogException(Exception exception) => LogException(exception, null);
        public static void LogException(Exception exception, Object context) =>
            Add(LogType.Exception, $"{exception.GetType().Name}: {exception.Message}", exception.ToString());
        public static void Assert(bool condition) => Assert(condition, "Assertion failed");
        public static void Assert(bool condition, object message) { if (!condition) Add(LogType.Assert, message); }
        public static void Assert(bool condition, string message) { if (!condition) Add(LogType.Assert, message); }
        public static void DrawLine(Vector3 start, Vector3 end, Color color) { }
    }

    public static class Time
    {
        private static float start = -1;
        internal static void Advance(float now)
        {
            if (start < 0) start = now;
            deltaTime = now - start - time;
            time = now - start;
            frameCount++;
        }
        public static float time { get; private set; }
        public static double timeAsDouble => time;
        public static float unscaledTime => time;
        public static float deltaTime { get; private set; }
        public static float unscaledDeltaTime => deltaTime;
        public static float fixedDeltaTime { get; set; } = 0.02f;
        public static float timeScale { get; set; } = 1;
        public static int frameCount { get; private set; }
        private static readonly System.Diagnostics.Stopwatch clock = System.Diagnostics.Stopwatch.StartNew();
        public static float realtimeSinceStartup => (float)clock.Elapsed.TotalSeconds;
        public static double realtimeSinceStartupAsDouble => clock.Elapsed.TotalSeconds;
    }

    public static class SystemInfo
    {
        public static string operatingSystem => "Linux";
        public static int processorCount => Environment.ProcessorCount;
        public static bool supportsComputeShaders => true;
        public static int maxTextureSize => 16384;
        public static bool SupportsTextureFormat(TextureFormat format) => true;
    }

    public static class PlayerPrefs
    {
        private static readonly Dictionary<string, object> values = new Dictionary<string, object>();
        public static string GetString(string key, string defaultValue = "") => values.TryGetValue(key, out object value) ? (string)value : defaultValue;
        public static void SetString(string key, string value) => values[key] = value;
        public static int GetInt(string key, int defaultValue = 0) => values.TryGetValue(key, out object value) ? (int)value : defaultValue;
        public static void SetInt(string key, int value) => values[key] = value;
        public static bool HasKey(string key) => values.ContainsKey(key);
        public static void DeleteKey(string key) => values.Remove(key);
        public static void Save() { }
    }

    public static class GUIUtility { public static string systemCopyBuffer { get; set; } = ""; }

    public class YieldInstruction { }
    public sealed class WaitForEndOfFrame : YieldInstruction { }
    public sealed class WaitForFixedUpdate : YieldInstruction { }
    public sealed class WaitForSeconds : YieldInstruction
    {
        internal readonly float Seconds;
        public WaitForSeconds(float seconds) { Seconds = seconds; }
    }
    public abstract class CustomYieldInstruction : IEnumerator
    {
        public abstract bool keepWaiting { get; }
        public object Current => null;
        public bool MoveNext() => keepWaiting;
        public virtual void Reset() { }
    }
    public sealed class WaitUntil : CustomYieldInstruction
    {
        private readonly Func<bool> m_Predicate;
        public WaitUntil(Func<bool> predicate) { m_Predicate = predicate; }
        public override bool keepWaiting => !m_Predicate();
    }
    public sealed class WaitWhile : CustomYieldInstruction
    {
        private readonly Func<bool> m_Predicate;
        public WaitWhile(Func<bool> predicate) { m_Predicate = predicate; }
        public override bool keepWaiting => m_Predicate();
    }
    public class WaitForSecondsRealtime : CustomYieldInstruction
    {
        private readonly float until;
        public WaitForSecondsRealtime(float time) { until = Time.realtimeSinceStartup + time; }
        public override bool keepWaiting => Time.realtimeSinceStartup < until;
    }
    public class AsyncOperation : YieldInstruction
    {
        public bool isDone { get; internal set; }
        public float progress { get; internal set; }
        public event Action<AsyncOperation> completed;
        internal void End() { isDone = true; progress = 1; completed?.Invoke(this); }
    }
    public sealed class Coroutine : YieldInstruction
    {
        internal readonly MonoBehaviour Owner;
        internal bool Done;
        private readonly Stack<IEnumerator> stack = new Stack<IEnumerator>();
        private Func<bool> waits;
        internal Coroutine(MonoBehaviour owner, IEnumerator routine) { Owner = owner; stack.Push(routine); }
        internal void Step()
        {
            if (!Owner || !Owner.gameObject.activeInHierarchy) { Done = true; return; }
            if (waits != null && waits()) return;
            waits = null;
            while (stack.Count > 0)
            {
                bool more;
                try { more = stack.Peek().MoveNext(); }
                catch (Exception error) { Debug.LogException(error, Owner); Done = true; return; }
                if (!more) { stack.Pop(); continue; }
                switch (stack.Peek().Current)
                {
                    case WaitForSeconds pause: float until = Time.time + pause.Seconds; waits = () => Time.time < until; return;
                    case Coroutine other: waits = () => !other.Done; if (waits()) return; continue;
                    case AsyncOperation operation: waits = () => !operation.isDone; if (waits()) return; continue;
                    case IEnumerator inner: stack.Push(inner); continue;
                    default: return;
                }
            }
            Done = true;
        }
    }

    public class TextAsset : Object
    {
        private readonly string m_Text;
        public TextAsset() : this("") { }
        public TextAsset(string text) { m_Text = text; }
        public string text => m_Text;
        public byte[] bytes => System.Text.Encoding.UTF8.GetBytes(m_Text);
    }

    public static class JsonUtility
    {
        public static string ToJson(object obj) => throw new NotSupportedException("the stubs have no JsonUtility");
        public static T FromJson<T>(string json) => throw new NotSupportedException("the stubs have no JsonUtility");
    }
}

namespace UnityEngine.Events
{
    public delegate void UnityAction();
    public delegate void UnityAction<T0>(T0 arg0);
    public delegate void UnityAction<T0, T1>(T0 arg0, T1 arg1);
    [Serializable]
    public abstract class UnityEventBase { public abstract int GetPersistentEventCount(); public abstract void RemoveAllListeners(); }
    [Serializable]
    public class UnityEvent : UnityEventBase
    {
        private readonly List<UnityAction> calls = new List<UnityAction>();
        public void AddListener(UnityAction call) => calls.Add(call);
        public void RemoveListener(UnityAction call) => calls.Remove(call);
        public override void RemoveAllListeners() => calls.Clear();
        public override int GetPersistentEventCount() => 0;
        public void Invoke() { foreach (UnityAction call in calls.ToArray()) call(); }
    }
    [Serializable]
    public class UnityEvent<T0> : UnityEventBase
    {
        private readonly List<UnityAction<T0>> calls = new List<UnityAction<T0>>();
        public void AddListener(UnityAction<T0> call) => calls.Add(call);
        public void RemoveListener(UnityAction<T0> call) => calls.Remove(call);
        public override void RemoveAllListeners() => calls.Clear();
        public override int GetPersistentEventCount() => 0;
        public void Invoke(T0 arg0) { foreach (UnityAction<T0> call in calls.ToArray()) call(arg0); }
    }
    [Serializable]
    public class UnityEvent<T0, T1> : UnityEventBase
    {
        private readonly List<UnityAction<T0, T1>> calls = new List<UnityAction<T0, T1>>();
        public void AddListener(UnityAction<T0, T1> call) => calls.Add(call);
        public void RemoveListener(UnityAction<T0, T1> call) => calls.Remove(call);
        public override void RemoveAllListeners() => calls.Clear();
        public override int GetPersistentEventCount() => 0;
        public void Invoke(T0 arg0, T1 arg1) { foreach (UnityAction<T0, T1> call in calls.ToArray()) call(arg0, arg1); }
    }
}
