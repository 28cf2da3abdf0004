"""OpenSLO v1, in and out.

file -> form, objects: its objects by kind and name -> to_services: our model, with warnings
our model -> from_services: its objects, everything inline, with warnings
"""

from reliability.slo.converting.openslo.from_services import from_services
from reliability.slo.converting.openslo.to_services import load_openslo, read_openslo

__all__ = ["from_services", "load_openslo", "read_openslo"]
