using System;
using System.Collections.Generic;
using System.Linq;
using UnityStubs;

namespace UnityEngine.UIElements
{
    public enum HelpBoxMessageType { None, Info, Warning, Error }
    public enum ScrollViewMode { Vertical, Horizontal, VerticalAndHorizontal }
    public enum SliderDirection { Horizontal, Vertical }

    public abstract class BindableElement : VisualElement { public string bindingPath { get; set; } }
    public class TextElement : BindableElement, INotifyValueChanged<string>
    {
        private string m_Text = "";
        public virtual string text { get => m_Text; set { World.RequireMainThread("TextElement.text"); m_Text = value ?? ""; } }
        public bool enableRichText { get; set; } = true;
        string INotifyValueChanged<string>.value { get => text; set => text = value; }
        void INotifyValueChanged<string>.SetValueWithoutNotify(string newValue) => text = newValue;
    }
    public class Label : TextElement
    {
        public Label() : this("") { }
        public Label(string text) { this.text = text; }
    }
    public class Clickable : Manipulator
    {
        public Clickable(Action handler) { clicked = handler; }
        public event Action clicked;
        internal void Click() => clicked?.Invoke();
        protected override void RegisterCallbacksOnTarget() { }
        protected override void UnregisterCallbacksFromTarget() { }
    }
    public class Button : TextElement
    {
        public Button() : this(null) { }
        public Button(Action clickEvent)
        {
            clickable = new Clickable(clickEvent);
            focusable = true;
            RegisterCallback<NavigationSubmitEvent>(_ => Click());
        }
        public Clickable clickable { get; set; }
        public event Action clicked { add => clickable.clicked += value; remove => clickable.clicked -= value; }
        /// <summary>What a person's click does; a stub's own, for tests.</summary>
        public void Click()
        {
            if (!enabledInHierarchy) throw new InvalidOperationException($"the button '{text}' is disabled");
            clickable.Click();
            SendEvent(new ClickEvent());
        }
    }
    public class RepeatButton : Button { public RepeatButton(Action clickEvent, long delay, long interval) : base(clickEvent) { } }
    public class Box : VisualElement { }
    public class GroupBox : BindableElement
    {
        public GroupBox() : this(null) { }
        public GroupBox(string text) { this.text = text; }
        public string text { get; set; }
    }
    public class IMGUIContainer : VisualElement { public IMGUIContainer(Action onGUIHandler) { this.onGUIHandler = onGUIHandler; } public Action onGUIHandler { get; set; } }
    public class Image : VisualElement
    {
        public Texture image { get; set; }
        public ScaleMode scaleMode { get; set; } = ScaleMode.ScaleToFit;
        public Color tintColor { get; set; } = Color.white;
        public Rect uv { get; set; } = new Rect(0, 0, 1, 1);
    }
    public class HelpBox : VisualElement
    {
        public HelpBox() : this("", HelpBoxMessageType.None) { }
        public HelpBox(string text, HelpBoxMessageType messageType) { this.text = text; this.messageType = messageType; }
        public string text { get; set; }
        public HelpBoxMessageType messageType { get; set; }
    }
    public abstract class AbstractProgressBar : BindableElement, INotifyValueChanged<float>
    {
        private float m_Value;
        public string title { get; set; } = "";
        public float lowValue { get; set; }
        public float highValue { get; set; } = 100;
        public virtual float value
        {
            get => m_Value;
            set
            {
                if (m_Value == value) return;
                float old = m_Value;
                SetValueWithoutNotify(value);
                SendEvent(ChangeEvent<float>.GetPooled(old, value));
            }
        }
        public void SetValueWithoutNotify(float newValue) { World.RequireMainThread("ProgressBar.value"); m_Value = newValue; }
    }
    public class ProgressBar : AbstractProgressBar { }
    public class Foldout : BindableElement, INotifyValueChanged<bool>
    {
        private bool m_Value = true;
        private readonly VisualElement m_Content = new VisualElement { name = "unity-content" };
        public Foldout() { AddPart(m_Content); }
        public override VisualElement contentContainer => m_Content ?? this;
        public string text { get; set; } = "";
        public bool value
        {
            get => m_Value;
            set
            {
                if (m_Value == value) return;
                SetValueWithoutNotify(value);
                SendEvent(ChangeEvent<bool>.GetPooled(!value, value));
            }
        }
        public void SetValueWithoutNotify(bool newValue) { m_Value = newValue; m_Content.style.display = newValue ? DisplayStyle.Flex : DisplayStyle.None; }
    }
    public class ScrollView : VisualElement
    {
        private readonly VisualElement m_Content = new VisualElement { name = "unity-content-container" };
        public ScrollView() : this(ScrollViewMode.Vertical) { }
        public ScrollView(ScrollViewMode scrollViewMode) { mode = scrollViewMode; AddPart(m_Content); }
        public override VisualElement contentContainer => m_Content ?? this;
        public ScrollViewMode mode { get; set; }
        public Vector2 scrollOffset { get; set; }
        public void ScrollTo(VisualElement child) { if (!Contains(child)) throw new ArgumentException("Cannot scroll to a VisualElement that's not a child of the ScrollView content-container."); }
    }
    public class TwoPaneSplitView : VisualElement
    {
        public TwoPaneSplitView() { }
        public TwoPaneSplitView(int fixedPaneIndex, float fixedPaneStartDimension, TwoPaneSplitViewOrientation orientation) { }
    }
    public enum TwoPaneSplitViewOrientation { Horizontal, Vertical }

