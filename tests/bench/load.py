"""Many clients of the API on another core: python -m tests.bench.load SOCKET CORE.

Says "ready", and at the end of its input what each listener was told, as tests/component/api_load.
"""

import asyncio
import sys

from tests.bench import cores
from tests.component import api_load

if __name__ == "__main__":
    cores.pin(int(sys.argv[2]))
    asyncio.run(api_load.main(sys.argv[1]))
