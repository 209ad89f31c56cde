//! Certificate revocation lists (RFC 5280, 5): complete, delta, indirect and partitioned, parsed once into an index.

pub(crate) mod point;
pub(crate) mod read;
pub(crate) mod scope;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use fuin_crypto::{CryptoProvider, PublicKey, SignatureAlgorithm};
use jiff::Timestamp;

use crate::certificate::Certificate;
use crate::crl::scope::{Directness, Scope};
use crate::error::Error;
use crate::name::Name;
use crate::signature::{SignatureFailure, SignatureIdentifier, Signed};

/// A CRL: a complete or a delta one, of all or a part of what its issuer, or several, have revoked. Cheap to clone.
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
    extensions: read::Known,
    /// Whose certificates are listed, by the comparable octets of their names; number 0 is the CRL's own issuer.
    issuers: HashMap<Vec<u8>, u32>,
    /// Sorted by issuer, then by serial number, then by date.
    entries: Vec<Entry>,
}

/// One revoked certificate, in 24 octets; its serial number stays in the DER.
struct Entry {
    seconds: i64,
    start: u32,
    issuer: u32,
    len: u8,
    listing: Listing,
}

/// What an entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listing {
    Revoked(RevocationReason),
    /// removeFromCRL: what the base CRL says of it is no longer so.
    Removed,
}

/// That, when and why a certificate is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revoked {
    /// From when on: the revocation date (5.1.2.6), or the invalidity date (5.3.2) where that is earlier.
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
    /// [`Error::UnsupportedCriticalExtension`], also for one of an entry (5.2 and 5.3: such a CRL is not to be used);
    /// otherwise as [`crate::Certificate::from_der`], with a limit of [`Crl::MAX_OCTETS`]. nextUpdate must be present,
    /// as 5.1.2.5 demands, and an indirect CRL may list the certificates of 10,000 issuers.
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
        self.0.extensions.authority_key_identifier.as_deref()
    }

    /// The content octets of the CRL number (5.2.3), which grows with every CRL of the same scope.
    #[must_use]
    pub fn number(&self) -> Option<&[u8]> {
        self.0.extensions.number.as_deref()
    }

    /// The number of the CRL that a delta CRL says the differences from (5.2.4); none for a complete CRL.
    #[must_use]
    pub fn base_number(&self) -> Option<&[u8]> {
        self.0.extensions.base.as_deref()
    }

    /// Whether it may list certificates of other issuers than its own (5.2.5).
    #[must_use]
    pub fn is_indirect(&self) -> bool {
        self.scope().directness == Directness::Indirect
    }

    /// Since when certificates stay listed although they have expired (expiredCertsOnCRL of X.509). Without it a CRL
    /// says nothing of certificates that expired before it was issued.
    #[must_use]
    pub fn expired_since(&self) -> Option<Timestamp> {
        self.0.extensions.expired_since
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

    /// Whether the list, authentic or not, has this serial number (content octets of the INTEGER) among those of its
    /// own issuer, by binary search.
    #[must_use]
    pub fn lookup(&self, serial: &[u8]) -> Option<Revoked> {
        self.lookup_issued_by(self.issuer(), serial)
    }

    /// As [`Crl::lookup`], among those of any issuer that an indirect CRL lists.
    #[must_use]
    pub fn lookup_issued_by(&self, issuer: &Name, serial: &[u8]) -> Option<Revoked> {
        self.entries(issuer, serial).find_map(|(date, listing)| match listing {
            Listing::Revoked(reason) => Some(Revoked { date, reason }),
            Listing::Removed => None,
        })
    }

    /// Whether its signature verifies under the key of `issuer`, and that is its issuer by name. For saying so when a
    /// CRL is added; [`crate::validate`] verifies by itself.
    #[must_use]
    pub fn is_signed_by(&self, issuer: &Certificate, provider: &CryptoProvider) -> bool {
        let verified = |key: &PublicKey| self.verify(key, provider).is_ok();
        issuer.subject() == self.issuer() && issuer.public_key().is_ok_and(verified)
    }

    /// What the CRL covers.
    pub(crate) fn scope(&self) -> &Scope {
        &self.0.extensions.scope
    }

    /// All entries with this issuer and serial number, the earliest first.
    pub(crate) fn entries(&self, issuer: &Name, serial: &[u8]) -> impl Iterator<Item = (Timestamp, Listing)> {
        let facts = &self.0;
        let key = facts.issuers.get(issuer.comparable()).map(|number| (*number, serial));
        let start = match key {
            Some(key) => facts.entries.partition_point(|entry| entry.key(&facts.der) < key),
            None => facts.entries.len(),
        };
        let same = facts.entries.iter().skip(start).take_while(move |entry| Some(entry.key(&facts.der)) == key);
        same.map(|entry| (entry.date(), entry.listing))
    }

    /// Verifies the CRL's signature under `key`.
    pub(crate) fn verify(
        &self,
        key: &PublicKey,
        provider: &CryptoProvider,
    ) -> Result<SignatureAlgorithm, SignatureFailure> {
        self.0.signed.verify(&self.0.der, key, provider)
    }
}

impl Entry {
    fn key<'a>(&self, der: &'a [u8]) -> (u32, &'a [u8]) {
        let start = usize::try_from(self.start).unwrap_or(usize::MAX);
        let serial = der.get(start..start.saturating_add(usize::from(self.len))).unwrap_or_default();
        (self.issuer, serial)
    }

    fn date(&self) -> Timestamp {
        Timestamp::from_second(self.seconds).unwrap_or(Timestamp::MAX)
    }
}

impl RevocationReason {
    /// The reason of a code. 7 is not assigned, and 8, removeFromCRL, is none.
    pub(crate) const fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            0 => Self::Unspecified,
            1 => Self::KeyCompromise,
            2 => Self::CaCompromise,
            3 => Self::AffiliationChanged,
            4 => Self::Superseded,
            5 => Self::CessationOfOperation,
            6 => Self::CertificateHold,
            9 => Self::PrivilegeWithdrawn,
            10 => Self::AaCompromise,
            _ => return None,
        })
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
