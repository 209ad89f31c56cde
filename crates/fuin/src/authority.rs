//! A small certification authority for the demonstration and for tests. Agencies have their own; this is none for them.

use fuin_cms::der_values::{self, DerReader};
use fuin_crypto::{CryptoProvider, DigestAlgorithm, KeyAlgorithm, PublicKey};
use jiff::Timestamp;
use jiff::civil::Date;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyIdMethod, KeyUsagePurpose, PublicKeyData, SanType,
    SerialNumber,
};

use crate::error::Error;
use crate::key::request::{RequestKey, distinguished_name};
use crate::pem;

/// An authority with its key and self-signed certificate.
pub struct Authority {
    issuer: Issuer<'static, RequestKey>,
    certificate: Vec<u8>,
    provider: CryptoProvider,
}

/// What an authority certifies.
#[derive(Debug, Clone)]
pub struct Certified<'a> {
    /// The key.
    pub key: &'a PublicKey,
    /// The subject, as `CN=Tanaka,O=Ministry A,C=JP`.
    pub subject: &'a str,
    /// A mail address.
    pub email: Option<&'a str>,
    /// First and last day of validity (UTC).
    pub validity: (Date, Date),
}

impl Authority {
    /// Creates an authority with a new P-384 key, valid from the day before `now` for ten years.
    ///
    /// # Errors
    /// [`Error::Name`] when the subject cannot be read; [`Error::Crypto`].
    pub fn new(provider: &CryptoProvider, subject: &str, now: Timestamp) -> Result<Self, Error> {
        let info = provider.key_loader.generate(KeyAlgorithm::EcP384)?;
        let key = provider.key_loader.load(&info)?;
        let today = day(now);
        let validity = (today.yesterday().unwrap_or(today), years_later(today, 10));
        let mut parameters = parameters(provider, &key.public_key, subject, validity)?;
        parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let signing = RequestKey::new(&key, subject)?;
        let certificate = parameters.self_signed(&signing).map_err(|error| failed(&error))?;
        Ok(Self {
            certificate: certificate.der().to_vec(),
            issuer: Issuer::new(parameters, signing),
            provider: provider.clone(),
        })
    }

    /// The authority's certificate, PEM.
    #[must_use]
    pub fn certificate_pem(&self) -> String {
        pem::encode("CERTIFICATE", &self.certificate).to_string()
    }

    /// Certifies a key for signing and for receiving sealed files. Returns the certificate, PEM.
    ///
    /// # Errors
    /// As [`Authority::new`].
    pub fn certify(&self, wanted: &Certified<'_>) -> Result<String, Error> {
        let mut parameters = parameters(&self.provider, wanted.key, wanted.subject, wanted.validity)?;
        // RFC 8410, 5: keyAgreement is not for Ed25519, nor digitalSignature for X25519.
        parameters.key_usages = match wanted.key.algorithm() {
            KeyAlgorithm::Rsa { .. } => vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment],
            KeyAlgorithm::Ed25519 => vec![KeyUsagePurpose::DigitalSignature],
            KeyAlgorithm::X25519 => vec![KeyUsagePurpose::KeyAgreement],
            _ => vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyAgreement],
        };
        if let Some(email) = wanted.email {
            let address = rcgen::string::Ia5String::try_from(email).map_err(|error| failed(&error))?;
            parameters.subject_alt_names = vec![SanType::Rfc822Name(address)];
        }
        parameters.use_authority_key_identifier_extension = true;
        // RFC 5280, 4.2.1.2: senders may name the recipient by its key identifier, which rcgen writes only with this.
        parameters.is_ca = IsCa::ExplicitNoCa;
        let subject_key = SubjectKey(wanted.key);
        let certificate = parameters.signed_by(&subject_key, &self.issuer).map_err(|error| failed(&error))?;
        let der = match wanted.key.algorithm() {
            KeyAlgorithm::X25519 => self.with_key(certificate.der(), &subject_key, wanted.key)?,
            _ => certificate.der().to_vec(),
        };
        Ok(pem::encode("CERTIFICATE", &der).to_string())
    }

    /// The certificate signed anew with another public key in it, since rcgen has no name for keys that do not sign.
    fn with_key(&self, certificate: &[u8], written: &SubjectKey<'_>, wanted: &PublicKey) -> Result<Vec<u8>, Error> {
        const STRUCTURE: &str = "Certificate";
        let mut reader = DerReader::new(certificate, STRUCTURE, 0);
        let mut fields = reader.sequence(STRUCTURE)?;
        let to_be_signed = fields.element()?.raw;
        let algorithm = fields.element()?.raw;
        let spki = written.subject_public_key_info();
        let at = to_be_signed.windows(spki.len()).position(|window| window == spki);
        let (before, rest) = at.and_then(|at| to_be_signed.split_at_checked(at)).ok_or(fuin_crypto::Error::Failed)?;
        let after = rest.get(spki.len()..).unwrap_or_default();
        // Both are as long as each other: the kinds differ in one arc of their object identifiers.
        if wanted.spki().len() != spki.len() {
            return Err(fuin_crypto::Error::Failed.into());
        }
        let to_be_signed = [before, wanted.spki(), after].concat();
        let signature = rcgen::SigningKey::sign(self.issuer.key(), &to_be_signed).map_err(|error| failed(&error))?;
        Ok(der_values::sequence(&[&to_be_signed, algorithm, &der_values::bit_string(&signature)]))
    }
}

