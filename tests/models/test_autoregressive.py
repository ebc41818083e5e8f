"""The dialogue decoder: causal, with a loss and gradients that agree with torch's own, and n-grams hashed as served."""

import numpy as np
import torch
import torch.nn.functional as F

from procgen.dialogue.model.script import ngram_rows
from procgen.models.autoregressive import Decoder, DecoderConfig

TINY = DecoderConfig(vocabulary=300, width=32, layers=2, heads=4, key_heads=2, head=16, hidden=48, value_layers=(0, 1))


def random_decoder(seed: int = 0) -> Decoder:
    torch.manual_seed(seed)
    model = Decoder(TINY).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 2:
                parameter.normal_(0.0, 0.3 if len(parameter) > 1000 else 0.2)
            else:
                parameter.add_(0.2 * torch.randn_like(parameter))
    return model


def test_no_token_sees_a_later_one() -> None:
    model = random_decoder()
    ids = torch.randint(0, 300, (2, 20))
    changed = ids.clone()
    changed[:, 12:] = torch.randint(0, 300, (2, 8))
    with torch.no_grad():
        before, after = model(ids), model(changed)
    assert torch.allclose(before[:, :12], after[:, :12], atol=1e-5)
    assert not torch.allclose(before[:, 12:], after[:, 12:], atol=1e-2)


def test_order_matters_beyond_the_hashed_trigram() -> None:
    model = random_decoder()
    ids = torch.randint(0, 300, (1, 12))
    swapped = ids.clone()
    swapped[0, 2], swapped[0, 5] = ids[0, 5], ids[0, 2]
    with torch.no_grad():
        assert not torch.allclose(model(ids)[0, -1], model(swapped)[0, -1], atol=1e-3)


def test_the_loss_is_the_cross_entropy_of_what_counts() -> None:
    model = random_decoder()
    ids = torch.randint(0, 300, (3, 17))
    counts = torch.rand(3, 16) < 0.7
    with torch.no_grad():
        logits = model.logits(model(ids[:, :-1]))
        expected = F.cross_entropy(logits[counts], ids[:, 1:][counts])
        assert abs(float(model.loss(ids, counts)) - float(expected)) < 0.02 * float(expected)


def test_gradients_agree_with_those_of_torch() -> None:
    ids = torch.randint(0, 300, (3, 17))
    counts = torch.rand(3, 16) < 0.7
    ours, theirs = random_decoder(), random_decoder()
    ours.loss(ids, counts).backward()  # type: ignore[no-untyped-call]
    logits = theirs.logits(theirs(ids[:, :-1]))
    F.cross_entropy(logits[counts], ids[:, 1:][counts]).backward()  # type: ignore[no-untyped-call]
    other = dict(theirs.named_parameters())
    for name, parameter in ours.named_parameters():
        expected = other[name].grad
        assert parameter.grad is not None
        assert expected is not None
        # The read-out is worked out in bfloat16.
        assert float((parameter.grad - expected).norm()) <= 0.03 * float(expected.norm()) + 1e-6, name


def test_n_grams_are_hashed_as_scripts_say() -> None:
    model = random_decoder()
    ids = [7, 250, 31, 299]
    x, _ = model.tables(torch.tensor([ids]))
    line = [0, 0, *ids]
    for place, token in enumerate(ids):
        rows = ngram_rows(line[place], line[place + 1], token)
        grams = [table.weight[row] for table, row in zip(model.tables.ngrams, rows, strict=True)]  # type: ignore[index]
        expected = model.tables.token.weight[token] + torch.cat(grams[:2]) + torch.cat(grams[2:])
        assert np.allclose(x[0, place].detach().numpy(), expected.detach().numpy(), atol=1e-6)
