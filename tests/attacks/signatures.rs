//! Signed contents with one fault, in an envelope that is as it should be.

use fuin::crypto::{DigestAlgorithm, KeyAlgorithm, SignatureAlgorithm};
use fuin_cms::der_values as dv;
use fuin_cms::oids;

use crate::forge::{
    CEK, Ground, Message, Signer, attribute, digest_identifier, intended, issuer_and_serial, protection,
    signing_certificate,
};
use crate::library::exit_of;

const MALFORMED: &str = "message.malformed";
const NOT_AUTHENTIC: &str = "message.not-authentic";

#[test]
fn signers_and_digests() {
    Ground::new().refuses(&[
        ("no signer", 3, MALFORMED, &|m| m.signers.clear()),
        ("no digest algorithm", 3, MALFORMED, &|m| m.digest_algorithms.clear()),
        ("another digest algorithm", 3, MALFORMED, &|m| {
            m.digest_algorithms = vec![digest_identifier(DigestAlgorithm::Sha384)];
        }),
        ("another digest algorithm protected", 4, NOT_AUTHENTIC, &|m| {
            let other = protection(&digest_identifier(DigestAlgorithm::Sha384), &m.signers[0].signature_algorithm);
            m.signers[0].replace(&oids::CMS_ALGORITHM_PROTECTION, &[other]);
        }),
        ("the digest of another content", 4, NOT_AUTHENTIC, &|m| {
            m.content = dv::value(0xa0, &dv::octet_string(b"better"));
        }),
        ("no content", 3, MALFORMED, &|m| m.content.clear()),
        ("another signature", 4, NOT_AUTHENTIC, &|m| {
            m.signers[0].signature = Box::new(|mut signature| {
                *signature.last_mut().unwrap() ^= 1;
                signature
            });
        }),
        ("an empty signature", 4, NOT_AUTHENTIC, &|m| m.signers[0].signature = Box::new(|_| Vec::new())),
        ("nothing signed at all", 7, "policy.rule.sign", &|m| {
            m.plaintext = Box::new(|_| b"just a letter, long enough to be no header".to_vec());
        }),
        ("data after the signed message", 3, MALFORMED, &|m| {
            m.plaintext = Box::new(|inner| [&inner[..], b"\0"].concat());
        }),
        ("the signer's certificate is missing", 6, "signer.no-certificate", &|m| m.certificates.clear()),
    ]);
}

