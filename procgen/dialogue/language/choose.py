"""The setting that names a language model: a file, a packaged model or an address."""

from __future__ import annotations

from procgen.dialogue.language.address import AddressModel
from procgen.dialogue.language.gguf import GgufModel
from procgen.runtime.chat_address import ChatAddress


def chosen(
    setting: str,
    *,
    allow_remote: bool = False,
    key: str = "",
    context_tokens: int = 2048,
    slots: int = 3,
    threads: int | None = None,
) -> GgufModel | AddressModel:
    """The model of a setting.

    Args:
        setting: path of a GGUF file, a name of `gguf.PACKAGED`, or a server's address; behind ``#`` the model as the
            server calls it (``http://localhost:11434#llama3.2``).
        allow_remote: whether addresses of other machines are talked to.
        key: for servers that want one.
        context_tokens: of one talk.
        slots: of a file: talks at once, and prompts of which the beginnings are kept ready.
        threads: of a file: that compute; half of the processors where not given.

    Raises:
        ModelUnavailable: the package or the file is missing, or is not a model.
        InvalidFields: the address is none, or of another machine.
    """
    if "://" in setting:
        url, _, model = setting.partition("#")
        address = ChatAddress(url, model=model, allow_remote=allow_remote, key=key)
        return AddressModel(address, context_tokens=context_tokens, name=f"address:{model or url}")
    return GgufModel.load(setting, context_tokens=context_tokens, slots=slots, threads=threads)
