//! Signatures about a signature.

use fuin_cms::der_values as dv;
use fuin_cms::signed::{UnsignedAttribute, UnverifiedSigned};
use fuin_cms::{Error, oids};
use fuin_crypto::DigestAlgorithm::Sha384;
use fuin_crypto::{Oid, SignatureAlgorithm};

use crate::forge::*;
use crate::support::*;
use crate::tokens::*;

/// A SignerInfo of p384 about `signature`, with these attributes beside messageDigest.
fn countersign(signature: &[u8], more: &[Vec<u8>]) -> Vec<u8> {
    let digest = provider().digest(Sha384).unwrap().digest(signature);
    let mut attributes = vec![attribute(&oids::MESSAGE_DIGEST, &[dv::octet_string(&digest)])];
    attributes.extend_from_slice(more);
    let mut signed = dv::set_of(attributes);
    let key = key("p384").signing.unwrap();
    let over = key.sign(SignatureAlgorithm::EcdsaP384Sha384, &signed).unwrap();
    signed[0] = 0xa0;
    dv::sequence(&[
        &dv::unsigned(1),
        &issuer_and_serial(&certificate("p384")),
        &digest_identifier(Sha384),
        &signed,
        &dv::algorithm_identifier(&oids::ECDSA_WITH_SHA384, None),
        &dv::octet_string(&over),
    ])
}

/// A message whose signer has this countersignature, made for its signature.
fn countersigned(make: impl FnOnce(&[u8]) -> Vec<u8>) -> UnverifiedSigned {
    let message = sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, CONTENT);
    let raised = augmented(&message, |augmenter| {
        let value = make(augmenter.signed().signers[0].signature());
        let attribute = UnsignedAttribute::new(oids::COUNTERSIGNATURE, &value).unwrap();
        augmenter.add_unsigned_attribute(0, attribute).unwrap();
    });
    read(&raised).unwrap().0
}

fn verify_first(signed: &UnverifiedSigned, name: &str) -> Result<(), Error> {
    let signer = &signed.signers[0];
    let countersignature = signer.countersignatures().next().unwrap()?;
    let proof = countersignature.verify(&provider(), &certificate(name), &public_key(name), signer)?;
    assert_eq!((proof.certificate(), proof.algorithm()), (&certificate(name)[..], SignatureAlgorithm::EcdsaP384Sha384));
    Ok(())
}

//= spec/cms-profile.md#countersignatures
//= type=test
//# A countersignature MUST be about the octets of the signature that carries it, without tag and length.
#[test]
fn only_what_is_about_this_signature_verifies() {
    let signed = countersigned(|signature| countersign(signature, &[]));
    verify(&signed, &[&public_key("p256")]).unwrap();
    verify_first(&signed, "p384").unwrap();
    assert!(verify_first(&signed, "p256").is_err());
    let with_tag = countersigned(|signature| countersign(&dv::octet_string(signature), &[]));
    assert!(matches!(verify_first(&with_tag, "p384"), Err(Error::NotAuthentic)));
    let about_another = countersigned(|_| countersign(b"another signature", &[]));
    assert!(matches!(verify_first(&about_another, "p384"), Err(Error::NotAuthentic)));
    // The same one on another signer's signature.
    let (other, _) = read(&sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, CONTENT)).unwrap();
    let countersignature = signed.signers[0].countersignatures().next().unwrap().unwrap();
    let proof = countersignature.verify(&provider(), &certificate("p384"), &public_key("p384"), &other.signers[0]);
    assert!(matches!(proof, Err(Error::NotAuthentic)));
    let uses = countersignature.algorithm_uses(public_key("p384").algorithm(), "the countersigner");
    assert_eq!((uses[0].name.as_ref(), uses[1].name.as_ref()), ("ecdsa-p384", "sha-384"));
    assert!(countersignature.identifier().may_name(&certificate("p384")));
    assert!(!countersignature.identifier().may_name(&certificate("p256")));
}

