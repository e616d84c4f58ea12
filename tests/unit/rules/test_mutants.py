import pytest

from tests.mutants.mutants import MUTANTS, Mutant
from tests.unit.rules.package import ROOT


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_planted_mistake_still_fits_the_code(mutant: Mutant) -> None:
    source = (ROOT / mutant.file).read_text(encoding="utf-8")
    assert source.count(mutant.before) == 1
