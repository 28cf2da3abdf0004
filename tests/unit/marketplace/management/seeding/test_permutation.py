from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from marketplace.management.seeding.permutation import Permutation


@given(st.integers(1, 600), st.integers(0, 2**32))
def test_every_value_is_hit_exactly_once(size, seed):
    permutation = Permutation.of(size, Random(seed))

    assert sorted(permutation[index] for index in range(size)) == list(range(size))


def test_neighbours_are_torn_apart_and_seeds_differ():
    shuffles = [[Permutation.of(1_000, Random(seed))[index] for index in range(1_000)] for seed in (1, 2)]

    assert shuffles[0] != shuffles[1]
    for shuffle in shuffles:
        assert sum(abs(after - before) <= 1 for before, after in pairwise(shuffle)) < 20
