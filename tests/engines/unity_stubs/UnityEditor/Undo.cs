using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using UnityEngine;
using UnityStubs;
using Object = UnityEngine.Object;

namespace UnityEditor
{
    /// <summary>Undoes and redoes created and destroyed objects, changed fields, added components and new parents, by groups.</summary>
    public class Undo
    {
        private sealed class Operation { public int Group; public string Name; public Action Back, Forth; }

        private static readonly List<Operation> done = new List<Operation>(), undone = new List<Operation>();
        private static readonly Dictionary<int, string> names = new Dictionary<int, string>();
        private static int group;

        public delegate void UndoRedoCallback();
        public static UndoRedoCallback undoRedoPerformed;

        static Undo() { World.OnReset += () => { ClearAll(); group = 0; names.Clear(); }; }

        private static void Add(string name, Action back, Action forth)
        {
            World.RequireMainThread("Undo");
            done.Add(new Operation { Group = group, Name = name, Back = back, Forth = forth });
            undone.Clear();
            World.SceneIsDirty = true;
            if (!names.ContainsKey(group)) names[group] = name;
        }

        public static int GetCurrentGroup() => group;
        public static void IncrementCurrentGroup() => group++;
        public static string GetCurrentGroupName() => names.TryGetValue(group, out string name) ? name : "";
        public static void SetCurrentGroupName(string name) => names[group] = name;
        public static void CollapseUndoOperations(int groupIndex)
        {
            names.TryGetValue(group, out string name);
            foreach (Operation operation in done) if (operation.Group > groupIndex) operation.Group = groupIndex;
            if (name != null) names[groupIndex] = name;
        }
        public static void FlushUndoRecordObjects() { }
        public static void ClearAll() { done.Clear(); undone.Clear(); }
        public static void ClearUndo(Object identifier) { }
        public static void RevertAllInCurrentGroup() => RevertAllDownToGroup(group);
        public static void RevertAllDownToGroup(int group)
        {
            while (done.Count > 0 && done[done.Count - 1].Group >= group) { Last(done).Back(); done.RemoveAt(done.Count - 1); }
        }
        private static Operation Last(List<Operation> list) => list[list.Count - 1];
        public static void PerformUndo() { Move(done, undone, operation => operation.Back()); group++; }
        public static void PerformRedo() { Move(undone, done, operation => operation.Forth()); group++; }
        private static void Move(List<Operation> from, List<Operation> to, Action<Operation> act)
        {
            World.RequireMainThread("Undo");
            if (from.Count == 0) return;
            int moved = Last(from).Group;
            while (from.Count > 0 && Last(from).Group == moved)
            {
                Operation operation = Last(from);
                from.RemoveAt(from.Count - 1);
                act(operation);
                to.Add(operation);
            }
            undoRedoPerformed?.Invoke();
        }
        /// <summary>The names of the steps that can be undone, oldest first; a stub's own, for tests.</summary>
        public static List<string> Steps() => done.Select(operation => operation.Group).Distinct().Select(step => names[step]).ToList();

        public static void RegisterCreatedObjectUndo(Object objectToUndo, string name)
        {
            if (!objectToUndo) throw new ArgumentNullException(nameof(objectToUndo));
            (Action back, Action forth) = Removal(objectToUndo);
            Add(name, back, forth);
        }
        public static void DestroyObjectImmediate(Object objectToUndo)
        {
            (Action back, Action forth) = Removal(objectToUndo);
            Add("Destroy " + objectToUndo.name, forth, back);
            back();
        }
        // How to take an object away, and how to bring it back as it was then.
        private static (Action away, Action again) Removal(Object obj)
        {
            Action again = null;
            Action away = () =>
            {
                if (!obj) { again = () => { }; return; }
                Object[] parts = obj is GameObject go ? go.Hierarchy().SelectMany(each => each.Components.Cast<Object>().Prepend(each)).ToArray() : new[] { obj };
                var states = parts.ToDictionary(part => part, Copies.Take);
                Transform place = (obj as GameObject)?.transform;
                int index = place ? place.GetSiblingIndex() : -1;
                Component component = obj as Component;
                int slot = component ? component.Owner.Components.IndexOf(component) : -1;
                World.Remove(obj);
                again = () =>
                {
                    foreach (Object part in parts) World.Revive(part);
                    foreach (Object part in parts) Copies.Put(part, states[part]);
                    if (!(place is null)) place.Attach(index);
                    if (slot >= 0 && !component.Owner.Components.Contains(component)) component.Owner.Components.Insert(Math.Min(slot, component.Owner.Components.Count), component);
                    foreach (Behaviour behaviour in parts.OfType<Behaviour>()) World.Refresh(behaviour);
                };
            };
            return (away, () => again());
        }

