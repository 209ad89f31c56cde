//! A PKI in memory: every field of a certificate or CRL can be set, wrong ones too, so everything is written here.

pub(crate) mod der;

use std::sync::{Arc, OnceLock};

use fuin_crypto::{CryptoProvider, KeyAlgorithm, SignatureAlgorithm, SigningKey};
use fuin_pki::{
    Certificate, CertificationPath, Crl, FreshnessRules, Limits, OcspResponse, PathError, PathRequest, PolicyInputs,
    Purpose, RevocationCheck, TrustAnchor, validate,
};

use der::{bits, boolean, context, integer, name, null, octets, oid, sequence, time};

pub(crate) const TIME: &str = "2026-06-01T12:00:00Z";

pub(crate) const KEY_USAGE: &str = "2.5.29.15";
pub(crate) const SUBJECT_ALT_NAME: &str = "2.5.29.17";
pub(crate) const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub(crate) const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
pub(crate) const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
pub(crate) const NAME_CONSTRAINTS: &str = "2.5.29.30";
pub(crate) const CERTIFICATE_POLICIES: &str = "2.5.29.32";
pub(crate) const POLICY_MAPPINGS: &str = "2.5.29.33";
pub(crate) const POLICY_CONSTRAINTS: &str = "2.5.29.36";
pub(crate) const INHIBIT_ANY_POLICY: &str = "2.5.29.54";
pub(crate) const INVALIDITY_DATE: &str = "2.5.29.24";
pub(crate) const EXTENDED_KEY_USAGE: &str = "2.5.29.37";

pub(crate) const DIGITAL_SIGNATURE: u8 = 0x80;
pub(crate) const KEY_ENCIPHERMENT: u8 = 0x20;
pub(crate) const KEY_AGREEMENT: u8 = 0x08;
pub(crate) const KEY_CERT_SIGN: u8 = 0x04;
pub(crate) const CRL_SIGN: u8 = 0x02;

pub(crate) fn provider() -> &'static CryptoProvider {
    static PROVIDER: OnceLock<CryptoProvider> = OnceLock::new();
    PROVIDER.get_or_init(fuin_crypto_aws_lc::provider)
}

pub(crate) type Key = Arc<dyn SigningKey>;

pub(crate) fn new_key(algorithm: KeyAlgorithm) -> Key {
    let loader = provider().key_loader;
    loader.load(&loader.generate(algorithm).unwrap()).unwrap().signing.unwrap()
}

/// The DER AlgorithmIdentifier of a scheme.
pub(crate) fn identifier(scheme: SignatureAlgorithm) -> Vec<u8> {
    use SignatureAlgorithm as S;
    match scheme {
        S::EcdsaP256Sha256 | S::EcdsaP384Sha256 => sequence(&[oid("1.2.840.10045.4.3.2")]),
        S::EcdsaP256Sha384 | S::EcdsaP384Sha384 => sequence(&[oid("1.2.840.10045.4.3.3")]),
        S::RsaPkcs1Sha256 => sequence(&[oid("1.2.840.113549.1.1.11"), null()]),
        S::RsaPkcs1Sha384 => sequence(&[oid("1.2.840.113549.1.1.12"), null()]),
        S::RsaPssSha256 => pss("2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.1", 32),
        S::RsaPssSha384 => pss("2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.2", 48),
        S::Ed25519 => sequence(&[oid("1.3.101.112")]),
        other => panic!("no identifier for {other:?}"),
    }
}

/// An AlgorithmIdentifier of RSASSA-PSS with these parameters.
pub(crate) fn pss(digest: &str, mask_digest: &str, salt: u8) -> Vec<u8> {
    let of = |text| sequence(&[oid(text), null()]);
    let mask = sequence(&[oid("1.2.840.113549.1.1.8"), of(mask_digest)]);
    let parameters = sequence(&[context(0, &of(digest)), context(1, &mask), context(2, &integer(&[salt]))]);
    sequence(&[oid("1.2.840.113549.1.1.10"), parameters])
}

/// Whoever can sign: a name and a key.
#[derive(Clone)]
pub(crate) struct Party {
    pub(crate) name: String,
    pub(crate) key: Key,
    pub(crate) scheme: SignatureAlgorithm,
}

