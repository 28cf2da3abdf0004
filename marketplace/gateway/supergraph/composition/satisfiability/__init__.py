"""Can every query over the supergraph be answered by the subgraphs?

The supergraph is walked from its root types along every field. At each object the walk knows the places where it can
be: the subgraphs which may have given it. A field is satisfied when some subgraph that has the object, or that can be
entered by a key whose fields are known, resolves it with everything it requires. What holds is found as a least
fixpoint, so that two fields which each require the other satisfy nothing.
"""
