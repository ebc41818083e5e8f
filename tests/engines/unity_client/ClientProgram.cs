using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Procgen;
using Procgen.V1;

/// Makes the calls that it reads as JSON, a line each, on one thread as Unity does, and writes how each went.
internal static class ClientProgram {
    private static readonly MainThread Unity = new MainThread();
    private static readonly Dictionary<long, CancellationTokenSource> Cancels = new Dictionary<long, CancellationTokenSource>();
    private static ProcgenClient _client;

    private static void Main(string[] args) {
        _client = new ProcgenClient(int.Parse(args[0]));
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        Console.SetOut(output);
        var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        new Thread(() => {
            for (string line; (line = input.ReadLine()) != null;) {
                var asked = (Dictionary<string, object>)Json.Parse(line);
                Unity.Post(_ => Do(asked), null);
            }
            Unity.Post(_ => Environment.Exit(0), null);
        }) { IsBackground = true }.Start();
        Unity.Run();
    }

    // async void, as what a button or a component of Unity starts: what goes wrong unforeseen ends the program.
    private static async void Do(Dictionary<string, object> asked) {
        var id = (long)asked["id"];
        switch ((string)asked["do"]) {
            case "cancel":
                Cancels[(long)asked["call"]].Cancel();
                return;
            case "dispose":
                _client.Dispose();
                return;
            case "connect":
                _client.WebPort = (int)(long)asked["web_port"];
                _client.Token = (string)asked["token"];
                return;
        }
        using var cancel = Cancels[id] = new CancellationTokenSource();
        var done = new Dictionary<string, object> { { "id", id } };
        var call = new Call { Id = id, Asked = asked, Cancel = cancel };
        var watch = Stopwatch.StartNew();
        try {
            await call.RunAsync(_client, done);
            done["code"] = "Ok";
        } catch (ProcgenException failure) {
            done["code"] = failure.Code.ToString();
            done["message"] = failure.Message;
            done["detail"] = failure.Detail?.ToJson();
        } catch (OperationCanceledException) {
            done["code"] = "Cancelled";
        } catch (ArgumentException error) {
            (done["code"], done["message"]) = ("ArgumentException", error.Message);
        }
        done["took_ms"] = watch.Elapsed.TotalMilliseconds;
        done["is_on_main"] = Unity.IsCurrent && call.IsOnMain;
        var soFar = call.Events.Count;
        done["events"] = call.Events.ToList();
        // Events that come too late would come while this waits.
        await Task.Delay(asked.ContainsKey("linger_ms") ? (int)(long)asked["linger_ms"] : 0);
        done["late_events"] = call.Events.Count - soFar;
        Console.WriteLine(Json.Write(done));
    }

    private sealed class Call {
        public long Id;
        public Dictionary<string, object> Asked;
        public CancellationTokenSource Cancel;
        public List<object> Events = new List<object>();
        public bool IsOnMain = true;

        public async Task RunAsync(ProcgenClient client, Dictionary<string, object> done) {
            var timeout = Asked.TryGetValue("timeout_ms", out var ms) ? TimeSpan.FromMilliseconds((long)ms) : (TimeSpan?)null;
            switch ((string)Asked["do"]) {
                case "put_blob":
                    done["sha256"] = await client.PutBlobAsync(new byte[(long)Asked["bytes"]], Cancel.Token);
                    break;
                case "unary":
                    var method = MethodOf(client);
                    var task = (Task)method.Invoke(
                        ServiceOf(client), new object[] { RequestFor(method.GetParameters()[0].ParameterType.Name), Cancel.Token, timeout });
                    await task;
                    done["response"] = ((Message)task.GetType().GetProperty("Result").GetValue(task)).ToJson();
                    break;
                case "typed":
                    await TypedAsync(client, done);
                    break;
                case "batch":
                    await BatchAsync(client, done);
                    break;
                case "world":
                    await WorldAsync(client, done, timeout);
                    break;
                default:
                    var name = MethodOf(client).GetParameters()[0].ParameterType.Name;
                    var running = client.GenerateAsync((string)Asked["path"], RequestFor(name), Take, Cancel.Token, timeout);
                    // As a main thread does that has a lot of other work.
                    Thread.Sleep(Asked.ContainsKey("busy_ms") ? (int)(long)Asked["busy_ms"] : 0);
                    var answer = await running;
                    done["result"] = answer.Result.ToJson();
                    done["artifacts"] = Asked.ContainsKey("quiet") ? null : answer.Artifacts.Select(Sha256).ToList();
                    break;
            }
        }

