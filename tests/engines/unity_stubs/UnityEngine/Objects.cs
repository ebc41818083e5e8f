using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using UnityEngine.SceneManagement;
using UnityStubs;

namespace UnityEngine
{
    [Flags]
    public enum HideFlags
    {
        None = 0, HideInHierarchy = 1, HideInInspector = 2, DontSaveInEditor = 4, NotEditable = 8, DontSaveInBuild = 16,
        DontUnloadUnusedAsset = 32, DontSave = 52, HideAndDontSave = 61,
    }
    public enum PrimitiveType { Sphere, Capsule, Cylinder, Cube, Plane, Quad }
    public enum FindObjectsSortMode { None, InstanceID }
    public enum FindObjectsInactive { Exclude, Include }
    public enum Space { World, Self }

    public class UnityException : SystemException { public UnityException(string message) : base(message) { } }
    public class MissingReferenceException : SystemException { public MissingReferenceException(string message) : base(message) { } }
    public class MissingComponentException : SystemException { public MissingComponentException(string message) : base(message) { } }

    public class Object
    {
        private static int lastId;
        private string m_Name = "";
        private readonly int m_Id = --lastId;
        internal bool Destroyed;

        public Object() { World.RequireMainThread("Internal_Create"); World.Add(this); }

        public string name
        {
            get { World.RequireMainThread("GetName"); RequireAlive(); return m_Name; }
            set { World.RequireMainThread("SetName"); RequireAlive(); m_Name = value ?? ""; OnNamed(); }
        }
        internal virtual void OnNamed() { }
        internal string RawName { get => m_Name; set => m_Name = value; }
        public HideFlags hideFlags { get; set; }
        public int GetInstanceID() => m_Id;
        public override int GetHashCode() => m_Id;
        public override bool Equals(object other) => other is null ? Destroyed : ReferenceEquals(this, other);
        public override string ToString() => this == null ? "null" : $"{m_Name} ({GetType().FullName})";
        public static implicit operator bool(Object exists) => !(exists is null) && !exists.Destroyed;
        public static bool operator ==(Object x, Object y)
        {
            bool noX = x is null || x.Destroyed, noY = y is null || y.Destroyed;
            return noX || noY ? noX && noY : ReferenceEquals(x, y);
        }
        public static bool operator !=(Object x, Object y) => !(x == y);

        internal void RequireAlive()
        {
            if (Destroyed)
                throw new MissingReferenceException(
                    $"The object of type '{GetType().Name}' has been destroyed but you are still trying to access it.");
        }

        public static void Destroy(Object obj) => Destroy(obj, 0f);
        public static void Destroy(Object obj, float t)
        {
            World.RequireMainThread("Destroy");
            if (!World.Playing) Debug.LogError("Destroy may not be called from edit mode! Use DestroyImmediate instead.");
            else World.DestroyLater(obj, t);
        }
        public static void DestroyImmediate(Object obj) => DestroyImmediate(obj, false);
        public static void DestroyImmediate(Object obj, bool allowDestroyingAssets)
        {
            World.RequireMainThread("DestroyImmediate");
            if (!obj) return;
            if (!allowDestroyingAssets && World.IsAsset(obj))
                Debug.LogError("Destroying assets is not permitted to avoid data loss.");
            else World.Remove(obj);
        }
        public static void DontDestroyOnLoad(Object target) { }
        public static T Instantiate<T>(T original) where T : Object => Copies.Instantiate(original, null);
        public static T Instantiate<T>(T original, Transform parent) where T : Object => Copies.Instantiate(original, parent);
        public static T Instantiate<T>(T original, Vector3 position, Quaternion rotation) where T : Object
        {
            T copy = Copies.Instantiate(original, null);
            Transform transform = copy is GameObject go ? go.transform : ((Component)(Object)copy).transform;
            transform.SetPositionAndRotation(position, rotation);
            return copy;
        }
        public static T FindObjectOfType<T>() where T : Object => FindObjectsOfType<T>().FirstOrDefault();
        public static T[] FindObjectsOfType<T>() where T : Object => FindObjectsOfType<T>(false);
        public static T[] FindObjectsOfType<T>(bool includeInactive) where T : Object =>
            World.Living<T>().Where(found => World.InScene(found, includeInactive)).ToArray();
        public static T FindFirstObjectByType<T>() where T : Object => FindObjectsOfType<T>().FirstOrDefault();
        public static T FindAnyObjectByType<T>() where T : Object => FindObjectsOfType<T>().FirstOrDefault();
        public static T[] FindObjectsByType<T>(FindObjectsSortMode sortMode) where T : Object => FindObjectsOfType<T>();
        public static T[] FindObjectsByType<T>(FindObjectsInactive findObjectsInactive, FindObjectsSortMode sortMode) where T : Object =>
            FindObjectsOfType<T>(findObjectsInactive == FindObjectsInactive.Include);
    }

