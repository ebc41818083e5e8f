using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Procgen;
using Procgen.V1;

/// Reads the cases of tests/engines/wire_messages.py from one file and writes an answer to each into another; or says what
/// becomes of a TerrainRequest: "merge" takes JSON, "paths" a JSON object of paths with what is set there.
internal static class WireProgram {
    private const uint Refused = 0xFFFF_FFFF;

    private static void Main(string[] args) {
        if (args[0] == "merge" || args[0] == "paths")
            Tell(args[0], args[1]);
        else
            Answer(args);
    }

    private static void Tell(string what, string text) {
        var request = new TerrainRequest();
        var told = new Dictionary<string, object>();
        try {
            var json = (Dictionary<string, object>)Json.Parse(text);
            told["problems"] = what == "merge"
                ? request.MergeJson(json)
                : json.Select(step => request.SetPath(step.Key, step.Value)).Where(problem => problem != "").ToList();
            if (what == "paths")
                told["read"] = json.Keys.Where(path => !path.Contains("no_such")).Select(request.GetPath).ToList();
        } catch (FormatException error) {
            told["problems"] = new List<object> { error.Message };
        }
        told["json"] = request.ToJson();
        Console.WriteLine(Json.Write(told));
    }

    private static void Answer(string[] args) {
        using var cases = new BinaryReader(File.OpenRead(args[0]));
        using var answers = new BinaryWriter(File.Create(args[1]));
        while (cases.BaseStream.Position < cases.BaseStream.Length) {
            var name = Encoding.UTF8.GetString(Take(cases));
            var encoded = Take(cases);
            var json = Encoding.UTF8.GetString(Take(cases));
            var message = MessageTypes.Create[name]();
            if (!message.Decode(encoded)) {
                answers.Write(Refused);
                continue;
            }
            var fromJson = MessageTypes.Create[name]();
            if (json != "")
                foreach (var problem in fromJson.MergeJson((Dictionary<string, object>)Json.Parse(json)))
                    Console.WriteLine($"{name}: {problem}");
            Put(answers, message.Encode());
            Put(answers, Encoding.UTF8.GetBytes(Json.Write(message.Clone().ToJson())));
            Put(answers, fromJson.Encode());
        }
    }

    private static byte[] Take(BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());

    private static void Put(BinaryWriter writer, byte[] part) {
        writer.Write(part.Length);
        writer.Write(part);
    }
}
