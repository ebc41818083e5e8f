using System;
using System.Collections.Generic;

namespace UnityEngine.UIElements
{
    public enum StyleKeyword { Undefined, Null, Auto, None, Initial }
    public enum LengthUnit { Pixel, Percent }
    public enum DisplayStyle { Flex, None }
    public enum Visibility { Visible, Hidden }
    public enum FlexDirection { Column, ColumnReverse, Row, RowReverse }
    public enum Align { Auto, FlexStart, Center, FlexEnd, Stretch }
    public enum Justify { FlexStart, Center, FlexEnd, SpaceBetween, SpaceAround }
    public enum Wrap { NoWrap, Wrap, WrapReverse }
    public enum Position { Relative, Absolute }
    public enum Overflow { Visible, Hidden }
    public enum WhiteSpace { Normal, NoWrap }
    public enum TextOverflow { Clip, Ellipsis }
    public enum PickingMode { Position, Ignore }
    public enum BackgroundSizeType { Length, Cover, Contain }

    public struct Length
    {
        public Length(float value) : this(value, LengthUnit.Pixel) { }
        public Length(float value, LengthUnit unit) { this.value = value; this.unit = unit; }
        public static Length Percent(float value) => new Length(value, LengthUnit.Percent);
        public static Length Auto() => default;
        public float value { get; set; }
        public LengthUnit unit { get; set; }
        public static implicit operator Length(float value) => new Length(value);
    }
    public struct StyleLength
    {
        public StyleLength(float v) : this(new Length(v)) { }
        public StyleLength(Length v) { value = v; keyword = StyleKeyword.Undefined; }
        public StyleLength(StyleKeyword keyword) { value = default; this.keyword = keyword; }
        public Length value { get; set; }
        public StyleKeyword keyword { get; set; }
        public static implicit operator StyleLength(float v) => new StyleLength(v);
        public static implicit operator StyleLength(Length v) => new StyleLength(v);
        public static implicit operator StyleLength(StyleKeyword keyword) => new StyleLength(keyword);
    }
    public struct StyleFloat
    {
        public StyleFloat(float v) { value = v; keyword = StyleKeyword.Undefined; }
        public StyleFloat(StyleKeyword keyword) { value = 0; this.keyword = keyword; }
        public float value { get; set; }
        public StyleKeyword keyword { get; set; }
        public static implicit operator StyleFloat(float v) => new StyleFloat(v);
        public static implicit operator StyleFloat(StyleKeyword keyword) => new StyleFloat(keyword);
    }
    public struct StyleInt
    {
        public StyleInt(int v) { value = v; keyword = StyleKeyword.Undefined; }
        public int value { get; set; }
        public StyleKeyword keyword { get; set; }
        public static implicit operator StyleInt(int v) => new StyleInt(v);
    }
    public struct StyleColor
    {
        public StyleColor(Color v) { value = v; keyword = StyleKeyword.Undefined; }
        public StyleColor(StyleKeyword keyword) { value = default; this.keyword = keyword; }
        public Color value { get; set; }
        public StyleKeyword keyword { get; set; }
        public static implicit operator StyleColor(Color v) => new StyleColor(v);
        public static implicit operator StyleColor(StyleKeyword keyword) => new StyleColor(keyword);
    }
    public struct StyleEnum<T> where T : struct, IConvertible
    {
        public StyleEnum(T v) { value = v; keyword = StyleKeyword.Undefined; }
        public StyleEnum(StyleKeyword keyword) { value = default; this.keyword = keyword; }
        public T value { get; set; }
        public StyleKeyword keyword { get; set; }
        public static implicit operator StyleEnum<T>(T v) => new StyleEnum<T>(v);
        public static implicit operator StyleEnum<T>(StyleKeyword keyword) => new StyleEnum<T>(keyword);
        public static bool operator ==(StyleEnum<T> lhs, StyleEnum<T> rhs) => EqualityComparer<T>.Default.Equals(lhs.value, rhs.value) && lhs.keyword == rhs.keyword;
        public static bool operator !=(StyleEnum<T> lhs, StyleEnum<T> rhs) => !(lhs == rhs);
        public override bool Equals(object other) => other is StyleEnum<T> style && this == style;
        public override int GetHashCode() => value.GetHashCode();
    }
    public struct Background
    {
        public Texture2D texture { get; set; }
        public static Background FromTexture2D(Texture2D t) => new Background { texture = t };
    }
    public struct StyleBackground
    {
        public StyleBackground(Texture2D v) { value = Background.FromTexture2D(v); keyword = StyleKeyword.Undefined; }
        public StyleBackground(Background v) { value = v; keyword = StyleKeyword.Undefined; }
        public Background value { get; set; }
        public StyleKeyword keyword { get; set; }
        public static implicit operator StyleBackground(Texture2D v) => new StyleBackground(v);
        public static implicit operator StyleBackground(Background v) => new StyleBackground(v);
    }

