using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;
using UnityEngine.Events;

namespace Procgen {
    using Fields = Dictionary<string, object>;

    /// <summary>Somebody who can be talked to while the game runs, and who calls out what happens.</summary>
    [AddComponentMenu("procgen/Procgen Dialogue")]
    public sealed class ProcgenDialogue : ProcgenBehaviour {
        /// <summary>So many lines of <see cref="BarkAsync"/> and <see cref="SpeakAsync"/> are remembered, and not said again.
        /// </summary>
        public const int RememberedLines = 64;

        private const long SavedVersion = 1;

        [Header("Who")]
        [SerializeField, Tooltip("Name.")] private string _speaker = "";
        [SerializeField, Tooltip("One of the server's roles, such as \"smith\".")] private string _role = "";
        [SerializeField, Tooltip("Such as \"grumpy\" and \"honest\".")] private List<string> _traits = new List<string>();
        [SerializeField, Tooltip("child, young, adult or old.")] private string _age = "";
        [SerializeField, Tooltip("female, male or other.")] private string _sex = "";
        [SerializeField, Tooltip("Way of speaking: plain, archaic, formal, rough, casual or technical; what suits role and setting if empty.")]
        private string _register = "";
        [SerializeField, TextArea, Tooltip("A few sentences in the third person.")] private string _background = "";
        [SerializeField, Tooltip("What they want, each to follow \"I want\".")] private List<string> _goals = new List<string>();
        [SerializeField, Tooltip("What they know besides the world's facts: clauses without a full stop.")]
        private List<string> _knows = new List<string>();
        [SerializeField, Tooltip("What they never say.")] private List<string> _secrets = new List<string>();
        [SerializeField, Tooltip("A file for procgen talk: persona, situation, actions and bounds. What is set here wins over it.")]
        private TextAsset _personaFile;
        [Header("Where")]
        [SerializeField, Tooltip("What is true: setting, entities, facts and currency as JSON, as in dialogue_world.proto.")]
        private TextAsset _worldFile;
        [SerializeField, Tooltip("medieval, modern or scifi; that of the world if empty.")] private string _setting = "";
        [SerializeField, Tooltip("Place.")] private string _place = "";
        [SerializeField, Tooltip("Name of who is spoken to.")] private string _listener = "";
        [SerializeField, Range(-2, 2), Tooltip("At the start of a talk: -2 enemies to 2 friends.")] private int _relation;
        [SerializeField, Tooltip("Mood, such as \"joyful\".")] private string _mood = "";
        [SerializeField, Tooltip("morning, noon, evening or night.")] private string _time = "";
        [SerializeField, Tooltip("clear, rain, snow, storm or fog.")] private string _weather = "";
        [Header("What")]
        [SerializeField, Tooltip("Chance; the same settings, state and words give the same answer.")] private ulong _seed;
        [SerializeField, Tooltip("One of the server's models; its first one if empty.")] private string _model = "";
        [SerializeField, TextArea, Tooltip("What the speaker may do and must not say, and what else is asked for: fields of ConverseRequest as JSON, such as {\"actions\": [{\"name\": \"open_door\", \"phrases\": [\"let me in\"]}]}.")]
        private string _settings = "";
        [SerializeField, Tooltip("Says aloud what the speaker says, each sentence as soon as it is written; silent if empty.")]
        private ProcgenVoice _voice;
        [SerializeField, Tooltip("The answer's next piece.")] private UnityEvent<string> _onText = new UnityEvent<string>();
        [SerializeField, Tooltip("A line is complete.")] private UnityEvent<string> _onLine = new UnityEvent<string>();
        [SerializeField, Tooltip("The speaker does one of the actions.")] private UnityEvent<string> _onAction = new UnityEvent<string>();

        private string _talk = "";
        private List<string> _said = new List<string>();
        private ulong _saidCount;

        /// <summary>The answer's next piece; pieces come as the server sends them.</summary>
        public event Action<string> TextReceived;

        /// <summary>A line is complete: an answer, or what was called out.</summary>
        public event Action<Line> LineFinished;

        /// <summary>One of several says a line, in a talk that this speaker began: who, what, and to whom by name, empty for the
        /// player.</summary>
        public event Action<ProcgenDialogue, Line, string> LineSaid;

        /// <summary>The speaker does one of the actions, with values that it allows: texts, whole numbers, truths.</summary>
        public event Action<string, IReadOnlyDictionary<string, object>> ActionCalled;

        /// <summary>Relation after the last turn of the talk, -2 to 2.</summary>
        public int RelationNow { get; private set; }

        /// <summary>Whether the speaker has ended the talk; they answer all the same.</summary>
        public bool IsOver { get; private set; }

        /// <summary>What the speaker makes of the player after the last turn; null before one.</summary>
        public TalkMind MindNow { get; private set; }

        /// <summary>Name of the speaker.</summary>
        public string Speaker { get => _speaker; set => _speaker = value; }

        /// <summary>One of the server's roles.</summary>
        public string Role { get => _role; set => _role = value; }

        /// <summary>Fields of ConverseRequest as JSON.</summary>
        public string Settings { get => _settings; set => _settings = value; }