    public static class Resources
    {
        public static T[] FindObjectsOfTypeAll<T>() where T : Object => World.Living<T>().ToArray();
        public static void UnloadAsset(Object assetToUnload) { }
        public static T GetBuiltinResource<T>(string path) where T : Object => (T)World.Builtin(typeof(T), path);
        /// <summary>What a test put into <see cref="World.InResources"/>, by path.</summary>
        public static T Load<T>(string path) where T : Object => World.InResources.TryGetValue(path, out Object found) ? found as T : null;
    }

    public class ScriptableObject : Object
    {
        public static T CreateInstance<T>() where T : ScriptableObject => (T)CreateInstance(typeof(T));
        public static ScriptableObject CreateInstance(Type type)
        {
            var made = (ScriptableObject)Activator.CreateInstance(type, true);
            World.Send(made, "Awake");
            World.Send(made, "OnEnable");
            return made;
        }
    }

    public class Component : Object
    {
        internal GameObject Owner;
        public Component()
        {
            if (!GameObject.Adding) throw new InvalidOperationException($"components are made by AddComponent, not by new {GetType().Name}()");
            GameObject.Adding = false;
        }
        public GameObject gameObject { get { RequireAlive(); return Owner; } }
        public Transform transform => gameObject.transform;
        public new string name { get => gameObject.name; set => gameObject.name = value; }
        public string tag { get => gameObject.tag; set => gameObject.tag = value; }
        public bool CompareTag(string tag) => gameObject.CompareTag(tag);
        public T GetComponent<T>() => gameObject.GetComponent<T>();
        public Component GetComponent(Type type) => gameObject.GetComponent(type);
        public bool TryGetComponent<T>(out T component) => gameObject.TryGetComponent(out component);
        public T[] GetComponents<T>() => gameObject.GetComponents<T>();
        public T GetComponentInChildren<T>() => gameObject.GetComponentInChildren<T>();
        public T GetComponentInChildren<T>(bool includeInactive) => gameObject.GetComponentInChildren<T>(includeInactive);
        public T[] GetComponentsInChildren<T>() => gameObject.GetComponentsInChildren<T>();
        public T[] GetComponentsInChildren<T>(bool includeInactive) => gameObject.GetComponentsInChildren<T>(includeInactive);
        public T GetComponentInParent<T>() => gameObject.GetComponentInParent<T>();
        public void SendMessage(string methodName) => gameObject.SendMessage(methodName);
        internal virtual void OnRemoved() { }
        public override string ToString() => this == null ? "null" : $"{Owner.RawName} ({GetType().FullName})";
    }

    public class Behaviour : Component
    {
        private bool m_Enabled = true;
        public bool enabled
        {
            get => m_Enabled;
            set
            {
                if (m_Enabled == value) return;
                m_Enabled = value;
                World.Refresh(this);
            }
        }
        public bool isActiveAndEnabled => m_Enabled && gameObject.activeInHierarchy;
    }

    public class MonoBehaviour : Behaviour
    {
        internal bool Awoken, On, Started;
        private readonly CancellationTokenSource gone = new CancellationTokenSource();
        public CancellationToken destroyCancellationToken => gone.Token;
        public bool useGUILayout { get; set; } = true;
        public bool runInEditMode { get; set; }
        internal override void OnRemoved() { StopAllCoroutines(); gone.Cancel(); }
        public Coroutine StartCoroutine(IEnumerator routine)
        {
            World.RequireMainThread("StartCoroutine");
            if (!isActiveAndEnabled && !gameObject.activeInHierarchy)
                throw new InvalidOperationException($"Coroutine couldn't be started because the the game object '{name}' is inactive!");
            return World.StartCoroutine(this, routine);
        }
        public void StopCoroutine(Coroutine routine) => World.StopCoroutine(routine);
        public void StopAllCoroutines() => World.StopCoroutines(this);
        public void Invoke(string methodName, float time) => World.StartCoroutine(this, Later(methodName, time));
        private IEnumerator Later(string methodName, float time) { yield return new WaitForSeconds(time); World.Send(this, methodName); }
        public static void print(object message) => Debug.Log(message);
    }

