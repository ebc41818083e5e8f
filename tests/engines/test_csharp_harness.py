"""The harness that compiles and runs Unity's C# without Unity, and its stubs."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.engines.csharp import (
    RUNTIMES,
    CompileError,
    Runtime,
    compile_package,
    compile_program,
    compile_samples,
    compile_stubs,
    program_running,
    run,
    run_tests,
)

TALKING = """
internal static class Program
{
    private static void Main()
    {
        System.Console.WriteLine("ready");
        for (string line; (line = System.Console.ReadLine()) != "end";) System.Console.WriteLine("heard " + line);
    }
}
"""


def program(folder: Path, source: str, references: Mapping[str, Path] | None = None) -> Path:
    file = folder / "Program.cs"
    file.write_text(source)
    return compile_program("program", [file], list((references or {}).values()), folder / "out")


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_program_in_the_background_can_be_talked_with(tmp_path: Path, runtime: Runtime) -> None:
    with program_running(program(tmp_path, TALKING), runtime=runtime) as it:
        assert it.line("ready") == "ready"
        for piece in range(3):
            it.say(f"süß {piece}")
            assert it.line("heard") == f"heard süß {piece}"
        it.say("end")
        assert it.wait() == 0


def test_a_warning_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CompileError, match="CS0219"):
        program(tmp_path, "static class Program { static void Main() { int unused = 1; } }")


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_exit_code_and_both_outputs_come_back(tmp_path: Path, runtime: Runtime) -> None:
    source = """
    static class Program
    {
        static int Main(string[] args)
        {
            System.Console.Error.WriteLine(args[0]);
            System.Console.WriteLine(1.5 + " ü");
            return 3;
        }
    }
    """
    done = run(program(tmp_path, source), ["to stderr"], runtime=runtime)
    assert (done.returncode, sorted(done.stdout.split("\n"))) == (3, ["", "1.5 ü", "to stderr"])


PACKAGE = {
    "Runtime/Made.asmdef": {"name": "Made", "versionDefines": [{"name": "com.unity.cloud.gltfast", "define": "GLTF"}]},
    "Runtime/Maker.cs": """
        namespace Made
        {
            public class Maker : UnityEngine.MonoBehaviour
            {
                public UnityEngine.Vector3 Place;
                public int Frames { get; private set; }
                private void Update() => Frames++;
                public async System.Threading.Tasks.Task<bool> Work()
                {
                    await System.Threading.Tasks.Task.Run(() => System.Threading.Thread.Sleep(1));
                    // Off the main thread this would throw.
                    transform.localPosition = Place;
                    return true;
                }
            #if GLTF
                this cannot be compiled
            #endif
            }
        }
        """,
    "Editor/Made.Editor.asmdef": {"name": "Made.Editor", "references": ["Made"], "includePlatforms": ["Editor"]},
    "Editor/Menu.cs": """
        using UnityEditor;
        using UnityEngine;
        namespace Made.Editor
        {
            public static class Menu
            {
                [MenuItem("Tools/Make")]
                public static void Make()
                {
                    Undo.SetCurrentGroupName("Make");
                    int group = Undo.GetCurrentGroup();
                    var parent = new GameObject("Made");
                    Undo.RegisterCreatedObjectUndo(parent, "Make");
                    GameObject old = GameObject.Find("Old");
                    Undo.RegisterCompleteObjectUndo(old.transform, "Make");
                    old.transform.localPosition = Vector3.one;
                    Undo.AddComponent<Maker>(old);
                    Undo.CollapseUndoOperations(group);
                }
            }
        }
        """,
    "Tests/Made.Tests.asmdef": {
        "name": "Made.Tests",
        "references": ["Made", "Made.Editor", "UnityEngine.TestRunner", "UnityEditor.TestRunner"],
        "includePlatforms": ["Editor"],
        "overrideReferences": True,
        "precompiledReferences": ["nunit.framework.dll"],
        "defineConstraints": ["UNITY_INCLUDE_TESTS"],
    },
    "Tests/MakerTests.cs": """
        using System.Collections;
        using System.Threading.Tasks;
        using NUnit.Framework;
        using UnityEditor;
        using UnityEngine;
        using UnityEngine.TestTools;
        namespace Made.Tests
        {
            public class MakerTests
            {
                [Test] public async Task WorkEndsOnTheMainThread()
                {
                    Maker maker = new GameObject("Maker").AddComponent<Maker>();
                    maker.Place = new Vector3(1, 2, 3);
                    Assert.IsTrue(await maker.Work());
                    Assert.AreEqual(new Vector3(1, 2, 3), maker.transform.position);
                }
                [UnityTest] public IEnumerator UpdatesInPlayModeOnly()
                {
                    Maker maker = new GameObject("Maker").AddComponent<Maker>();
                    yield return null;
                    yield return null;
                    Assert.That(maker.Frames, Application.isPlaying ? Is.GreaterThan(0) : Is.EqualTo(0));
                    Object.DestroyImmediate(maker.gameObject);
                    Assert.IsTrue(maker == null);
                }
                [Test] public void OneStepUndoesAndRedoes()
                {
                    var old = new GameObject("Old");
                    string before = UnityStubs.World.Describe();
                    EditorApplication.ExecuteMenuItem("Tools/Make");
                    string after = UnityStubs.World.Describe();
                    Assert.AreNotEqual(before, after);
                    Assert.AreEqual(1, Undo.Steps().Count);
                    Undo.PerformUndo();
                    Assert.AreEqual(before, UnityStubs.World.Describe());
                    Assert.IsTrue(old.GetComponent<Maker>() == null);
                    Undo.PerformRedo();
                    Assert.AreEqual(after, UnityStubs.World.Describe());
                    Undo.PerformUndo();
                    Assert.AreEqual(before, UnityStubs.World.Describe());
                }
                [Test] public async Task UnityRefusesOtherThreads()
                {
                    var texture = new Texture2D(2, 2);
                    System.Exception error = null;
                    await Task.Run(() =>
                    {
                        try { texture.Apply(); }
                        catch (UnityException caught) { error = caught; }
                    });
                    Assert.That(error.Message, Does.Contain("main thread"));
                }
                [TestCase(1, false)] [TestCase(2, true)]
                public void Wrong(int number, bool right) => Assert.AreEqual(right, number == 3);
                [Test] public void LoggedErrorsFail() => Debug.LogError("bad news");
                [Test] public void UnlessExpected()
                {
                    LogAssert.Expect(LogType.Error, "bad news");
                    Debug.LogError("bad news");
                }
            }
        }
        """,
    "Samples~/Simple/Sample.cs": "public class Sample : Made.Maker { }",
}


def write_package(folder: Path, **changes: object) -> Path:
    for name, content in {**PACKAGE, **changes}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content))
    return folder


@pytest.fixture(scope="module")
def tests_assembly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unity")
    package = write_package(folder / "package")
    stubs = compile_stubs()
    built = compile_package(package, folder / "out", stubs=stubs)
    assert list(built) == ["Made", "Made.Editor", "Made.Tests"]
    assert list(compile_samples(package, folder / "out", stubs=stubs, built=built)) == ["Simple"]
    return built["Made.Tests"]


@pytest.mark.parametrize("playing", [False, True], ids=["edit mode", "play mode"])
@pytest.mark.parametrize("runtime", RUNTIMES)
def test_tests_of_a_package_run(tests_assembly: Path, runtime: Runtime, playing: bool) -> None:
    results = run_tests(tests_assembly, stubs=compile_stubs(), runtime=runtime, playing=playing)
    failed = {name.removeprefix("MakerTests."): problem for name, problem in results.items() if problem}
    assert len(results) == 8
    assert list(failed) == ["Wrong(2, True)", "LoggedErrorsFail"], results
    assert "bad news" in failed["LoggedErrorsFail"]


def test_a_player_has_no_editor(tmp_path: Path) -> None:
    stubs = compile_stubs()
    package = write_package(tmp_path / "package")
    assert list(compile_package(package, tmp_path / "player", stubs=stubs, target="player")) == ["Made"]
    write_package(package, **{"Runtime/Bad.cs": "class Bad { object window = UnityEditor.Selection.activeObject; }"})
    compile_package(package, tmp_path / "editor", stubs=stubs)
    with pytest.raises(CompileError, match="UnityEditor"):
        compile_package(package, tmp_path / "player", stubs=stubs, target="player")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"Editor/Made.Editor.asmdef": {"name": "Made.Editor", "includePlatforms": ["Editor"]}}, "'Maker'"),
        ({"Stray.cs": "class Stray { }"}, "Stray.cs"),
        ({"Runtime/Runner.cs": "class Runner { NUnit.Framework.TestAttribute test; }"}, "'NUnit'"),
    ],
    ids=["reference that is not named", "source of no assembly", "test library outside tests"],
)
def test_what_unity_would_not_compile_is_refused(tmp_path: Path, changes: dict[str, object], problem: str) -> None:
    with pytest.raises(CompileError, match=problem):
        compile_package(write_package(tmp_path / "package", **changes), tmp_path / "out", stubs=compile_stubs())


ENGINE = """
using System;
using System.IO;
using UnityEngine;

