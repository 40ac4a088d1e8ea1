"""mosec: WORKERS that embed batches; WAIT is how many milliseconds a batch waits to fill."""

import os

import mosec
from embedding import Embedder


class Embed(mosec.Worker):
    def __init__(self):
        super().__init__()
        self.embedder = Embedder(threads=1)

    def forward(self, data):
        return [vector.tolist() for vector in self.embedder.embed([query["text"] for query in data])]


if __name__ == "__main__":
    server = mosec.Server()
    wait = int(os.environ["WAIT"])
    server.append_worker(Embed, num=int(os.environ["WORKERS"]), max_batch_size=32, max_wait_time=wait, route="/embed")
    server.run()
