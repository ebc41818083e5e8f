using System;
using System.Collections.Generic;
using System.Linq;
using UnityStubs;

namespace UnityEngine.UIElements
{
    public interface IPanel { VisualElement visualTree { get; } }
    public interface IVisualElementScheduler
    {
        IVisualElementScheduledItem Execute(Action updateEvent);
    }
    public interface IVisualElementScheduledItem
    {
        bool isActive { get; }
        void Resume();
        void Pause();
        void ExecuteLater(long delayMs);
        IVisualElementScheduledItem StartingIn(long delayMs);
        IVisualElementScheduledItem Every(long intervalMs);
        IVisualElementScheduledItem Until(Func<bool> stopCondition);
    }
    public abstract class Focusable : CallbackEventHandler
    {
        public virtual bool focusable { get; set; }
        public int tabIndex { get; set; }
        public virtual void Focus() { }
        public virtual void Blur() { }
    }
    public class StyleSheet : ScriptableObject { }
    public class VisualTreeAsset : ScriptableObject { }
    public struct VisualElementStyleSheetSet { public void Add(StyleSheet styleSheet) { } public int count => 0; }
    internal sealed class Panel : IPanel { public VisualElement visualTree { get; set; } }

    public class VisualElement : Focusable, IVisualElementScheduler
    {
        private readonly List<VisualElement> children = new List<VisualElement>();
        private readonly List<string> classes = new List<string>();
        private VisualElement m_Parent, m_Logical;
        private IPanel m_Panel;
        private bool m_Enabled = true;
        private Rect m_Layout;

        public string name { get; set; } = "";
        public string tooltip { get; set; } = "";
        public object userData { get; set; }
        public string viewDataKey { get; set; }
        public PickingMode pickingMode { get; set; }
        public bool visible { get => style.visibility != Visibility.Hidden; set => style.visibility = value ? Visibility.Visible : Visibility.Hidden; }
        public IStyle style { get; } = new InlineStyle();
        public VisualElementStyleSheetSet styleSheets => default;
        public IVisualElementScheduler schedule => this;
        // A scroll view is the parent of what it was given, though its content box holds that.
        public VisualElement parent => m_Logical ?? m_Parent;
        public IPanel panel => m_Panel;
        public virtual VisualElement contentContainer => this;
        public int childCount => contentContainer.children.Count;
        public VisualElement this[int key] => contentContainer.children[key];
        /// <summary>What the style says in pixels; otherwise empty until a test sets it by <see cref="SetLayout"/>.</summary>
        public Rect layout => m_Layout == default ? new Rect(0, 0, style.width.value.value, style.height.value.value) : m_Layout;
        public Rect contentRect => new Rect(0, 0, layout.width, layout.height);
        public Rect worldBound => layout;
        public void SetLayout(Rect rect)
        {
            Rect old = m_Layout;
            m_Layout = rect;
            SendEvent(new GeometryChangedEvent { oldRect = old, newRect = rect });
        }
        public bool enabledSelf => m_Enabled;
        public bool enabledInHierarchy => m_Enabled && (m_Parent == null || m_Parent.enabledInHierarchy);
        public void SetEnabled(bool value) { World.RequireMainThread("VisualElement.SetEnabled"); m_Enabled = value; }
        public void MarkDirtyRepaint() => World.RequireMainThread("VisualElement.MarkDirtyRepaint");