    public interface IStyle
    {
        StyleEnum<Align> alignItems { get; set; }
        StyleEnum<Align> alignSelf { get; set; }
        StyleEnum<Align> alignContent { get; set; }
        StyleColor backgroundColor { get; set; }
        StyleBackground backgroundImage { get; set; }
        StyleColor borderBottomColor { get; set; }
        StyleColor borderLeftColor { get; set; }
        StyleColor borderRightColor { get; set; }
        StyleColor borderTopColor { get; set; }
        StyleFloat borderBottomWidth { get; set; }
        StyleFloat borderLeftWidth { get; set; }
        StyleFloat borderRightWidth { get; set; }
        StyleFloat borderTopWidth { get; set; }
        StyleLength borderBottomLeftRadius { get; set; }
        StyleLength borderBottomRightRadius { get; set; }
        StyleLength borderTopLeftRadius { get; set; }
        StyleLength borderTopRightRadius { get; set; }
        StyleLength bottom { get; set; }
        StyleColor color { get; set; }
        StyleEnum<DisplayStyle> display { get; set; }
        StyleLength flexBasis { get; set; }
        StyleEnum<FlexDirection> flexDirection { get; set; }
        StyleFloat flexGrow { get; set; }
        StyleFloat flexShrink { get; set; }
        StyleEnum<Wrap> flexWrap { get; set; }
        StyleLength fontSize { get; set; }
        StyleLength height { get; set; }
        StyleEnum<Justify> justifyContent { get; set; }
        StyleLength left { get; set; }
        StyleLength marginBottom { get; set; }
        StyleLength marginLeft { get; set; }
        StyleLength marginRight { get; set; }
        StyleLength marginTop { get; set; }
        StyleLength maxHeight { get; set; }
        StyleLength maxWidth { get; set; }
        StyleLength minHeight { get; set; }
        StyleLength minWidth { get; set; }
        StyleFloat opacity { get; set; }
        StyleEnum<Overflow> overflow { get; set; }
        StyleLength paddingBottom { get; set; }
        StyleLength paddingLeft { get; set; }
        StyleLength paddingRight { get; set; }
        StyleLength paddingTop { get; set; }
        StyleEnum<Position> position { get; set; }
        StyleLength right { get; set; }
        StyleEnum<TextOverflow> textOverflow { get; set; }
        StyleLength top { get; set; }
        StyleColor unityBackgroundImageTintColor { get; set; }
        StyleEnum<FontStyle> unityFontStyleAndWeight { get; set; }
        StyleEnum<TextAnchor> unityTextAlign { get; set; }
        StyleEnum<Visibility> visibility { get; set; }
        StyleEnum<WhiteSpace> whiteSpace { get; set; }
        StyleLength width { get; set; }
    }

    internal sealed class InlineStyle : IStyle
    {
        public StyleEnum<Align> alignItems { get; set; }
        public StyleEnum<Align> alignSelf { get; set; }
        public StyleEnum<Align> alignContent { get; set; }
        public StyleColor backgroundColor { get; set; }
        public StyleBackground backgroundImage { get; set; }
        public StyleColor borderBottomColor { get; set; }
        public StyleColor borderLeftColor { get; set; }
        public StyleColor borderRightColor { get; set; }
        public StyleColor borderTopColor { get; set; }
        public StyleFloat borderBottomWidth { get; set; }
        public StyleFloat borderLeftWidth { get; set; }
        public StyleFloat borderRightWidth { get; set; }
        public StyleFloat borderTopWidth { get; set; }
        public StyleLength borderBottomLeftRadius { get; set; }
        public StyleLength borderBottomRightRadius { get; set; }
        public StyleLength borderTopLeftRadius { get; set; }
        public StyleLength borderTopRightRadius { get; set; }
        public StyleLength bottom { get; set; }
        public StyleColor color { get; set; }
        public StyleEnum<DisplayStyle> display { get; set; }
        public StyleLength flexBasis { get; set; }
        public StyleEnum<FlexDirection> flexDirection { get; set; }
        public StyleFloat flexGrow { get; set; }
        public StyleFloat flexShrink { get; set; }
        public StyleEnum<Wrap> flexWrap { get; set; }
        public StyleLength fontSize { get; set; }
        public StyleLength height { get; set; }
        public StyleEnum<Justify> justifyContent { get; set; }
        public StyleLength left { get; set; }
        public StyleLength marginBottom { get; set; }
        public StyleLength marginLeft { get; set; }
        public StyleLength marginRight { get; set; }
        public StyleLength marginTop { get; set; }
        public StyleLength maxHeight { get; set; }
        public StyleLength maxWidth { get; set; }
        public StyleLength minHeight { get; set; }
        public StyleLength minWidth { get; set; }
        public StyleFloat opacity { get; set; }
        public StyleEnum<Overflow> overflow { get; set; }
        public StyleLength paddingBottom { get; set; }
        public StyleLength paddingLeft { get; set; }
        public StyleLength paddingRight { get; set; }
        public StyleLength paddingTop { get; set; }
        public StyleEnum<Position> position { get; set; }
        public StyleLength right { get; set; }
        public StyleEnum<TextOverflow> textOverflow { get; set; }
        public StyleLength top { get; set; }
        public StyleColor unityBackgroundImageTintColor { get; set; }
        public StyleEnum<FontStyle> unityFontStyleAndWeight { get; set; }
        public StyleEnum<TextAnchor> unityTextAlign { get; set; }
        public StyleEnum<Visibility> visibility { get; set; }
        public StyleEnum<WhiteSpace> whiteSpace { get; set; }
        public StyleLength width { get; set; }
    }
}

namespace UnityEngine
{
    public enum FontStyle { Normal, Bold, Italic, BoldAndItalic }
    public enum TextAnchor { UpperLeft, UpperCenter, UpperRight, MiddleLeft, MiddleCenter, MiddleRight, LowerLeft, LowerCenter, LowerRight }
    public enum ScaleMode { StretchToFill, ScaleAndCrop, ScaleToFit }
}
