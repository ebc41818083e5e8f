using System;
using System.Diagnostics;
using System.IO;
using System.Reflection;

/// <summary>Runs the NUnit tests of the assembly that the first argument names; "play" as second puts it into play mode.</summary>
internal static class RunTests
{
    private static int Main(string[] args)
    {
        Console.OutputEncoding = new System.Text.UTF8Encoding(false);
        // As in the editor, menus and the like are there before anything calls into their assembly.
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(args[0]), "*.dll")) Assembly.LoadFrom(file);
        // A project of its own: runs beside each other must not see each other's assets.
        string project = Path.Combine(Path.GetTempPath(), "unity-stubs-project-" + Process.GetCurrentProcess().Id);
        UnityEditor.AssetDatabase.Folder = project;
        try { return UnityStubs.TestRun.All(Assembly.LoadFrom(args[0]), args.Length > 1 && args[1] == "play"); }
        finally { Directory.Delete(project, true); }
    }
}
