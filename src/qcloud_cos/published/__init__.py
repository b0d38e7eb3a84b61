"""Functions of the published SDK that programs call: thin ones, over `qcloud_cos.core`.

They are imported from `qcloud_cos.cos_comm`, as ever.  The SDK itself does not use them.
"""
