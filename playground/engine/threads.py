"""BLAS on one thread: a playground's products are far too small to be shared out.

Handing work to other threads halves the speed of mid-sized products, and many visitors share the
cores anyway. `OPENBLAS_NUM_THREADS=1` does the same but only before NumPy is first imported, which
a library can't promise; threadpoolctl asks the loaded BLAS itself.
"""

from functools import cache

from threadpoolctl import threadpool_limits


@cache
def use_one_blas_thread() -> None:
    """Keep BLAS on the calling thread, for the whole process."""
    threadpool_limits(limits=1, user_api="blas")