        /// <summary>Says aloud what the speaker says, each sentence as soon as it is written; silent if null.</summary>
        public ProcgenVoice Voice { get => _voice; set => _voice = value; }

        /// <summary>Chance.</summary>
        public ulong Seed { get => _seed; set => _seed = value; }

        /// <summary>Stops what runs, on the server too, and what is still heard.</summary>
        public override void Cancel() {
            base.Cancel();
            if (_voice)
                _voice.Hush();
        }

        /// <summary>Says something to the speaker, at most 1000 characters; nothing lets them begin. The next turn goes on from
        /// there. An answer that is still on its way is stopped, and so not remembered.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<Line> SayAsync(string text, CancellationToken cancellation = default) {
            Cancel();
            return RunAsync(async stop => {
                var request = Described();
                (request.Seed, request.State, request.PlayerText) = (_seed, _talk, text);
                request.Model = _model == "" ? request.Model : _model;
                if (_voice) {
                    _voice.BelongTo(request.Persona);
                    request.Speak = _voice.TalkVoice();
                    _voice.Begin();
                }
                try {
                    var result = (await ProcgenRuntime.Client.Dialogue.ConverseAsync(request, PassOn, stop)).Result;
                    stop.ThrowIfCancellationRequested();
                    Take(result.State, result.Relation, result.Ends, result.Mind);
                    return Finish(result.Line);
                } finally {
                    if (_voice && !stop.IsCancellationRequested)
                        _voice.End();
                }
            }, cancellation);
        }

