"""``python -m piiri_desktop`` opens the window."""

from __future__ import annotations

import sys

from .app import main

sys.exit(main())
