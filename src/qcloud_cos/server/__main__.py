"""`python -m qcloud_cos.server`: the same as `cos server`."""

from __future__ import annotations

import sys

try:
    from qcloud_cos.server.command import main
except ImportError as error:
    sys.exit(f"{error.name} is missing: pip install 'cos-python-sdk-v5[server]'")

if __name__ == "__main__":
    main()
