//! Which certificates and reasons a CRL covers (RFC 5280, 5.2.5).

use super::RevocationReason;
use super::point::PointName;
use crate::der::{self, Element, Reader};

const STRUCTURE: &str = "issuingDistributionPoint";

/// A set of reasons for revocation (ReasonFlags, 4.2.1.13), without bit 0, which means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Reasons(u16);

impl Reasons {
    /// Every reason: bits 1 to 8.
    pub(crate) const ALL: Self = Self(0x7f80);
    pub(crate) const NONE: Self = Self(0);
    /// certificateHold, bit 6.
    pub(crate) const HOLD: Self = Self(0x0200);

    /// Reads the content of a BIT STRING of ReasonFlags; bits beyond those that are assigned are passed over.
    pub(crate) fn read(content: &[u8]) -> Option<Self> {
        let bits = match content {
            [0..=7, first] => u16::from_be_bytes([*first, 0]),
            [0..=7, first, second] => u16::from_be_bytes([*first, *second]),
            _ => return None,
        };
        Some(Self(bits & Self::ALL.0))
    }

    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The reasons in it.
    pub(crate) fn iter(self) -> impl Iterator<Item = RevocationReason> {
        const BITS: [RevocationReason; 8] = [
            RevocationReason::KeyCompromise,
            RevocationReason::CaCompromise,
            RevocationReason::AffiliationChanged,
            RevocationReason::Superseded,
            RevocationReason::CessationOfOperation,
            RevocationReason::CertificateHold,
            RevocationReason::PrivilegeWithdrawn,
            RevocationReason::AaCompromise,
        ];
        let bit = move |position: &usize| self.0 & (0x4000u16 >> *position) != 0;
        (0..BITS.len()).filter(bit).filter_map(|position| BITS.get(position).copied())
    }
}

/// Which kind of certificates a CRL is limited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contents {
    All,
    UserCertificates,
    CaCertificates,
    AttributeCertificates,
}

/// Whether a CRL has entries of other issuers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Directness {
    Direct,
    Indirect,
}

/// The issuingDistributionPoint of a CRL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) point: Option<PointName>,
    pub(crate) contents: Contents,
    pub(crate) reasons: Reasons,
    pub(crate) directness: Directness,
}

impl Scope {
    /// The scope of a CRL without the extension.
    pub(crate) const COMPLETE: Self =
        Self { point: None, contents: Contents::All, reasons: Reasons::ALL, directness: Directness::Direct };

    /// Reads IssuingDistributionPoint.
    pub(crate) fn read(value: &mut Reader<'_>) -> Option<Self> {
        let element = value.expect(der::SEQUENCE).ok()?;
        // An empty one says nothing and is forbidden (5.2.5).
        if element.content.is_empty() {
            return None;
        }
        let mut fields = element.reader(STRUCTURE);
        let point = match fields.optional(der::context(0)).ok()? {
            Some(wrapped) => Some(PointName::read(&wrapped)?),
            None => None,
        };
        let user = flag(fields.optional(0x81).ok()?)?;
        let ca = flag(fields.optional(0x82).ok()?)?;
        let reasons = match fields.optional(0x83).ok()? {
            Some(flags) => Reasons::read(flags.content)?,
            None => Reasons::ALL,
        };
        let indirect = flag(fields.optional(0x84).ok()?)?;
        let attribute = flag(fields.optional(0x85).ok()?)?;
        fields.finish().ok()?;
        let contents = match (user, ca, attribute) {
            (false, false, false) => Contents::All,
            (true, false, false) => Contents::UserCertificates,
            (false, true, false) => Contents::CaCertificates,
            (false, false, true) => Contents::AttributeCertificates,
            // At most one may be set (5.2.5).
            _ => return None,
        };
        let directness = if indirect { Directness::Indirect } else { Directness::Direct };
        Some(Self { point, contents, reasons, directness })
    }
}

fn flag(element: Option<Element<'_>>) -> Option<bool> {
    element.map_or(Some(false), |element| element.boolean(STRUCTURE).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_the_bits_of_the_standard() {
        let set = Reasons::read(&[7, 0b0110_0000, 0b1000_0000]).unwrap_or(Reasons::NONE);
        let expected =
            [RevocationReason::KeyCompromise, RevocationReason::CaCompromise, RevocationReason::AaCompromise];
        assert_eq!(set.iter().collect::<Vec<_>>(), expected);
        assert_eq!(Reasons::ALL.iter().count(), 8);
        assert_eq!(Reasons::HOLD.iter().collect::<Vec<_>>(), [RevocationReason::CertificateHold]);
        assert_eq!(Reasons::read(&[0, 0xff, 0xff]), Some(Reasons::ALL), "unused and unassigned bits");
        assert_eq!(Reasons::read(&[0]), None);
        assert_eq!(Reasons::read(&[8, 0xff]), None);
    }
}
