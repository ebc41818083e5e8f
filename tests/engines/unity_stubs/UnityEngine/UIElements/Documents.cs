using UnityStubs;

namespace UnityEngine.UIElements
{
    public class PanelSettings : ScriptableObject { }

    [DefaultExecutionOrder(-100)]
    public sealed class UIDocument : MonoBehaviour
    {
        private VisualElement root;
        public PanelSettings panelSettings { get; set; }
        public VisualTreeAsset visualTreeAsset { get; set; }
        public float sortingOrder { get; set; }
        /// <summary>Null while the component is disabled or has no panel settings.</summary>
        public VisualElement rootVisualElement
        {
            get
            {
                World.RequireMainThread("get_rootVisualElement");
                if (!isActiveAndEnabled || !panelSettings) return null;
                if (root == null) { root = new VisualElement { name = "UIDocument" }; root.MakeRoot(); }
                return root;
            }
        }
    }
}
