//! Certificate requests (PKCS#10, RFC 2986), and the bridge by which rcgen signs with fuin's key handles.

use std::sync::Arc;

use fuin_crypto::{KeyAlgorithm, PrivateKey, PublicKey, SignatureAlgorithm, SigningKey};
use rcgen::{CertificateParams, DistinguishedName, DnType, DnValue, SanType};

use crate::error::Error;
use crate::pem;

/// A signing key as rcgen sees it.
pub struct RequestKey {
    key: Arc<dyn SigningKey>,
    algorithm: SignatureAlgorithm,
    rcgen_algorithm: &'static rcgen::SignatureAlgorithm,
}

impl RequestKey {
    /// Wraps a private key. RSA keys sign requests with PKCS#1 v1.5, which every certification authority reads.
    ///
    /// # Errors
    /// [`Error::CannotRequest`] when keys of this kind do not sign.
    pub fn new(key: &PrivateKey, name: &str) -> Result<Self, Error> {
        let cannot = || Error::CannotRequest { name: name.to_owned() };
        let signing = key.signing.clone().ok_or_else(cannot)?;
        let (algorithm, rcgen_algorithm) = match signing.public_key().algorithm() {
            KeyAlgorithm::EcP256 => (SignatureAlgorithm::EcdsaP256Sha256, &rcgen::PKCS_ECDSA_P256_SHA256),
            KeyAlgorithm::EcP384 => (SignatureAlgorithm::EcdsaP384Sha384, &rcgen::PKCS_ECDSA_P384_SHA384),
            KeyAlgorithm::Ed25519 => (SignatureAlgorithm::Ed25519, &rcgen::PKCS_ED25519),
            KeyAlgorithm::Rsa { .. } => (SignatureAlgorithm::RsaPkcs1Sha256, &rcgen::PKCS_RSA_SHA256),
            _ => return Err(cannot()),
        };
        Ok(Self { key: signing, algorithm, rcgen_algorithm })
    }
}

impl rcgen::PublicKeyData for RequestKey {
    fn der_bytes(&self) -> &[u8] {
        self.key.public_key().key()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        self.rcgen_algorithm
    }
}

impl rcgen::SigningKey for RequestKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.key.sign(self.algorithm, message).map_err(|_| rcgen::Error::RemoteKeyError)
    }
}

/// Makes a certificate request, PEM, for `subject` (as `CN=Tanaka,O=Ministry A,C=JP`) and an optional mail address.
///
/// # Errors
/// [`Error::Name`] when the subject or address cannot be read; [`Error::CannotRequest`] when the key cannot sign.
pub fn certificate_request(
    key: &PrivateKey,
    key_name: &str,
    subject: &str,
    email: Option<&str>,
) -> Result<String, Error> {
    let request_key = RequestKey::new(key, key_name)?;
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = distinguished_name(subject)?;
    if let Some(email) = email {
        let unusable = || Error::Name { name: email.to_owned(), purpose: "a mail address" };
        let plausible = email.is_ascii() && email.contains('@') && !email.contains(char::is_whitespace);
        let address = rcgen::string::Ia5String::try_from(email).map_err(|_| unusable())?;
        parameters.subject_alt_names = vec![SanType::Rfc822Name(plausible.then_some(address).ok_or_else(unusable)?)];
    }
    let request = parameters
        .serialize_request(&request_key)
        .map_err(|error| Error::file("certificate request", key_name, error))?;
    Ok(pem::encode("CERTIFICATE REQUEST", request.der()).to_string())
}

/// The public half of a key, PEM, as an authority takes it where the key cannot sign a request: a request proves by its
/// signature that whoever asks holds the key (RFC 2986, 3), which the authority then has to learn in another way.
#[must_use]
pub fn public_key_pem(key: &PublicKey) -> String {
    pem::encode("PUBLIC KEY", key.spki()).to_string()
}

/// Reads a distinguished name such as `CN=Tanaka,O=Ministry A,C=JP`; a backslash quotes the next character (RFC 4514).
/// As RFC 4514 has it, the text begins with what is encoded last.
///
/// # Errors
/// [`Error::Name`] when a part is not `TYPE=value`, or its type is none of CN, O, OU, L, ST, C, serialNumber.
pub fn distinguished_name(subject: &str) -> Result<DistinguishedName, Error> {
    let unusable =
        || Error::Name { name: subject.to_owned(), purpose: "a subject, as in \"CN=Tanaka,O=Ministry A,C=JP\"" };
    let mut name = DistinguishedName::new();
    for part in split_unquoted(subject).into_iter().rev() {
        let (kind, value) = part.split_once('=').ok_or_else(unusable)?;
        let value = unquote(value.trim());
        let kind = match kind.trim().to_ascii_uppercase().as_str() {
            "CN" => DnType::CommonName,
            "O" => DnType::OrganizationName,
            "OU" => DnType::OrganizationalUnitName,
            "L" => DnType::LocalityName,
            "ST" => DnType::StateOrProvinceName,
            "C" => DnType::CountryName,
            "SERIALNUMBER" => DnType::CustomDnType(vec![2, 5, 4, 5]),
            _ => return Err(unusable()),
        };
        let repeated = name.get(&kind).is_some();
        let wrong_country = kind == DnType::CountryName && (value.len() != 2 || !value.is_ascii());
        if value.is_empty() || repeated || wrong_country || value.chars().any(fuin_label::restriction::is_deceptive) {
            return Err(unusable());
        }
        // RFC 5280 asks for PrintableString in countryName and serialNumber, UTF8String elsewhere.
        let printable = matches!(kind, DnType::CountryName | DnType::CustomDnType(_));
        let value = if printable {
            DnValue::PrintableString(value.as_str().try_into().map_err(|_| unusable())?)
        } else {
            DnValue::Utf8String(value)
        };
        name.push(kind, value);
    }
    Ok(name)
}

fn split_unquoted(text: &str) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c| {
        let splits = c == ',' && !quoted;
        quoted = c == '\\' && !quoted;
        splits
    })
    .collect()
}

fn unquote(value: &str) -> String {
    let mut plain = String::new();
    let mut characters = value.chars();
    while let Some(c) = characters.next() {
        plain.extend(if c == '\\' { characters.next() } else { Some(c) });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_read_with_quotes() {
        let name = distinguished_name("CN=Tanaka\\, Ichiro, O=総務省,C=JP").unwrap();
        assert_eq!(name.get(&DnType::CommonName), Some(&DnValue::Utf8String("Tanaka, Ichiro".into())));
        assert_eq!(name.get(&DnType::OrganizationName), Some(&DnValue::Utf8String("総務省".into())));
        assert_eq!(name.get(&DnType::CountryName), Some(&DnValue::PrintableString("JP".try_into().unwrap())));
    }

    #[test]
    fn what_is_no_subject_is_refused() {
        for text in ["", "Tanaka", "CN=", "CN=a,CN=b", "C=Japan", "X=1", "CN=a,", "CN=a\u{202e}b"] {
            assert!(distinguished_name(text).is_err(), "{text}");
        }
    }
}
