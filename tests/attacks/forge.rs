//! A maker of sealed files with one fault: every part can be replaced, and the rest is then signed and encrypted
//! rightly. Octets are written by hand, so that what fuin itself would never write can be made.

use fuin::crypto::kdf::key_commitment;
use fuin::crypto::{
    ContentEncryptionAlgorithm, ContentEncryptionKey, CryptoProvider, DigestAlgorithm, Oid, PrivateKey, Secret,
    SignatureAlgorithm,
};
use fuin::pki::Certificate;
use fuin_cms::attribute::{PolicyReference, encode_policy_references};
use fuin_cms::der_values as dv;
use fuin_cms::label::encode_label;
use fuin_cms::oids;
use fuin_cms::recipient::{RecipientIdentifier, seal_cek};

use crate::library::{Agency, exit_of};
use crate::world::World;

pub(crate) const CONTENT: &[u8] = b"letter";
pub(crate) const CEK: [u8; 32] = [7; 32];
pub(crate) const NONCE: [u8; 12] = [3; 12];
const GCM: ContentEncryptionAlgorithm = ContentEncryptionAlgorithm::Aes256Gcm;

/// The insider `a`, with an EC and an RSA key; the victim `b`, with the keys `b`, `b2` and, for RSA, `r`.
pub(crate) struct Ground {
    pub(crate) world: World,
    pub(crate) a: Agency,
    pub(crate) b: Agency,
}

impl Ground {
    pub(crate) fn new() -> Self {
        let world = World::with_two_agencies();
        world.key("a", "ar", "rsa-3072");
        world.key("b", "b2", "ecdsa-p256");
        world.key("b", "r", "rsa-3072");
        let (a, b) = (Agency::of(&world, "a"), Agency::of(&world, "b"));
        Self { world, a, b }
    }

    /// The same, `a` with an Ed25519 key `e` besides, and `b` with an X25519 key `x`.
    pub(crate) fn with_curve25519() -> Self {
        let Self { world, .. } = Self::new();
        world.key("a", "e", "ed25519");
        world.key("b", "x", "x25519");
        let (a, b) = (Agency::of(&world, "a"), Agency::of(&world, "b"));
        Self { world, a, b }
    }

    pub(crate) fn provider(&self) -> &CryptoProvider {
        &self.b.context.provider
    }

    pub(crate) fn sha256(&self, octets: &[u8]) -> Vec<u8> {
        self.provider().digest(DigestAlgorithm::Sha256).unwrap().digest(octets)
    }

    /// A label with this confidentiality grade, as fuin writes it.
    pub(crate) fn label(&self, grades: &str) -> Vec<u8> {
        let vocabulary = self.b.context.policies.vocabulary();
        let label = vocabulary.parse_label::<&str>(grades, &[]).unwrap();
        encode_label(&label, &vocabulary.marking(&label, vocabulary.marking_language)).unwrap()
    }

    fn policy_reference(&self) -> Vec<u8> {
        let reference = &self.b.context.policies.references()[0];
        let reference =
            PolicyReference { id: reference.id.clone(), serial: reference.serial, sha256: reference.sha256 };
        encode_policy_references(&[reference]).unwrap()
    }

    /// How a recipient's certificate is named.
    pub(crate) fn identifier(&self, key: &str) -> RecipientIdentifier {
        let certificate = self.b.entry(key).certificate.as_ref().unwrap();
        RecipientIdentifier::IssuerAndSerial {
            issuer_der: certificate.issuer().der().to_vec(),
            serial: certificate.serial().to_vec(),
        }
    }

    /// A RecipientInfo that brings `cek` to a key of `b`.
    pub(crate) fn recipient(&self, key: &str, cek: &[u8]) -> Vec<u8> {
        let cek = ContentEncryptionKey::new(Secret::copy_from(cek));
        let public = self.b.entry(key).public_key();
        seal_cek(self.provider(), public, &self.identifier(key), &cek).unwrap().as_der().to_vec()
    }