        // As the documentation has it.
        private async Task TypedAsync(ProcgenClient client, Dictionary<string, object> done) {
            var request = new TerrainRequest { Seed = ulong.MaxValue, WidthPx = 65, DepthPx = 65, MetresPerPixel = 10f };
            request.Outputs.Add(TerrainOutput.HeightsF32);
            request.Outputs.Add(TerrainOutput.HillshadePng);
            var answer = await client.Terrain.GenerateAsync(request, read => Take(read, Array.Empty<byte[]>()), Cancel.Token);
            done["result"] = answer.Result.ToJson();
            done["heights"] = Sha256(answer.Artifact("heights_f32"));
            done["hillshade"] = Sha256(answer.Artifact("hillshade_png"));
            done["has_exr"] = answer.Artifact("exr") != null;
            var crowd = new CrowdRequest { Seed = 3, Count = 2 };
            crowd.Outputs.Add(new CharacterOutput { Kind = "slim", TexturePx = 0, Clips = false });
            var members = new List<object>();
            done["crowd"] = (await client.Character.GenerateCrowdAsync(crowd, (read, files) => {
                if (read.Member != null)
                    members.Add(files.Select(Sha256).ToList());
            }, Cancel.Token)).Result.ToJson();
            done["members"] = members;
        }

        // What one walks about in is written while the rest is made.
        private async Task WorldAsync(ProcgenClient client, Dictionary<string, object> done, TimeSpan? timeout) {
            var making = new WorldMaking(client, (WorldRequest)RequestFor("WorldRequest"), Take, Cancel.Token, timeout);
            var walkable = await making.Walkable;
            if (walkable != null) {
                done["first"] = walkable.Files.Select(Sha256).ToList();
                done["name"] = walkable.Manifest()["name"];
                walkable.WriteTo((string)Asked["folder"]);
            }
            var whole = await making.Whole;
            done["result"] = whole.Result.ToJson();
            done["artifacts"] = whole.Artifacts.Select(Sha256).ToList();
        }

        // As the documentation has it.
        private async Task BatchAsync(ProcgenClient client, Dictionary<string, object> done) {
            var batch = new SubmitBatchRequest { BatchId = (string)Asked["batch_id"], Lines = (string)Asked["lines"] };
            batch.Jobs.Add(new BatchJob { Terrain = new TerrainRequest { Seed = 7, WidthPx = 65, DepthPx = 65, Model = "noise-fbm" } });
            var rows = new List<BatchRow>();
            var submitted = await client.Batch.SubmitAsync(batch, Cancel.Token);
            var watch = new WatchBatchRequest { BatchId = submitted.Status.BatchId };
            var end = await client.Batch.WatchAsync(watch, read => {
                Take(read, Array.Empty<byte[]>());
                if (read.Row != null)
                    rows.Add(read.Row);
            }, Cancel.Token);
            var files = new Dictionary<string, object>();
            foreach (var row in rows) {
                var fetch = new FetchBatchRequest { BatchId = watch.BatchId, Key = row.Key };
                var made = await client.Batch.FetchAsync(fetch, null, Cancel.Token);
                files[row.JobIndex.ToString()] = made.Artifacts.Select(Sha256).ToList();
                done["seed_of_" + row.JobIndex] = made.Result.Terrain.Recipe.RequestJson;
            }
            (done["state"], done["files"]) = (end.Result.Status.State.ToString(), files);
        }

        private object ServiceOf(ProcgenClient client) =>
            client.GetType().GetProperty(((string)Asked["path"]).Split('.', '/')[3].Replace("Service", "").Replace("Blob", "Blobs")).GetValue(client);

        private MethodInfo MethodOf(ProcgenClient client) =>
            ServiceOf(client).GetType().GetMethod(((string)Asked["path"]).Split('/')[2] + "Async");

        private Message RequestFor(string type) {
            var request = MessageTypes.Create[type]();
            var problems = request.MergeJson((Dictionary<string, object>)Asked["request"]);
            return problems.Count == 0 ? request : throw new InvalidOperationException(string.Join(" ", problems));
        }

        private void Take(Message read, IReadOnlyList<byte[]> files) {
            IsOnMain &= Unity.IsCurrent;
            if (Asked.ContainsKey("quiet"))
                return;
            var told = new Dictionary<string, object> {
                { "id", Id }, { "event", read.ToJson() }, { "files", files.Select(Sha256).ToList() },
            };
            Events.Add(told);
            if (Asked.ContainsKey("tell"))
                Console.WriteLine(Json.Write(told));
        }

        private static string Sha256(byte[] bytes) {
            using var hash = SHA256.Create();
            return BitConverter.ToString(hash.ComputeHash(bytes)).Replace("-", "").ToLowerInvariant();
        }
    }

    /// What Unity does: one thread that does what is posted to it, in order.
    private sealed class MainThread : SynchronizationContext {
        private readonly BlockingCollection<(SendOrPostCallback Do, object State)> _posted =
            new BlockingCollection<(SendOrPostCallback, object)>();

        private readonly Thread _thread = Thread.CurrentThread;

        public bool IsCurrent => Thread.CurrentThread == _thread;

        public override void Post(SendOrPostCallback callback, object state) => _posted.Add((callback, state));

        public void Run() {
            SetSynchronizationContext(this);
            foreach (var (callback, state) in _posted.GetConsumingEnumerable())
                callback(state);
        }
    }
}