impl Party {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.into(), key: new_key(KeyAlgorithm::EcP256), scheme: SignatureAlgorithm::EcdsaP256Sha256 }
    }

    pub(crate) fn with_key(name: &str, algorithm: KeyAlgorithm, scheme: SignatureAlgorithm) -> Self {
        Self { name: name.into(), key: new_key(algorithm), scheme }
    }

    /// A key identifier that differs by key.
    pub(crate) fn key_identifier(&self) -> Vec<u8> {
        let spki = self.key.public_key().spki();
        spki[spki.len() - 20..].to_vec()
    }

    /// Signs a SIGNED structure whose signed part is given.
    pub(crate) fn sign(&self, to_be_signed: &[u8]) -> Vec<u8> {
        let signature = self.key.sign(self.scheme, to_be_signed).unwrap();
        sequence(&[to_be_signed.to_vec(), identifier(self.scheme), bits(0, &signature)])
    }

    /// A CA certificate by `issuer`.
    pub(crate) fn certified_as_ca(&self, issuer: &Party) -> Template {
        Template::new(self, issuer)
            .extension(BASIC_CONSTRAINTS, true, &sequence(&[boolean(true)]))
            .key_usage(KEY_CERT_SIGN | CRL_SIGN)
    }

    /// An end entity certificate by `issuer`, for signing.
    pub(crate) fn certified(&self, issuer: &Party) -> Template {
        Template::new(self, issuer).key_usage(DIGITAL_SIGNATURE)
    }

    pub(crate) fn anchor(&self) -> TrustAnchor {
        TrustAnchor::from_certificate(self.certified_as_ca(self).build())
    }
}

/// Object identifier, criticality, value.
pub(crate) type Extension = (String, bool, Vec<u8>);

/// A certificate to be, every field open to change.
#[derive(Clone)]
pub(crate) struct Template {
    pub(crate) issuer: Party,
    pub(crate) version: Option<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) issuer_name: Vec<u8>,
    pub(crate) subject_name: Vec<u8>,
    pub(crate) validity: (String, String),
    pub(crate) spki: Vec<u8>,
    /// The algorithm identifier of the signed part and of the outside.
    pub(crate) identifiers: (Vec<u8>, Vec<u8>),
    pub(crate) extensions: Vec<Extension>,
}

impl Template {
    pub(crate) fn new(subject: &Party, issuer: &Party) -> Self {
        let mut serial = issuer.key_identifier()[..4].to_vec();
        serial.extend_from_slice(&subject.key_identifier()[..8]);
        serial.insert(0, 0x01);
        Self {
            issuer: issuer.clone(),
            version: Some(2),
            serial,
            issuer_name: name(&issuer.name),
            subject_name: name(&subject.name),
            validity: ("20260101000000Z".into(), "20270101000000Z".into()),
            spki: subject.key.public_key().spki().to_vec(),
            identifiers: (identifier(issuer.scheme), identifier(issuer.scheme)),
            extensions: vec![
                (SUBJECT_KEY_IDENTIFIER.into(), false, octets(&subject.key_identifier())),
                (AUTHORITY_KEY_IDENTIFIER.into(), false, sequence(&[der::tlv(0x80, &issuer.key_identifier())])),
            ],
        }
    }

    /// Sets an extension, replacing one of the same type.
    pub(crate) fn extension(mut self, oid: &str, critical: bool, value: &[u8]) -> Self {
        self.extensions.retain(|(found, _, _)| found != oid);
        self.extensions.push((oid.into(), critical, value.to_vec()));
        self
    }

    pub(crate) fn without(mut self, oid: &str) -> Self {
        self.extensions.retain(|(found, _, _)| found != oid);
        self
    }

    pub(crate) fn key_usage(self, octet: u8) -> Self {
        self.extension(KEY_USAGE, true, &bits(octet.trailing_zeros().min(7) as u8, &[octet]))
    }

    pub(crate) fn path_len(self, len: u8) -> Self {
        self.extension(BASIC_CONSTRAINTS, true, &sequence(&[boolean(true), integer(&[len])]))
    }

    pub(crate) fn valid(mut self, from: &str, until: &str) -> Self {
        self.validity = (from.into(), until.into());
        self
    }

    pub(crate) fn change(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        let mut fields = Vec::new();
        fields.extend(self.version.map(|version| context(0, &integer(&[version]))));
        fields.push(integer(&self.serial));
        fields.push(self.identifiers.0.clone());
        fields.push(self.issuer_name.clone());
        fields.push(sequence(&[time(&self.validity.0), time(&self.validity.1)]));
        fields.push(self.subject_name.clone());
        fields.push(self.spki.clone());
        if !self.extensions.is_empty() {
            fields.push(context(3, &extensions(&self.extensions)));
        }
        let to_be_signed = sequence(&fields);
        let signature = self.issuer.key.sign(self.issuer.scheme, &to_be_signed).unwrap();
        sequence(&[to_be_signed, self.identifiers.1.clone(), bits(0, &signature)])
    }

    pub(crate) fn build(&self) -> Certificate {
        Certificate::from_der(&self.der()).unwrap()
    }
}