    public sealed class GameObject : Object
    {
        internal static bool Adding;
        internal readonly List<Component> Components = new List<Component>();
        private bool m_Active = true;
        internal bool IsPrefab;

        public GameObject() : this("New Game Object") { }
        public GameObject(string name) { RawName = name ?? ""; Add(typeof(Transform)); World.Roots.Add(this); }
        public GameObject(string name, params Type[] components) : this(name) { foreach (Type type in components) AddComponent(type); }

        public Transform transform { get { RequireAlive(); return (Transform)Components[0]; } }
        public GameObject gameObject => this;
        public int layer { get; set; }
        public string tag { get; set; } = "Untagged";
        /// <summary>What the editor's StaticEditorFlags say; all of them where isStatic was set. A stub's own.</summary>
        internal int StaticFlags;
        public bool isStatic { get => StaticFlags != 0; set => StaticFlags = value ? ~0 : 0; }
        public bool activeSelf => m_Active;
        public bool activeInHierarchy => m_Active && !IsPrefab && (transform.parent is null || transform.parent.Owner.activeInHierarchy);
        public Scene scene => IsPrefab ? default : SceneManager.GetActiveScene();
        public bool CompareTag(string tag) => this.tag == tag;
        public void SetActive(bool value)
        {
            World.RequireMainThread("SetActive");
            RequireAlive();
            if (m_Active == value) return;
            m_Active = value;
            // What one of them does as it is switched may destroy another.
            foreach (Behaviour behaviour in GetComponentsInChildren<Behaviour>(true))
                if (!behaviour.Destroyed) World.Refresh(behaviour);
        }
        public T AddComponent<T>() where T : Component => (T)AddComponent(typeof(T));
        public Component AddComponent(Type componentType)
        {
            World.RequireMainThread("AddComponent");
            RequireAlive();
            foreach (RequireComponent wanted in componentType.GetCustomAttributes(typeof(RequireComponent), true))
                foreach (Type type in new[] { wanted.m_Type0, wanted.m_Type1, wanted.m_Type2 })
                    if (type != null && GetComponent(type) == null) AddComponent(type);
            if (componentType.IsDefined(typeof(DisallowMultipleComponent), true) && GetComponent(componentType) != null)
            {
                Debug.LogError($"Can't add {componentType.Name} to {name}: it has one, and DisallowMultipleComponent");
                return null;
            }
            Component added = Add(componentType);
            if (!World.Playing && added is MonoBehaviour) World.Send(added, "Reset");
            if (added is Behaviour behaviour) World.Refresh(behaviour);
            return added;
        }
        internal Component Add(Type componentType)
        {
            Adding = true;
            var component = (Component)Activator.CreateInstance(componentType, true);
            component.Owner = this;
            Components.Add(component);
            return component;
        }
        private IEnumerable<T> All<T>() => Components.OfType<T>();
        public T GetComponent<T>() { World.RequireMainThread("GetComponent"); RequireAlive(); return All<T>().FirstOrDefault(); }
        public Component GetComponent(Type type) => Components.FirstOrDefault(type.IsInstanceOfType);
        public bool TryGetComponent<T>(out T component) { component = GetComponent<T>(); return component != null; }
        public T[] GetComponents<T>() => All<T>().ToArray();
        public T GetComponentInChildren<T>() => GetComponentInChildren<T>(false);
        public T GetComponentInChildren<T>(bool includeInactive) => GetComponentsInChildren<T>(includeInactive).FirstOrDefault();
        public T[] GetComponentsInChildren<T>() => GetComponentsInChildren<T>(false);
        public T[] GetComponentsInChildren<T>(bool includeInactive) =>
            Hierarchy().Where(go => includeInactive || go.activeInHierarchy).SelectMany(go => go.All<T>()).ToArray();
        public T GetComponentInParent<T>()
        {
            for (Transform at = transform; !(at is null); at = at.parent)
                if (at.Owner.All<T>().Any()) return at.Owner.All<T>().First();
            return default;
        }
        public void SendMessage(string methodName) { foreach (MonoBehaviour behaviour in GetComponents<MonoBehaviour>()) World.Send(behaviour, methodName); }
        internal IEnumerable<GameObject> Hierarchy() =>
            new[] { this }.Concat(((Transform)Components[0]).Children.ToList().SelectMany(child => child.Owner.Hierarchy()));
        public static GameObject Find(string name) =>
            World.Living<GameObject>().FirstOrDefault(go => go.RawName == name.Split('/').Last() && go.activeInHierarchy);
        public static GameObject FindWithTag(string tag) => World.Living<GameObject>().FirstOrDefault(go => go.tag == tag && go.activeInHierarchy);
        public static GameObject CreatePrimitive(PrimitiveType type)
        {
            var made = new GameObject(type.ToString(), typeof(MeshFilter), typeof(MeshRenderer));
            made.GetComponent<MeshFilter>().sharedMesh = (Mesh)World.Builtin(typeof(Mesh), type + ".fbx");
            return made;
        }
    }