#[test]
fn signed_attributes() {
    Ground::new().refuses(&[
        ("absent", 3, MALFORMED, &|m| m.signers[0].field = Box::new(|_| Vec::new())),
        ("unsorted", 3, MALFORMED, &|m| {
            m.signers[0].set = Box::new(|mut attributes| {
                attributes.sort();
                attributes.reverse();
                dv::value(dv::tag::SET, &attributes.concat())
            });
        }),
        ("indefinite", 3, MALFORMED, &|m| {
            m.signers[0].field = Box::new(|signed| [&[0xa0, 0x80], &signed[4..], &[0, 0]].concat());
        }),
        ("altered after signing", 4, NOT_AUTHENTIC, &|m| {
            m.signers[0].field = Box::new(|mut signed| {
                let at = signed.windows(10).position(|window| window == b"letter.txt").unwrap();
                signed[at] = b'L';
                signed[0] = 0xa0;
                signed
            });
        }),
        ("contentType differs", 4, NOT_AUTHENTIC, &|m| {
            let other = attribute(&oids::CONTENT_TYPE, &[dv::oid(&oids::TST_INFO)]);
            m.signers[0].replace(&oids::CONTENT_TYPE, &[other]);
        }),
        ("an attribute twice", 3, MALFORMED, &|m| {
            let again = m.signers[0].attributes[0].clone();
            m.signers[0].attributes.push(again);
        }),
        ("two values", 3, MALFORMED, &|m| {
            let two = [dv::utf8_string("text/plain"), dv::utf8_string("text/html")];
            m.signers[0].replace(&oids::MIME_TYPE, &[attribute(&oids::MIME_TYPE, &two)]);
        }),
        ("a value of another type", 3, MALFORMED, &|m| {
            m.signers[0].replace(&oids::MESSAGE_DIGEST, &[attribute(&oids::MESSAGE_DIGEST, &[dv::null()])]);
        }),
        ("two labels", 3, MALFORMED, &|m| {
            let other = attribute(&oids::SECURITY_LABEL, &[m.ground.label("C1I2A1")]);
            m.signers[0].attributes.push(other);
        }),
        ("two signers with different labels", 3, MALFORMED, &|m| {
            let mut second = Signer::new(m.ground, "a");
            let other = attribute(&oids::SECURITY_LABEL, &[m.ground.label("C1I2A1")]);
            second.replace(&oids::SECURITY_LABEL, &[other]);
            m.signers.push(second);
        }),
        ("a label of a policy that nobody here knows", 7, "label.foreign", &|m| {
            let foreign = dv::value(dv::tag::SET, &[dv::unsigned(20), dv::oid(&oids::DATA)].concat());
            m.outer_label = foreign.clone();
            m.signers[0].replace(&oids::SECURITY_LABEL, &[attribute(&oids::SECURITY_LABEL, &[foreign])]);
        }),
        ("meant for nobody", 7, "policy.measure.missing", &|m| {
            m.signers[0].replace(&oids::FUIN_INTENDED_RECIPIENTS, &[]);
        }),
        ("meant for another certificate of mine", 4, "recipient.not-intended", &|m| {
            let other = intended(m.ground, &["b2", "r"]);
            m.signers[0].replace(&oids::FUIN_INTENDED_RECIPIENTS, &[other]);
        }),
        ("recipients unsorted", 3, MALFORMED, &|m| {
            let digests = [[2; 32], [1; 32]].map(|digest| dv::octet_string(&digest)).concat();
            let unsorted = attribute(&oids::FUIN_INTENDED_RECIPIENTS, &[dv::sequence(&[&digests])]);
            m.signers[0].replace(&oids::FUIN_INTENDED_RECIPIENTS, &[unsorted]);
        }),
    ]);
}

/// Surreptitious forwarding: what `a` signed for `b2` alone is put into a new envelope for `b`, with everything outside
/// as it should be. The content is genuine, and nobody meant it for this recipient.
//= spec/cms-profile.md#signed-content
//= type=test
//# Every signer of a message MUST pass, or the message does not.
#[test]
fn one_signer_who_fails_fails_the_message() {
    Ground::new().refuses(&[
        ("the second signature does not verify", 4, NOT_AUTHENTIC, &|m| {
            let mut second = Signer::new(m.ground, "a");
            second.signature = Box::new(|mut signature| {
                *signature.last_mut().unwrap() ^= 1;
                signature
            });
            m.signers.push(second);
        }),
        ("the first signature does not verify", 4, NOT_AUTHENTIC, &|m| {
            m.signers[0].signature = Box::new(|_| vec![0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01]);
            m.signers.push(Signer::new(m.ground, "a"));
        }),
    ]);
}

//= spec/cms-profile.md#signed-content
//= type=test
//# The certificate that opened a message MUST be among the intended-recipients that a signer states.
#[test]
fn what_was_meant_for_others_does_not_open() {
    let ground = Ground::new();
    let mut message = ground.message();
    message.recipients = vec![ground.recipient("b2", &CEK)];
    let for_other = intended(&ground, &["b2"]);
    message.signers[0].replace(&oids::FUIN_INTENDED_RECIPIENTS, &[for_other]);
    assert_eq!(exit_of(&ground.b.open(&message.build()).0), 0);
    message.recipients = vec![ground.recipient("b", &CEK)];
    let (forwarded, _) = ground.b.open(&message.build());
    assert_eq!((exit_of(&forwarded), forwarded.unwrap_err().code()), (4, "recipient.not-intended"));
}

