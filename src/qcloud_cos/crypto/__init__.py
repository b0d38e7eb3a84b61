"""Client-side encryption: what is stored is encrypted before it leaves, and its key wrapped by a master key.

`envelope` has the stored format.  What it is good for: whoever can read the bucket, COS included, learns
names, sizes, times and other metadata of objects, but nothing of their contents.  Each object and each
upload has a fresh random key and counter, and no stretch of a key stream encrypts two different things.

What it is not good for: whoever can write to the bucket.  Wrapped keys are authenticated, contents are not:

* AES-CTR lets bits be flipped unseen, and objects be cut short or swapped for others of the same master
  key, or for older versions.  An authenticated format would have to read all of an object before it gives
  any, or divide it into frames; neither fits the stored format, in which any range is read on its own.
  The CRC-64 that each body is checked against finds accidents, not attacks.
* Anyone with the RSA public key can make objects that decrypt; with an AES master key, only its holders.
* What the published SDK wrote has no authentication at all: with a wrong AES master key it decrypts to
  noise without an error; a wrong RSA key is refused but for about one in 60,000 (PKCS #1 v1.5 padding).
  ``read_published=False`` refuses such objects.

If that matters to you, keep a digest or signature of the plaintext where the bucket's writers cannot.
"""

from qcloud_cos.crypto.adapters import DataDecryptAdapter, DataEncryptAdapter
from qcloud_cos.crypto.envelope import Envelope, MetaHandle
from qcloud_cos.crypto.keys import AESCTRCipher, DataKey, iv_to_big_int, random_iv, random_key
from qcloud_cos.crypto.providers import AESProvider, BaseProvider, RSAKeyPair, RSAKeyPairPath, RSAProvider

__all__ = [
    "AESCTRCipher",
    "AESProvider",
    "BaseProvider",
    "DataDecryptAdapter",
    "DataEncryptAdapter",
    "DataKey",
    "Envelope",
    "MetaHandle",
    "RSAKeyPair",
    "RSAKeyPairPath",
    "RSAProvider",
    "iv_to_big_int",
    "random_iv",
    "random_key",
]
