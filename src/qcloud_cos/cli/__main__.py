"""``python -m qcloud_cos.cli``"""

from qcloud_cos.cli import main

main()
