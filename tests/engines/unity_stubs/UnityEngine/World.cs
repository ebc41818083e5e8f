using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using Object = UnityEngine.Object;

[assembly: InternalsVisibleTo("UnityEditor")]

namespace UnityStubs
{
    /// <summary>What stands for the engine itself: its objects, main thread and frames. For test programs only.</summary>
    public static class World
    {
        public static readonly List<GameObject> Roots = new List<GameObject>();
        /// <summary>What <c>Resources.Load</c> finds, by path.</summary>
        public static readonly Dictionary<string, Object> InResources = new Dictionary<string, Object>();
        public static bool SceneIsDirty;
        /// <summary>Called in every frame after the scene; the editor's stubs hang here.</summary>
        public static event Action OnFrame;
        internal static readonly List<Object> All = new List<Object>();
        internal static Func<Object, bool> IsAsset = _ => false;
        internal static Action OnReset;
        private static readonly Dictionary<string, Object> builtin = new Dictionary<string, Object>();
        private static readonly List<(Object obj, float due)> doomed = new List<(Object, float)>();
        private static readonly List<Coroutine> coroutines = new List<Coroutine>();
        private static readonly Stopwatch clock = Stopwatch.StartNew();
        /// <summary>Of a frame in which nothing has come that was waited for.</summary>
        private const int MostMilliseconds = 4;
        private static Thread mainThread;
        private static UnitySynchronizationContext context;

        public static bool Playing { get; private set; }

        /// <summary>Makes the calling thread the main thread, with a context to which <c>await</c> comes back.</summary>
        public static void Start(bool playing = false)
        {
            if (mainThread == null) SetUpSockets();
            mainThread = Thread.CurrentThread;
            context = new UnitySynchronizationContext();
            SynchronizationContext.SetSynchronizationContext(context);
            Playing = playing;
        }

        // Mono sets up its sockets with their first use. Where two threads come to that while a third collects garbage, each waits for the next one for ever.
        private static void SetUpSockets()
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            Task<TcpClient> accepted = listener.AcceptTcpClientAsync();
            using (var client = new TcpClient()) client.Connect((IPEndPoint)listener.LocalEndpoint);
            accepted.GetAwaiter().GetResult().Dispose();
            listener.Stop();
        }

        /// <summary>Unity refuses most of its calls on other threads; so do we.</summary>
        internal static void RequireMainThread(string what)
        {
            if (mainThread == null) mainThread = Thread.CurrentThread;
            if (Thread.CurrentThread != mainThread) throw new UnityException($"{what} can only be called from the main thread.");
        }
        public static bool IsMainThread => mainThread == null || Thread.CurrentThread == mainThread;

        /// <summary>Goes into play mode or out of it; objects stay, without a reload.</summary>
        public static void SetPlaying(bool playing)
        {
            Playing = playing;
            foreach (Behaviour behaviour in Living<Behaviour>().ToArray()) Refresh(behaviour);
        }

        /// <summary>One frame: what awaits goes on, scripts start and update, coroutines go on, the doomed go.</summary>
        public static void Frame()
        {
            RequireMainThread(nameof(Frame));
            Time.Advance((float)clock.Elapsed.TotalSeconds);
            MonoBehaviour[] scripts = Living<MonoBehaviour>().Where(script => script.On).ToArray();
            foreach (MonoBehaviour script in scripts)
                if (script.On && !script.Started) { script.Started = true; Send(script, "Start"); }
            foreach (MonoBehaviour script in scripts) if (script.On) Send(script, "FixedUpdate");
            foreach (MonoBehaviour script in scripts) if (script.On) Send(script, "Update");
            context?.Run();
            foreach (Coroutine coroutine in coroutines.ToArray()) if (!coroutine.Done) coroutine.Step();
            coroutines.RemoveAll(coroutine => coroutine.Done);
            foreach (MonoBehaviour script in scripts) if (script.On) Send(script, "LateUpdate");
            OnFrame?.Invoke();
            foreach ((Object obj, float due) in doomed.ToArray())
                if (due <= Time.time) { doomed.Remove((obj, due)); if (obj) Remove(obj); }
        }

        /// <summary>Frames until the task ends; its error is thrown. TimeoutException after the seconds given.</summary>
        public static void RunUntil(Task task, double seconds = 60)
        {
            RunUntil(() => task.IsCompleted, seconds);
            task.GetAwaiter().GetResult();
        }
        public static void RunUntil(Func<bool> done, double seconds = 60)
        {
            var waited = Stopwatch.StartNew();
            while (!done())
            {
                if (waited.Elapsed.TotalSeconds > seconds) throw new TimeoutException($"not done after {seconds} s of frames");
                Frame();
                context?.WaitForPost(MostMilliseconds);
            }
        }