        public void Add(VisualElement child) => Insert(childCount, child);
        public void Insert(int index, VisualElement element)
        {
            World.RequireMainThread("VisualElement.Insert");
            if (element == null) throw new ArgumentException("Cannot insert null child");
            VisualElement box = contentContainer;
            if (box != this) { box.Insert(index, element); element.m_Logical = this; return; }
            element.RemoveFromHierarchy();
            children.Insert(Math.Min(index, children.Count), element);
            element.m_Parent = this;
            element.Attach(m_Panel);
        }
        // Parts of a control itself, beside what it contains.
        internal void AddPart(VisualElement part) { children.Add(part); part.m_Parent = this; part.Attach(m_Panel); }
        public void Remove(VisualElement element)
        {
            World.RequireMainThread("VisualElement.Remove");
            if (!contentContainer.children.Remove(element)) throw new ArgumentException("This VisualElement is not my child");
            element.m_Parent = element.m_Logical = null;
            element.Attach(null);
        }
        public void RemoveAt(int index) => Remove(this[index]);
        public void RemoveFromHierarchy()
        {
            if (m_Parent == null) return;
            World.RequireMainThread("VisualElement.RemoveFromHierarchy");
            m_Parent.children.Remove(this);
            m_Parent = m_Logical = null;
            Attach(null);
        }
        public void Clear() { foreach (VisualElement child in contentContainer.children.ToArray()) Remove(child); }
        public VisualElement ElementAt(int index) => this[index];
        public int IndexOf(VisualElement element) => contentContainer.children.IndexOf(element);
        public bool Contains(VisualElement child) { for (; child != null; child = child.m_Parent) if (child == this) return true; return false; }
        public IEnumerable<VisualElement> Children() => contentContainer.children.ToArray();
        public void Sort(Comparison<VisualElement> comp) => contentContainer.children.Sort(comp);
        public void BringToFront() { List<VisualElement> list = m_Parent.children; list.Remove(this); list.Add(this); }
        internal IEnumerable<VisualElement> Below() => children.SelectMany(child => new[] { child }.Concat(child.Below()));
        internal void Attach(IPanel newPanel)
        {
            if (m_Panel == newPanel) return;
            m_Panel = newPanel;
            SendEvent(newPanel == null ? (EventBase)new DetachFromPanelEvent() : new AttachToPanelEvent());
            foreach (VisualElement child in children.ToArray()) child.Attach(newPanel);
        }
        /// <summary>Makes this the root of a panel, as a window does.</summary>
        internal void MakeRoot() => Attach(new Panel { visualTree = this });

        public void AddToClassList(string className) { if (!classes.Contains(className)) classes.Add(className); }
        public void RemoveFromClassList(string className) => classes.Remove(className);
        public void ToggleInClassList(string className) { if (!classes.Remove(className)) classes.Add(className); }
        public void EnableInClassList(string className, bool enable) { if (enable) AddToClassList(className); else RemoveFromClassList(className); }
        public bool ClassListContains(string cls) => classes.Contains(cls);
        public IEnumerable<string> GetClasses() => classes;
        public void ClearClassList() => classes.Clear();

        /// <summary>At once, to this element and then to those around it; in Unity only elements of a panel get events.</summary>
        public override void SendEvent(EventBase e)
        {
            if (e.target == null) e.target = this;
            for (VisualElement at = this; at != null; at = e.bubbles && !e.isPropagationStopped ? at.m_Parent : null) at.Handle(e);
        }
        private readonly HashSet<int> captured = new HashSet<int>();
        internal HashSet<int> Captured => captured;
        public Vector2 WorldToLocal(Vector2 p) => p - m_Layout.position;

        IVisualElementScheduledItem IVisualElementScheduler.Execute(Action updateEvent) => new ScheduledItem(this, updateEvent);
        private sealed class ScheduledItem : IVisualElementScheduledItem
        {
            private readonly VisualElement owner;
            private readonly Action action;
            private Func<bool> stop;
            private float due, every = -1;
            internal ScheduledItem(VisualElement owner, Action action) { this.owner = owner; this.action = action; Resume(); }
            public bool isActive { get; private set; }
            public void Resume() { if (!isActive) { isActive = true; World.OnFrame += Frame; } }
            public void Pause() { isActive = false; World.OnFrame -= Frame; }
            public void ExecuteLater(long delayMs) { StartingIn(delayMs); Resume(); }
            public IVisualElementScheduledItem StartingIn(long delayMs) { due = Time.realtimeSinceStartup + delayMs / 1000f; return this; }
            public IVisualElementScheduledItem Every(long intervalMs) { every = intervalMs / 1000f; return this; }
            public IVisualElementScheduledItem Until(Func<bool> stopCondition) { stop = stopCondition; return this; }
            private void Frame()
            {
                // Only what is in a panel has time.
                if (owner.panel == null || Time.realtimeSinceStartup < due) return;
                if (every < 0) Pause(); else due = Time.realtimeSinceStartup + every;
                try { action(); }
                catch (Exception error) { Debug.LogException(error); }
                if (stop != null && stop()) Pause();
            }
        }
    }

