//! Certificate revocation lists (RFC 5280, 5): complete ones, parsed once into an index.

mod read;

use std::fmt;
use std::sync::{Arc, OnceLock};

use fuin_crypto::{CryptoProvider, PublicKey, SignatureAlgorithm};
use jiff::Timestamp;

use crate::certificate::Certificate;
use crate::error::Error;
use crate::name::Name;
use crate::signature::{SignatureFailure, SignatureIdentifier, Signed};

/// A complete CRL: every certificate that its issuer has issued and revoked. Cheap to clone.
///
/// Reading it proves nothing: its signature is verified in [`crate::validate`], once for each issuer's key.
#[derive(Clone)]
pub struct Crl(Arc<Facts>);

struct Facts {
    der: Vec<u8>,
    signed: Signed,
    issuer: Name,
    this_update: Timestamp,
    next_update: Timestamp,
    authority_key_identifier: Option<Vec<u8>>,
    /// Sorted by serial number, then by date.
    entries: Vec<Entry>,
    /// The key under which the signature has been verified: a CRL of many megabytes is digested once.
    verified_under: OnceLock<(Vec<u8>, SignatureAlgorithm)>,
}

/// One revoked certificate; its serial number stays in the DER.
struct Entry {
    start: u32,
    len: u8,
    date: Timestamp,
    reason: RevocationReason,
}

/// That, when and why a certificate is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revoked {
    /// The revocation date (5.1.2.6).
    pub date: Timestamp,
    /// The reason code (5.3.1).
    pub reason: RevocationReason,
}

/// The reason code of a CRL entry (RFC 5280, 5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RevocationReason {
    /// Not given, or `unspecified`.
    Unspecified,
    /// keyCompromise.
    KeyCompromise,
    /// cACompromise.
    CaCompromise,
    /// affiliationChanged.
    AffiliationChanged,
    /// superseded.
    Superseded,
    /// cessationOfOperation.
    CessationOfOperation,
    /// certificateHold: counts as revoked while the newest CRL says so.
    CertificateHold,
    /// privilegeWithdrawn.
    PrivilegeWithdrawn,
    /// aACompromise.
    AaCompromise,
}

impl Crl {
    /// The longest CRL accepted, in octets.
    pub const MAX_OCTETS: usize = 64 * 1024 * 1024;

    /// Reads one DER CRL (RFC 5280, 5.1), the whole input, and indexes its entries.
    ///
    /// # Errors
    /// [`Error::UnsupportedCrl`] for a delta CRL, an indirect one, or one with an issuingDistributionPoint, which may
    /// leave certificates out; [`Error::UnsupportedCriticalExtension`]; otherwise as [`crate::Certificate::from_der`],
    /// with a limit of [`Crl::MAX_OCTETS`]. nextUpdate must be present, as 5.1.2.5 demands.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        read::crl(der).map(|facts| Self(Arc::new(facts)))
    }

    /// The DER it was read from.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The issuer (5.1.2.3).
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// When it was issued (5.1.2.4).
    #[must_use]
    pub fn this_update(&self) -> Timestamp {
        self.0.this_update
    }

    /// By when the next one will be issued (5.1.2.5); after that this one is stale.
    #[must_use]
    pub fn next_update(&self) -> Timestamp {
        self.0.next_update
    }

    /// The key identifier of the authority key identifier (5.2.1).
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.0.authority_key_identifier.as_deref()
    }

    /// How the CRL is signed (5.1.1.2).
    #[must_use]
    pub fn signature_algorithm(&self) -> &SignatureIdentifier {
        &self.0.signed.identifier
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.entries.len()
    }

    /// Whether nothing is revoked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.entries.is_empty()
    }

    /// Whether the list, authentic or not, has this serial number (content octets of the INTEGER), by binary search.
    #[must_use]
    pub fn lookup(&self, serial: &[u8]) -> Option<Revoked> {
        self.entries(serial).next()
    }

    /// Whether its signature verifies under the key of `issuer`, and that is its issuer by name. For saying so when a
    /// CRL is added; [`crate::validate`] verifies by itself.
    #[must_use]
    pub fn is_signed_by(&self, issuer: &Certificate, provider: &CryptoProvider) -> bool {
        let verified = |key: &PublicKey| self.verify(key, provider).is_ok();
        issuer.subject() == self.issuer() && issuer.public_key().is_ok_and(verified)
    }

    /// All entries with this serial number, the earliest first.
    pub(crate) fn entries(&self, serial: &[u8]) -> impl Iterator<Item = Revoked> {
        let facts = &self.0;
        let start = facts.entries.partition_point(|entry| entry.serial(&facts.der) < serial);
        let same = facts.entries.iter().skip(start).take_while(move |entry| entry.serial(&facts.der) == serial);
        same.map(|entry| Revoked { date: entry.date, reason: entry.reason })
    }

    /// Verifies the CRL's signature under `key`.
    pub(crate) fn verify(
        &self,
        key: &PublicKey,
        provider: &CryptoProvider,
    ) -> Result<SignatureAlgorithm, SignatureFailure> {
        if let Some((spki, scheme)) = self.0.verified_under.get()
            && spki == key.spki()
        {
            return Ok(*scheme);
        }
        let scheme = self.0.signed.verify(&self.0.der, key, provider)?;
        // Another thread may have been first; what it noted is as true.
        let _ = self.0.verified_under.set((key.spki().to_vec(), scheme));
        Ok(scheme)
    }
}

impl Entry {
    fn serial<'a>(&self, der: &'a [u8]) -> &'a [u8] {
        let start = usize::try_from(self.start).unwrap_or(usize::MAX);
        der.get(start..start.saturating_add(usize::from(self.len))).unwrap_or_default()
    }
}

impl PartialEq for Crl {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for Crl {}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({}, {}, {} entries)", self.issuer(), self.this_update(), self.len())
    }
}

impl fmt::Display for RevocationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unspecified => "reason not given",
            Self::KeyCompromise => "key compromise",
            Self::CaCompromise => "CA compromise",
            Self::AffiliationChanged => "affiliation changed",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessation of operation",
            Self::CertificateHold => "on hold",
            Self::PrivilegeWithdrawn => "privilege withdrawn",
            Self::AaCompromise => "attribute authority compromise",
        })
    }
}
