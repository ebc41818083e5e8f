using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework.Constraints;

namespace NUnit.Framework
{
    [AttributeUsage(AttributeTargets.Class)] public class TestFixtureAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.Method)] public class TestAttribute : Attribute { public string Description { get; set; } }
    [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
    public class TestCaseAttribute : Attribute
    {
        public TestCaseAttribute(params object[] arguments) { Arguments = arguments ?? new object[] { null }; }
        public object[] Arguments { get; }
        public object ExpectedResult { get; set; }
    }
    [AttributeUsage(AttributeTargets.Parameter)]
    public class ValuesAttribute : Attribute { public ValuesAttribute(params object[] args) { Args = args; } public object[] Args { get; } }
    [AttributeUsage(AttributeTargets.Method)] public class SetUpAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.Method)] public class TearDownAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.Method)] public class OneTimeSetUpAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.Method)] public class OneTimeTearDownAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Assembly, AllowMultiple = true)]
    public class CategoryAttribute : Attribute { public CategoryAttribute(string name) { Name = name; } public string Name { get; } }
    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
    public class TimeoutAttribute : Attribute { public TimeoutAttribute(int timeout) { Milliseconds = timeout; } public int Milliseconds { get; } }

    public class AssertionException : Exception { public AssertionException(string message) : base(message) { } }
    public delegate void TestDelegate();
    public delegate Task AsyncTestDelegate();

    public abstract class Assert
    {
        private static void Check(bool holds, string what, string message, object[] args)
        {
            if (!holds) throw new AssertionException(what + (string.IsNullOrEmpty(message) ? "" : ": " + (args.Length == 0 ? message : string.Format(message, args))));
        }
        public static void That(bool condition, string message = null, params object[] args) => Check(condition, "Expected: True", message, args);
        public static void That<TActual>(TActual actual, IResolveConstraint expression) => That(actual, expression, null);
        public static void That<TActual>(TActual actual, IResolveConstraint expression, string message, params object[] args)
        {
            Constraint constraint = expression.Resolve();
            Check(constraint.Holds(actual), $"Expected: {constraint.Description}, but was: {Texts.Show(actual)}", message, args);
        }
        public static void That(TestDelegate code, IResolveConstraint constraint) => That<TestDelegate>(code, constraint);
        public static void AreEqual(object expected, object actual, string message = null, params object[] args) =>
            Check(Texts.Same(expected, actual, 0), $"Expected: {Texts.Show(expected)}, but was: {Texts.Show(actual)}", message, args);
        public static void AreEqual(double expected, double actual, double delta, string message = null, params object[] args) =>
            Check(Math.Abs(expected - actual) <= delta, $"Expected: {expected} ± {delta}, but was: {actual}", message, args);
        public static void AreNotEqual(object expected, object actual, string message = null, params object[] args) =>
            Check(!Texts.Same(expected, actual, 0), $"Expected: not {Texts.Show(expected)}", message, args);
        public static void AreSame(object expected, object actual, string message = null, params object[] args) => Check(ReferenceEquals(expected, actual), "Expected: the same object", message, args);
        public static void AreNotSame(object expected, object actual, string message = null, params object[] args) => Check(!ReferenceEquals(expected, actual), "Expected: another object", message, args);
        public static void IsTrue(bool condition, string message = null, params object[] args) => Check(condition, "Expected: True", message, args);
        public static void True(bool condition, string message = null, params object[] args) => Check(condition, "Expected: True", message, args);
        public static void IsFalse(bool condition, string message = null, params object[] args) => Check(!condition, "Expected: False", message, args);
        public static void False(bool condition, string message = null, params object[] args) => Check(!condition, "Expected: False", message, args);
        // As in NUnit, a destroyed object of Unity is not null here.
        public static void IsNull(object anObject, string message = null, params object[] args) => Check(anObject is null, $"Expected: null, but was: {Texts.Show(anObject)}", message, args);
        public static void IsNotNull(object anObject, string message = null, params object[] args) => Check(!(anObject is null), "Expected: not null", message, args);
        public static void NotNull(object anObject, string message = null, params object[] args) => IsNotNull(anObject, message, args);
        public static void IsEmpty(IEnumerable collection, string message = null, params object[] args) => Check(!collection.Cast<object>().Any(), $"Expected: empty, but was: {Texts.Show(collection)}", message, args);
        public static void IsNotEmpty(IEnumerable collection, string message = null, params object[] args) => Check(collection.Cast<object>().Any(), "Expected: not empty", message, args);
        public static void IsInstanceOf<T>(object actual, string message = null, params object[] args) => Check(actual is T, $"Expected: {typeof(T).Name}, but was: {Texts.Show(actual)}", message, args);
        public static void Contains(object expected, ICollection actual, string message = null, params object[] args) => Check(actual.Cast<object>().Any(entry => Texts.Same(expected, entry, 0)), $"Expected: {Texts.Show(expected)} in {Texts.Show(actual)}", message, args);
        public static void Greater(IComparable arg1, IComparable arg2, string message = null, params object[] args) => Check(arg1.CompareTo(arg2) > 0, $"Expected: more than {arg2}, but was: {arg1}", message, args);
        public static void GreaterOrEqual(IComparable arg1, IComparable arg2, string message = null, params object[] args) => Check(arg1.CompareTo(arg2) >= 0, $"Expected: {arg2} or more, but was: {arg1}", message, args);
        public static void Less(IComparable arg1, IComparable arg2, string message = null, params object[] args) => Check(arg1.CompareTo(arg2) < 0, $"Expected: less than {arg2}, but was: {arg1}", message, args);
        public static void LessOrEqual(IComparable arg1, IComparable arg2, string message = null, params object[] args) => Check(arg1.CompareTo(arg2) <= 0, $"Expected: {arg2} or less, but was: {arg1}", message, args);
        public static TActual Throws<TActual>(TestDelegate code, string message = null, params object[] args) where TActual : Exception
        {
            Exception thrown = null;
            try { code(); }
            catch (Exception error) { thrown = error; }
            Check(thrown != null && thrown.GetType() == typeof(TActual), $"Expected: {typeof(TActual).Name}, but was: {thrown?.GetType().Name ?? "nothing"}", message, args);
            return (TActual)thrown;
        }
        public static TActual Catch<TActual>(TestDelegate code) where TActual : Exception
        {
            try { code(); }
            catch (TActual error) { return error; }
            throw new AssertionException($"Expected: {typeof(TActual).Name}, but nothing was thrown");
        }
        public static void DoesNotThrow(TestDelegate code) => code();
        public static void Fail(string message = "") => throw new AssertionException(message);
        public static void Pass() { }
    }
    public static class CollectionAssert
    {
        public static void AreEqual(IEnumerable expected, IEnumerable actual, string message = null) => Assert.AreEqual(expected, actual, message);
        public static void AreEquivalent(IEnumerable expected, IEnumerable actual) =>
            Assert.AreEqual(expected.Cast<object>().OrderBy(entry => entry?.ToString()).ToArray(), actual.Cast<object>().OrderBy(entry => entry?.ToString()).ToArray());
        public static void IsEmpty(IEnumerable collection) => Assert.IsEmpty(collection);
        public static void IsSubsetOf(IEnumerable subset, IEnumerable superset)
        {
            object[] all = superset.Cast<object>().ToArray();
            foreach (object entry in subset) Assert.Contains(entry, all);
        }
        public static void Contains(IEnumerable collection, object actual) => Assert.Contains(actual, collection.Cast<object>().ToArray());
    }
    public static class StringAssert
    {
        public static void Contains(string expected, string actual) => Assert.That(actual.Contains(expected), $"'{expected}' is not in '{actual}'");
        public static void StartsWith(string expected, string actual) => Assert.That(actual.StartsWith(expected, StringComparison.Ordinal), $"'{actual}' does not start with '{expected}'");
    }

    public abstract class Is
    {
        public static ConstraintExpression Not => new ConstraintExpression(true);
        public static Constraint Null => new ConstraintExpression(false).Null;
        public static Constraint True => EqualTo(true);
        public static Constraint False => EqualTo(false);
        public static Constraint Empty => new ConstraintExpression(false).Empty;
        public static EqualConstraint EqualTo(object expected) => new EqualConstraint(expected, false);
        public static Constraint SameAs(object expected) => new Constraint("the same object", actual => ReferenceEquals(expected, actual));
        public static Constraint GreaterThan(object expected) => new Constraint("more than " + expected, actual => Texts.Compare(actual, expected) > 0);
        public static Constraint GreaterThanOrEqualTo(object expected) => new Constraint(expected + " or more", actual => Texts.Compare(actual, expected) >= 0);
        public static Constraint AtLeast(object expected) => GreaterThanOrEqualTo(expected);
        public static Constraint LessThan(object expected) => new Constraint("less than " + expected, actual => Texts.Compare(actual, expected) < 0);
        public static Constraint LessThanOrEqualTo(object expected) => new Constraint(expected + " or less", actual => Texts.Compare(actual, expected) <= 0);
        public static Constraint AtMost(object expected) => LessThanOrEqualTo(expected);
        public static Constraint InRange(IComparable from, IComparable to) => new Constraint($"within {from} and {to}", actual => Texts.Compare(actual, from) >= 0 && Texts.Compare(actual, to) <= 0);
        public static Constraint InstanceOf<T>() => new Constraint(typeof(T).Name, actual => actual is T);
        public static Constraint TypeOf<T>() => new Constraint(typeof(T).Name, actual => actual?.GetType() == typeof(T));
        public static Constraint EquivalentTo(IEnumerable expected) => new Constraint("equivalent to " + Texts.Show(expected), actual =>
            Texts.Same(expected.Cast<object>().OrderBy(entry => entry?.ToString()).ToArray(), ((IEnumerable)actual).Cast<object>().OrderBy(entry => entry?.ToString()).ToArray(), 0));
    }
    public abstract class Does
    {
        public static ConstraintExpression Not => new ConstraintExpression(true);
        public static Constraint Contain(object expected) => new ConstraintExpression(false).Contain(expected);
        public static Constraint StartWith(string expected) => new Constraint($"starts with '{expected}'", actual => ((string)actual).StartsWith(expected, StringComparison.Ordinal));
        public static Constraint EndWith(string expected) => new Constraint($"ends with '{expected}'", actual => ((string)actual).EndsWith(expected, StringComparison.Ordinal));
        public static Constraint Match(string pattern) => new Constraint($"matches '{pattern}'", actual => System.Text.RegularExpressions.Regex.IsMatch((string)actual, pattern));
    }
    public abstract class Has
    {
        public static Counted Length => new Counted("length", actual => ((Array)actual).Length);
        public static Counted Count => new Counted("count", actual => ((IEnumerable)actual).Cast<object>().Count());
        public static Constraint Member(object expected) => new ConstraintExpression(false).Contain(expected);
    }
    public abstract class Throws
    {
        public static Constraint InstanceOf<T>() where T : Exception => new Constraint("throws " + typeof(T).Name, actual => Thrown(actual) is T);
        public static Constraint TypeOf<T>() where T : Exception => new Constraint("throws " + typeof(T).Name, actual => Thrown(actual)?.GetType() == typeof(T));
        public static Constraint Nothing => new Constraint("throws nothing", actual => Thrown(actual) == null);
        public static Constraint ArgumentException => TypeOf<ArgumentException>();
        private static Exception Thrown(object code)
        {
            try { ((TestDelegate)code)(); return null; }
            catch (Exception error) { return error; }
        }
    }
    public sealed class Counted
    {
        private readonly string what;
        private readonly Func<object, int> count;
        internal Counted(string what, Func<object, int> count) { this.what = what; this.count = count; }
        public Constraint EqualTo(int expected) => new Constraint($"{what} {expected}", actual => count(actual) == expected);
        public Constraint GreaterThan(int expected) => new Constraint($"{what} over {expected}", actual => count(actual) > expected);
        public Constraint AtLeast(int expected) => GreaterThan(expected - 1);
    }
}