    public class Transform : Component, IEnumerable
    {
        internal readonly List<Transform> Children = new List<Transform>();
        private Transform m_Parent;
        private Vector3 m_Position = Vector3.zero, m_Scale = Vector3.one;
        private Quaternion m_Rotation = Quaternion.identity;

        public Transform parent { get => m_Parent; set => SetParent(value, true); }
        public Transform root => m_Parent is null ? this : m_Parent.root;
        public int childCount => Children.Count;
        public bool hasChanged { get; set; }
        public Vector3 localPosition { get => m_Position; set { Change(); m_Position = value; } }
        public Quaternion localRotation { get => m_Rotation; set { Change(); m_Rotation = value; } }
        public Vector3 localScale { get => m_Scale; set { Change(); m_Scale = value; } }
        public Vector3 localEulerAngles { get => localRotation.eulerAngles; set => localRotation = Quaternion.Euler(value); }
        public Vector3 position
        {
            get => m_Parent is null ? m_Position : m_Parent.TransformPoint(m_Position);
            set => localPosition = m_Parent is null ? value : m_Parent.InverseTransformPoint(value);
        }
        public Quaternion rotation
        {
            get => m_Parent is null ? m_Rotation : m_Parent.rotation * m_Rotation;
            set => localRotation = m_Parent is null ? value : Quaternion.Inverse(m_Parent.rotation) * value;
        }
        public Vector3 eulerAngles { get => rotation.eulerAngles; set => rotation = Quaternion.Euler(value); }
        public Vector3 lossyScale => m_Parent is null ? m_Scale : Vector3.Scale(m_Parent.lossyScale, m_Scale);
        public Vector3 right { get => rotation * Vector3.right; set => rotation = Quaternion.FromToRotation(Vector3.right, value); }
        public Vector3 up { get => rotation * Vector3.up; set => rotation = Quaternion.FromToRotation(Vector3.up, value); }
        public Vector3 forward { get => rotation * Vector3.forward; set => rotation = Quaternion.LookRotation(value); }
        public Matrix4x4 localToWorldMatrix
        {
            get
            {
                Matrix4x4 own = Matrix4x4.TRS(m_Position, m_Rotation, m_Scale);
                return m_Parent is null ? own : m_Parent.localToWorldMatrix * own;
            }
        }
        public Matrix4x4 worldToLocalMatrix => localToWorldMatrix.inverse;
        public Vector3 TransformPoint(Vector3 position) => localToWorldMatrix.MultiplyPoint3x4(position);
        public Vector3 InverseTransformPoint(Vector3 position) => worldToLocalMatrix.MultiplyPoint3x4(position);
        public Vector3 TransformDirection(Vector3 direction) => rotation * direction;
        public Vector3 InverseTransformDirection(Vector3 direction) => Quaternion.Inverse(rotation) * direction;
        public Vector3 TransformVector(Vector3 vector) => localToWorldMatrix.MultiplyVector(vector);
        private void Change() { World.RequireMainThread("set_transform"); RequireAlive(); hasChanged = true; }

