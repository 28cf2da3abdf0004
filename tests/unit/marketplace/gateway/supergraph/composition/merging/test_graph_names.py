import pytest

from marketplace.gateway.supergraph.composition.merging.graph_names import name_graphs


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["users"], {"users": "USERS"}),
        (["my-users.v2"], {"my-users.v2": "MY_USERS_V2"}),
        (["2nd"], {"2nd": "_2ND"}),
        (["a-b", "a_b"], {"a-b": "A_B_1", "a_b": "A_B_2"}),
        (["users_1"], {"users_1": "USERS_1_"}),
        (["a-b", "a_b", "a_b_1"], {"a-b": "A_B_1", "a_b": "A_B_2", "a_b_1": "A_B_1_"}),
    ],
)
def test_enum_values(names, expected):
    assert name_graphs(names) == expected