//= spec/cms-profile.md#countersignatures
//= type=test
//# A countersignature MUST have signedAttrs with a messageDigest and without a contentType.
#[test]
fn it_has_a_digest_and_no_content_type() {
    let content_type = attribute(&oids::CONTENT_TYPE, &[dv::oid(&oids::DATA)]);
    let with_type = countersigned(|signature| countersign(signature, &[content_type]));
    assert!(matches!(verify_first(&with_type, "p384"), Err(Error::Malformed { structure: "SignedAttributes", .. })));
    let whole = countersign(b"", &[]);
    let mut fields = dv::DerReader::new(&whole, "SignerInfo", 0).sequence("SignerInfo").unwrap();
    let parts: Vec<_> = (0..6).map(|_| fields.element().unwrap().raw).collect();
    let without = |attributes: &[u8]| dv::sequence(&[parts[0], parts[1], parts[2], attributes, parts[4], parts[5]]);
    for (name, expected, value) in [
        ("no signedAttrs", "malformed signedAttrs", without(&[])),
        ("no messageDigest", "malformed SignedAttributes", {
            without(&dv::value(0xa0, &attribute(&oids::DATA, &[dv::null()])))
        }),
        ("no attributes", "malformed SignedAttributes", without(&[0xa0, 0])),
        ("no SignerInfo", "malformed", dv::null()),
        ("indefinite length", "malformed Countersignature", [&[0x30, 0x80][..], &parts.concat(), &[0, 0]].concat()),
    ] {
        let error = verify_first(&countersigned(|_| value), "p384").unwrap_err();
        assert!(error.to_string().starts_with(expected), "{name}: {error}");
    }
}

#[test]
fn it_is_no_signature_about_a_content() {
    let content = b"letter";
    let signed = countersigned(|_| countersign(content, &[]));
    let countersignature = signed.signers[0].countersignatures().next().unwrap().unwrap();
    let digest = provider().digest(Sha384).unwrap().digest(content);
    let proof = countersignature.signer().verify(&provider(), &certificate("p384"), &public_key("p384"), &digest);
    assert!(matches!(proof, Err(Error::NotAuthentic)));
    // Nor is one without a content type read as a signer.
    let mut forge = Forge::default();
    forge.signers[0].replace(&oids::CONTENT_TYPE, &[]);
    assert!(matches!(read(&forge.build()), Err(Error::Malformed { structure: "SignedAttributes", .. })));
}

#[test]
fn several_are_kept_with_what_is_on_them() {
    let mut first = Vec::new();
    let signed = countersigned(|signature| {
        let bare = countersign(signature, &[]);
        let length = bare.len();
        let mut fields = dv::DerReader::new(&bare, "SignerInfo", 0).sequence("SignerInfo").unwrap();
        let parts: Vec<_> = (0..6).map(|_| fields.element().unwrap().raw).collect();
        let own = &parts[5][2..];
        let unsigned = dv::value(0xa1, &attribute(&oids::COUNTERSIGNATURE, &[countersign(own, &[])]));
        first = dv::sequence(&[&parts.concat(), &unsigned]);
        assert!(first.len() > length);
        first.clone()
    });
    let signer = &signed.signers[0];
    assert_eq!(signer.unsigned_attributes()[0].values(), [first]);
    verify_first(&signed, "p384").unwrap();
    let countersignature = signer.countersignatures().next().unwrap().unwrap();
    let nested = countersignature.signer().countersignatures().next().unwrap().unwrap();
    nested.verify(&provider(), &certificate("p384"), &public_key("p384"), countersignature.signer()).unwrap();
    assert!(nested.verify(&provider(), &certificate("p384"), &public_key("p384"), signer).is_err());
}

#[test]
fn algorithms_that_do_not_fit_are_refused() {
    let unknown = Oid::parse("1.3.9999.7").unwrap();
    let signed = countersigned(|signature| {
        let whole = countersign(signature, &[]);
        let mut fields = dv::DerReader::new(&whole, "SignerInfo", 0).sequence("SignerInfo").unwrap();
        let mut parts: Vec<_> = (0..6).map(|_| fields.element().unwrap().raw.to_vec()).collect();
        parts[2] = dv::algorithm_identifier(&unknown, None);
        dv::sequence(&[&parts.concat()])
    });
    let error = verify_first(&signed, "p384").unwrap_err();
    assert!(matches!(error, Error::DigestsDiffer { .. }), "{error}");
}