static class Program
{
    static void Main(string[] args)
    {
        UnityStubs.World.Start();
        var texture = new Texture2D(2, 2);
        Console.WriteLine(texture.LoadImage(File.ReadAllBytes(args[0])) + " " + texture.format);
        File.WriteAllBytes(args[1], texture.EncodeToPNG());
        Console.WriteLine(texture.GetPixel(0, 0));
        // In Unity's manual: turned about z, then x, then y.
        Console.WriteLine((Quaternion.Euler(0, 90, 0) * Vector3.forward).ToString("F3"));
        Console.WriteLine((Quaternion.Euler(90, 90, 0) * Vector3.forward).ToString("F3"));
        Console.WriteLine(Quaternion.Euler(10, 20, 30).eulerAngles.ToString("F2"));
        Matrix4x4 move = Matrix4x4.TRS(new Vector3(1, 2, 3), Quaternion.Euler(10, 20, 30), new Vector3(2, 3, 4));
        Console.WriteLine((move.inverse * move).isIdentity);
        Console.WriteLine(move.rotation.eulerAngles.ToString("F2") + " " + move.lossyScale.ToString("F2"));
        var parent = new GameObject("Parent").transform;
        parent.SetPositionAndRotation(new Vector3(5, 0, 0), Quaternion.Euler(0, 90, 0));
        var child = new GameObject("Child").transform;
        child.SetParent(parent, false);
        child.localPosition = Vector3.forward;
        Console.WriteLine(child.position.ToString("F3"));
        child.SetParent(null);
        Console.WriteLine(child.localPosition.ToString("F3"));
        var mesh = new Mesh { vertices = new[] { Vector3.zero, Vector3.up }, bindposes = new[] { Matrix4x4.identity } };
        mesh.boneWeights = new[] { new BoneWeight { weight0 = 1 }, new BoneWeight { weight0 = 1 } };
        mesh.AddBlendShapeFrame("Tall", 100, new[] { Vector3.zero, Vector3.up }, null, null);
        var figure = new GameObject("Figure").AddComponent<SkinnedMeshRenderer>();
        figure.sharedMesh = mesh;
        figure.bones = new[] { parent };
        figure.SetBlendShapeWeight(0, 50);
        var baked = new Mesh();
        figure.BakeMesh(baked);
        Console.WriteLine(baked.vertices[1].ToString("F3"));
        for (int bits = 0; bits < 65536; bits++)
        {
            bool finite = (bits & 0x7c00) != 0x7c00;
            if (finite && Mathf.FloatToHalf(Mathf.HalfToFloat((ushort)bits)) != bits) Console.WriteLine("half " + bits);
        }
    }
}
"""


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_stubs_compute_as_unity_does(tmp_path: Path, runtime: Runtime) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (5, 7, 4), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "in.png")
    done = run(program(tmp_path, ENGINE, compile_stubs()), [tmp_path / "in.png", tmp_path / "out.png"], runtime=runtime)
    red, green, blue, alpha = pixels[-1, 0] / 255
    assert done.stdout.splitlines() == [
        "True RGBA32",
        f"RGBA({red:.3f}, {green:.3f}, {blue:.3f}, {alpha:.3f})",
        "(1.000, 0.000, 0.000)",
        "(0.000, -1.000, 0.000)",
        "(10.00, 20.00, 30.00)",
        "True",
        "(10.00, 20.00, 30.00) (2.00, 3.00, 4.00)",
        "(6.000, 0.000, 0.000)",
        "(6.000, 0.000, 0.000)",
        "(5.000, 1.500, 0.000)",
    ]
    assert np.array_equal(np.asarray(Image.open(io.BytesIO((tmp_path / "out.png").read_bytes()))), pixels)