        public static void RecordObject(Object objectToUndo, string name) => RegisterCompleteObjectUndo(objectToUndo, name);
        public static void RecordObjects(Object[] objectsToUndo, string name) => RegisterCompleteObjectUndo(objectsToUndo, name);
        public static void RegisterCompleteObjectUndo(Object[] objectsToUndo, string name) { foreach (Object obj in objectsToUndo) RegisterCompleteObjectUndo(obj, name); }
        public static void RegisterCompleteObjectUndo(Object objectToUndo, string name)
        {
            if (!objectToUndo) throw new ArgumentNullException(nameof(objectToUndo));
            // What holds the object in the scene has operations of its own: objects come and go, and get other parents.
            Dictionary<FieldInfo, object> state = Own(objectToUndo);
            Action swap = () => { Dictionary<FieldInfo, object> now = Own(objectToUndo); Copies.Put(objectToUndo, state); state = now; };
            Add(name, swap, swap);
        }
        private static Dictionary<FieldInfo, object> Own(Object obj) => Copies.Take(obj).Where(entry => !structure.Contains(entry.Key.Name)).ToDictionary(entry => entry.Key, entry => entry.Value);
        private static readonly HashSet<string> structure = new HashSet<string> { nameof(GameObject.Components), nameof(Transform.Children), nameof(Component.Owner), "m_Parent" };

        public static void RegisterFullObjectHierarchyUndo(Object objectToUndo, string name)
        {
            GameObject root = objectToUndo as GameObject ?? ((Component)objectToUndo).gameObject;
            Dictionary<Object, Dictionary<FieldInfo, object>> Take() =>
                root.Hierarchy().SelectMany(each => each.Components.Cast<Object>().Prepend(each)).ToDictionary(part => part, Copies.Take);
            var state = Take();
            Action swap = () =>
            {
                var now = Take();
                foreach (Object gone in now.Keys.Where(part => !state.ContainsKey(part)).ToArray()) if (gone) World.Remove(gone);
                foreach (Object part in state.Keys) World.Revive(part);
                foreach (var part in state) Copies.Put(part.Key, part.Value);
                state = now;
            };
            Add(name, swap, swap);
        }
        public static T AddComponent<T>(GameObject gameObject) where T : Component => (T)AddComponent(gameObject, typeof(T));
        public static Component AddComponent(GameObject gameObject, Type type)
        {
            Component added = gameObject.AddComponent(type);
            RegisterCreatedObjectUndo(added, "Add " + type.Name);
            return added;
        }
        public static void SetTransformParent(Transform transform, Transform newParent, string name) => SetTransformParent(transform, newParent, true, name);
        public static void SetTransformParent(Transform transform, Transform newParent, bool worldPositionStays, string name)
        {
            Transform old = transform.parent;
            int index = transform.GetSiblingIndex();
            Vector3 position = transform.localPosition, scale = transform.localScale;
            Quaternion rotation = transform.localRotation;
            void Forth() => transform.SetParent(newParent, worldPositionStays);
            Forth();
            Add(name, () =>
            {
                transform.SetParent(old, false);
                transform.SetSiblingIndex(index);
                transform.localPosition = position; transform.localRotation = rotation; transform.localScale = scale;
            }, Forth);
        }
        public static void MoveGameObjectToScene(GameObject go, UnityEngine.SceneManagement.Scene scene, string name) { }
    }
}
