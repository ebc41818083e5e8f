from __future__ import annotations

import pytest
import torch

from procgen.models.llama import PRODUCTS, Adapter, Llama, LlamaConfig

CONFIG = LlamaConfig(
    tokens=50, width=32, heads=4, key_heads=2, layers=2, inner=48, rotary_base=1e4, epsilon=1e-5
)  # fmt: skip


def small(seed: int = 0) -> Llama:
    made = torch.Generator().manual_seed(seed)
    weights = {"token_embd.weight": torch.randn(50, 32, generator=made), "output_norm.weight": torch.ones(32)}
    for layer in range(CONFIG.layers):
        for product in PRODUCTS:
            taken, given = CONFIG.sizes(product)
            weights[f"blk.{layer}.{product}.weight"] = torch.randn(given, taken, generator=made) / taken**0.5
        for norm in ("attn_norm", "ffn_norm"):
            weights[f"blk.{layer}.{norm}.weight"] = torch.ones(32)
    return Llama(CONFIG, weights, torch.float32)


def logits(network: Llama, tokens: list[int], adapter: Adapter | None = None) -> torch.Tensor:
    n = len(tokens)
    return network.logits(network(torch.tensor(tokens), 1, [n - 1], torch.arange(n), adapter))


def test_nothing_of_what_follows_is_seen_and_places_count() -> None:
    network = small()
    whole = logits(network, [1, 2, 3, 4])
    assert torch.allclose(logits(network, [1, 2, 3]), whole[:3], atol=1e-5)
    assert not torch.allclose(logits(network, [2, 1, 3])[2], whole[2], atol=1e-3)


def test_texts_that_go_on_from_one_beginning_do_not_see_each_other() -> None:
    """What the writer's rows rest on: a row tells of each text what it would tell alone."""
    network = small()
    row = torch.tensor([1, 2, 7, 8, 9, 5, 6])
    both = network.logits(network(row, 2, [3, 2], torch.arange(7), None))
    assert torch.allclose(both[2:5], logits(network, [1, 2, 7, 8, 9])[2:], atol=1e-5)
    assert torch.allclose(both[5:], logits(network, [1, 2, 5, 6])[2:], atol=1e-5)


def test_losses_and_their_slopes_are_those_of_the_whole() -> None:
    network = small()
    hidden, targets = torch.randn(150, 32, requires_grad=True), torch.randint(0, 50, (150,))
    weights = torch.rand(150)
    plain = torch.nn.functional.cross_entropy(network.logits(hidden), targets, reduction="none")
    (slopes,) = torch.autograd.grad((plain * weights).sum(), hidden)
    parts = network.losses(hidden, targets)
    assert torch.allclose(parts, plain, atol=1e-5)
    assert torch.allclose(torch.autograd.grad((parts * weights).sum(), hidden)[0], slopes, atol=1e-5)


def test_adapters_add_nothing_at_first_and_learn_a_text_by_heart() -> None:
    torch.manual_seed(0)
    network, adapter = small(), Adapter(CONFIG, 4, 8.0)
    text = [3, 14, 15, 9, 26, 5, 35, 8]
    plain = logits(network, text)
    assert torch.equal(logits(network, text, adapter), plain)
    optimiser = torch.optim.AdamW(adapter.parameters(), lr=1e-2)
    for _ in range(60):
        loss = torch.nn.functional.cross_entropy(logits(network, text, adapter)[:-1], torch.tensor(text[1:]))
        torch.autograd.backward(loss)
        optimiser.step()
        optimiser.zero_grad()
    assert loss.item() < 0.05
    assert torch.equal(logits(network, text), plain), "the network itself is frozen"


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_adapter_is_the_product_of_its_two_times_its_share(product: str) -> None:
    adapter = Adapter(CONFIG, 4, 8.0)
    taken, given = CONFIG.sizes(product)
    torch.nn.init.normal_(adapter.up[f"1_{product}"])
    x = torch.randn(3, taken)
    expected = x @ (2.0 * adapter.up[f"1_{product}"] @ adapter.down[f"1_{product}"]).T
    assert expected.shape == (3, given)
    assert torch.allclose(adapter.added(f"1_{product}", x), expected, atol=1e-4)
