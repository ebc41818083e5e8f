using System;
using System.Collections.Generic;

namespace UnityEngine.UIElements
{
    public enum TrickleDown { NoTrickleDown, TrickleDown }
    public interface IEventHandler { void SendEvent(EventBase e); }
    public abstract class EventBase : IDisposable
    {
        public IEventHandler target { get; set; }
        public IEventHandler currentTarget { get; internal set; }
        public bool bubbles { get; protected set; } = true;
        public bool isPropagationStopped { get; private set; }
        public bool isDefaultPrevented { get; private set; }
        public void StopPropagation() => isPropagationStopped = true;
        public void StopImmediatePropagation() => isPropagationStopped = true;
        public void PreventDefault() => isDefaultPrevented = true;
        public void Dispose() { }
    }
    public abstract class EventBase<T> : EventBase where T : EventBase<T>, new()
    {
        public static T GetPooled() => new T();
    }
    public delegate void EventCallback<in TEventType>(TEventType evt);
    public delegate void EventCallback<in TEventType, in TCallbackArgs>(TEventType evt, TCallbackArgs userArgs);

    public interface IMouseEvent
    {
        Vector2 mousePosition { get; }
        Vector2 localMousePosition { get; }
        Vector2 mouseDelta { get; }
        int button { get; }
        int pressedButtons { get; }
        EventModifiers modifiers { get; }
        bool shiftKey { get; }
        bool ctrlKey { get; }
    }
    /// <summary>Tests make such events by <see cref="At"/>, which is a stub's own.</summary>
    public abstract class MouseEventBase<T> : EventBase<T>, IMouseEvent where T : MouseEventBase<T>, new()
    {
        public static T At(Vector2 localPosition, int pressed = 0, int button = 0, EventModifiers modifiers = EventModifiers.None) =>
            new T { localMousePosition = localPosition, mousePosition = localPosition, pressedButtons = pressed, button = button, modifiers = modifiers };
        public Vector2 mousePosition { get; protected set; }
        public Vector2 localMousePosition { get; internal set; }
        public Vector2 mouseDelta { get; protected set; }
        public int clickCount { get; protected set; } = 1;
        public int button { get; protected set; }
        public int pressedButtons { get; protected set; }
        public EventModifiers modifiers { get; protected set; }
        public bool shiftKey => (modifiers & EventModifiers.Shift) != 0;
        public bool ctrlKey => (modifiers & EventModifiers.Control) != 0;
        public bool altKey => (modifiers & EventModifiers.Alt) != 0;
        public bool actionKey => ctrlKey;
    }
    public class MouseDownEvent : MouseEventBase<MouseDownEvent> { }
    public class MouseUpEvent : MouseEventBase<MouseUpEvent> { }
    public class MouseMoveEvent : MouseEventBase<MouseMoveEvent> { }
    public class MouseLeaveEvent : MouseEventBase<MouseLeaveEvent> { }
    public class MouseEnterEvent : MouseEventBase<MouseEnterEvent> { }
    public abstract class PointerEventBase<T> : EventBase<T> where T : PointerEventBase<T>, new()
    {
        public static T At(Vector2 localPosition, int pressed = 0, int button = 0, EventModifiers modifiers = EventModifiers.None) =>
            new T { localPosition = localPosition, position = localPosition, pressedButtons = pressed, button = button, modifiers = modifiers };
        public static T GetPooled(Event systemEvent) => At(systemEvent.mousePosition, 0, systemEvent.button, systemEvent.modifiers);
        public int pointerId { get; protected set; }
        public Vector3 position { get; protected set; }
        public Vector3 localPosition { get; internal set; }
        public Vector3 deltaPosition { get; protected set; }
        public int button { get; protected set; }
        public int pressedButtons { get; protected set; }
        public float pressure { get; protected set; } = 1;
        public EventModifiers modifiers { get; protected set; }
        public bool shiftKey => (modifiers & EventModifiers.Shift) != 0;
        public bool ctrlKey => (modifiers & EventModifiers.Control) != 0;
        public bool altKey => (modifiers & EventModifiers.Alt) != 0;
    }
    public sealed class NavigationSubmitEvent : EventBase<NavigationSubmitEvent> { }
    public sealed class PointerDownEvent : PointerEventBase<PointerDownEvent> { }
    public sealed class PointerUpEvent : PointerEventBase<PointerUpEvent> { }
    public sealed class PointerMoveEvent : PointerEventBase<PointerMoveEvent> { }
    public sealed class PointerLeaveEvent : PointerEventBase<PointerLeaveEvent> { }
    public sealed class PointerCancelEvent : PointerEventBase<PointerCancelEvent> { }
    public sealed class PointerCaptureOutEvent : PointerEventBase<PointerCaptureOutEvent> { }
    public class ClickEvent : PointerEventBase<ClickEvent> { }
    public class WheelEvent : MouseEventBase<WheelEvent> { public Vector3 delta { get; set; } }
    public class KeyDownEvent : EventBase<KeyDownEvent>
    {
        public static KeyDownEvent Of(KeyCode key, char letter = '\0') => new KeyDownEvent { keyCode = key, character = letter };
        public KeyCode keyCode { get; protected set; }
        public char character { get; protected set; }
        public EventModifiers modifiers { get; protected set; }
        public bool shiftKey => (modifiers & EventModifiers.Shift) != 0;
        public bool ctrlKey => (modifiers & EventModifiers.Control) != 0;
    }
    public class FocusInEvent : EventBase<FocusInEvent> { }
    public class FocusOutEvent : EventBase<FocusOutEvent> { }
    public class BlurEvent : EventBase<BlurEvent> { }
    public class AttachToPanelEvent : EventBase<AttachToPanelEvent> { public AttachToPanelEvent() { bubbles = false; } }
    public class DetachFromPanelEvent : EventBase<DetachFromPanelEvent> { public DetachFromPanelEvent() { bubbles = false; } }
    public class GeometryChangedEvent : EventBase<GeometryChangedEvent>
    {
        public GeometryChangedEvent() { bubbles = false; }
        public Rect oldRect { get; internal set; }
        public Rect newRect { get; internal set; }
    }

