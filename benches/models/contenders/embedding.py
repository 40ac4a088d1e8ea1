"""What all Python contenders share: MiniLM's tokens, the mean over them and its length."""

import os
import pathlib

import numpy
import onnxruntime
import tokenizers

FOLDER = pathlib.Path(os.environ["BRIGADE_MODELS"])
TOKENS_MAX = 256


class Embedder:
    """Embeds texts with one session; `threads` of 0 leaves their number to ONNX Runtime, as people do."""

    def __init__(self, threads=0):
        options = onnxruntime.SessionOptions()
        if threads:
            options.intra_op_num_threads = threads
            options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(FOLDER / "minilm" / "model.onnx", options)
        self.tokenizer = tokenizers.Tokenizer.from_file(str(FOLDER / "minilm" / "tokenizer.json"))
        self.tokenizer.enable_truncation(TOKENS_MAX)
        self.tokenizer.enable_padding()

    def embed(self, texts):
        encodings = self.tokenizer.encode_batch(texts)
        ids = numpy.array([encoding.ids for encoding in encodings], dtype=numpy.int64)
        mask = numpy.array([encoding.attention_mask for encoding in encodings], dtype=numpy.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
        hidden = self.session.run(None, inputs)[0]
        weights = mask[:, :, None].astype(numpy.float32)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        return mean / numpy.linalg.norm(mean, axis=1, keepdims=True)
