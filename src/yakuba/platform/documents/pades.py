"""A PDF with the municipality's electronic signature: PAdES baseline B-B (ETSI EN 319 142-1), by pyHanko.

The only module that knows pyHanko, and imported only when something is to be signed: loading it takes a second.
It reaches no network: no time stamp, no revocation information (docs/decisions/0031-signed-papers.md).
"""

import io
from concurrent.futures import ThreadPoolExecutor

from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from yakuba.platform.documents.signing import PrivateKey, Signer

_LARGEST = 512  # bytes of a raw signature: RSA 4096


class _Signer(signers.Signer):
    """Signs with a key that is loaded already; pyHanko's own would load and test it for each signature."""

    def __init__(self, given: Signer) -> None:
        own, *above = (asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in given.chain)
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(above)
        super().__init__(signing_cert=own, cert_registry=store, embed_roots=False)
        self._key: PrivateKey = given.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(_LARGEST)
        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(data, PKCS1v15(), SHA256())
        return self._key.sign(data, ECDSA(SHA256()))


def sign(pdf: bytes, signer: Signer, where: str) -> bytes:
    """The PDF with an invisible signature over all of it, behind which nothing may be changed or added.

    ``where`` is the municipality's name. Some 50 ms of processor time. Two calls give different bytes: each holds the
    time at which it was made.
    """
    metadata = signers.PdfSignatureMetadata(
        field_name="Signature",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=signer.name,
        location=where,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    # pyHanko starts an event loop, which a thread that has one already does not allow: it gets a thread of its own.
    with ThreadPoolExecutor(1) as own:
        signed = own.submit(signers.PdfSigner(metadata, _Signer(signer)).sign_pdf, writer).result()
    content: bytes = signed.getvalue()
    return content