namespace NUnit.Framework.Constraints
{
    public interface IResolveConstraint { Constraint Resolve(); }
    public class Constraint : IResolveConstraint
    {
        internal Func<object, bool> Holds;
        public Constraint(string description, Func<object, bool> holds) { Description = description; Holds = holds; }
        public string Description { get; protected set; }
        public Constraint Resolve() => this;
        public Constraint And(Constraint other) => new Constraint($"{Description} and {other.Description}", actual => Holds(actual) && other.Holds(actual));
    }
    public class EqualConstraint : Constraint
    {
        private double within;
        internal EqualConstraint(object expected, bool not) : base((not ? "not " : "") + Texts.Show(expected), null) { Holds = actual => Texts.Same(expected, actual, within) != not; }
        public EqualConstraint Within(object amount) { within = Convert.ToDouble(amount); Description += " ± " + amount; return this; }
    }
    public sealed class ConstraintExpression
    {
        private readonly bool not;
        internal ConstraintExpression(bool not) { this.not = not; }
        private Constraint Make(string what, Func<object, bool> holds) => new Constraint((not ? "not " : "") + what, actual => holds(actual) != not);
        public Constraint Null => Make("null", actual => actual is null);
        public Constraint Empty => Make("empty", actual => !((IEnumerable)actual).Cast<object>().Any());
        public EqualConstraint EqualTo(object expected) => new EqualConstraint(expected, not);
        public Constraint SameAs(object expected) => Make("the same object", actual => ReferenceEquals(expected, actual));
        public Constraint Contain(object expected) => Make("with " + Texts.Show(expected), actual =>
            actual is string text ? text.Contains((string)expected) : ((IEnumerable)actual).Cast<object>().Any(entry => Texts.Same(expected, entry, 0)));
        public Constraint InstanceOf<T>() => Make(typeof(T).Name, actual => actual is T);
    }
    internal static class Texts
    {
        internal static string Show(object value)
        {
            if (value is null) return "null";
            if (value is string text) return '"' + text + '"';
            if (value is IEnumerable many)
            {
                string[] shown = many.Cast<object>().Take(11).Select(Show).ToArray();
                return "< " + string.Join(", ", shown.Take(10)) + (shown.Length > 10 ? ", ..." : "") + " >";
            }
            return value is IFormattable number ? number.ToString(null, System.Globalization.CultureInfo.InvariantCulture) : value.ToString();
        }
        private static bool IsNumber(object value) => value is IConvertible && !(value is string || value is bool || value is char || value is Enum || value is DateTime);
        internal static bool Same(object expected, object actual, double within)
        {
            if (expected is null || actual is null) return expected is null && actual is null;
            if (IsNumber(expected) && IsNumber(actual))
            {
                if (expected.Equals(actual)) return true;
                if (expected is double || expected is float || actual is double || actual is float) return Math.Abs(Convert.ToDouble(expected) - Convert.ToDouble(actual)) <= within;
                return Math.Abs(Convert.ToDecimal(expected) - Convert.ToDecimal(actual)) <= (decimal)within;
            }
            if (expected is string || actual is string) return expected.Equals(actual);
            if (expected is IEnumerable left && actual is IEnumerable right)
            {
                object[] a = left.Cast<object>().ToArray(), b = right.Cast<object>().ToArray();
                return a.Length == b.Length && a.Zip(b, (x, y) => Same(x, y, within)).All(same => same);
            }
            return expected.Equals(actual);
        }
        internal static int Compare(object actual, object expected) => IsNumber(actual) && IsNumber(expected)
            ? (actual is double || actual is float || expected is double || expected is float ? Convert.ToDouble(actual).CompareTo(Convert.ToDouble(expected)) : Convert.ToDecimal(actual).CompareTo(Convert.ToDecimal(expected)))
            : ((IComparable)actual).CompareTo(expected);
    }
}