        public void SetParent(Transform p) => SetParent(p, true);
        public void SetParent(Transform parent, bool worldPositionStays)
        {
            Change();
            Vector3 worldPosition = position;
            Quaternion worldRotation = rotation;
            Vector3 worldScale = lossyScale;
            Detach();
            m_Parent = parent ? parent : null;
            if (m_Parent is null) World.Roots.Add(Owner); else m_Parent.Children.Add(this);
            if (worldPositionStays)
            {
                position = worldPosition;
                rotation = worldRotation;
                Vector3 above = m_Parent is null ? Vector3.one : m_Parent.lossyScale;
                m_Scale = new Vector3(worldScale.x / above.x, worldScale.y / above.y, worldScale.z / above.z);
            }
            foreach (Behaviour behaviour in Owner.GetComponentsInChildren<Behaviour>(true)) World.Refresh(behaviour);
        }
        internal void Detach() { if (m_Parent is null) World.Roots.Remove(Owner); else m_Parent.Children.Remove(this); }
        internal void Attach(int index)
        {
            if (m_Parent is null) World.Roots.Insert(Math.Min(index, World.Roots.Count), Owner);
            else m_Parent.Children.Insert(Math.Min(index, m_Parent.Children.Count), this);
        }
        public void DetachChildren() { foreach (Transform child in Children.ToArray()) child.SetParent(null, true); }
        public Transform GetChild(int index) =>
            index >= 0 && index < Children.Count ? Children[index] : throw new UnityException("Transform child out of bounds");
        public int GetSiblingIndex() => m_Parent is null ? World.Roots.IndexOf(Owner) : m_Parent.Children.IndexOf(this);
        public void SetSiblingIndex(int index) { Change(); Detach(); Attach(index); }
        public void SetAsFirstSibling() => SetSiblingIndex(0);
        public void SetAsLastSibling() => SetSiblingIndex(int.MaxValue);
        public bool IsChildOf(Transform parent)
        {
            for (Transform at = this; !(at is null); at = at.m_Parent) if (ReferenceEquals(at, parent)) return true;
            return false;
        }
        public Transform Find(string n)
        {
            Transform at = this;
            foreach (string part in n.Split('/'))
            {
                at = part == ".." ? at.m_Parent : at.Children.FirstOrDefault(child => child.Owner.RawName == part);
                if (at is null) return null;
            }
            return at;
        }
        public void SetPositionAndRotation(Vector3 position, Quaternion rotation) { this.position = position; this.rotation = rotation; }
        public void SetLocalPositionAndRotation(Vector3 localPosition, Quaternion localRotation) { this.localPosition = localPosition; this.localRotation = localRotation; }
        public void Translate(Vector3 translation) => position += rotation * translation;
        public void Translate(Vector3 translation, Space relativeTo) => position += relativeTo == Space.Self ? rotation * translation : translation;
        public void Rotate(Vector3 eulers) => localRotation *= Quaternion.Euler(eulers);
        public void Rotate(float xAngle, float yAngle, float zAngle) => Rotate(new Vector3(xAngle, yAngle, zAngle));
        public void LookAt(Transform target) => LookAt(target.position);
        public void LookAt(Vector3 worldPosition) => rotation = Quaternion.LookRotation(worldPosition - position, Vector3.up);
        public IEnumerator GetEnumerator() => Children.ToList().GetEnumerator();
    }
}

namespace UnityEngine.SceneManagement
{
    public struct Scene
    {
        internal bool Valid;
        public string name => Valid ? "Main" : null;
        public string path => Valid ? "Assets/Main.unity" : null;
        public bool isLoaded => Valid;
        public bool isDirty => Valid && World.SceneIsDirty;
        public int rootCount => Valid ? World.Roots.Count : 0;
        public bool IsValid() => Valid;
        public GameObject[] GetRootGameObjects() => World.Roots.ToArray();
        public static bool operator ==(Scene lhs, Scene rhs) => lhs.Valid == rhs.Valid;
        public static bool operator !=(Scene lhs, Scene rhs) => !(lhs == rhs);
        public override bool Equals(object other) => other is Scene scene && this == scene;
        public override int GetHashCode() => Valid ? 1 : 0;
    }
    public static class SceneManager
    {
        public static Scene GetActiveScene() => new Scene { Valid = true };
        public static int sceneCount => 1;
        public static void MoveGameObjectToScene(GameObject go, Scene scene) { }
    }
}