    public static class PointerCaptureHelper
    {
        public static bool HasPointerCapture(this IEventHandler handler, int pointerId) => ((VisualElement)handler).Captured.Contains(pointerId);
        public static void CapturePointer(this IEventHandler handler, int pointerId) => ((VisualElement)handler).Captured.Add(pointerId);
        public static void ReleasePointer(this IEventHandler handler, int pointerId) => ((VisualElement)handler).Captured.Remove(pointerId);
    }
    public static class MouseCaptureController
    {
        public static void CaptureMouse(this IEventHandler handler) => ((VisualElement)handler).Captured.Add(0);
        public static void ReleaseMouse(this IEventHandler handler) => ((VisualElement)handler).Captured.Remove(0);
        public static bool HasMouseCapture(this IEventHandler handler) => ((VisualElement)handler).Captured.Contains(0);
    }
    public static class VisualElementExtensions
    {
        public static void AddManipulator(this VisualElement ele, IManipulator manipulator) => manipulator.target = ele;
        public static void RemoveManipulator(this VisualElement ele, IManipulator manipulator) => manipulator.target = null;
        public static Vector2 WorldToLocal(this VisualElement ele, Vector2 p) => p - ele.layout.position;
        public static Vector2 LocalToWorld(this VisualElement ele, Vector2 p) => p + ele.layout.position;
        public static void StretchToParentSize(this VisualElement elem) => elem.style.position = Position.Absolute;
    }
    public interface IManipulator { VisualElement target { get; set; } }
    public abstract class Manipulator : IManipulator
    {
        private VisualElement m_Target;
        protected abstract void RegisterCallbacksOnTarget();
        protected abstract void UnregisterCallbacksFromTarget();
        public VisualElement target
        {
            get => m_Target;
            set
            {
                if (m_Target != null) UnregisterCallbacksFromTarget();
                m_Target = value;
                if (m_Target != null) RegisterCallbacksOnTarget();
            }
        }
    }

    public struct UQueryBuilder<T> where T : VisualElement
    {
        private readonly IEnumerable<T> found;
        internal UQueryBuilder(IEnumerable<T> found) { this.found = found; }
        public List<T> ToList() => found.ToList();
        public T First() => found.FirstOrDefault();
        public T Last() => found.LastOrDefault();
        public void ForEach(Action<T> funcCall) { foreach (T element in ToList()) funcCall(element); }
        public UQueryBuilder<T> Where(Func<T, bool> selectorPredicate) => new UQueryBuilder<T>(found.Where(selectorPredicate));
    }
    public static class UQueryExtensions
    {
        private static IEnumerable<T> All<T>(VisualElement e, string name, string className) where T : VisualElement =>
            new[] { e }.Concat(e.Below()).OfType<T>().Where(found => (name == null || found.name == name) && (className == null || found.ClassListContains(className)));
        public static T Q<T>(this VisualElement e, string name = null, string className = null) where T : VisualElement => All<T>(e, name, className).FirstOrDefault();
        public static VisualElement Q(this VisualElement e, string name = null, string className = null) => All<VisualElement>(e, name, className).FirstOrDefault();
        public static UQueryBuilder<T> Query<T>(this VisualElement e, string name = null, string className = null) where T : VisualElement => new UQueryBuilder<T>(All<T>(e, name, className));
        public static UQueryBuilder<VisualElement> Query(this VisualElement e, string name = null, string className = null) => new UQueryBuilder<VisualElement>(All<VisualElement>(e, name, className));
    }
}
