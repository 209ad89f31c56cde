//! Why it cannot be told whether a certificate is revoked.

use std::fmt;

use jiff::Timestamp;

use crate::crl::scope::Reasons;

/// Why neither a CRL nor an OCSP response can tell. Where several cannot, the one that came closest is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownRevocation {
    /// No CRL of the issuer and no OCSP response about the certificate is at hand.
    NoCrl,
    /// There are CRLs, but none that covers this certificate: they are for other distribution points, for other kinds
    /// of certificates, or deltas without their base.
    NotCovered,
    /// The evidence is out of date.
    Stale {
        /// Until when it was current.
        next_update: Timestamp,
    },
    /// The evidence is older than the rules allow, or says nothing of when there will be newer.
    TooOld {
        /// When it was issued.
        this_update: Timestamp,
    },
    /// The only evidence is from after the present instant.
    NotYetIssued {
        /// When it was issued.
        this_update: Timestamp,
    },
    /// The evidence was issued after the certificate expired, and does not say that it keeps expired ones.
    IssuedAfterExpiry {
        /// When it was issued.
        this_update: Timestamp,
    },
    /// The keyUsage of the CRL issuer lacks cRLSign.
    IssuerMayNotSignCrls,
    /// There is no valid path for the certificate of the CRL issuer, or it is not valid when the CRL was issued.
    UntrustedCrlIssuer {
        /// The CRL issuer.
        issuer: String,
    },
    /// Who signed the OCSP response is not the issuer, and has no certificate by it for signing such responses.
    UnauthorizedResponder,
    /// The certificate of the OCSP responder is revoked, not valid when the response was signed, or its own revocation
    /// cannot be told.
    UntrustedResponder {
        /// The responder.
        responder: String,
    },
    /// The OCSP responder does not know of the certificate.
    UnknownToResponder,
    /// The signature of the evidence does not verify under any key it may be signed with.
    BadSignature,
    /// The signature scheme of the evidence, or the digest in an OCSP response, has no support.
    UnsupportedAlgorithm(String),
    /// The CRLs cover only some of the reasons for which the certificate may be revoked.
    ReasonsNotCovered {
        /// The reasons that none covers, by name.
        missing: Vec<crate::crl::RevocationReason>,
    },
}

impl UnknownRevocation {
    pub(super) fn reasons(missing: Reasons) -> Self {
        Self::ReasonsNotCovered { missing: missing.iter().collect() }
    }

    /// How close the evidence came to telling.
    pub(super) const fn rank(&self) -> u8 {
        match self {
            Self::NoCrl => 0,
            Self::NotCovered => 1,
            Self::BadSignature => 2,
            Self::UnsupportedAlgorithm(_) => 3,
            Self::UnauthorizedResponder => 4,
            Self::IssuerMayNotSignCrls => 5,
            Self::UntrustedCrlIssuer { .. } | Self::UntrustedResponder { .. } => 6,
            Self::UnknownToResponder => 7,
            Self::IssuedAfterExpiry { .. } => 8,
            Self::NotYetIssued { .. } => 9,
            Self::TooOld { .. } => 10,
            Self::Stale { .. } => 11,
            Self::ReasonsNotCovered { .. } => 12,
        }
    }
}

impl fmt::Display for UnknownRevocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCrl => f.write_str("no CRL of its issuer and no OCSP response about it"),
            Self::NotCovered => f.write_str("none of the CRLs at hand covers it"),
            Self::Stale { next_update } => write!(f, "the newest evidence was current until {next_update}"),
            Self::TooOld { this_update } => write!(f, "the newest evidence is from {this_update}, too long before"),
            Self::NotYetIssued { this_update } => write!(f, "the evidence is from {this_update}, later"),
            Self::IssuedAfterExpiry { this_update } => {
                write!(f, "the evidence is from {this_update}, when the certificate had expired")
            }
            Self::IssuerMayNotSignCrls => f.write_str("its issuer may not sign CRLs"),
            Self::UntrustedCrlIssuer { issuer } => write!(f, "the certificate of the CRL issuer {issuer} is not valid"),
            Self::UnauthorizedResponder => f.write_str("the OCSP response is by nobody whom its issuer has authorized"),
            Self::UntrustedResponder { responder } => {
                write!(f, "the certificate of the OCSP responder {responder} is not valid")
            }
            Self::UnknownToResponder => f.write_str("the OCSP responder does not know of it"),
            Self::BadSignature => f.write_str("the signature of the evidence does not verify"),
            Self::UnsupportedAlgorithm(algorithm) => write!(f, "the evidence uses {algorithm}, which is not supported"),
            Self::ReasonsNotCovered { missing } => {
                let missing: Vec<String> = missing.iter().map(ToString::to_string).collect();
                write!(f, "the CRLs at hand do not cover these reasons: {}", missing.join(", "))
            }
        }
    }
}