    public class ChangeEvent<T> : EventBase<ChangeEvent<T>>
    {
        public T previousValue { get; protected set; }
        public T newValue { get; protected set; }
        public static ChangeEvent<T> GetPooled(T previousValue, T newValue) => new ChangeEvent<T> { previousValue = previousValue, newValue = newValue };
    }
    public interface INotifyValueChanged<T> { T value { get; set; } void SetValueWithoutNotify(T newValue); }
    public static class INotifyValueChangedExtensions
    {
        public static bool RegisterValueChangedCallback<T>(this INotifyValueChanged<T> control, EventCallback<ChangeEvent<T>> callback)
        {
            ((CallbackEventHandler)control).RegisterCallback(callback);
            return true;
        }
        public static bool UnregisterValueChangedCallback<T>(this INotifyValueChanged<T> control, EventCallback<ChangeEvent<T>> callback)
        {
            ((CallbackEventHandler)control).UnregisterCallback(callback);
            return true;
        }
    }

    public abstract class CallbackEventHandler : IEventHandler
    {
        private readonly List<(Type type, Delegate callback, Action<EventBase> call)> callbacks = new List<(Type, Delegate, Action<EventBase>)>();
        public void RegisterCallback<TEventType>(EventCallback<TEventType> callback, TrickleDown useTrickleDown = TrickleDown.NoTrickleDown) where TEventType : EventBase<TEventType>, new() =>
            callbacks.Add((typeof(TEventType), callback, evt => callback((TEventType)evt)));
        public void RegisterCallback<TEventType, TUserArgsType>(EventCallback<TEventType, TUserArgsType> callback, TUserArgsType userArgs, TrickleDown useTrickleDown = TrickleDown.NoTrickleDown) where TEventType : EventBase<TEventType>, new() =>
            callbacks.Add((typeof(TEventType), callback, evt => callback((TEventType)evt, userArgs)));
        public void UnregisterCallback<TEventType>(EventCallback<TEventType> callback, TrickleDown useTrickleDown = TrickleDown.NoTrickleDown) where TEventType : EventBase<TEventType>, new() =>
            callbacks.RemoveAll(entry => entry.type == typeof(TEventType) && entry.callback.Equals(callback));
        public abstract void SendEvent(EventBase e);
        internal void Handle(EventBase evt)
        {
            evt.currentTarget = this;
            foreach (var entry in callbacks.ToArray())
                if (entry.type.IsInstanceOfType(evt))
                    try { entry.call(evt); }
                    catch (Exception error) { Debug.LogException(error); }
        }
    }
}
