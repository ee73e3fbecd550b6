"""Piiri's core: school catchments and needs-based funding, computed without any window.

The whole program is one function, ``State = evaluate(dataset, apply(plan, edit))``; everything else reads or draws a
``State``. Inside this package only relative imports are used, so that the folder can be vendored unchanged.
"""

__version__ = "0.1.0"