        /// <summary>Ends in the next frame, as <c>Task.Yield()</c> does, but is no work to hurry for: while all wait so, the processor is the server's.</summary>
        public static NextFrame NextFrame() => new NextFrame(context);

        /// <summary>An empty scene, no assets, no log, edit mode.</summary>
        public static void Reset()
        {
            foreach (GameObject root in Roots.ToArray()) Remove(root);
            All.Clear(); changes++; doomed.Clear(); coroutines.Clear(); builtin.Clear(); InResources.Clear();
            UnityEngine.Debug.Entries.Clear();
            Playing = SceneIsDirty = false;
            OnReset?.Invoke();
        }

        /// <summary>The scene as lines of text: names, places, components; equal scenes give equal text.</summary>
        public static string Describe()
        {
            var lines = new List<string>();
            foreach (GameObject root in Roots) Describe(root, 0, lines);
            return string.Join("\n", lines);
        }
        private static void Describe(GameObject go, int depth, List<string> lines)
        {
            Transform at = go.transform;
            string kinds = string.Join(", ", go.Components.Skip(1).Select(component => component.GetType().Name));
            lines.Add($"{new string(' ', depth * 2)}{go.name} at {at.localPosition} turned {at.localRotation} scaled {at.localScale} [{kinds}]");
            foreach (Transform child in at.Children) Describe(child.Owner, depth + 1, lines);
        }

        /// <summary>All of a kind that are not destroyed; nobody may change what is given. Asked for in each frame, and looked for again only where objects have come or gone.</summary>
        internal static T[] Living<T>() where T : Object
        {
            if (Kept<T>.Changes != changes)
            {
                Kept<T>.Found = All.Where(obj => !obj.Destroyed).OfType<T>().ToArray();
                Kept<T>.Changes = changes;
            }
            return Kept<T>.Found;
        }
        private static class Kept<T>
        {
            internal static long Changes = -1;
            internal static T[] Found = Array.Empty<T>();
        }
        private static long changes;
        internal static void Add(Object obj) { All.Add(obj); changes++; }
        internal static bool InScene(Object obj, bool includeInactive)
        {
            GameObject go = obj as GameObject ?? (obj as Component)?.Owner;
            return go is null || !go.IsPrefab && (includeInactive || go.activeInHierarchy);
        }
        internal static Object Builtin(Type type, string path)
        {
            if (!builtin.TryGetValue(path, out Object found) || !found)
                builtin[path] = found = type == typeof(Material) ? new Material(Shader.Find("Standard")) : (Object)Activator.CreateInstance(type, true);
            found.RawName = path;
            return found;
        }

        internal static void DestroyLater(Object obj, float after) { if (obj) doomed.Add((obj, Time.time + after)); }
        internal static void Remove(Object obj)
        {
            if (obj is GameObject go)
            {
                foreach (Transform child in go.transform.Children.ToArray()) Remove(child.Owner);
                go.transform.Detach();
                foreach (Component component in go.Components) End(component);
            }
            else if (obj is Component component)
            {
                End(component);
                component.Owner.Components.Remove(component);
            }
            else if (obj is ScriptableObject) { Send(obj, "OnDisable"); Send(obj, "OnDestroy"); }
            obj.Destroyed = true;
            // Undo may bring it back.
            All.Remove(obj);
            changes++;
        }
        internal static void Revive(Object obj) { obj.Destroyed = false; if (!All.Contains(obj)) Add(obj); }
        private static void End(Component component)
        {
            if (component is MonoBehaviour script)
            {
                if (script.On) { script.On = false; Send(script, "OnDisable"); }
                if (script.Awoken) Send(script, "OnDestroy");
                script.Awoken = script.Started = false;
            }
            component.OnRemoved();
            component.Destroyed = true;
            All.Remove(component);
            changes++;
        }

        /// <summary>Calls Awake, OnEnable and OnDisable where the state of a script and its object asks for it.</summary>
        internal static void Refresh(Behaviour behaviour)
        {
            if (!(behaviour is MonoBehaviour script)) return;
            bool lives = Playing || script.runInEditMode || script.GetType().IsDefined(typeof(ExecuteAlways), true) || script.GetType().IsDefined(typeof(ExecuteInEditMode), true);
            if (lives && script.Owner.activeInHierarchy && !script.Awoken) { script.Awoken = true; Send(script, "Awake"); }
            bool on = lives && script.isActiveAndEnabled;
            if (on == script.On) return;
            script.On = on;
            Send(script, on ? "OnEnable" : "OnDisable");
        }

