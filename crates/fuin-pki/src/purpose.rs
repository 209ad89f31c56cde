//! What a certificate is to be used for.

/// emailProtection, documentSigning (RFC 9336), Microsoft's document signing, and anyExtendedKeyUsage.
const DOCUMENT_USAGES: &[&[u8]] = &[
    &[0x2b, 6, 1, 5, 5, 7, 3, 4],
    &[0x2b, 6, 1, 5, 5, 7, 3, 36],
    &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 3, 12],
    &[0x55, 0x1d, 37, 0],
];

/// Those, and timeStamping: CRLs are needed for both. A CA for web servers only is not one to issue a certificate in the
/// name of a CA for documents, and sign its CRLs.
const CRL_USAGES: &[&[u8]] = &[
    &[0x2b, 6, 1, 5, 5, 7, 3, 4],
    &[0x2b, 6, 1, 5, 5, 7, 3, 36],
    &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 3, 12],
    &[0x2b, 6, 1, 5, 5, 7, 3, 8],
    &[0x55, 0x1d, 37, 0],
];

/// timeStamping, and in a CA also anyExtendedKeyUsage.
const TIMESTAMP_USAGES: &[&[u8]] = &[TIME_STAMPING, &[0x55, 0x1d, 37, 0]];

/// id-kp-timeStamping.
pub(crate) const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];

/// What the target certificate is to be used for; it decides which keyUsage bits and extended key usages are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// Signing documents: digitalSignature or contentCommitment.
    Sign,
    /// Receiving a CEK by key agreement (ECDH): keyAgreement.
    KeyAgreement,
    /// Receiving a CEK by key transport (RSA): keyEncipherment.
    KeyTransport,
    /// Issuing certificates: basicConstraints with cA, and keyCertSign. For looking at a CA by itself.
    CertificateSigning,
    /// Signing CRLs: cRLSign, where there is a keyUsage. For the certificate of a CRL issuer that is not the CA's own.
    CrlSigning,
    /// Signing timestamps: digitalSignature or contentCommitment, and timeStamping as the only extended key usage,
    /// critical (RFC 3161, 2.3).
    TimeStamping,
    /// None: keyUsage and extKeyUsage of the target are not looked at, nor is extKeyUsage of a CA. For showing a path,
    /// and for callers who judge the use themselves; no answer to it allows to rely on a signature.
    UncheckedUse,
}

impl Purpose {
    /// The keyUsage it needs, in the words of RFC 5280, 4.2.1.3.
    #[must_use]
    pub const fn needed(self) -> &'static str {
        match self {
            Self::Sign | Self::TimeStamping => "digitalSignature or contentCommitment",
            Self::KeyAgreement => "keyAgreement",
            Self::KeyTransport => "keyEncipherment",
            Self::CertificateSigning => "keyCertSign",
            Self::CrlSigning => "cRLSign",
            Self::UncheckedUse => "nothing",
        }
    }

    /// The extended key usages of which one is needed where there are any, in the target and in every CA above it;
    /// none when they are not looked at.
    pub(crate) const fn extended_usages(self) -> Option<&'static [&'static [u8]]> {
        match self {
            Self::Sign | Self::KeyAgreement | Self::KeyTransport | Self::CertificateSigning => Some(DOCUMENT_USAGES),
            Self::CrlSigning => Some(CRL_USAGES),
            Self::TimeStamping => Some(TIMESTAMP_USAGES),
            Self::UncheckedUse => None,
        }
    }
}
