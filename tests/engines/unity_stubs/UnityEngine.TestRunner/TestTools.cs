using System;
using System.Collections;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace UnityEngine.TestTools
{
    [AttributeUsage(AttributeTargets.Method)] public class UnityTestAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.Method)] public class UnitySetUpAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.Method)] public class UnityTearDownAttribute : Attribute { }
    public interface IPrebuildSetup { void Setup(); }
    public interface IEditModeTestYieldInstruction { bool ExpectDomainReload { get; } bool ExpectedPlaymodeState { get; } IEnumerator Perform(); }
    public class EnterPlayMode : IEditModeTestYieldInstruction
    {
        public EnterPlayMode(bool expectDomainReload = true) { ExpectDomainReload = expectDomainReload; }
        public bool ExpectDomainReload { get; }
        public bool ExpectedPlaymodeState => true;
        public IEnumerator Perform() { UnityEditor.EditorApplication.EnterPlaymode(); yield return null; }
    }
    public class ExitPlayMode : IEditModeTestYieldInstruction
    {
        public bool ExpectDomainReload => false;
        public bool ExpectedPlaymodeState => false;
        public IEnumerator Perform() { UnityEditor.EditorApplication.ExitPlaymode(); yield return null; }
    }
    public class WaitForDomainReload : IEditModeTestYieldInstruction
    {
        public bool ExpectDomainReload => true;
        public bool ExpectedPlaymodeState => false;
        public IEnumerator Perform()
        {
            bool done = false;
            UnityEditor.AssemblyReloadEvents.AssemblyReloadCallback end = () => done = true;
            UnityEditor.AssemblyReloadEvents.afterAssemblyReload += end;
            while (!done) yield return null;
            UnityEditor.AssemblyReloadEvents.afterAssemblyReload -= end;
        }
    }
    public static class LogAssert
    {
        internal static readonly List<(LogType type, Func<string, bool> fits)> Expected = new List<(LogType, Func<string, bool>)>();
        public static bool ignoreFailingMessages { get; set; }
        public static void Expect(LogType type, string message) => Expected.Add((type, text => text == message));
        public static void Expect(LogType type, Regex message) => Expected.Add((type, message.IsMatch));
        public static void NoUnexpectedReceived() { }
    }
}

namespace UnityStubs
{
    using System.Linq;
    using System.Reflection;
    using System.Threading.Tasks;
    using NUnit.Framework;
    using UnityEngine;
    using UnityEngine.TestTools;