/// DER Extensions.
pub(crate) fn extensions(list: &[Extension]) -> Vec<u8> {
    let items: Vec<Vec<u8>> = list
        .iter()
        .map(|(id, critical, value)| {
            let mut fields = vec![oid(id)];
            fields.extend(critical.then(|| boolean(true)));
            fields.push(octets(value));
            sequence(&fields)
        })
        .collect();
    sequence(&items)
}

/// A CRL to be. Entries: serial number, date, entry extensions.
#[derive(Clone)]
pub(crate) struct CrlTemplate {
    pub(crate) issuer: Party,
    pub(crate) updates: (String, Option<String>),
    pub(crate) entries: Vec<(Vec<u8>, String, Vec<Extension>)>,
    pub(crate) extensions: Vec<Extension>,
}

impl CrlTemplate {
    pub(crate) fn new(issuer: &Party) -> Self {
        Self {
            issuer: issuer.clone(),
            updates: ("20260531000000Z".into(), Some("20260608000000Z".into())),
            entries: Vec::new(),
            extensions: vec![("2.5.29.20".into(), false, integer(&[1]))],
        }
    }

    pub(crate) fn updates(mut self, this: &str, next: &str) -> Self {
        self.updates = (this.into(), Some(next.into()));
        self
    }

    pub(crate) fn revoking(mut self, certificate: &Certificate, date: &str, reason: Option<u8>) -> Self {
        let reason = reason.map(|code| ("2.5.29.21".to_owned(), false, der::tlv(0x0a, &[code])));
        self.entries.push((certificate.serial().to_vec(), date.into(), reason.into_iter().collect()));
        self
    }

    pub(crate) fn extension(mut self, oid: &str, critical: bool, value: &[u8]) -> Self {
        self.extensions.push((oid.into(), critical, value.to_vec()));
        self
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        let mut fields = vec![integer(&[1]), identifier(self.issuer.scheme), name(&self.issuer.name)];
        fields.push(time(&self.updates.0));
        fields.extend(self.updates.1.as_deref().map(time));
        if !self.entries.is_empty() {
            let entries: Vec<Vec<u8>> = self
                .entries
                .iter()
                .map(|(serial, date, list)| {
                    let mut fields = vec![integer(serial), time(date)];
                    fields.extend((!list.is_empty()).then(|| extensions(list)));
                    sequence(&fields)
                })
                .collect();
            fields.push(sequence(&entries));
        }
        fields.push(context(0, &extensions(&self.extensions)));
        self.issuer.sign(&sequence(&fields))
    }

    pub(crate) fn build(&self) -> Crl {
        Crl::from_der(&self.der()).unwrap()
    }
}

/// A question, with what most tests leave alone.
pub(crate) struct Question<'a> {
    pub(crate) target: &'a Certificate,
    pub(crate) intermediates: Vec<Certificate>,
    pub(crate) anchors: Vec<TrustAnchor>,
    pub(crate) crls: Vec<Crl>,
    pub(crate) ocsp: Vec<OcspResponse>,
    pub(crate) time: &'a str,
    pub(crate) revocation_time: &'a str,
    pub(crate) freshness: FreshnessRules,
    pub(crate) purpose: Purpose,
    pub(crate) policies: PolicyInputs<'a>,
    pub(crate) revocation: RevocationCheck,
    pub(crate) limits: Limits,
}

impl<'a> Question<'a> {
    pub(crate) fn new(target: &'a Certificate, anchor: &Party) -> Self {
        Self {
            target,
            intermediates: Vec::new(),
            anchors: vec![anchor.anchor()],
            crls: Vec::new(),
            ocsp: Vec::new(),
            time: TIME,
            revocation_time: TIME,
            freshness: FreshnessRules::default(),
            purpose: Purpose::Sign,
            policies: PolicyInputs::default(),
            revocation: RevocationCheck::WhenAvailable,
            limits: Limits::default(),
        }
    }

    pub(crate) fn through(mut self, intermediates: &[Certificate]) -> Self {
        self.intermediates = intermediates.to_vec();
        self
    }

    pub(crate) fn with_crls(mut self, crls: &[Crl]) -> Self {
        self.crls = crls.to_vec();
        self
    }

    pub(crate) fn required(mut self) -> Self {
        self.revocation = RevocationCheck::Required;
        self
    }

    pub(crate) fn ask(&self) -> Result<CertificationPath, PathError> {
        validate(&PathRequest {
            target: self.target,
            intermediates: &self.intermediates,
            anchors: &self.anchors,
            crls: &self.crls,
            ocsp: &self.ocsp,
            time: self.time.parse().unwrap(),
            revocation_time: self.revocation_time.parse().unwrap(),
            freshness: self.freshness,
            purpose: self.purpose,
            policies: self.policies,
            revocation: self.revocation,
            provider: provider(),
            limits: self.limits,
        })
    }
}