/// Another certificate for the same key, issued rightly, to another name: the signature would verify with it.
#[test]
fn a_certificate_of_the_same_key_does_not_take_the_signers_place() {
    let ground = Ground::new();
    let pem = ground.world.certificate_of("a", "a", "CN=Someone Else,O=Ministry X,C=JP");
    ground.world.write("substitute.crt", pem);
    let (substitute, _) = fuin::home::read_certificates(&ground.world.path("substitute.crt")).unwrap();
    let substitute = substitute.der().to_vec();
    let put = |message: &mut Message<'_>| {
        message.signers[0].sid = issuer_and_serial(&substitute);
        message.certificates = vec![substitute.clone()];
    };
    ground.refuses(&[("substituted certificate", 4, NOT_AUTHENTIC, &put)]);
    // It is signingCertificateV2 that tells them apart: with its digest, the substitute is taken.
    let mut message = ground.message();
    put(&mut message);
    let named = signing_certificate(&ground.sha256(&substitute));
    message.signers[0].replace(&oids::SIGNING_CERTIFICATE_V2, &[attribute(&oids::SIGNING_CERTIFICATE_V2, &[named])]);
    assert_eq!(exit_of(&ground.b.open(&message.build()).0), 0);
}

/// RSASSA-PSS-params with this digest for the mask and this salt length, SHA-256 for the content.
fn pss(mask: DigestAlgorithm, salt: u64) -> Vec<u8> {
    let hash = digest_identifier(DigestAlgorithm::Sha256);
    let mask = dv::algorithm_identifier(&oids::MGF1, Some(&digest_identifier(mask)));
    let fields = [(0, hash), (1, mask), (2, dv::unsigned(salt))];
    let fields = fields.map(|(number, value)| dv::value(dv::tag::context_constructed(number), &value));
    dv::algorithm_identifier(&oids::RSASSA_PSS, Some(&dv::sequence(&[&fields.concat()])))
}

fn rsa_signer(ground: &Ground, scheme: SignatureAlgorithm, algorithm: &[u8]) -> Signer {
    let mut signer = Signer::new(ground, "ar");
    signer.scheme = scheme;
    signer.signature_algorithm = algorithm.to_vec();
    let protected = protection(&signer.digest_algorithm, algorithm);
    signer.replace(&oids::CMS_ALGORITHM_PROTECTION, &[protected]);
    signer
}

#[test]
fn rsa_signatures() {
    let ground = Ground::new();
    assert!(matches!(ground.a.entry("ar").algorithm, KeyAlgorithm::Rsa { bits: 3072 }));
    let sign = |message: &mut Message<'_>, scheme, algorithm: &[u8]| {
        message.certificates = vec![message.ground.a.certificate("ar").to_vec()];
        message.signers = vec![rsa_signer(message.ground, scheme, algorithm)];
    };
    let by_pss = |message: &mut Message<'_>, mask, salt| {
        sign(message, SignatureAlgorithm::RsaPssSha256, &pss(mask, salt));
    };
    let pkcs1 = dv::algorithm_identifier(&oids::SHA256_WITH_RSA, Some(&dv::null()));
    let mut honest = ground.message();
    by_pss(&mut honest, DigestAlgorithm::Sha256, 32);
    assert_eq!(exit_of(&ground.b.open(&honest.build()).0), 0);
    ground.refuses(&[
        ("salt of 20 octets declared", 7, "message.unsupported", &|m| by_pss(m, DigestAlgorithm::Sha256, 20)),
        ("mask of SHA-1 declared", 3, MALFORMED, &|m| by_pss(m, DigestAlgorithm::Sha1, 32)),
        ("PSS parameters absent", 3, MALFORMED, &|m| {
            let absent = dv::algorithm_identifier(&oids::RSASSA_PSS, None);
            sign(m, SignatureAlgorithm::RsaPssSha256, &absent);
        }),
        ("PKCS#1 v1.5 said, PSS done", 4, NOT_AUTHENTIC, &|m| {
            sign(m, SignatureAlgorithm::RsaPssSha256, &pkcs1);
        }),
        ("PSS said, PKCS#1 v1.5 done", 4, NOT_AUTHENTIC, &|m| {
            sign(m, SignatureAlgorithm::RsaPkcs1Sha256, &pss(DigestAlgorithm::Sha256, 32));
        }),
        ("PKCS#1 v1.5 with another last octet", 4, NOT_AUTHENTIC, &|m| {
            sign(m, SignatureAlgorithm::RsaPkcs1Sha256, &pkcs1);
            m.signers[0].signature = Box::new(|mut signature| {
                *signature.last_mut().unwrap() ^= 1;
                signature
            });
        }),
        ("PKCS#1 v1.5 with an octet too many", 4, NOT_AUTHENTIC, &|m| {
            sign(m, SignatureAlgorithm::RsaPkcs1Sha256, &pkcs1);
            m.signers[0].signature = Box::new(|signature| [&signature[..], &[0]].concat());
        }),
    ]);
}

