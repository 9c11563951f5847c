"""A trained network to the weight file that ships: ONNX with eight-bit integers in place of the matrices' floats."""

from __future__ import annotations

import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from models.training.network import Network


class _Likelihoods(nn.Module):
    """Logits become likelihoods inside the file, so that who reads needs no formula."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, pieces: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        of_piece, of_window = self.network(pieces, mask)
        return of_piece.sigmoid(), of_window.sigmoid()


def export(network: Network, path: Path) -> None:
    """Writes the weights to `path` for pieces and mask of any batch and length."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        pieces = torch.ones((2, 16), dtype=torch.long)
        axes = {name: {0: "batch", 1: "length"} for name in ("pieces", "mask", "of_piece")}
        torch.onnx.export(
            _Likelihoods(network.eval()).eval(),
            (pieces, torch.ones_like(pieces)),
            str(whole),
            input_names=["pieces", "mask"],
            output_names=["of_piece", "of_window"],
            dynamic_axes={**axes, "of_window": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8)
