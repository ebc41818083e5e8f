using System;
using UnityEngine;
using UnityEngine.UIElements;
using Object = UnityEngine.Object;

namespace UnityEditor.UIElements
{
    public class ObjectField : BaseField<Object>
    {
        public ObjectField() : this(null) { }
        public ObjectField(string label) : base(label, null) { }
        public Type objectType { get; set; } = typeof(Object);
        public bool allowSceneObjects { get; set; } = true;
        public override void SetValueWithoutNotify(Object newValue)
        {
            if (newValue && !objectType.IsInstanceOfType(newValue)) newValue = null;
            base.SetValueWithoutNotify(newValue);
        }
    }
    public class ColorField : BaseField<Color>
    {
        public ColorField() : this(null) { }
        public ColorField(string label) : base(label, null) { SetValueWithoutNotify(Color.black); }
        public bool showAlpha { get; set; } = true;
        public bool hdr { get; set; }
    }
    public class CurveField : BaseField<AnimationCurve> { public CurveField() : this(null) { } public CurveField(string label) : base(label, null) { } }
    public class LayerField : BaseField<int> { public LayerField() : this(null) { } public LayerField(string label) : base(label, null) { } }
    public class Toolbar : VisualElement { }
    public class ToolbarButton : Button { public ToolbarButton() { } public ToolbarButton(Action clickEvent) : base(clickEvent) { } }
    public class ToolbarToggle : Toggle { }
    public class ToolbarSpacer : VisualElement { }
    public class ToolbarSearchField : TextField { }
    public class InspectorElement : BindableElement
    {
        public InspectorElement() { }
        public InspectorElement(Object obj) { }
        public static void FillDefaultInspector(VisualElement container, SerializedObject serializedObject, Editor editor) { }
    }
    public class PropertyField : BindableElement
    {
        public PropertyField() { }
        public PropertyField(SerializedProperty property) { }
        public PropertyField(SerializedProperty property, string label) { }
    }
    public static class BindingExtensions
    {
        public static void Bind(this VisualElement element, SerializedObject obj) { }
        public static void Unbind(this VisualElement element) { }
    }
}
