"""`python -m models.training CORPORA`: the corpora to every file of models/weights (about two hours on two cores).

Two encoders, each trained without one half of the texts, read that half: from what they say of texts they have not seen
the deciders learn. The encoder that ships is trained on all texts. What a step has made in the work folder is not made
again, so that a stopped run goes on.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from models.encoder.encoder import WEIGHTS
from models.training import train_political
from models.training.corpora import FOLDS, fold_of, incident_texts, muc_texts, told
from models.training.cross_validation import write_records
from models.training.export import export
from models.training.labelled import Labelled
from models.training.network import Network
from models.training.read_scenes import pairs_of
from models.training.train_deciders import learn, write
from models.training.train_encoder import Example, examples, fit, load_tokenizer

log = logging.getLogger("tocsin.training")
# Epochs over MUC-4 alone, then over all; of the texts that tell no incident MUC-4 asks for, so large a share an epoch.
FIRST, ALL = 5, 4
EMPTY_FIRST, EMPTY_ALL = 1 / 3, 1 / 4
RATE_ALL = 1.2e-4
_WHOLE = -1


def train_encoder(muc: Sequence[Labelled], incidents: Sequence[Labelled], network: Network) -> Network:
    """The network, first fit to MUC-4, the larger set, then to all texts together."""
    tokenizer = load_tokenizer()
    telling = _examples(tokenizer, (labelled for labelled in muc if labelled.stretches))
    empty = _examples(tokenizer, (labelled for labelled in muc if not labelled.stretches))
    short = _examples(tokenizer, incidents)
    rng = random.Random(1)
    fit(network, [telling + _some(rng, empty, EMPTY_FIRST) for _ in range(FIRST)])
    return fit(network, [short + telling + _some(rng, empty, EMPTY_ALL) for _ in range(ALL)], rate=RATE_ALL)


def _examples(tokenizer: Tokenizer, texts: Iterable[Labelled]) -> list[Example]:
    return [example for labelled in texts for example in examples(tokenizer, labelled)]


def _some(rng: random.Random, pool: list[Example], share: float) -> list[Example]:
    return rng.sample(pool, int(len(pool) * share))


def encoder_without(fold: int, corpora: Path, work: Path) -> Path:
    """The weight file of an encoder that has not seen the texts of `fold`; with -1 it has seen all."""
    path = work / (f"encoder-{fold}.onnx" if fold != _WHOLE else "encoder.onnx")
    if path.exists():
        log.info("%s is there already", path)
        return path
    muc = [labelled for labelled in muc_texts(corpora) if fold_of(labelled.id) != fold]
    incidents = [labelled for labelled in incident_texts(corpora) if fold_of(labelled.id) != fold]
    log.info("training %s on %d and %d texts", path.name, len(muc), len(incidents))
    network = train_encoder(muc, incidents, Network.pretrained())
    torch.save(network.state_dict(), path.with_suffix(".pt"))
    export(network, path)
    return path


def main() -> None:
    """Trains and writes the weights."""
    parser = argparse.ArgumentParser(prog="python -m models.training", description=__doc__)
    parser.add_argument("corpora", type=Path, help="the folder with satp, muc4 and acled-types")
    parser.add_argument("--work", type=Path, default=Path("var/training"), help="where steps leave what they made")
    parser.add_argument(
        "--out-of-fold", type=Path, help="only write records read out of fold to this folder, to be scored"
    )
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    arguments.work.mkdir(parents=True, exist_ok=True)
    texts = told(arguments.corpora)
    pairs = []
    for fold in range(FOLDS):
        weights = encoder_without(fold, arguments.corpora, arguments.work)
        pairs += pairs_of([text for text in texts if fold_of(text.id) == fold], weights)
    if arguments.out_of_fold:
        write_records(pairs, [text.id for text in texts], arguments.out_of_fold)
        return
    write(learn(pairs), WEIGHTS)
    train_political.write(train_political.learn_political(pairs), WEIGHTS / "political.json")
    whole = encoder_without(_WHOLE, arguments.corpora, arguments.work)
    (WEIGHTS / "encoder.onnx").write_bytes(whole.read_bytes())


if __name__ == "__main__":
    main()