    /// <summary>Runs the NUnit tests of an assembly on the stubs: the main thread, frames, and failures by logged errors, as Unity's runner does.</summary>
    public static class TestRun
    {
        /// <summary>Runs all; prints "passed NAME" or "failed NAME: WHY", then "N passed, N failed". Gives the exit code.</summary>
        public static int All(Assembly assembly, bool playing)
        {
            int passed = 0, failed = 0;
            foreach (Type type in assembly.GetTypes().Where(type => !type.IsAbstract && type.IsClass).OrderBy(type => type.FullName, StringComparer.Ordinal))
            {
                MethodInfo[] methods = type.GetMethods().Where(IsTest).OrderBy(method => method.MetadataToken).ToArray();
                if (methods.Length == 0) continue;
                World.Reset();
                World.Start(playing);
                Load();
                object fixture = Activator.CreateInstance(type);
                Marked(fixture, typeof(OneTimeSetUpAttribute));
                foreach (MethodInfo method in methods)
                    foreach (object[] arguments in Cases(method))
                    {
                        string name = $"{type.Name}.{method.Name}" + (arguments.Length > 0 ? $"({string.Join(", ", arguments)})" : "");
                        string problem = Problem(fixture, method, arguments);
                        if (problem == null) { passed++; Console.WriteLine("passed " + name); }
                        else { failed++; Console.WriteLine($"failed {name}: {problem}"); }
                    }
                Marked(fixture, typeof(OneTimeTearDownAttribute));
            }
            Console.WriteLine($"{passed} passed, {failed} failed");
            return failed == 0 && passed > 0 ? 0 : 1;
        }
        // What the editor does when it has loaded scripts.
        private static void Load()
        {
            foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies().Where(assembly => assembly.GetReferencedAssemblies().Any(name => name.Name == "UnityEditor")))
                foreach (Type type in assembly.GetTypes())
                {
                    if (type.IsDefined(typeof(UnityEditor.InitializeOnLoadAttribute))) System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(type.TypeHandle);
                    foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                        if (method.IsDefined(typeof(UnityEditor.InitializeOnLoadMethodAttribute))) method.Invoke(null, null);
                }
        }
        private static bool IsTest(MethodInfo method) => method.IsDefined(typeof(TestAttribute)) || method.IsDefined(typeof(TestCaseAttribute)) || method.IsDefined(typeof(UnityTestAttribute));
        private static IEnumerable<object[]> Cases(MethodInfo method)
        {
            object[][] given = method.GetCustomAttributes<TestCaseAttribute>().Select(one => one.Arguments).ToArray();
            if (given.Length > 0) return given;
            IEnumerable<object[]> cases = new[] { new object[0] };
            foreach (ParameterInfo parameter in method.GetParameters())
            {
                object[] values = parameter.GetCustomAttribute<ValuesAttribute>()?.Args ?? throw new InvalidOperationException($"{method.Name}: no values for {parameter.Name}");
                if (values.Length == 0 && parameter.ParameterType == typeof(bool)) values = new object[] { true, false };
                if (values.Length == 0 && parameter.ParameterType.IsEnum) values = Enum.GetValues(parameter.ParameterType).Cast<object>().ToArray();
                cases = cases.SelectMany(start => values.Select(value => start.Append(value).ToArray())).ToArray();
            }
            return cases;
        }
        private static string Problem(object fixture, MethodInfo method, object[] arguments)
        {
            Debug.Entries.Clear();
            LogAssert.Expected.Clear();
            LogAssert.ignoreFailingMessages = false;
            string problem = null;
            try
            {
                Marked(fixture, typeof(SetUpAttribute));
                Marked(fixture, typeof(UnitySetUpAttribute));
                Finish(method.Invoke(fixture, arguments.Select((value, at) => Fit(value, method.GetParameters()[at].ParameterType)).ToArray()));
                problem = Logged();
            }
            catch (Exception error) { problem = Text(error); }
            try { Marked(fixture, typeof(UnityTearDownAttribute)); Marked(fixture, typeof(TearDownAttribute)); }
            catch (Exception error) { problem = problem ?? "while tidying up: " + Text(error); }
            return problem;
        }
        private static object Fit(object value, Type type) => value is IConvertible && !type.IsInstanceOfType(value) && !type.IsEnum ? Convert.ChangeType(value, type) : value;
        private static string Text(Exception error)
        {
            while (error is TargetInvocationException || error is AggregateException) error = error.InnerException;
            return error is AssertionException ? error.Message + "\n" + error.StackTrace : error.ToString();
        }
        private static string Logged()
        {
            foreach ((LogType type, string text) in Debug.Entries.ToArray())
            {
                int expected = LogAssert.Expected.FindIndex(entry => entry.type == type && entry.fits(text));
                if (expected >= 0) LogAssert.Expected.RemoveAt(expected);
                else if (type != LogType.Log && type != LogType.Warning && !LogAssert.ignoreFailingMessages) return $"Unhandled log message: [{type}] {text}";
            }
            return LogAssert.Expected.Count > 0 ? $"Expected log did not appear: [{LogAssert.Expected[0].type}]" : null;
        }
        private static void Marked(object fixture, Type attribute)
        {
            foreach (MethodInfo method in fixture.GetType().GetMethods().Where(method => method.IsDefined(attribute, true)))
                Finish(method.Invoke(fixture, null));
        }
        private static void Finish(object result)
        {
            if (result is Task task) World.RunUntil(task, 300);
            else if (result is IEnumerator routine) World.RunUntil(Routine(routine), 300);
        }
        private static async Task Routine(IEnumerator routine)
        {
            var stack = new Stack<IEnumerator>();
            stack.Push(routine);
            while (stack.Count > 0)
            {
                if (!stack.Peek().MoveNext()) { stack.Pop(); continue; }
                object wait = stack.Peek().Current;
                if (wait is IEnumerator inner) stack.Push(inner);
                else if (wait is IEditModeTestYieldInstruction change) stack.Push(change.Perform());
                else if (wait is AsyncOperation operation) while (!operation.isDone) await World.NextFrame();
                // One frame, as for null and all others.
                else await World.NextFrame();
            }
        }
    }
}
