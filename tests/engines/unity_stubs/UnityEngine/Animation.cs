using System;
using System.Collections.Generic;
using System.Linq;
using UnityStubs;

namespace UnityEngine
{
    public enum HumanBodyBones
    {
        Hips, LeftUpperLeg, RightUpperLeg, LeftLowerLeg, RightLowerLeg, LeftFoot, RightFoot, Spine, Chest, Neck, Head,
        LeftShoulder, RightShoulder, LeftUpperArm, RightUpperArm, LeftLowerArm, RightLowerArm, LeftHand, RightHand,
        LeftToes, RightToes, LeftEye, RightEye, Jaw,
        LeftThumbProximal, LeftThumbIntermediate, LeftThumbDistal, LeftIndexProximal, LeftIndexIntermediate, LeftIndexDistal,
        LeftMiddleProximal, LeftMiddleIntermediate, LeftMiddleDistal, LeftRingProximal, LeftRingIntermediate, LeftRingDistal,
        LeftLittleProximal, LeftLittleIntermediate, LeftLittleDistal,
        RightThumbProximal, RightThumbIntermediate, RightThumbDistal, RightIndexProximal, RightIndexIntermediate, RightIndexDistal,
        RightMiddleProximal, RightMiddleIntermediate, RightMiddleDistal, RightRingProximal, RightRingIntermediate, RightRingDistal,
        RightLittleProximal, RightLittleIntermediate, RightLittleDistal, UpperChest, LastBone,
    }
    public enum AnimatorControllerParameterType { Float = 1, Int = 3, Bool = 4, Trigger = 9 }
    public enum AnimatorCullingMode { AlwaysAnimate, CullUpdateTransforms, CullCompletely }
    public enum WrapMode { Default = 0, Once = 1, Loop = 2, PingPong = 4, ClampForever = 8 }

    public struct SkeletonBone
    {
        public string name;
        public Vector3 position;
        public Quaternion rotation;
        public Vector3 scale;
    }
    public struct HumanLimit
    {
        public bool useDefaultValues { get; set; }
        public Vector3 min { get; set; }
        public Vector3 max { get; set; }
        public Vector3 center { get; set; }
        public float axisLength { get; set; }
    }
    public struct HumanBone
    {
        public HumanLimit limit;
        public string boneName { get; set; }
        public string humanName { get; set; }
    }
    public struct HumanDescription
    {
        public HumanBone[] human;
        public SkeletonBone[] skeleton;
        public float upperArmTwist { get; set; }
        public float lowerArmTwist { get; set; }
        public float upperLegTwist { get; set; }
        public float lowerLegTwist { get; set; }
        public float armStretch { get; set; }
        public float legStretch { get; set; }
        public float feetSpacing { get; set; }
        public bool hasTranslationDoF { get; set; }
    }
    public static class HumanTrait
    {
        // Unity's names of fingers have spaces: "Left Thumb Proximal".
        private static readonly string[] names = Enumerable.Range(0, (int)HumanBodyBones.LastBone).Select(bone => Name((HumanBodyBones)bone)).ToArray();
        private static string Name(HumanBodyBones bone)
        {
            string name = bone.ToString();
            if (bone < HumanBodyBones.LeftThumbProximal || bone > HumanBodyBones.RightLittleDistal) return name;
            return string.Concat(name.Select((letter, at) => at > 0 && char.IsUpper(letter) ? " " + letter : letter.ToString()));
        }
        /// <summary>A few of Unity's 95, spelt as it spells them.</summary>
        public static string[] MuscleName => new[] { "Spine Front-Back", "Left Upper Leg Front-Back", "Left Thumb 1 Stretched", "Right Little Spread" };
        public static int MuscleCount => MuscleName.Length;
        public static int BoneCount => names.Length;
        public static string[] BoneName => (string[])names.Clone();
        public static int RequiredBoneCount => Enumerable.Range(0, BoneCount).Count(RequiredBone);
        public static bool RequiredBone(int i)
        {
            switch ((HumanBodyBones)i)
            {
                case HumanBodyBones.Hips: case HumanBodyBones.Spine: case HumanBodyBones.Head:
                case HumanBodyBones.LeftUpperLeg: case HumanBodyBones.RightUpperLeg: case HumanBodyBones.LeftLowerLeg: case HumanBodyBones.RightLowerLeg:
                case HumanBodyBones.LeftFoot: case HumanBodyBones.RightFoot: case HumanBodyBones.LeftUpperArm: case HumanBodyBones.RightUpperArm:
                case HumanBodyBones.LeftLowerArm: case HumanBodyBones.RightLowerArm: case HumanBodyBones.LeftHand: case HumanBodyBones.RightHand: return true;
                default: return false;
            }
        }
    }

