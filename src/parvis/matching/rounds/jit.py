"""Compiling the inner loops: one decorator, so that each kernel says only what it does.

A kernel releases the interpreter's lock (several threads run it on disjoint tables) and is
kept on disk once compiled: below ``NUMBA_CACHE_DIR``, or beside this file, or with the user's
other caches.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
from llvmlite import ir
from numba import config, njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Words = NDArray[np.uint64]


_config: Any = config


def _compiled_folder() -> Path:
    """Where the kernels of these very sources are kept.

    numba compiles again when the file of a kernel changes, not when one changes whose code is
    written into it: each state of the sources has a folder of its own.
    """
    here = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=8)
    for source in sorted(here.rglob("*.py")):
        digest.update(source.read_bytes())
    if _config.CACHE_DIR:
        kept = Path(_config.CACHE_DIR)
    elif os.access(here, os.W_OK):
        kept = here / "__pycache__"
    else:
        kept = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "parvis"
    return kept / f"kernels-{digest.hexdigest()}"


_config.CACHE_DIR = str(_compiled_folder())

_njit: Callable[..., Any] = njit
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}


def prepared(function: Kernel) -> Kernel:
    """``function`` compiled for its argument types at its first call, without the lock."""
    return cast(Kernel, _njit(**_OPTIONS)(function))


def kernel(function: Kernel) -> Kernel:
    """The same for one that makes no array: references need no counting, which is costly."""
    return cast(Kernel, _njit(_nrt=False, **_OPTIONS)(function))


def inlined(function: Kernel) -> Kernel:
    """A kernel written into those that call it: for the small ones, called at each step."""
    return cast(Kernel, _njit(_nrt=False, forceinline=True, **_OPTIONS)(function))


@cast(Callable[..., Any], intrinsic)
def lowest_bit(_typing: Any, word: Any) -> Any:
    """Position of the lowest bit set in a 64-bit ``word`` that is not 0."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(word), code


whole = cast(Callable[[Any], int], np.int64)
"""A whole number of 64 bits, whatever the width of the array it was read from."""

_13, _7, _17, _32 = np.uint64(13), np.uint64(7), np.uint64(17), np.uint64(32)


@inlined
def draw(state: Words) -> np.uint64:
    """The next 64 random bits (xorshift64); ``state`` holds one word that is not 0."""
    word = state[0]
    word ^= word << _13
    word ^= word >> _7
    word ^= word << _17
    state[0] = word
    return word


@inlined
def below(state: Words, limit: int) -> int:
    """A random whole number in 0 … ``limit`` − 1 (``limit`` < 2³²)."""
    return whole(((draw(state) >> _32) * np.uint64(limit)) >> _32)
