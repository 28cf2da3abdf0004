"""What a plan does to data, compiled to Python functions.

Every function here does what its interpreted counterpart does on expected data, and raises
`UnexpectedDataError` on anything else: then the interpreter takes over, which knows how to report it.
"""

from marketplace.gateway.executor.compiled.completion import Complete, compile_completion
from marketplace.gateway.executor.compiled.gathering import Gather, compile_gathering
from marketplace.gateway.executor.compiled.source import UnexpectedDataError

__all__ = ["Complete", "Gather", "UnexpectedDataError", "compile_completion", "compile_gathering"]
