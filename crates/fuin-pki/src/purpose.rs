//! What a certificate is to be used for.

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
}

impl Purpose {
    /// The keyUsage it needs, in the words of RFC 5280, 4.2.1.3.
    #[must_use]
    pub const fn needed(self) -> &'static str {
        match self {
            Self::Sign => "digitalSignature or contentCommitment",
            Self::KeyAgreement => "keyAgreement",
            Self::KeyTransport => "keyEncipherment",
            Self::CertificateSigning => "keyCertSign",
        }
    }
}
