//! A signature that was verified is not computed again, and whatever differs is.

use std::sync::atomic::{AtomicUsize, Ordering};

use fuin_crypto::provider::SignatureScheme;
use fuin_crypto::{CryptoProvider, PublicKey, SignatureAlgorithm};
use fuin_pki::{Certificate, Crl, PathError, PathRequest, validate};

use crate::support::{CrlTemplate, Party, Question, TIME, provider};

/// A scheme of the provider that counts how often it is asked.
struct Counting {
    inner: &'static dyn SignatureScheme,
    count: AtomicUsize,
}

impl SignatureScheme for Counting {
    fn algorithm(&self) -> SignatureAlgorithm {
        self.inner.algorithm()
    }

    fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), fuin_crypto::Error> {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.inner.verify(key, message, signature)
    }
}

/// A provider of one scheme, and its counter. Leaked: providers are static.
fn counting() -> (CryptoProvider, &'static Counting) {
    let inner = provider().signature_scheme(SignatureAlgorithm::EcdsaP256Sha256).unwrap();
    let counting: &'static Counting = Box::leak(Box::new(Counting { inner, count: AtomicUsize::new(0) }));
    (CryptoProvider { signature_schemes: vec![counting], ..provider().clone() }, counting)
}

/// Whether the question has a path, and how many signatures were computed to tell.
fn ask(question: &Question<'_>, provider: &CryptoProvider, counter: &Counting) -> (Result<(), PathError>, usize) {
    let before = counter.count.load(Ordering::Relaxed);
    let answer = validate(&PathRequest {
        target: question.target,
        intermediates: &question.intermediates,
        anchors: &question.anchors,
        crls: &question.crls,
        ocsp: &question.ocsp,
        time: question.time.parse().unwrap(),
        revocation_time: question.revocation_time.parse().unwrap(),
        freshness: question.freshness,
        purpose: question.purpose,
        policies: question.policies,
        revocation: question.revocation,
        provider,
        limits: question.limits,
    });
    (answer.map(|_| ()), counter.count.load(Ordering::Relaxed) - before)
}

fn read_again(certificate: &Certificate) -> Certificate {
    Certificate::from_der(certificate.der()).unwrap()
}

#[test]
fn the_primitive_is_asked_once_for_each_document() {
    let (provider, counter) = counting();
    let (root, ca) = (Party::new("Root"), Party::new("CA"));
    let intermediate = ca.certified_as_ca(&root).build();
    let target = Party::new("Tanaka").certified(&ca).build();
    let crls = [CrlTemplate::new(&root).build(), CrlTemplate::new(&ca).build()];
    let question =
        Question::new(&target, &root).through(std::slice::from_ref(&intermediate)).with_crls(&crls).required();
    assert_eq!(ask(&question, &provider, counter), (Ok(()), 4));
    assert_eq!(ask(&question, &provider, counter), (Ok(()), 0));
    // Time, revocation and limits are looked at all the same.
    let mut late = Question { time: "2040-01-01T00:00:00Z", revocation_time: "2040-01-01T00:00:00Z", ..question };
    assert!(matches!(ask(&late, &provider, counter), (Err(PathError::Expired { .. }), 0)));
    (late.time, late.revocation_time, late.limits.max_signatures) = (TIME, TIME, 3);
    assert!(matches!(ask(&late, &provider, counter), (Err(PathError::Limits { .. }), 0)));
    // What is read again knows nothing.
    let target = read_again(&target);
    let crls = crls.map(|crl| Crl::from_der(crl.der()).unwrap());
    let fresh = Question::new(&target, &root).through(&[read_again(&intermediate)]).with_crls(&crls).required();
    assert_eq!(ask(&fresh, &provider, counter), (Ok(()), 4));
}

#[test]
fn whatever_differs_is_no_hit() {
    let (provider, counter) = counting();
    let root = Party::new("Root");
    let target = Party::new("Tanaka").certified(&root).build();
    assert_eq!(ask(&Question::new(&target, &root), &provider, counter), (Ok(()), 1));
    // Each octet of the signed part and of the signature.
    let der = target.der().to_vec();
    let mut computed = 0;
    for at in 0..der.len() {
        let mut changed = der.clone();
        changed[at] ^= 1;
        let Ok(changed) = Certificate::from_der(&changed) else { continue };
        let (answer, count) = ask(&Question::new(&changed, &root), &provider, counter);
        assert!(answer.is_err(), "octet {at}");
        computed += count;
    }
    assert!(computed > 64, "only {computed} were read well enough to be verified");
    // Another key under the same name, before and after the right one.
    let namesake = Party::new("Root");
    for _ in 0..2 {
        assert!(ask(&Question::new(&target, &namesake), &provider, counter).0.is_err());
        assert_eq!(ask(&Question::new(&target, &root), &provider, counter), (Ok(()), 0));
    }
}

#[test]
fn a_failure_is_not_remembered_nor_a_scheme_that_is_no_longer_there() {
    let (provider, counter) = counting();
    let (root, namesake) = (Party::new("Root"), Party::new("Root"));
    let target = Party::new("Tanaka").certified(&root).build();
    assert!(matches!(ask(&Question::new(&target, &namesake), &provider, counter), (Err(_), 1)));
    assert!(matches!(ask(&Question::new(&target, &namesake), &provider, counter), (Err(_), 1)));
    assert_eq!(ask(&Question::new(&target, &root), &provider, counter), (Ok(()), 1));
    let without = CryptoProvider { signature_schemes: Vec::new(), ..provider.clone() };
    let (answer, _) = ask(&Question::new(&target, &root), &without, counter);
    assert!(matches!(answer, Err(PathError::UnsupportedAlgorithm { .. })), "{answer:?}");
}
