//! What is altered, cut or foreign is refused, and says no more than it may.

use super::*;
use crate::der_values::{algorithm_identifier, constructed, null, oid, sequence, tag, value};
use crate::raw_attribute::{RawAttribute, encode_attributes};
use fuin_crypto::Oid;

/// The parts of a message in definite form; a test replaces one of them.
struct Parts {
    outer_type: Oid,
    version: Vec<u8>,
    recipients: Vec<u8>,
    content_type: Oid,
    algorithm: Vec<u8>,
    content: Option<Vec<u8>>,
    attributes: Option<Vec<u8>>,
    mac: Vec<u8>,
    after: Vec<u8>,
}

fn content_type(oid: &Oid) -> RawAttribute {
    RawAttribute { oid: oids::CONTENT_TYPE, value: crate::der_values::oid(oid) }
}

impl Parts {
    /// A message that opens, made with this CEK by the provider directly.
    fn of(content_type: &Oid, attributes: Option<Vec<u8>>) -> Self {
        let provider = provider();
        let additional = attributes.clone().unwrap_or_default();
        let mut aead = provider.aead(GCM).unwrap().seal(&cek(), &NONCE, &additional).unwrap();
        let mut content = b"content".to_vec();
        aead.update(&mut content).unwrap();
        let mac = octet_string(&aead.finish().unwrap());
        let info = constructed(0xa3, &[&unsigned(0)]);
        Self {
            outer_type: oids::AUTH_ENVELOPED_DATA,
            version: unsigned(0),
            recipients: constructed(tag::SET, &[&info]),
            content_type: content_type.clone(),
            algorithm: algorithm::encode_gcm(GCM, &NONCE),
            content: Some(value(0x80, &content)),
            attributes,
            mac,
            after: Vec::new(),
        }
    }

    fn new() -> Self {
        Self::of(&oids::DATA, Some(encode_attributes(&[content_type(&oids::DATA)])))
    }

    fn encode(&self) -> Vec<u8> {
        let attributes = self.attributes.clone().map(|set| attributes::with_tag(set, 0xa1)).unwrap_or_default();
        let content = self.content.clone().unwrap_or_default();
        let info = sequence(&[&oid(&self.content_type), &self.algorithm, &content]);
        let data = sequence(&[&self.version, &self.recipients, &info, &attributes, &self.mac, &self.after]);
        sequence(&[&oid(&self.outer_type), &constructed(0xa0, &[&data])])
    }

    fn open(&self) -> Result<Vec<u8>, Error> {
        open(&self.encode())
    }
}

fn gcm(parameters: &[&[u8]]) -> Vec<u8> {
    algorithm_identifier(&GCM.oid(), Some(&sequence(parameters)))
}

//= spec/cms-profile.md#authenticated-attributes
//= type=test
//# The additional authenticated data MUST be the octets of authAttrs as received, under the tag 0x31.
#[test]
fn foreign_forms_that_are_allowed_open() {
    let unauthenticated = encode_attributes(&[RawAttribute { oid: oids::COUNTERSIGNATURE, value: null() }]);
    let cases = [
        ("definite", Parts::new()),
        ("without attributes", Parts::of(&oids::DATA, None)),
        ("id-signedData", Parts::of(&oids::SIGNED_DATA, Some(encode_attributes(&[content_type(&oids::SIGNED_DATA)])))),
        (
            "id-ct-contentInfo",
            Parts::of(&oids::CONTENT_INFO, Some(encode_attributes(&[content_type(&oids::CONTENT_INFO)]))),
        ),
        ("unauthAttrs", Parts { after: attributes::with_tag(unauthenticated, 0xa2), ..Parts::new() }),
    ];
    for (name, parts) in cases {
        assert_eq!(parts.open().unwrap(), b"content", "{name}");
    }
}

