"""LitServe: WORKERS that embed batches; WAIT is how many milliseconds a batch waits to fill, LATE after how many nobody waits for an
answer."""

import os

import litserve
from embedding import Embedder


class Embed(litserve.LitAPI):
    def setup(self, device):
        self.embedder = Embedder(threads=1)

    def decode_request(self, request):
        return request["text"]

    def batch(self, inputs):
        return inputs

    def predict(self, texts):
        return self.embedder.embed(texts)

    def unbatch(self, vectors):
        return list(vectors)

    def encode_response(self, vector):
        return vector.tolist()


if __name__ == "__main__":
    api = Embed(max_batch_size=32, batch_timeout=int(os.environ["WAIT"]) / 1e3, api_path="/embed")
    server = litserve.LitServer(
        api,
        accelerator="cpu",
        workers_per_device=int(os.environ["WORKERS"]),
        timeout=int(os.environ["LATE"]) / 1e3,
        healthcheck_path="/healthz",
    )
    server.run(port=int(os.environ["PORT"]), log_level="warning", generate_client_file=False)
