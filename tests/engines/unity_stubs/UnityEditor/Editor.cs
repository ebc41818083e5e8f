using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using UnityEditor.SceneManagement;
using UnityEngine;
using UnityEngine.SceneManagement;
using UnityEngine.UIElements;
using UnityStubs;
using Object = UnityEngine.Object;

namespace UnityEditor
{
    public enum PlayModeStateChange { EnteredEditMode, ExitingEditMode, EnteredPlayMode, ExitingPlayMode }
    public enum SettingsScope { User, Project }
    public enum MessageType { None, Info, Warning, Error }

    [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
    public sealed class MenuItem : Attribute
    {
        public string menuItem;
        public bool validate;
        public int priority;
        public MenuItem(string itemName) : this(itemName, false) { }
        public MenuItem(string itemName, bool isValidateFunction) : this(itemName, isValidateFunction, 1000) { }
        public MenuItem(string itemName, bool isValidateFunction, int priority) { menuItem = itemName; validate = isValidateFunction; this.priority = priority; }
    }
    public sealed class MenuCommand
    {
        public Object context;
        public int userData;
        public MenuCommand(Object inContext) { context = inContext; }
    }
    [AttributeUsage(AttributeTargets.Class)] public class InitializeOnLoadAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.Method)] public class InitializeOnLoadMethodAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public sealed class CustomEditor : Attribute
    {
        public CustomEditor(Type inspectedType) : this(inspectedType, false) { }
        public CustomEditor(Type inspectedType, bool editorForChildClasses) { InspectedType = inspectedType; }
        internal Type InspectedType { get; }
    }
    public sealed class CanEditMultipleObjects : Attribute { }
    [AttributeUsage(AttributeTargets.Method)] public sealed class SettingsProviderAttribute : Attribute { }

    public class Editor : ScriptableObject
    {
        public Object target { get; internal set; }
        public Object[] targets => new[] { target };
        public SerializedObject serializedObject => new SerializedObject(target);
        public virtual void OnInspectorGUI() { }
        public virtual VisualElement CreateInspectorGUI() => null;
        public bool DrawDefaultInspector() => false;
        public void Repaint() { }
        public static Editor CreateEditor(Object targetObject, Type editorType)
        {
            var editor = (Editor)CreateInstance(editorType);
            editor.target = targetObject;
            return editor;
        }
    }
    public class SerializedObject : IDisposable
    {
        public SerializedObject(Object obj) { targetObject = obj; }
        public Object targetObject { get; }
        public void Update() { }
        public bool ApplyModifiedProperties() => false;
        public SerializedProperty FindProperty(string propertyPath) => new SerializedProperty();
        public void Dispose() { }
    }
    public class SerializedProperty { }

    public class EditorWindow : ScriptableObject
    {
        private static readonly List<EditorWindow> open = new List<EditorWindow>();
        private VisualElement m_Root;
        static EditorWindow() { World.OnReset += () => open.Clear(); }
        public GUIContent titleContent { get; set; } = new GUIContent();
        public Vector2 minSize { get; set; }
        public Vector2 maxSize { get; set; }
        public Rect position { get; set; }
        public bool hasUnsavedChanges { get; protected set; }
        public static EditorWindow focusedWindow => open.LastOrDefault();
        public VisualElement rootVisualElement
        {
            get
            {
                if (m_Root == null) { m_Root = new VisualElement(); m_Root.MakeRoot(); }
                return m_Root;
            }
        }
        public static bool HasOpenInstances<T>() where T : Object => open.OfType<T>().Any();
        public static T GetWindow<T>() where T : EditorWindow => GetWindow<T>(false, null);
        public static T GetWindow<T>(string title) where T : EditorWindow => GetWindow<T>(false, title);
        public static T GetWindow<T>(bool utility) where T : EditorWindow => GetWindow<T>(utility, null);
        public static T GetWindow<T>(bool utility, string title) where T : EditorWindow => GetWindow<T>(utility, title, true);
        public static T GetWindow<T>(bool utility, string title, bool focus) where T : EditorWindow
        {
            T window = open.OfType<T>().FirstOrDefault();
            if (!window) window = CreateInstance<T>();
            if (title != null) window.titleContent = new GUIContent(title);
            window.Show();
            return window;
        }
        public static T GetWindow<T>(params Type[] desiredDockNextTo) where T : EditorWindow => GetWindow<T>(false, null);
        public static T CreateWindow<T>(params Type[] desiredDockNextTo) where T : EditorWindow
        {
            T window = CreateInstance<T>();
            window.Show();
            return window;
        }
        public void Show()
        {
            if (open.Contains(this)) return;
            open.Add(this);
            World.Send(this, "CreateGUI");
            World.OnFrame += Frame;
        }
        public void ShowUtility() => Show();
        internal static void BuildAnew() { foreach (EditorWindow window in open.ToArray()) { window.rootVisualElement.Clear(); World.Send(window, "CreateGUI"); } }
        private void Frame() { if (this) World.Send(this, "Update"); else World.OnFrame -= Frame; }
        public void Close()
        {
            open.Remove(this);
            World.OnFrame -= Frame;
            rootVisualElement.Attach(null);
            DestroyImmediate(this);
        }
        public void Focus() { }
        public void Repaint() { }
        public void ShowNotification(GUIContent notification) => Notification = notification.text;
        public void ShowNotification(GUIContent notification, double fadeoutWait) => Notification = notification.text;
        public void RemoveNotification() => Notification = null;
        /// <summary>A stub's own, for tests.</summary>
        public string Notification { get; private set; }
    }

    public static class EditorApplication
    {
        public delegate void CallbackFunction();
        public static CallbackFunction update;
        public static CallbackFunction delayCall;
        public static event Action<PlayModeStateChange> playModeStateChanged;
        public static event Action quitting;
        public static event Action hierarchyChanged;
        public static event Action projectChanged;
        static EditorApplication()
        {
            World.OnFrame += () =>
            {
                CallbackFunction later = delayCall;
                delayCall = null;
                Call(later);
                Call(update);
            };
            World.OnReset += () => { update = delayCall = null; playModeStateChanged = null; quitting = null; };
        }
        private static void Call(CallbackFunction function)
        {
            foreach (Delegate one in function?.GetInvocationList() ?? new Delegate[0])
                try { ((CallbackFunction)one)(); }
                catch (Exception error) { Debug.LogException(error); }
        }
        public static bool isPlaying { get => World.Playing; set { if (value) EnterPlaymode(); else ExitPlaymode(); } }
        public static bool isPlayingOrWillChangePlaymode => World.Playing;
        public static bool isPaused { get; set; }
        public static bool isCompiling => false;
        public static bool isUpdating => false;
        public static double timeSinceStartup => Time.realtimeSinceStartupAsDouble;
        public static string applicationPath => "";
        public static void EnterPlaymode()
        {
            if (World.Playing) return;
            playModeStateChanged?.Invoke(PlayModeStateChange.ExitingEditMode);
            World.SetPlaying(true);
            playModeStateChanged?.Invoke(PlayModeStateChange.EnteredPlayMode);
        }
        public static void ExitPlaymode()
        {
            if (!World.Playing) return;
            playModeStateChanged?.Invoke(PlayModeStateChange.ExitingPlayMode);
            World.SetPlaying(false);
            playModeStateChanged?.Invoke(PlayModeStateChange.EnteredEditMode);
        }
        public static void QueuePlayerLoopUpdate() { }
        public static void RepaintHierarchyWindow() { }
        public static void Exit(int returnValue) => quitting?.Invoke();
        public static bool ExecuteMenuItem(string menuItemPath)
        {
            foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
                foreach (Type type in assembly.GetTypes())
                    foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                        foreach (MenuItem item in method.GetCustomAttributes(typeof(MenuItem), false))
                            if (item.menuItem == menuItemPath && !item.validate)
                            {
                                method.Invoke(null, method.GetParameters().Length == 0 ? null : new object[] { new MenuCommand(Selection.activeObject) });
                                return true;
                            }
            Debug.LogError($"ExecuteMenuItem failed because there is no menu named '{menuItemPath}'");
            return false;
        }
    }
    public static class AssemblyReloadEvents
    {
        public delegate void AssemblyReloadCallback();
        public static event AssemblyReloadCallback beforeAssemblyReload;
        public static event AssemblyReloadCallback afterAssemblyReload;
        /// <summary>What happens when scripts were compiled, but that statics keep their values; a stub's own.</summary>
        public static void Reload()
        {
            beforeAssemblyReload?.Invoke();
            foreach (ScriptableObject script in World.Living<ScriptableObject>().ToArray()) World.Send(script, "OnDisable");
            afterAssemblyReload?.Invoke();
            foreach (ScriptableObject script in World.Living<ScriptableObject>().ToArray()) World.Send(script, "OnEnable");
            EditorWindow.BuildAnew();
        }
    }

    public static class EditorUtility
    {
        public static void RequestScriptReload() => EditorApplication.delayCall += AssemblyReloadEvents.Reload;
        /// <summary>What the progress bar says, null where there is none; a stub's own.</summary>
        public static string ProgressText { get; private set; }
        /// <summary>What people answer to dialogs; a stub's own.</summary>
        public static Func<string, string, bool> Answer = (title, message) => true;
        public static string PathToChoose = "";
        public static void DisplayProgressBar(string title, string info, float progress) => ProgressText = $"{title}: {info}";
        public static bool DisplayCancelableProgressBar(string title, string info, float progress) { DisplayProgressBar(title, info, progress); return false; }
        public static void ClearProgressBar() => ProgressText = null;
        public static bool DisplayDialog(string title, string message, string ok) => DisplayDialog(title, message, ok, "");
        public static bool DisplayDialog(string title, string message, string ok, string cancel) => Answer(title, message);
        public static string OpenFilePanel(string title, string directory, string extension) => PathToChoose;
        public static string OpenFolderPanel(string title, string folder, string defaultName) => PathToChoose;
        public static string SaveFilePanel(string title, string directory, string defaultName, string extension) => PathToChoose;
        public static string SaveFilePanelInProject(string title, string defaultName, string extension, string message) => PathToChoose;
        public static string SaveFilePanelInProject(string title, string defaultName, string extension, string message, string path) => PathToChoose;
        public static string SaveFolderPanel(string title, string folder, string defaultName) => PathToChoose;
        public static void SetDirty(Object target)
        {
            World.RequireMainThread("SetDirty");
            if (AssetDatabase.Contains(target)) AssetDatabase.Dirty.Add(target); else World.SceneIsDirty = true;
        }
        public static bool IsDirty(Object target) => AssetDatabase.Dirty.Contains(target);
        public static bool IsPersistent(Object target) => AssetDatabase.Contains(target);
        public static void RevealInFinder(string path) { }
        public static void FocusProjectWindow() { }
        public static void CopySerialized(Object source, Object dest)
        {
            string name = dest.name;
            Copies.Put(dest, Copies.Take(source));
            dest.name = name;
        }
        public static Object InstanceIDToObject(int instanceID) => World.Living<Object>().FirstOrDefault(obj => obj.GetInstanceID() == instanceID);
    }
    public static class EditorPrefs
    {
        private static readonly Dictionary<string, object> values = new Dictionary<string, object>();
        private static T Get<T>(string key, T missing) { World.RequireMainThread("EditorPrefs"); return values.TryGetValue(key, out object value) ? (T)value : missing; }
        public static bool GetBool(string key, bool defaultValue = false) => Get(key, defaultValue);
        public static int GetInt(string key, int defaultValue = 0) => Get(key, defaultValue);
        public static float GetFloat(string key, float defaultValue = 0) => Get(key, defaultValue);
        public static string GetString(string key, string defaultValue = "") => Get(key, defaultValue);
        public static void SetBool(string key, bool value) => values[key] = value;
        public static void SetInt(string key, int value) => values[key] = value;
        public static void SetFloat(string key, float value) => values[key] = value;
        public static void SetString(string key, string value) => values[key] = value;
        public static bool HasKey(string key) => values.ContainsKey(key);
        public static void DeleteKey(string key) => values.Remove(key);
        public static void DeleteAll() => values.Clear();
    }
    public static class SessionState
    {
        private static readonly Dictionary<string, object> values = new Dictionary<string, object>();
        private static T Get<T>(string key, T missing) { World.RequireMainThread("SessionState"); return values.TryGetValue(key, out object value) ? (T)value : missing; }
        public static bool GetBool(string key, bool defaultValue) => Get(key, defaultValue);
        public static int GetInt(string key, int defaultValue) => Get(key, defaultValue);
        public static float GetFloat(string key, float defaultValue) => Get(key, defaultValue);
        public static string GetString(string key, string defaultValue) => Get(key, defaultValue);
        public static void SetBool(string key, bool value) => values[key] = value;
        public static void SetInt(string key, int value) => values[key] = value;
        public static void SetFloat(string key, float value) => values[key] = value;
        public static void SetString(string key, string value) => values[key] = value;
        public static void EraseString(string key) => values.Remove(key);
        public static void EraseInt(string key) => values.Remove(key);
        public static void EraseBool(string key) => values.Remove(key);
    }
    public static class Selection
    {
        private static Object[] m_Objects = new Object[0];
        public static Action selectionChanged;
        public static Object[] objects { get => m_Objects.Where(obj => obj).ToArray(); set { m_Objects = value; selectionChanged?.Invoke(); } }
        public static Object activeObject { get => objects.FirstOrDefault(); set => objects = value ? new[] { value } : new Object[0]; }
        public static GameObject activeGameObject { get => activeObject as GameObject; set => activeObject = value; }
        public static Transform activeTransform => activeGameObject ? activeGameObject.transform : null;
        public static GameObject[] gameObjects => objects.OfType<GameObject>().ToArray();
    }
    public static class GameObjectUtility
    {
        public static void SetParentAndAlign(GameObject child, GameObject parent)
        {
            if (!parent) return;
            child.transform.SetParent(parent.transform, false);
            child.layer = parent.layer;
        }
        public static void EnsureUniqueNameForSibling(GameObject self)
        {
            string start = self.name;
            IEnumerable<GameObject> siblings = self.transform.parent ? self.transform.parent.Cast<Transform>().Select(child => child.gameObject) : World.Roots;
            for (int number = 1; siblings.Any(other => other != self && other.name == self.name); number++) self.name = $"{start} ({number})";
        }
        public static void SetStaticEditorFlags(GameObject go, StaticEditorFlags flags) => go.StaticFlags = (int)flags;
        public static StaticEditorFlags GetStaticEditorFlags(GameObject go) => (StaticEditorFlags)go.StaticFlags;
    }
    [Flags] public enum StaticEditorFlags { ContributeGI = 1, OccluderStatic = 2, BatchingStatic = 4, OccludeeStatic = 16, ReflectionProbeStatic = 64 }
    public static class ObjectFactory
    {
        public static GameObject CreateGameObject(string name, params Type[] types)
        {
            var made = new GameObject(name, types);
            Undo.RegisterCreatedObjectUndo(made, "Create " + name);
            return made;
        }
        public static T AddComponent<T>(GameObject gameObject) where T : Component => Undo.AddComponent<T>(gameObject);
    }
    public static class ObjectNames
    {
        public static string NicifyVariableName(string name)
        {
            var words = new System.Text.StringBuilder();
            foreach (char letter in name.Replace("m_", ""))
            {
                if (letter == '_') { words.Append(' '); continue; }
                if (words.Length > 0 && char.IsUpper(letter) && !char.IsUpper(words[words.Length - 1]) && words[words.Length - 1] != ' ') words.Append(' ');
                words.Append(words.Length == 0 ? char.ToUpperInvariant(letter) : letter);
            }
            return words.ToString();
        }
    }
    public class SceneView : EditorWindow
    {
        public static SceneView lastActiveSceneView { get; set; }
        public static event Action<SceneView> duringSceneGui;
        public Camera camera { get; set; }
        public Vector3 pivot { get; set; }
        public bool FrameSelected() => true;
        public bool Frame(Bounds bounds) => Frame(bounds, true);
        public bool Frame(Bounds bounds, bool instant) { pivot = bounds.center; return true; }
        public static void RepaintAll() { }
    }

    public class SettingsProvider
    {
        public SettingsProvider(string path, SettingsScope scopes, IEnumerable<string> keywords = null) { settingsPath = path; scope = scopes; this.keywords = keywords; }
        public string settingsPath { get; }
        public SettingsScope scope { get; }
        public string label { get; set; }
        public IEnumerable<string> keywords { get; set; }
        public Action<string> guiHandler { get; set; }
        public Action<string, VisualElement> activateHandler { get; set; }
        public Action deactivateHandler { get; set; }
        public virtual void OnActivate(string searchContext, VisualElement rootElement) => activateHandler?.Invoke(searchContext, rootElement);
        public virtual void OnDeactivate() => deactivateHandler?.Invoke();
        public virtual void OnGUI(string searchContext) => guiHandler?.Invoke(searchContext);
    }
    public static class SettingsService { public static EditorWindow OpenProjectSettings(string settingsPath) => null; }

    [AttributeUsage(AttributeTargets.Class)]
    public class FilePathAttribute : Attribute
    {
        public enum Location { PreferencesFolder, ProjectFolder }
        public FilePathAttribute(string relativePath, Location location) { Path = relativePath; }
        internal string Path { get; }
    }
    public class ScriptableSingleton<T> : ScriptableObject where T : ScriptableObject
    {
        private static T s_Instance;
        public static T instance { get { World.RequireMainThread("ScriptableSingleton"); return s_Instance ? s_Instance : s_Instance = CreateInstance<T>(); } }
        protected virtual void Save(bool saveAsText) => Saves++;
        /// <summary>How often it was saved; the stubs keep it in memory only.</summary>
        public int Saves { get; private set; }
        protected static string GetFilePath() => ((FilePathAttribute)Attribute.GetCustomAttribute(typeof(T), typeof(FilePathAttribute)))?.Path ?? "";
    }

    public struct EditorCurveBinding
    {
        public string path, propertyName;
        public Type type;
        public static EditorCurveBinding FloatCurve(string inPath, Type inType, string inPropertyName) => new EditorCurveBinding { path = inPath, type = inType, propertyName = inPropertyName };
    }
    public class AnimationClipSettings
    {
        public float startTime, stopTime, cycleOffset;
        public bool loopTime, loopBlend, loopBlendOrientation, loopBlendPositionY, loopBlendPositionXZ, keepOriginalOrientation, keepOriginalPositionY, keepOriginalPositionXZ, heightFromFeet, mirror;
    }
    public class AnimationUtility
    {
        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<AnimationClip, AnimationClipSettings> settings = new System.Runtime.CompilerServices.ConditionalWeakTable<AnimationClip, AnimationClipSettings>();
        public static void SetEditorCurve(AnimationClip clip, EditorCurveBinding binding, AnimationCurve curve) => clip.SetCurve(binding.path, binding.type, binding.propertyName, curve);
        public static AnimationClipSettings GetAnimationClipSettings(AnimationClip clip) => settings.TryGetValue(clip, out AnimationClipSettings found) ? found : new AnimationClipSettings();
        public static void SetAnimationClipSettings(AnimationClip clip, AnimationClipSettings srcClipInfo) { settings.Remove(clip); settings.Add(clip, srcClipInfo); }
        public static string CalculateTransformPath(Transform targetTransform, Transform root) =>
            targetTransform == root || !targetTransform ? "" : targetTransform.parent && targetTransform.parent != root ? CalculateTransformPath(targetTransform.parent, root) + "/" + targetTransform.name : targetTransform.name;
    }
    public sealed class GenericMenu
    {
        public delegate void MenuFunction();
        public delegate void MenuFunction2(object userData);
        private readonly List<(string text, bool on, Action action)> items = new List<(string, bool, Action)>();
        public bool allowDuplicateNames { get; set; }
        public void AddItem(GUIContent content, bool on, MenuFunction func) => items.Add((content.text, on, () => func()));
        public void AddItem(GUIContent content, bool on, MenuFunction2 func, object userData) => items.Add((content.text, on, () => func(userData)));
        public void AddDisabledItem(GUIContent content) => items.Add((content.text, false, null));
        public void AddSeparator(string path) { }
        public int GetItemCount() => items.Count;
        public void ShowAsContext() => Shown = this;
        public void DropDown(Rect position) => Shown = this;
        /// <summary>The menu that was opened last; a stub's own.</summary>
        public static GenericMenu Shown { get; private set; }
        /// <summary>The names of what is ticked; a stub's own.</summary>
        public List<string> Ticked() => items.Where(item => item.on).Select(item => item.text).ToList();
        /// <summary>Does what a person's click on an item does; a stub's own.</summary>
        public void Choose(string text) { Shown = null; items.Single(item => item.text == text).action(); }
    }

    public static class EditorGUIUtility
    {
        public static bool isProSkin => true;
        public static float singleLineHeight => 18;
        public static GUIContent IconContent(string name) => new GUIContent();
        public static void PingObject(Object obj) { }
        public static string systemCopyBuffer { get => GUIUtility.systemCopyBuffer; set => GUIUtility.systemCopyBuffer = value; }
    }
    public static class Progress
    {
        public enum Status { Running, Succeeded, Failed, Canceled, Paused }
        [Flags] public enum Options { None = 0, Sticky = 1, Indefinite = 2, Synchronous = 4, Managed = 8, Unmanaged = 16 }
        private static int last;
        private static readonly Dictionary<int, (float progress, string text, Func<bool> cancel)> running = new Dictionary<int, (float, string, Func<bool>)>();
        public static int Start(string name, string description = null, Options options = Options.None, int parentId = -1) { running[++last] = (0, description, null); return last; }
        public static void Report(int id, float progress, string description = null) => running[id] = (progress, description, running[id].cancel);
        public static void Finish(int id, Status status = Status.Succeeded) => running.Remove(id);
        public static int Remove(int id) { running.Remove(id); return id; }
        public static void RegisterCancelCallback(int id, Func<bool> callback) => running[id] = (running[id].progress, running[id].text, callback);
        public static bool Cancel(int id) => running[id].cancel?.Invoke() ?? false;
        public static bool Exists(int id) => running.ContainsKey(id);
        public static int GetCount() => running.Count;
    }
}

namespace UnityEditor.SceneManagement
{
    public static class EditorSceneManager
    {
        public static bool MarkSceneDirty(Scene scene) { World.SceneIsDirty = true; return true; }
        public static void MarkAllScenesDirty() => World.SceneIsDirty = true;
        public static bool SaveOpenScenes() { World.SceneIsDirty = false; return true; }
        public static Scene GetActiveScene() => SceneManager.GetActiveScene();
    }
    public static class StageUtility { public static void PlaceGameObjectInCurrentStage(GameObject gameObject) { } }
}

namespace UnityEditor.Callbacks
{
    [AttributeUsage(AttributeTargets.Method)] public sealed class DidReloadScripts : Attribute { }
    [AttributeUsage(AttributeTargets.Method)] public sealed class OnOpenAssetAttribute : Attribute { public OnOpenAssetAttribute() { } public OnOpenAssetAttribute(int callbackOrder) { } }
}