//= spec/cms-profile.md#sealed-file
//= type=test
//# A sealed file MUST be AuthEnvelopedData version 0 of id-data, id-ct-contentInfo or id-signedData.
//= spec/cms-profile.md#content-encryption
//= type=test
//# AES-GCM MUST come with a nonce of 12 octets, an aes-ICVlen of 16 written out, and a mac of 16 octets.
//= spec/cms-profile.md#authenticated-attributes
//= type=test
//# A contentType attribute MUST equal the content type of what it is about.
#[test]
fn foreign_forms_that_are_not_allowed_are_malformed() {
    let new = Parts::new;
    let with_mac = |len| Parts { mac: octet_string(&vec![0; len]), ..new() };
    let with_algorithm = |algorithm| Parts { algorithm, ..new() };
    let with_attributes = |attributes| Parts { attributes: Some(attributes), ..new() };
    let nonce = octet_string(&NONCE);
    let commitment =
        |value| encode_attributes(&[content_type(&oids::DATA), RawAttribute { oid: oids::FUIN_KEY_COMMITMENT, value }]);
    let mut indefinite = new().encode();
    indefinite.extend([0, 0]);
    let mut cases = vec![
        ("AuthEnvelopedData version", Parts { version: unsigned(2), ..new() }),
        ("recipientInfos", Parts { recipients: constructed(tag::SET, &[]), ..new() }),
        ("encryptedContent", Parts { content: None, ..new() }),
        ("encryptedContent", Parts { content: Some(value(0x81, b"x")), ..new() }),
        ("mac", Parts { mac: Vec::new(), ..new() }),
        ("mac", Parts { mac: constructed(0x24, &[&octet_string(&[0; 16])]), ..new() }),
        ("contentEncryptionAlgorithm", with_algorithm(algorithm_identifier(&GCM.oid(), None))),
        ("GCMParameters", with_algorithm(gcm(&[&nonce, &unsigned(16), &null()]))),
        ("aes-ICVlen", with_algorithm(gcm(&[&nonce]))),
        ("authAttrs", with_attributes(constructed(tag::SET, &[]))),
        ("contentType attribute", with_attributes(encode_attributes(&[content_type(&oids::SIGNED_DATA)]))),
        (
            "contentType attribute",
            with_attributes(encode_attributes(&[RawAttribute { oid: oids::MIME_TYPE, value: null() }])),
        ),
        ("key commitment", with_attributes(commitment(octet_string(&[0; 31])))),
        ("key commitment", with_attributes(commitment(null()))),
        ("authAttrs", Parts::of(&oids::SIGNED_DATA, None)),
        ("unauthAttrs", Parts { after: constructed(0xa2, &[]), ..new() }),
        ("AuthEnvelopedData", Parts { after: null(), ..new() }),
    ];
    cases.extend([0, 1, 4, 8, 12, 15, 17, 32].map(|len| ("mac", with_mac(len))));
    cases.extend(
        [0, 8, 11, 13, 16]
            .map(|len| ("aes-nonce", with_algorithm(gcm(&[&octet_string(&vec![0; len]), &unsigned(16)])))),
    );
    cases.extend([0, 4, 12, 15, 17].map(|len| ("aes-ICVlen", with_algorithm(gcm(&[&nonce, &unsigned(len)])))));
    for (expected, parts) in cases {
        match parts.open() {
            Err(Error::Malformed { structure, .. }) => assert_eq!(structure, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
}

//= spec/cms-profile.md#authenticated-attributes
//= type=test
//# authAttrs and signedAttrs MUST be DER as received: sorted, each type once, each with one value.
#[test]
fn attributes_must_be_sorted_der() {
    let one = sequence(&[&oid(&oids::CONTENT_TYPE), &set_of(vec![oid(&oids::DATA)])]);
    let other = sequence(&[&oid(&oids::MIME_TYPE), &set_of(vec![null()])]);
    let sorted = set_of(vec![one.clone(), other.clone()]);
    let (low, high) = if one < other { (&one, &other) } else { (&other, &one) };
    assert!(Parts::of(&oids::DATA, Some(sorted)).open().is_ok());
    let indefinite = [&[0x31, 0x80][..], low, high, &[0, 0]].concat();
    for set in [constructed(tag::SET, &[high, low]), constructed(tag::SET, &[&one, &one]), indefinite] {
        let refused = Parts::of(&oids::DATA, Some(set)).open();
        assert!(matches!(refused, Err(Error::Malformed { structure: "authAttrs", .. })));
    }
}

#[test]
fn old_openssl_tags_are_refused() {
    let mut encoded = Parts::new().encode();
    let at = encoded.windows(2).position(|window| window[0] == 0xa1 && window[1] == 0x1a).unwrap();
    encoded[at] = 0xa2;
    assert!(matches!(open(&encoded), Err(Error::Malformed { structure: "mac", .. })));
}

//= spec/cms-profile.md#sealed-file
//= type=test
//# A sealed file MUST be AuthEnvelopedData version 0 of id-data, id-ct-contentInfo or id-signedData.
#[test]
fn content_types_are_told() {
    let outer = Parts { outer_type: oids::SIGNED_DATA, ..Parts::new() }.open();
    assert!(matches!(outer, Err(Error::ContentType { structure: "ContentInfo", found }) if found == oids::SIGNED_DATA));
    let inner = Parts { content_type: oids::TST_INFO, ..Parts::new() }.open();
    assert!(matches!(inner, Err(Error::ContentType { structure: "authEncryptedContentInfo", .. })));
}

//= spec/cms-profile.md#content-encryption
//= type=test
//# EnvelopedData MUST be refused whatever it holds, naming its content encryption.
#[test]
fn encryption_without_authentication_is_named() {
    let huge = Oid::parse("2.25.145197700122695770189624124536371780625").unwrap();
    let cases = [
        (ContentEncryptionAlgorithm::Aes256Cbc.oid(), "aes-256-cbc"),
        (GCM.oid(), "aes-256-gcm"),
        (huge, "2.25.145197700122695770189624124536371780625"),
    ];
    for (oid, name) in cases {
        let algorithm = algorithm_identifier(&oid, Some(&octet_string(&[0; 16])));
        let enveloped = Parts { outer_type: oids::ENVELOPED_DATA, algorithm, ..Parts::new() }.open();
        assert!(matches!(enveloped, Err(Error::NotAuthenticatedEncryption { algorithm }) if algorithm == name));
    }
    let cbc = algorithm_identifier(&ContentEncryptionAlgorithm::Aes256Cbc.oid(), Some(&octet_string(&[0; 16])));
    let in_place = Parts { algorithm: cbc, ..Parts::new() };
    let envelope = parse_envelope(&mut Cursor::new(in_place.encode()), &Limits::default()).unwrap();
    assert_eq!(envelope.algorithm_uses()[0].name, "aes-256-cbc");
    assert!(matches!(in_place.open(), Err(Error::Unsupported { found, .. }) if found == "aes-256-cbc"));
}

//= spec/cms-profile.md#streaming
//= type=test
//# Octets after the outermost value MUST be refused.
#[test]
fn trailing_data_is_refused() {
    for trailing in [&[0][..], &[0, 0], b"more"] {
        let refused = open(&[&Parts::new().encode(), trailing].concat());
        assert!(matches!(refused, Err(Error::Malformed { structure: "end of ContentInfo", .. })));
    }
}

#[test]
fn no_altered_bit_and_no_cut_opens() {
    let key = decryption_key(KeyAlgorithm::EcP256);
    let sealed = seal(b"content of a few octets", &[recipient(&*key)], false);
    for len in 0..sealed.len() {
        assert!(matches!(open(&sealed[..len]), Err(Error::Malformed { .. })), "cut at {len}");
    }
    // The whole way of a recipient, key included: RecipientInfos are not authenticated, but must not open altered.
    let open_with_key = |message: &[u8]| -> Result<Vec<u8>, Error> {
        let mut input = Cursor::new(message);
        let envelope = parse_envelope(&mut input, &Limits::default())?;
        let recipient = &envelope.recipients()[0];
        if recipient.identifier() != Some(&RecipientIdentifier::SubjectKeyIdentifier(vec![0xab; 20])) {
            return Err(Error::NotAuthentic);
        }
        let content = envelope.content_encryption().ok_or(Error::NotAuthentic)?;
        let cek = open_cek(&provider(), &*key, recipient, content)?;
        envelope.check_commitment(&provider(), &cek)?;
        let mut reader = envelope.open(&provider(), &cek, input)?;
        let mut content = Vec::new();
        reader.read_to_end(&mut content)?;
        let Authentic { .. } = reader.finish()?;
        Ok(content)
    };
    assert!(open_with_key(&sealed).is_ok());
    for bit in 0..sealed.len() * 8 {
        let mut altered = sealed.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        let error = open_with_key(&altered).expect_err("an altered message");
        assert!(!matches!(error, Error::Io(_)), "bit {bit}: {error}");
    }
}

//= spec/cms-profile.md#limits
//= type=test
//# A limit MUST be applied before memory is taken for what it limits.
#[test]
fn recipients_are_limited_before_memory() {
    let info = constructed(0xa3, &[&unsigned(0)]);
    let many = |count: usize| Parts { recipients: constructed(tag::SET, &[&info.repeat(count)]), ..Parts::new() };
    assert!(many(4096).open().is_ok());
    assert!(matches!(many(1_000_000).open(), Err(Error::Limit { what: "recipients", limit: 4096 })));
    let large = constructed(0xa3, &[&octet_string(&vec![0; 65_000])]);
    let heavy = |count: usize| Parts { recipients: constructed(tag::SET, &[&large.repeat(count)]), ..Parts::new() };
    assert!(matches!(heavy(70).open(), Err(Error::Limit { what: "recipientInfos octets", .. })));
    let larger = constructed(0xa3, &[&octet_string(&vec![0; 70_000])]);
    let one = Parts { recipients: constructed(tag::SET, &[&larger]), ..Parts::new() };
    assert!(matches!(one.open(), Err(Error::Limit { what: "RecipientInfo octets", .. })));
}

//= spec/cms-profile.md#content-encryption
//= type=test
//# The plaintext of one message MUST NOT be longer than 68719476704 octets.
#[test]
fn content_over_the_limit_of_gcm_is_refused_without_reading_it() {
    /// A message whose content is a hole: zeros where nothing else is.
    struct Sparse {
        head: Vec<u8>,
        len: u64,
        position: u64,
    }
    impl Read for Sparse {
        fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
            let left = usize::try_from(self.len.saturating_sub(self.position)).unwrap().min(buf.len());
            for (octet, at) in buf.iter_mut().zip(self.position..).take(left) {
                *octet = self.head.get(usize::try_from(at).unwrap()).copied().unwrap_or(0);
            }
            self.position += left as u64;
            Ok(left)
        }
    }
    impl std::io::Seek for Sparse {
        fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
            self.position = match to {
                std::io::SeekFrom::Start(position) => position,
                std::io::SeekFrom::Current(distance) => self.position.saturating_add_signed(distance),
                std::io::SeekFrom::End(distance) => self.len.saturating_add_signed(distance),
            };
            Ok(self.position)
        }
    }
    let whole = Parts::new();
    let mut head = [&[0x30, 0x80][..], &oid(&oids::AUTH_ENVELOPED_DATA), &[0xa0, 0x80, 0x30, 0x80]].concat();
    head.extend([&whole.version[..], &whole.recipients, &[0x30, 0x80], &oid(&oids::DATA), &whole.algorithm].concat());
    head.extend([0x80, 0x85]);
    head.extend(&(MAX_CONTENT_LEN + 1).to_be_bytes()[3..]);
    let len = head.len() as u64 + MAX_CONTENT_LEN + 100;
    let refused = parse_envelope(&mut Sparse { head, len, position: 0 }, &Limits::default());
    assert!(matches!(refused, Err(Error::Limit { what: "content octets", limit: MAX_CONTENT_LEN })));
}