    /// A message without any fault, from `a` to `b`.
    pub(crate) fn message(&self) -> Message<'_> {
        Message {
            ground: self,
            outer_type: oids::AUTH_ENVELOPED_DATA,
            recipients: vec![self.recipient("b", &CEK)],
            algorithm: gcm(&[&dv::octet_string(&NONCE), &dv::unsigned(16)]),
            encrypted: Box::new(|octets| dv::value(0x80, &octets)),
            outer_label: self.label("C2I2A1"),
            commitment: Box::new(|commitment| commitment),
            authenticated: Box::new(dv::set_of),
            mac: Box::new(|mac| dv::octet_string(&mac)),
            digest_algorithms: vec![digest_identifier(DigestAlgorithm::Sha256)],
            content: dv::value(0xa0, &dv::octet_string(CONTENT)),
            certificates: vec![self.a.certificate("a").to_vec()],
            signers: vec![Signer::new(self, "a")],
            plaintext: Box::new(|inner| inner),
            whole: Box::new(|message| message),
        }
    }

    /// Makes each message, opens it as `b`, and compares exit code and error code.
    pub(crate) fn refuses(&self, vectors: &[Vector<'_>]) {
        let mut wrong = Vec::new();
        for (name, exit, code, fault) in vectors {
            let mut message = self.message();
            fault(&mut message);
            let (opened, _) = self.b.open(&message.build());
            let found = (exit_of(&opened), opened.as_ref().map_or_else(fuin::Error::code, |_| "opened"));
            if found != (*exit, *code) {
                wrong.push(format!("{name}: expected {exit} {code}, found {found:?}: {:?}", opened.err()));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// What is wrong, the exit code, the error code, and how to do it to a message that would open.
pub(crate) type Vector<'v> = (&'v str, u8, &'v str, &'v dyn Fn(&mut Message<'_>));
pub(crate) type Edit<T> = Box<dyn Fn(T) -> Vec<u8>>;

/// The parts of a sealed file, in the order of the message.
pub(crate) struct Message<'g> {
    pub(crate) ground: &'g Ground,
    pub(crate) outer_type: Oid,
    pub(crate) recipients: Vec<Vec<u8>>,
    pub(crate) algorithm: Vec<u8>,
    /// Makes the encryptedContent field.
    pub(crate) encrypted: Edit<Vec<u8>>,
    pub(crate) outer_label: Vec<u8>,
    pub(crate) commitment: Edit<Vec<u8>>,
    /// Makes the SET OF authenticated attributes that is authenticated; empty for none.
    pub(crate) authenticated: Edit<Vec<Vec<u8>>>,
    /// Makes the mac field.
    pub(crate) mac: Edit<[u8; 16]>,
    pub(crate) digest_algorithms: Vec<Vec<u8>>,
    /// Follows the content type of the SignedData.
    pub(crate) content: Vec<u8>,
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) signers: Vec<Signer>,
    /// Makes what is encrypted from the ContentInfo with SignedData.
    pub(crate) plaintext: Edit<Vec<u8>>,
    /// Makes what is sent.
    pub(crate) whole: Edit<Vec<u8>>,
}

impl Message<'_> {
    pub(crate) fn build(&self) -> Vec<u8> {
        let provider = self.ground.provider();
        let cek = ContentEncryptionKey::new(Secret::copy_from(&CEK));
        let commitment = (self.commitment)(key_commitment(provider, &cek, &self.algorithm).unwrap());
        let mut attributes = vec![
            attribute(&oids::CONTENT_TYPE, &[dv::oid(&oids::DATA)]),
            attribute(&oids::SECURITY_LABEL, std::slice::from_ref(&self.outer_label)),
            attribute(&oids::FUIN_POLICY_REFERENCE, &[self.ground.policy_reference()]),
        ];
        if !commitment.is_empty() {
            attributes.push(attribute(&oids::FUIN_KEY_COMMITMENT, &[dv::octet_string(&commitment)]));
        }
        let set = (self.authenticated)(attributes);
        let mut aead = provider.aead(GCM).unwrap().seal(&cek, &NONCE, &set).unwrap();
        let mut content = (self.plaintext)(self.signed());
        aead.update(&mut content).unwrap();
        let mac = (self.mac)(aead.finish().unwrap());
        let mut implicit = set;
        if let Some(first) = implicit.first_mut() {
            *first = 0xa1;
        }
        let info = dv::sequence(&[&dv::oid(&oids::DATA), &self.algorithm, &(self.encrypted)(content)]);
        let recipients = dv::set_of(self.recipients.clone());
        let data = dv::sequence(&[&dv::unsigned(0), &recipients, &info, &implicit, &mac]);
        (self.whole)(dv::sequence(&[&dv::oid(&self.outer_type), &dv::value(0xa0, &data)]))
    }

    /// ContentInfo with SignedData.
    pub(crate) fn signed(&self) -> Vec<u8> {
        let signed = dv::sequence(&[
            &dv::unsigned(1),
            &dv::set_of(self.digest_algorithms.clone()),
            &dv::sequence(&[&dv::oid(&oids::DATA), &self.content]),
            &dv::value(0xa0, &self.certificates.concat()),
            &dv::set_of(self.signers.iter().map(Signer::build).collect()),
        ]);
        dv::sequence(&[&dv::oid(&oids::SIGNED_DATA), &dv::value(0xa0, &signed)])
    }
}

/// The parts of a SignerInfo.
pub(crate) struct Signer {
    key: PrivateKey,
    pub(crate) scheme: SignatureAlgorithm,
    pub(crate) sid: Vec<u8>,
    pub(crate) digest_algorithm: Vec<u8>,
    pub(crate) attributes: Vec<Vec<u8>>,
    /// Makes the SET OF signed attributes that is signed.
    pub(crate) set: Edit<Vec<Vec<u8>>>,
    /// Makes the field that is sent from what was signed.
    pub(crate) field: Edit<Vec<u8>>,
    pub(crate) signature_algorithm: Vec<u8>,
    pub(crate) signature: Edit<Vec<u8>>,
    /// Follows the signature.
    pub(crate) unsigned: Vec<u8>,
}

impl Signer {
    /// A signer of `a` with every attribute that the profile asks for.
    pub(crate) fn new(ground: &Ground, key: &str) -> Self {
        let certificate = ground.a.certificate(key);
        let digest_algorithm = digest_identifier(DigestAlgorithm::Sha256);
        let signature_algorithm = dv::algorithm_identifier(&oids::ECDSA_WITH_SHA256, None);
        // UTCTime of the time at which the message is judged, to the second.
        let time = ground.b.context.now.strftime("%y%m%d%H%M%SZ").to_string();
        let attributes = vec![
            attribute(&oids::CONTENT_TYPE, &[dv::oid(&oids::DATA)]),
            attribute(&oids::MESSAGE_DIGEST, &[dv::octet_string(&ground.sha256(CONTENT))]),
            attribute(&oids::SIGNING_TIME, &[dv::value(dv::tag::UTC_TIME, time.as_bytes())]),
            protection(&digest_algorithm, &signature_algorithm),
            attribute(&oids::SIGNING_CERTIFICATE_V2, &[signing_certificate(&ground.sha256(certificate))]),
            attribute(&oids::SECURITY_LABEL, &[ground.label("C2I2A1")]),
            attribute(&oids::MIME_TYPE, &[dv::utf8_string("text/plain")]),
            attribute(&oids::FUIN_FILE_NAME, &[dv::utf8_string("letter.txt")]),
            intended(ground, &["b"]),
            attribute(&oids::FUIN_POLICY_REFERENCE, &[ground.policy_reference()]),
        ];
        Self {
            key: ground.a.private(key).clone(),
            scheme: SignatureAlgorithm::EcdsaP256Sha256,
            sid: issuer_and_serial(certificate),
            digest_algorithm,
            attributes,
            set: Box::new(dv::set_of),
            field: Box::new(|mut signed| {
                signed[0] = 0xa0;
                signed
            }),
            signature_algorithm,
            signature: Box::new(|signature| signature),
            unsigned: Vec::new(),
        }
    }

    /// Replaces the attribute of this type by these.
    pub(crate) fn replace(&mut self, oid: &Oid, by: &[Vec<u8>]) {
        let prefix = dv::oid(oid);
        let is_it = |encoded: &Vec<u8>| {
            let mut reader = dv::DerReader::new(encoded, "Attribute", 0);
            reader.sequence("Attribute").unwrap().element().unwrap().raw == prefix
        };
        let before = self.attributes.len();
        self.attributes.retain(|encoded| !is_it(encoded));
        assert_eq!(self.attributes.len() + 1, before);
        self.attributes.extend_from_slice(by);
    }

    fn build(&self) -> Vec<u8> {
        let signed = (self.set)(self.attributes.clone());
        let signature = self.key.signing.as_ref().unwrap().sign(self.scheme, &signed).unwrap();
        dv::sequence(&[
            &dv::unsigned(1),
            &self.sid,
            &self.digest_algorithm,
            &(self.field)(signed),
            &self.signature_algorithm,
            &dv::octet_string(&(self.signature)(signature)),
            &self.unsigned,
        ])
    }
}

/// AES-256-GCM with these parameters.
pub(crate) fn gcm(parameters: &[&[u8]]) -> Vec<u8> {
    dv::algorithm_identifier(&GCM.oid(), Some(&dv::sequence(parameters)))
}

pub(crate) fn digest_identifier(digest: DigestAlgorithm) -> Vec<u8> {
    dv::algorithm_identifier(&digest.oid(), None)
}

pub(crate) fn attribute(oid: &Oid, values: &[Vec<u8>]) -> Vec<u8> {
    dv::sequence(&[&dv::oid(oid), &dv::set_of(values.to_vec())])
}

/// CMSAlgorithmProtection.
pub(crate) fn protection(digest: &[u8], signature: &[u8]) -> Vec<u8> {
    let mut signature = signature.to_vec();
    signature[0] = 0xa1;
    attribute(&oids::CMS_ALGORITHM_PROTECTION, &[dv::sequence(&[digest, &signature])])
}

/// SigningCertificateV2 with one certificate's SHA-256.
pub(crate) fn signing_certificate(digest: &[u8]) -> Vec<u8> {
    dv::sequence(&[&dv::sequence(&[&dv::sequence(&[&dv::octet_string(digest)])])])
}

/// intended-recipients with these keys' certificates of `b`.
pub(crate) fn intended(ground: &Ground, keys: &[&str]) -> Vec<u8> {
    let mut digests: Vec<_> = keys.iter().map(|key| ground.sha256(ground.b.certificate(key))).collect();
    digests.sort();
    let encoded: Vec<u8> = digests.iter().flat_map(|digest| dv::octet_string(digest)).collect();
    attribute(&oids::FUIN_INTENDED_RECIPIENTS, &[dv::sequence(&[&encoded])])
}

/// IssuerAndSerialNumber of a certificate.
pub(crate) fn issuer_and_serial(certificate: &[u8]) -> Vec<u8> {
    let certificate = Certificate::from_der(certificate).unwrap();
    dv::sequence(&[certificate.issuer().der(), &dv::value(dv::tag::INTEGER, certificate.serial())])
}