        /// <summary>Says something to this speaker and others, at most five, all of whom hear it: whoever is called or knows best
        /// answers, others may join in, and each line comes with <see cref="LineSaid"/>; nothing said lets them talk among
        /// themselves. Actions are this speaker's. Returns who is waited for: a name, empty for the player.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<string> SayTogetherAsync(
            string text, IReadOnlyList<ProcgenDialogue> others, CancellationToken cancellation = default) {
            Cancel();
            return RunAsync(async stop => {
                var request = Described();
                (request.Seed, request.State, request.PlayerText) = (_seed, _talk, text);
                request.Model = _model == "" ? request.Model : _model;
                var byName = new Dictionary<string, ProcgenDialogue> { [request.Persona.Name] = this };
                foreach (var other in others) {
                    var asked = other.Described();
                    request.Others.Add(new TalkMember {
                        Persona = asked.Persona, State = other._talk,
                        Relation = asked.Situation?.Relation ?? 0, Mood = asked.Situation?.Mood ?? "",
                    });
                    byName[asked.Persona.Name] = other;
                }
                void Hear(ConverseEvent read) {
                    if (read.Said is TalkLine said)
                        LineSaid?.Invoke(byName[said.Line.Speaker], said.Line, said.To);
                    else
                        PassOn(read);
                }
                var result = (await ProcgenRuntime.Client.Dialogue.ConverseAsync(request, Hear, stop)).Result;
                stop.ThrowIfCancellationRequested();
                Take(result.State, result.Relation, result.Ends, result.Mind);
                for (var i = 0; i < others.Count; i++) {
                    var member = result.Others[i];
                    others[i].Take(member.State, member.Relation, member.Ends, member.Mind);
                }
                return result.NextSpeaker;
            }, cancellation);
        }

        /// <summary>Calls out what happens: "spot_enemy", "low_health", "see_rain" and what else the server lists as events. The
        /// line is none that was called out before.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<Line> BarkAsync(string happening, CancellationToken cancellation = default) =>
            SpeakAsync("bark:" + happening, null, cancellation);

        /// <summary>Says a line outside the talk: one of the server's intents, such as "greet" or "sell", with words for it,
        /// such as {"item": "brass key"}.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<Line> SpeakAsync(
            string intent, IReadOnlyDictionary<string, string> slots = null, CancellationToken cancellation = default) =>
            RunAsync(async stop => {
                var asked = Described();
                var request = new LinesRequest {
                    Seed = _seed + _saidCount, Persona = asked.Persona, Situation = asked.Situation, Bounds = asked.Bounds,
                    Model = _model == "" ? asked.Model : _model,
                };
                request.Said.AddRange(_said);
                var wish = new Wish { Intent = intent };
                foreach (var slot in slots ?? new Dictionary<string, string>())
                    wish.Slots[slot.Key] = slot.Value;
                request.Wishes.Add(wish);
                var answer = await ProcgenRuntime.Client.Dialogue.GenerateLinesAsync(request, cancellation: stop);
                stop.ThrowIfCancellationRequested();
                var line = answer.Result.Lines[0];
                _saidCount++;
                _said.Add(line.Text);
                _said.RemoveRange(0, Math.Max(0, _said.Count - RememberedLines));
                if (_voice) {
                    _voice.BelongTo(request.Persona);
                    Forget(_voice.SayAsync(line.Text, line.Mood, line.Intent));
                }
                return Finish(line);
            }, cancellation);

        /// <summary>Lets the component be who speaks in a request for lines or a scene, of a cast the first, and begins anew.
        /// </summary>
        public void Take(Message request) {
            object At(string name) => request.Type.Find(name) == null ? null : request.GetPath(name);
            var who = At("persona") ?? (At("cast") as IList)?[0] ?? new Persona();
            var asked = new ConverseRequest { Persona = (Persona)((Message)who).Clone(), Situation = At("situation") as Situation };
            if (At("facts") is List<Fact> facts)
                asked.Persona.Knows.AddRange(facts);
            (_speaker, _role, _seed) = (asked.Persona.Name, asked.Persona.Role, At("seed") as ulong? ?? 0);
            (_model, _age, _sex, _register, _background, _setting) = (At("model") as string ?? "", "", "", "", "", "");
            (_place, _listener, _relation, _mood, _time, _weather, _worldFile) = ("", "", 0, "", "", "", null);
            foreach (var list in new[] { _traits, _goals, _knows, _secrets })
                list.Clear();
            _settings = Json.Write(asked.ToJson());
            _personaFile = null;
            LoadState("");
        }

        /// <summary>The talk so far as text to save with the game: a few kilobytes, at most 64 KiB and the lines that are
        /// remembered. Who the speaker is stays with the component.</summary>
        public string SaveState() => Json.Write(new Fields {
            { "version", SavedVersion }, { "talk", _talk }, { "relation", RelationNow }, { "over", IsOver }, { "said", _said },
            { "said_count", _saidCount },
        });

        /// <summary>Goes on from what <see cref="SaveState"/> gave; an empty text begins anew.</summary>
        /// <exception cref="FormatException">It is no such text; the talk stays as it is.</exception>
        public void LoadState(string saved) {
            var fields = string.IsNullOrEmpty(saved) ? new Fields { { "version", SavedVersion } } : Json.Parse(saved) as Fields;
            T Value<T>(string name, T otherwise) => fields.TryGetValue(name, out var value)
                ? value is T typed ? typed : throw new FormatException("This is no saved talk.") : otherwise;
            if (fields == null || Value("version", 0L) != SavedVersion)
                throw new FormatException("This is no saved talk of this version.");
            var (talk, relation, isOver) = (Value("talk", ""), Value("relation", (long)_relation), Value("over", false));
            var (said, count) = (Value("said", new List<object>()).OfType<string>().ToList(), Value("said_count", 0L));
            Cancel();
            Take(talk, (int)relation, isOver, null);
            (_said, _saidCount) = (said, (ulong)count);
        }

        private void Take(string talk, int relation, bool isOver, TalkMind mind) =>
            (_talk, RelationNow, IsOver, MindNow) = (talk, relation, isOver, mind);

        private Line Finish(Line line) {
            LineFinished?.Invoke(line);
            _onLine.Invoke(line.Text);
            return line;
        }

        private void PassOn(ConverseEvent read) {
            if (read.Action is ActionCall action) {
                ActionCalled?.Invoke(action.Name, action.Choices.Select(choice => (choice.Key, Value: (object)choice.Value))
                    .Concat(action.Numbers.Select(number => (number.Key, Value: (object)number.Value)))
                    .Concat(action.Truths.Select(truth => (truth.Key, Value: (object)truth.Value)))
                    .ToDictionary(argument => argument.Key, argument => argument.Value));
                _onAction.Invoke(action.Name);
            } else if (!string.IsNullOrEmpty(read.Text)) {
                TextReceived?.Invoke(read.Text);
                _onText.Invoke(read.Text);
            } else if (_voice) {
                _voice.Hear(read.Sentence, read.Sound);
            }
        }

        // Who speaks, where, what they may do and what bounds hold: first the file's word, then the component's.
        private ConverseRequest Described() {
            var request = new ConverseRequest();
            Merge(request, _personaFile ? _personaFile.text : "", "Persona file");
            Merge(request, _settings, "Settings");
            Fields Told(params (string Name, object Value)[] values) => values
                .Where(entry => !(entry.Value is "" || entry.Value is 0 || entry.Value is List<object> list && list.Count == 0))
                .ToDictionary(entry => entry.Name, entry => entry.Value);
            List<object> ListOf(List<string> texts) => texts.Cast<object>().ToList();
            var problems = request.MergeJson(new Fields {
                { "persona", Told(("name", _speaker), ("role", _role), ("traits", ListOf(_traits)), ("age", _age), ("sex", _sex),
                    ("register", _register), ("background", _background), ("goals", ListOf(_goals)), ("secrets", ListOf(_secrets)),
                    ("knows", _knows.Select(text => (object)new Fields { { "text", text } }).ToList())) },
                { "situation", Told(("place", _place), ("listener", _listener), ("relation", _relation), ("mood", _mood),
                    ("time", _time), ("weather", _weather)) },
            }, name);
            if (_worldFile) {
                request.Situation.World = new World();
                Merge(request.Situation.World, _worldFile.text, "World file");
            }
            if (_setting != "")
                problems.Add(request.SetPath("situation.world.setting", _setting));
            problems.RemoveAll(string.IsNullOrEmpty);
            return problems.Count == 0 ? request : throw new ProcgenException(StatusCode.InvalidArgument, string.Join(" ", problems));
        }
    }
}