    public class Avatar : Object
    {
        internal Dictionary<string, string> Bones = new Dictionary<string, string>();
        internal Avatar() { }
        public bool isValid { get; internal set; }
        public bool isHuman { get; internal set; }
        public HumanDescription humanDescription { get; internal set; }
    }
    public class AvatarBuilder
    {
        /// <summary>Checks what Unity checks of names and parents; like Unity it logs what is wrong and gives an avatar that is not valid.</summary>
        public static Avatar BuildHumanAvatar(GameObject go, HumanDescription humanDescription)
        {
            World.RequireMainThread("BuildHumanAvatar");
            var avatar = new Avatar { humanDescription = humanDescription, isHuman = true };
            string problem = Problem(go, humanDescription);
            if (problem != null) Debug.LogError($"AvatarBuilder '{go.name}': {problem}");
            avatar.isValid = problem == null;
            foreach (HumanBone bone in humanDescription.human) avatar.Bones[bone.humanName] = bone.boneName;
            return avatar;
        }
        private static string Problem(GameObject go, HumanDescription description)
        {
            string[] known = HumanTrait.BoneName;
            var given = new Dictionary<string, Transform>();
            foreach (HumanBone bone in description.human)
            {
                if (!known.Contains(bone.humanName)) return $"'{bone.humanName}' is no human bone";
                if (given.ContainsKey(bone.humanName)) return $"'{bone.humanName}' is given twice";
                if (!description.skeleton.Any(entry => entry.name == bone.boneName)) return $"bone '{bone.boneName}' is not in the skeleton";
                Transform[] found = go.GetComponentsInChildren<Transform>(true).Where(at => at.name == bone.boneName).ToArray();
                if (found.Length != 1) return $"transform '{bone.boneName}' for human bone '{bone.humanName}' is there {found.Length} times";
                if (given.ContainsValue(found[0])) return $"transform '{bone.boneName}' stands for two human bones";
                given[bone.humanName] = found[0];
            }
            for (int bone = 0; bone < known.Length; bone++)
                if (HumanTrait.RequiredBone(bone) && !given.ContainsKey(known[bone])) return $"required human bone '{known[bone]}' not found";
            foreach ((string child, string parent) in new[] { ("Spine", "Hips"), ("Head", "Spine"), ("LeftFoot", "LeftLowerLeg"), ("LeftLowerLeg", "LeftUpperLeg"), ("LeftUpperLeg", "Hips"), ("RightFoot", "RightLowerLeg"), ("RightLowerLeg", "RightUpperLeg"), ("RightUpperLeg", "Hips"), ("LeftHand", "LeftLowerArm"), ("LeftLowerArm", "LeftUpperArm"), ("LeftUpperArm", "Spine"), ("RightHand", "RightLowerArm"), ("RightLowerArm", "RightUpperArm"), ("RightUpperArm", "Spine") })
                if (!given[child].IsChildOf(given[parent])) return $"'{child}' is not below '{parent}'";
            // All above the hips must be in the skeleton too.
            for (Transform at = given["Hips"]; at != go.transform; at = at.parent)
                if (!description.skeleton.Any(entry => entry.name == at.name)) return $"transform '{at.name}' above the hips is not in the skeleton";
            return null;
        }
        public static Avatar BuildGenericAvatar(GameObject go, string rootMotionTransformName) => new Avatar { isValid = true };
    }
    public class Motion : Object { }
    public class RuntimeAnimatorController : Object { }
    public struct HumanPose
    {
        public Vector3 bodyPosition;
        public Quaternion bodyRotation;
        public float[] muscles;
    }
    public class HumanPoseHandler : IDisposable
    {
        public HumanPoseHandler(Avatar avatar, Transform root) { if (!avatar || !avatar.isHuman) throw new InvalidOperationException("Avatar is not human."); }
        public void GetHumanPose(ref HumanPose humanPose) => humanPose = new HumanPose { bodyPosition = new Vector3(0, 1, 0), bodyRotation = Quaternion.identity, muscles = new float[HumanTrait.MuscleCount] };
        public void Dispose() { }
    }
    public enum AvatarMaskBodyPart { Root, Body, Head, LeftLeg, RightLeg, LeftArm, RightArm, LeftFingers, RightFingers, LeftFootIK, RightFootIK, LeftHandIK, RightHandIK, LastBodyPart }
    public sealed class AvatarMask : Object
    {
        private readonly bool[] parts = Enumerable.Repeat(true, (int)AvatarMaskBodyPart.LastBodyPart).ToArray();
        public bool GetHumanoidBodyPartActive(AvatarMaskBodyPart index) => parts[(int)index];
        public void SetHumanoidBodyPartActive(AvatarMaskBodyPart index, bool value) => parts[(int)index] = value;
    }
    public sealed class AnimationClip : Motion
    {
        public float length { get; internal set; } = 1;
        public bool legacy { get; set; }
        public float frameRate { get; set; } = 60;
        public WrapMode wrapMode { get; set; }
        public readonly Dictionary<(string path, Type type, string property), AnimationCurve> Curves = new Dictionary<(string, Type, string), AnimationCurve>();
        public void SetCurve(string relativePath, Type type, string propertyName, AnimationCurve curve) => Curves[(relativePath, type, propertyName)] = curve;
        public void EnsureQuaternionContinuity() { }
        /// <summary>What was shown of it last; a stub's own.</summary>
        public float Sampled = -1;
        public void SampleAnimation(GameObject go, float time) { if (!go) throw new ArgumentNullException(nameof(go)); Sampled = time; }
    }
    public struct Keyframe
    {
        public Keyframe(float time, float value) : this() { this.time = time; this.value = value; }
        public Keyframe(float time, float value, float inTangent, float outTangent) : this(time, value) { this.inTangent = inTangent; this.outTangent = outTangent; }
        public float time { get; set; }
        public float value { get; set; }
        public float inTangent { get; set; }
        public float outTangent { get; set; }
    }
    public class AnimationCurve
    {
        private List<Keyframe> m_Keys;
        public AnimationCurve(params Keyframe[] keys) { m_Keys = keys.OrderBy(key => key.time).ToList(); }
        public AnimationCurve() : this(new Keyframe[0]) { }
        public static AnimationCurve Linear(float timeStart, float valueStart, float timeEnd, float valueEnd) => new AnimationCurve(new Keyframe(timeStart, valueStart), new Keyframe(timeEnd, valueEnd));
        public Keyframe[] keys { get => m_Keys.ToArray(); set => m_Keys = value.ToList(); }
        public int length => m_Keys.Count;
        public int AddKey(float time, float value) => AddKey(new Keyframe(time, value));
        public int AddKey(Keyframe key) { m_Keys.Add(key); m_Keys = m_Keys.OrderBy(entry => entry.time).ToList(); return m_Keys.IndexOf(key); }
        public float Evaluate(float time)
        {
            if (m_Keys.Count == 0) return 0;
            int next = m_Keys.FindIndex(key => key.time >= time);
            if (next < 0) return m_Keys[m_Keys.Count - 1].value;
            if (next == 0) return m_Keys[0].value;
            Keyframe a = m_Keys[next - 1], b = m_Keys[next];
            return Mathf.Lerp(a.value, b.value, Mathf.InverseLerp(a.time, b.time, time));
        }
    }
    public class Animator : Behaviour
    {
        private readonly Dictionary<string, object> values = new Dictionary<string, object>();
        public Avatar avatar { get; set; }
        public RuntimeAnimatorController runtimeAnimatorController { get; set; }
        public float humanScale => 1;
        public bool applyRootMotion { get; set; }
        public AnimatorCullingMode cullingMode { get; set; }
        public float speed { get; set; } = 1;
        public bool isHuman => avatar && avatar.isHuman;
        public bool isInitialized => true;
        public Transform GetBoneTransform(HumanBodyBones humanBoneId)
        {
            if (!avatar || !avatar.isHuman) throw new InvalidOperationException("Avatar is null or not human.");
            return avatar.Bones.TryGetValue(HumanTrait.BoneName[(int)humanBoneId], out string bone) ? GetComponentsInChildren<Transform>(true).FirstOrDefault(at => at.name == bone) : null;
        }
        public void SetFloat(string name, float value) => values[name] = value;
        public void SetBool(string name, bool value) => values[name] = value;
        public void SetTrigger(string name) => values[name] = true;
        public float GetFloat(string name) => values.TryGetValue(name, out object value) ? (float)value : 0;
        public void Play(string stateName) { }
        public void Rebind() { }
        public void Update(float deltaTime) { }
    }
    public sealed class Animation : Behaviour
    {
        private readonly Dictionary<string, AnimationClip> clips = new Dictionary<string, AnimationClip>();
        public AnimationClip clip { get; set; }
        public bool playAutomatically { get; set; } = true;
        public void AddClip(AnimationClip clip, string newName) => clips[newName] = clip;
        public AnimationClip GetClip(string name) => clips.TryGetValue(name, out AnimationClip found) ? found : null;
        /// <summary>What was faded to last; a stub's own.</summary>
        public string Faded = "";
        public bool Play() => clip;
        public void CrossFade(string animation) { if (clips.ContainsKey(animation)) Faded = animation; }
        public void CrossFade(string animation, float fadeLength) => CrossFade(animation);
        public bool Play(string animation) => clips.ContainsKey(animation);
    }
}