        /// <summary>Calls a message method, private ones of base classes too, and logs what it throws, as Unity does.</summary>
        internal static void Send(Object receiver, string message)
        {
            for (Type type = receiver.GetType(); type != null && type != typeof(object); type = type.BaseType)
            {
                MethodInfo method = type.GetMethod(message, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly, null, Type.EmptyTypes, null);
                if (method == null) continue;
                try
                {
                    object result = method.Invoke(receiver, null);
                    if (result is IEnumerator routine && receiver is MonoBehaviour script) StartCoroutine(script, routine);
                }
                catch (TargetInvocationException error) { UnityEngine.Debug.LogException(error.InnerException, receiver); }
                return;
            }
        }

        internal static Coroutine StartCoroutine(MonoBehaviour owner, IEnumerator routine)
        {
            var coroutine = new Coroutine(owner, routine);
            coroutine.Step();
            if (!coroutine.Done) coroutines.Add(coroutine);
            return coroutine;
        }
        internal static void StopCoroutine(Coroutine routine) { if (routine != null) routine.Done = true; }
        internal static void StopCoroutines(MonoBehaviour owner) { foreach (Coroutine routine in coroutines) if (ReferenceEquals(routine.Owner, owner)) routine.Done = true; }
    }

    /// <summary>What is posted runs on the main thread in the next frame, as in Unity.</summary>
    public sealed class UnitySynchronizationContext : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback call, object state, ManualResetEventSlim done, bool waits)> posted = new Queue<(SendOrPostCallback, object, ManualResetEventSlim, bool)>();
        private readonly Thread thread = Thread.CurrentThread;
        // Of the posted, those that do not merely wait for a frame.
        private int urgent;

        public override void Post(SendOrPostCallback d, object state) => Add(d, state, null);
        public override void Send(SendOrPostCallback d, object state)
        {
            if (Thread.CurrentThread == thread) { d(state); return; }
            using (var done = new ManualResetEventSlim()) { Add(d, state, done); done.Wait(); }
        }
        internal void PostForFrame(Action goOn) => Add(_ => goOn(), null, null, true);
        private void Add(SendOrPostCallback d, object state, ManualResetEventSlim done, bool waits = false)
        {
            lock (posted)
            {
                posted.Enqueue((d, state, done, waits));
                if (waits) return;
                urgent++;
                Monitor.PulseAll(posted);
            }
        }
        public override SynchronizationContext CreateCopy() => this;
        internal void WaitForPost(int milliseconds) { lock (posted) if (urgent == 0) Monitor.Wait(posted, milliseconds); }
        internal void Run()
        {
            int count;
            lock (posted) count = posted.Count;
            // What these post waits for the next frame.
            for (; count > 0; count--)
            {
                (SendOrPostCallback call, object state, ManualResetEventSlim done, bool waits) next;
                lock (posted)
                {
                    next = posted.Dequeue();
                    if (!next.waits) urgent--;
                }
                try { next.call(next.state); }
                catch (Exception error) { UnityEngine.Debug.LogException(error); }
                finally { next.done?.Set(); }
            }
        }
    }

    /// <summary>What <see cref="World.NextFrame"/> gives to <c>await</c>.</summary>
    public readonly struct NextFrame : INotifyCompletion
    {
        private readonly UnitySynchronizationContext context;
        internal NextFrame(UnitySynchronizationContext context) { this.context = context; }
        public NextFrame GetAwaiter() => this;
        public bool IsCompleted => false;
        public void OnCompleted(Action continuation) => context.PostForFrame(continuation);
        public void GetResult() { }
    }

    /// <summary>Copies of objects' fields, for Instantiate and for the editor's undo.</summary>
    internal static class Copies
    {
        private static readonly HashSet<string> identity = new HashSet<string> { "m_Id", nameof(Object.Destroyed), "gone", "Awoken", "On", "Started" };

        internal static IEnumerable<FieldInfo> Fields(Type type)
        {
            for (; type != null && type != typeof(object); type = type.BaseType)
                foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    if (!identity.Contains(field.Name)) yield return field;
        }
        internal static object Value(object value)
        {
            if (value is Array array)
            {
                var copy = (Array)array.Clone();
                if (copy.Rank == 1 && !copy.GetType().GetElementType().IsValueType)
                    for (int index = 0; index < copy.Length; index++) copy.SetValue(Value(copy.GetValue(index)), index);
                return copy;
            }
            if (value is null || value is string || value is Object || value is Delegate) return value;
            Type type = value.GetType();
            if (value is IList list && type.IsGenericType)
            {
                var copy = (IList)Activator.CreateInstance(type);
                foreach (object entry in list) copy.Add(Value(entry));
                return copy;
            }
            if (value is IDictionary map && type.IsGenericType)
            {
                var copy = (IDictionary)Activator.CreateInstance(type);
                foreach (DictionaryEntry entry in map) copy[entry.Key] = Value(entry.Value);
                return copy;
            }
            // Unity serializes such classes by value.
            if (type.IsClass && type.IsSerializable && type.Assembly != typeof(string).Assembly && type.GetConstructor(Type.EmptyTypes) != null)
            {
                object copy = Activator.CreateInstance(type);
                foreach (FieldInfo field in Fields(type)) field.SetValue(copy, Value(field.GetValue(value)));
                return copy;
            }
            return value;
        }
        internal static Dictionary<FieldInfo, object> Take(Object obj) => Fields(obj.GetType()).ToDictionary(field => field, field => Value(field.GetValue(obj)));
        internal static void Put(Object obj, Dictionary<FieldInfo, object> state)
        {
            foreach (KeyValuePair<FieldInfo, object> entry in state) entry.Key.SetValue(obj, Value(entry.Value));
        }

        internal static T Instantiate<T>(T original, Transform parent) where T : Object
        {
            if (!original) throw new ArgumentException("The Object you want to instantiate is null.");
            GameObject source = original as GameObject ?? (original as Component)?.Owner;
            if (source is null)
            {
                Object clone;
                if (original is ScriptableObject) clone = ScriptableObject.CreateInstance(original.GetType());
                else clone = (Object)Activator.CreateInstance(original.GetType(), BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, null, ForCopy(original.GetType()), null);
                Put(clone, Take(original));
                clone.RawName = original.RawName + "(Clone)";
                return (T)clone;
            }
            var twins = new Dictionary<Object, Object>();
            GameObject copy = Hierarchy(source, parent, twins);
            copy.RawName += "(Clone)";
            foreach (KeyValuePair<Object, Object> twin in twins.ToArray())
                if (twin.Key is Component component && !(component is Transform))
                    foreach (FieldInfo field in Fields(component.GetType()))
                        if (field.Name != nameof(Component.Owner)) field.SetValue(twin.Value, Remap(Value(field.GetValue(component)), twins));
            foreach (Object twin in twins.Values)
                if (twin is MonoBehaviour script) script.Awoken = script.On = script.Started = false;
            foreach (Behaviour behaviour in copy.GetComponentsInChildren<Behaviour>(true)) World.Refresh(behaviour);
            return original is GameObject ? (T)(Object)copy : (T)twins[original];
        }
        private static object[] ForCopy(Type type) => type == typeof(Material) ? new object[] { null, 0 } : type == typeof(Texture2D) ? new object[] { 1, 1 } : null;
        private static object Remap(object value, Dictionary<Object, Object> twins)
        {
            if (value is Object obj && twins.TryGetValue(obj, out Object twin)) return twin;
            if (value is LOD[] levels) return levels.Select(level => new LOD(level.screenRelativeTransitionHeight, level.renderers.Select(part => twins.TryGetValue(part, out Object other) ? (Renderer)other : part).ToArray())).ToArray();
            if (value is IList list && !(value is Array array && array.Rank > 1))
                for (int index = 0; index < list.Count; index++)
                    if (list[index] is Object entry && twins.TryGetValue(entry, out Object other)) list[index] = other;
            return value;
        }
        private static GameObject Hierarchy(GameObject source, Transform parent, Dictionary<Object, Object> twins)
        {
            var copy = new GameObject(source.RawName) { layer = source.layer, tag = source.tag, StaticFlags = source.StaticFlags };
            if (!source.activeSelf) copy.SetActive(false);
            twins[source] = copy;
            copy.transform.SetParent(parent, false);
            Transform from = (Transform)source.Components[0];
            copy.transform.localPosition = from.localPosition;
            copy.transform.localRotation = from.localRotation;
            copy.transform.localScale = from.localScale;
            twins[from] = copy.transform;
            foreach (Component component in source.Components.Skip(1)) twins[component] = copy.Add(component.GetType());
            foreach (Transform child in from.Children) Hierarchy(child.Owner, copy.transform, twins);
            return copy;
        }
    }
}
