"""What the fuzzers start from does no harm, with whatever compiler is here.
"""

import re
import subprocess

import pytest

from house import ROOT


@pytest.mark.slow
def test_seeds():
    folder = ROOT / "tests" / "fuzz"
    done = subprocess.run(["make", "-s", "-C", folder, "replay"], text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-4000:]
    counts = re.findall(r"(?m)^(\d+) files$", done.stdout)
    wanted = [sum(1 for _ in seeds.iterdir())
              for seeds in (folder / "seeds").iterdir()]
    assert sorted(map(int, counts)) == sorted(wanted) and min(wanted) > 0