    public abstract class BaseField<TValueType> : BindableElement, INotifyValueChanged<TValueType>
    {
        private TValueType m_Value;
        protected BaseField(string label, VisualElement visualInput) { this.label = label; labelElement = new Label(label ?? ""); focusable = true; }
        internal BaseField(string label) : this(label, null) { }
        public string label { get; set; }
        public Label labelElement { get; }
        public bool showMixedValue { get; set; }
        protected TValueType rawValue { get => m_Value; set => m_Value = value; }
        public virtual TValueType value
        {
            get => m_Value;
            set
            {
                if (EqualityComparer<TValueType>.Default.Equals(m_Value, value)) return;
                TValueType old = m_Value;
                SetValueWithoutNotify(value);
                if (!EqualityComparer<TValueType>.Default.Equals(old, m_Value)) SendEvent(ChangeEvent<TValueType>.GetPooled(old, m_Value));
            }
        }
        public virtual void SetValueWithoutNotify(TValueType newValue) { World.RequireMainThread("BaseField.value"); m_Value = newValue; }
    }
    public class Toggle : BaseField<bool>
    {
        public Toggle() : this(null) { }
        public Toggle(string label) : base(label) { }
        public string text { get; set; } = "";
    }
    public class RadioButton : BaseField<bool>
    {
        public RadioButton() : this(null) { }
        public RadioButton(string label) : base(label) { }
        public string text { get; set; } = "";
    }
    public abstract class TextInputBaseField<TValueType> : BaseField<TValueType>
    {
        internal TextInputBaseField(string label) : base(label) { }
        public bool isDelayed { get; set; }
        public bool isReadOnly { get; set; }
        public int maxLength { get; set; } = -1;
        public bool isPasswordField { get; set; }
        public string text => value?.ToString() ?? "";
        public void SelectAll() { }
    }
    public class TextField : TextInputBaseField<string>
    {
        public TextField() : this(null) { }
        public TextField(int maxLength, bool multiline, bool isPasswordField, char maskChar) : this(null, maxLength, multiline, isPasswordField, maskChar) { }
        public TextField(string label) : base(label) { SetValueWithoutNotify(""); }
        public TextField(string label, int maxLength, bool multiline, bool isPasswordField, char maskChar) : this(label) { this.maxLength = maxLength; this.multiline = multiline; this.isPasswordField = isPasswordField; }
        public bool multiline { get; set; }
        public override void SetValueWithoutNotify(string newValue) => base.SetValueWithoutNotify(newValue ?? "");
    }
    public abstract class TextValueField<TValueType> : TextInputBaseField<TValueType> { internal TextValueField(string label) : base(label) { } }
    public class IntegerField : TextValueField<int>
    {
        public IntegerField() : this(null) { }
        public IntegerField(string label, int maxLength = -1) : base(label) { }
    }
    public class LongField : TextValueField<long>
    {
        public LongField() : this(null) { }
        public LongField(string label, int maxLength = -1) : base(label) { }
    }
    public class FloatField : TextValueField<float>
    {
        public FloatField() : this(null) { }
        public FloatField(string label, int maxLength = -1) : base(label) { }
    }
    public class DoubleField : TextValueField<double>
    {
        public DoubleField() : this(null) { }
        public DoubleField(string label, int maxLength = -1) : base(label) { }
    }
    public class Vector2Field : BaseField<Vector2> { public Vector2Field() : this(null) { } public Vector2Field(string label) : base(label) { } }
    public class Vector3Field : BaseField<Vector3> { public Vector3Field() : this(null) { } public Vector3Field(string label) : base(label) { } }
    public abstract class BaseSlider<TValueType> : BaseField<TValueType> where TValueType : IComparable<TValueType>
    {
        private TValueType m_Low, m_High;
        internal BaseSlider(string label, TValueType start, TValueType end) : base(label) { m_Low = start; m_High = end; rawValue = start; }
        public TValueType lowValue { get => m_Low; set { m_Low = value; this.value = this.value; } }
        public TValueType highValue { get => m_High; set { m_High = value; this.value = this.value; } }
        public virtual bool showInputField { get; set; }
        public SliderDirection direction { get; set; }
        public float pageSize { get; set; }
        public override TValueType value
        {
            get => base.value;
            set => base.value = value.CompareTo(m_Low) < 0 ? m_Low : value.CompareTo(m_High) > 0 ? m_High : value;
        }
        public override void SetValueWithoutNotify(TValueType newValue) =>
            base.SetValueWithoutNotify(newValue.CompareTo(m_Low) < 0 ? m_Low : newValue.CompareTo(m_High) > 0 ? m_High : newValue);
    }
    public class Slider : BaseSlider<float>
    {
        public Slider() : this(null) { }
        public Slider(float start, float end, SliderDirection direction = SliderDirection.Horizontal, float pageSize = 0) : this(null, start, end, direction, pageSize) { }
        public Slider(string label, float start = 0, float end = 10, SliderDirection direction = SliderDirection.Horizontal, float pageSize = 0) : base(label, start, end) { }
    }
    public class SliderInt : BaseSlider<int>
    {
        public SliderInt() : this(null) { }
        public SliderInt(int start, int end, SliderDirection direction = SliderDirection.Horizontal, float pageSize = 0) : this(null, start, end, direction, pageSize) { }
        public SliderInt(string label, int start = 0, int end = 10, SliderDirection direction = SliderDirection.Horizontal, float pageSize = 0) : base(label, start, end) { }
    }
    public class MinMaxSlider : BaseField<Vector2>
    {
        public MinMaxSlider() : this(null) { }
        public MinMaxSlider(string label, float minValue = 0, float maxValue = 10, float minLimit = float.MinValue, float maxLimit = float.MaxValue) : base(label)
        {
            lowLimit = minLimit; highLimit = maxLimit; rawValue = new Vector2(minValue, maxValue);
        }
        public float lowLimit { get; set; }
        public float highLimit { get; set; }
        public float minValue { get => value.x; set => this.value = new Vector2(value, this.value.y); }
        public float maxValue { get => value.y; set => this.value = new Vector2(this.value.x, value); }
    }
    public abstract class BasePopupField<TValueType, TValueChoice> : BaseField<TValueType>
    {
        internal BasePopupField(string label) : base(label) { }
        public virtual List<TValueChoice> choices { get; set; } = new List<TValueChoice>();
        public string text => value?.ToString() ?? "";
    }
    public class PopupField<T> : BasePopupField<T, T>
    {
        public PopupField(string label = null) : base(label) { }
        public PopupField(List<T> choices, T defaultValue, Func<T, string> formatSelectedValueCallback = null, Func<T, string> formatListItemCallback = null) : this(null, choices, defaultValue, formatSelectedValueCallback, formatListItemCallback) { }
        public PopupField(string label, List<T> choices, T defaultValue, Func<T, string> formatSelectedValueCallback = null, Func<T, string> formatListItemCallback = null) : base(label)
        {
            this.choices = choices;
            if (!choices.Contains(defaultValue)) throw new ArgumentException($"Default value {defaultValue} is not present in the list of possible values");
            SetValueWithoutNotify(defaultValue);
            Configure(formatSelectedValueCallback, formatListItemCallback);
        }
        public PopupField(List<T> choices, int defaultIndex, Func<T, string> formatSelectedValueCallback = null, Func<T, string> formatListItemCallback = null) : this(null, choices, defaultIndex, formatSelectedValueCallback, formatListItemCallback) { }
        public PopupField(string label, List<T> choices, int defaultIndex, Func<T, string> formatSelectedValueCallback = null, Func<T, string> formatListItemCallback = null) : base(label)
        {
            this.choices = choices;
            index = defaultIndex;
            Configure(formatSelectedValueCallback, formatListItemCallback);
        }
        private void Configure(Func<T, string> selected, Func<T, string> item) { formatSelectedValueCallback = selected; formatListItemCallback = item; }
        public virtual Func<T, string> formatSelectedValueCallback { get; set; }
        public virtual Func<T, string> formatListItemCallback { get; set; }
        public int index
        {
            get => choices.IndexOf(value);
            set => this.value = value >= 0 && value < choices.Count ? choices[value] : default;
        }
    }
    public class DropdownField : PopupField<string>
    {
        public DropdownField() : base(null) { }
        public DropdownField(string label) : base(label) { }
        public DropdownField(List<string> choices, string defaultValue, Func<string, string> formatSelectedValueCallback = null, Func<string, string> formatListItemCallback = null) : base(choices, defaultValue, formatSelectedValueCallback, formatListItemCallback) { }
        public DropdownField(string label, List<string> choices, string defaultValue, Func<string, string> formatSelectedValueCallback = null, Func<string, string> formatListItemCallback = null) : base(label, choices, defaultValue, formatSelectedValueCallback, formatListItemCallback) { }
        public DropdownField(List<string> choices, int defaultIndex, Func<string, string> formatSelectedValueCallback = null, Func<string, string> formatListItemCallback = null) : base(choices, defaultIndex, formatSelectedValueCallback, formatListItemCallback) { }
        public DropdownField(string label, List<string> choices, int defaultIndex, Func<string, string> formatSelectedValueCallback = null, Func<string, string> formatListItemCallback = null) : base(label, choices, defaultIndex, formatSelectedValueCallback, formatListItemCallback) { }
    }
    public class EnumField : BaseField<Enum>
    {
        public EnumField() : this((string)null) { }
        public EnumField(Enum defaultValue) : this(null, defaultValue) { }
        public EnumField(string label, Enum defaultValue = null) : base(label) { if (defaultValue != null) Init(defaultValue); }
        public void Init(Enum defaultValue) => SetValueWithoutNotify(defaultValue);
    }
    public class ListView : BindableElement
    {
        public ListView() { }
        public ListView(System.Collections.IList itemsSource, float itemHeight = -1, Func<VisualElement> makeItem = null, Action<VisualElement, int> bindItem = null)
        {
            this.itemsSource = itemsSource; fixedItemHeight = itemHeight; this.makeItem = makeItem; this.bindItem = bindItem;
        }
        public System.Collections.IList itemsSource { get; set; }
        public float fixedItemHeight { get; set; }
        public Func<VisualElement> makeItem { get; set; }
        public Action<VisualElement, int> bindItem { get; set; }
        public int selectedIndex { get; set; } = -1;
        public object selectedItem => selectedIndex < 0 ? null : itemsSource[selectedIndex];
        public event Action<IEnumerable<object>> selectionChanged;
        public void SetSelection(int index) { selectedIndex = index; selectionChanged?.Invoke(new[] { selectedItem }.Where(item => item != null)); }
        public void ClearSelection() => SetSelection(-1);
        public void Rebuild() { Clear(); for (int at = 0; at < (itemsSource?.Count ?? 0); at++) { VisualElement item = makeItem(); Add(item); bindItem(item, at); } }
        public void RefreshItems() => Rebuild();
    }
}
