//! Distribution points (RFC 5280, 4.2.1.13), and the names by which those of certificates and CRLs are matched.

use super::scope::Reasons;
use crate::der::{self, Element, Reader};
use crate::name::Name;

const STRUCTURE: &str = "cRLDistributionPoints";

/// How many distribution points a certificate may have, and how many names one may have. Each is compared with each
/// of a CRL, so the number is bounded.
const MAX_POINTS: usize = 32;
const MAX_NAMES: usize = 32;

/// One DistributionPoint of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DistributionPoint {
    pub(crate) name: Option<PointName>,
    /// The reasons for which its CRLs revoke; all of them when absent.
    pub(crate) reasons: Reasons,
    /// Who issues its CRLs, when that is not the certificate's issuer: directory names only, as nothing else can be
    /// the issuer of a CRL.
    pub(crate) crl_issuer: Vec<GeneralName>,
}

/// A DistributionPointName.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PointName {
    /// fullName.
    Full(Vec<GeneralName>),
    /// nameRelativeToCRLIssuer: the content of the RelativeDistinguishedName, to be put at the end of a name.
    Relative(Vec<u8>),
}

/// A GeneralName that can be compared: by RFC 5280, 7.1, for a directory name, octet by octet for others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum GeneralName {
    Directory(Name),
    Uri(String),
    Other { tag: u8, content: Vec<u8> },
}

impl DistributionPoint {
    /// Reads CRLDistributionPoints, the whole of an extension's value. `None` when anything in it cannot be decoded.
    pub(crate) fn read_all(value: &mut Reader<'_>) -> Option<Vec<Self>> {
        let mut list = value.expect(der::SEQUENCE).ok()?.reader(STRUCTURE);
        let mut points = Vec::new();
        while !list.is_empty() {
            if points.len() >= MAX_POINTS {
                return None;
            }
            points.push(Self::read(&list.expect(der::SEQUENCE).ok()?)?);
        }
        (!points.is_empty()).then_some(points)
    }

    fn read(element: &Element<'_>) -> Option<Self> {
        let mut fields = element.reader(STRUCTURE);
        let name = match fields.optional(der::context(0)).ok()? {
            Some(wrapped) => Some(PointName::read(&wrapped)?),
            None => None,
        };
        let reasons = match fields.optional(0x81).ok()? {
            Some(flags) => Reasons::read(flags.content)?,
            None => Reasons::ALL,
        };
        let crl_issuer = match fields.optional(der::context(2)).ok()? {
            Some(names) => general_names(&mut names.reader(STRUCTURE))?,
            None => Vec::new(),
        };
        fields.finish().ok()?;
        // reasons alone name no CRL at all (4.2.1.13).
        (name.is_some() || !crl_issuer.is_empty()).then_some(Self { name, reasons, crl_issuer })
    }

    /// Its URIs, from where its CRLs are to be had.
    pub(crate) fn uris(&self) -> impl Iterator<Item = &str> {
        let names = match &self.name {
            Some(PointName::Full(names)) => names.as_slice(),
            _ => &[],
        };
        names.iter().filter_map(|name| match name {
            GeneralName::Uri(uri) => Some(uri.as_str()),
            _ => None,
        })
    }

    /// Whether this name is one of cRLIssuer.
    pub(crate) fn names_issuer(&self, issuer: &Name) -> bool {
        self.crl_issuer.iter().any(|name| matches!(name, GeneralName::Directory(found) if found == issuer))
    }
}

impl PointName {
    /// Reads a DistributionPointName within its explicit tag.
    pub(crate) fn read(wrapped: &Element<'_>) -> Option<Self> {
        let mut inner = wrapped.reader(STRUCTURE);
        let choice = inner.any().ok()?;
        inner.finish().ok()?;
        match choice.tag {
            0xa0 => general_names(&mut choice.reader(STRUCTURE)).map(Self::Full),
            0xa1 => {
                let name = Self::Relative(choice.content.to_vec());
                // It has to be a name once it stands below another one.
                name.resolve_relative(&[]).map(|_| name)
            }
            _ => None,
        }
    }

    /// The names it stands for, where a relative one is relative to `issuer`.
    pub(crate) fn resolve(&self, issuer: &Name) -> Vec<GeneralName> {
        match self {
            Self::Full(names) => names.clone(),
            Self::Relative(_) => {
                let mut above = Reader::new(issuer.der(), STRUCTURE);
                let content = above.expect(der::SEQUENCE).map(|element| element.content).unwrap_or_default();
                self.resolve_relative(content).map(GeneralName::Directory).into_iter().collect()
            }
        }
    }

    fn resolve_relative(&self, above: &[u8]) -> Option<Name> {
        let Self::Relative(attributes) = self else { return None };
        let mut content = above.to_vec();
        content.extend(der::encode(der::SET, attributes));
        let whole = der::encode(der::SEQUENCE, &content);
        Name::read(&mut Reader::new(&whole, STRUCTURE), STRUCTURE).ok()
    }
}

/// Reads the content of GeneralNames.
pub(crate) fn general_names(list: &mut Reader<'_>) -> Option<Vec<GeneralName>> {
    let mut names = Vec::new();
    while !list.is_empty() {
        if names.len() >= MAX_NAMES {
            return None;
        }
        let element = list.any().ok()?;
        names.push(match element.tag {
            0xa4 => {
                let mut inner = element.reader(STRUCTURE);
                let name = Name::read(&mut inner, STRUCTURE).ok()?;
                inner.finish().ok()?;
                GeneralName::Directory(name)
            }
            0x86 => {
                let text = std::str::from_utf8(element.content).ok().filter(|text| text.is_ascii())?;
                GeneralName::Uri(text.to_owned())
            }
            0xa0 | 0x81 | 0x82 | 0xa3 | 0xa5 | 0x87 | 0x88 => {
                GeneralName::Other { tag: element.tag, content: element.content.to_vec() }
            }
            _ => return None,
        });
    }
    (!names.is_empty()).then_some(names)
}