/// A signer with the Ed25519 key of `a` that states this digest and this signature algorithm.
fn ed25519_signer(ground: &Ground, digest: DigestAlgorithm, algorithm: &[u8]) -> Signer {
    let mut signer = Signer::new(ground, "e");
    signer.scheme = SignatureAlgorithm::Ed25519;
    signer.digest_algorithm = digest_identifier(digest);
    signer.signature_algorithm = algorithm.to_vec();
    let protected = protection(&signer.digest_algorithm, algorithm);
    signer.replace(&oids::CMS_ALGORITHM_PROTECTION, &[protected]);
    let of_content = ground.provider().digest(digest).unwrap().digest(crate::forge::CONTENT);
    let of_content = attribute(&oids::MESSAGE_DIGEST, &[dv::octet_string(&of_content)]);
    signer.replace(&oids::MESSAGE_DIGEST, &[of_content]);
    signer
}

/// S plus the order of the group, 2^252 + 27742317777372353535851937790883648493: another S for the same equation.
fn malleated(mut signature: Vec<u8>) -> Vec<u8> {
    const ORDER: [u8; 16] =
        [0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14];
    let order = ORDER.into_iter().chain([0; 15]).chain([0x10]);
    let mut carry = 0;
    for (octet, added) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*octet) + u16::from(added) + carry;
        (*octet, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    signature
}

#[test]
fn ed25519_signatures() {
    let ground = Ground::with_curve25519();
    let bare = dv::algorithm_identifier(&oids::ED25519, None);
    let sign = |message: &mut Message<'_>, digest, algorithm: &[u8]| {
        message.certificates = vec![message.ground.a.certificate("e").to_vec()];
        message.digest_algorithms = vec![digest_identifier(digest)];
        message.signers = vec![ed25519_signer(message.ground, digest, algorithm)];
    };
    let mut honest = ground.message();
    sign(&mut honest, DigestAlgorithm::Sha512, &bare);
    assert_eq!(exit_of(&ground.b.open(&honest.build()).0), 0);
    let with = |parameters: &[u8]| dv::algorithm_identifier(&oids::ED25519, Some(parameters));
    ground.refuses(&[
        ("SHA-256 as the digest", 3, MALFORMED, &|m| sign(m, DigestAlgorithm::Sha256, &bare)),
        ("SHA-384 as the digest", 3, MALFORMED, &|m| sign(m, DigestAlgorithm::Sha384, &bare)),
        ("NULL parameters", 3, MALFORMED, &|m| sign(m, DigestAlgorithm::Sha512, &with(&dv::null()))),
        ("empty parameters", 3, MALFORMED, &|m| sign(m, DigestAlgorithm::Sha512, &with(&dv::sequence(&[])))),
        ("S plus the order", 4, NOT_AUTHENTIC, &|m| {
            sign(m, DigestAlgorithm::Sha512, &bare);
            m.signers[0].signature = Box::new(malleated);
        }),
        ("an octet too many", 4, NOT_AUTHENTIC, &|m| {
            sign(m, DigestAlgorithm::Sha512, &bare);
            m.signers[0].signature = Box::new(|signature| [&signature[..], &[0]].concat());
        }),
        ("an octet too few", 4, NOT_AUTHENTIC, &|m| {
            sign(m, DigestAlgorithm::Sha512, &bare);
            m.signers[0].signature = Box::new(|signature| signature[..63].to_vec());
        }),
        ("ECDSA said, Ed25519 done", 7, "policy.algorithm.unlisted", &|m| {
            sign(m, DigestAlgorithm::Sha256, &dv::algorithm_identifier(&oids::ECDSA_WITH_SHA256, None));
        }),
    ]);
}
