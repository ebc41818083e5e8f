"""One thread for torch: more would wait for one another in a loop, a crawl on a machine that does other work."""

import torch

torch.set_num_threads(1)