/// A public key as rcgen sees it.
struct SubjectKey<'a>(&'a PublicKey);

impl PublicKeyData for SubjectKey<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.0.key()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        match self.0.algorithm() {
            KeyAlgorithm::EcP256 => &rcgen::PKCS_ECDSA_P256_SHA256,
            KeyAlgorithm::EcP384 => &rcgen::PKCS_ECDSA_P384_SHA384,
            // For X25519 it stands in: see `Authority::with_key`.
            KeyAlgorithm::Ed25519 | KeyAlgorithm::X25519 => &rcgen::PKCS_ED25519,
            _ => &rcgen::PKCS_RSA_SHA256,
        }
    }
}

fn parameters(
    provider: &CryptoProvider,
    key: &PublicKey,
    subject: &str,
    (first, last): (Date, Date),
) -> Result<CertificateParams, Error> {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = distinguished_name(subject)?;
    if parameters.distinguished_name.get(&DnType::CommonName).is_none() {
        return Err(Error::Name { name: subject.to_owned(), purpose: "a subject without a common name" });
    }
    parameters.not_before = rcgen::date_time_ymd(i32::from(first.year()), octet(first.month()), octet(first.day()));
    parameters.not_after = rcgen::date_time_ymd(i32::from(last.year()), octet(last.month()), octet(last.day()));
    // RFC 5280, 4.1.2.2: positive, at most 20 octets; here 16 random ones.
    let mut serial = provider.random(16)?.expose().to_vec();
    if let Some(first) = serial.first_mut() {
        *first = (*first & 0x7f) | 0x40;
    }
    parameters.serial_number = Some(SerialNumber::from(serial));
    let digest = provider.digest(DigestAlgorithm::Sha256)?.digest(key.key());
    parameters.key_identifier_method = KeyIdMethod::PreSpecified(digest.into_iter().take(20).collect());
    Ok(parameters)
}

/// A month or day of a month, which jiff keeps as a small signed number.
fn octet(part: i8) -> u8 {
    part.unsigned_abs()
}

/// The day of an instant (UTC).
#[must_use]
pub fn day(instant: Timestamp) -> Date {
    jiff::tz::TimeZone::UTC.to_datetime(instant).date()
}

/// The same day some years later; the last of February where that year lacks the day.
#[must_use]
pub fn years_later(day: Date, years: i16) -> Date {
    let year = day.year().saturating_add(years);
    Date::new(year, day.month(), day.day()).or_else(|_| Date::new(year, day.month(), 28)).unwrap_or(day)
}

fn failed(error: &rcgen::Error) -> Error {
    Error::file("certificate", "the authority", error)
}
