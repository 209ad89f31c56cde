//! Evidence that a validated path rested on, kept for the next question: the next file of a batch often brings the very
//! same certificates and CRLs.

use std::sync::{Mutex, PoisonError};

use fuin_pki::{Certificate, CertificationPath, EvidenceSource};

use super::Evidence;

/// How many documents are kept of each kind.
const MAX_DOCUMENTS: usize = 256;
/// How many octets of documents are kept.
const MAX_OCTETS: usize = 8 * 1024 * 1024;
/// The longest CRL that is kept, in octets: some 10^5 entries. A longer one must not drive out everything else.
const MAX_CRL_OCTETS: usize = MAX_OCTETS / 2;

/// Certificates, CRLs and OCSP responses that have been part of a validated path, as they were read then.
///
/// A document knows under which key its signature was verified (fuin-pki asks the primitive no second time). So all that
/// is remembered is this: these very octets were signed with this very key. A document is recognised by all its octets,
/// and nothing is concluded from its being here: path, time, purpose, revocation, freshness and policies are judged anew
/// each time, within the same limits, and give what they would give without it.
#[derive(Debug, Default)]
pub struct KnownEvidence(Mutex<Evidence>);

impl KnownEvidence {
    /// Puts what is kept in the place of documents with the same octets.
    pub(crate) fn recognise(&self, evidence: &mut Evidence) {
        // What a thread that panicked left behind is a list of documents still.
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        evidence.certificates.iter_mut().for_each(|found| take_place(found, &known.certificates));
        evidence.crls.iter_mut().for_each(|found| take_place(found, &known.crls));
        evidence.ocsp.iter_mut().for_each(|found| take_place(found, &known.ocsp));
    }

    /// The kept certificate with the same octets, or else this one.
    pub(crate) fn certificate(&self, certificate: &Certificate) -> Certificate {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.certificates.iter().find(|kept| *kept == certificate).unwrap_or(certificate).clone()
    }

    /// Keeps what a path rests on. Only validated paths add to it, so that nobody fills it with what proves nothing.
    pub(crate) fn keep(&self, path: &CertificationPath) {
        let mut rested_on = of_path(path);
        rested_on.crls.retain(|crl| crl.der().len() <= MAX_CRL_OCTETS);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = (known.certificates.len(), known.crls.len(), known.ocsp.len());
        known.add(&rested_on);
        if before == (known.certificates.len(), known.crls.len(), known.ocsp.len()) {
            return;
        }
        // Starting over is the simplest that is bounded; a batch that needs more gains little either way.
        for kept in [rested_on, Evidence::default()] {
            if fits(&known) {
                return;
            }
            *known = kept;
        }
    }
}

/// Everything that a path rests on.
pub(crate) fn of_path(path: &CertificationPath) -> Evidence {
    let mut certificates: Vec<_> = path.certificates().cloned().collect();
    certificates.extend(path.evidence_certificates().into_iter().cloned());
    let (mut crls, mut ocsp) = (Vec::new(), Vec::new());
    for evidence in path.evidence() {
        match evidence.source() {
            EvidenceSource::Crl(crl) => crls.push(crl.clone()),
            EvidenceSource::Ocsp(response) => ocsp.push(response.clone()),
        }
    }
    Evidence { certificates, crls, ocsp }
}

fn take_place<T: PartialEq + Clone>(found: &mut T, known: &[T]) {
    if let Some(kept) = known.iter().find(|kept| *kept == found) {
        found.clone_from(kept);
    }
}

fn fits(known: &Evidence) -> bool {
    let certificates = known.certificates.iter().map(|found| found.der().len());
    let lists = known.crls.iter().map(|found| found.der().len());
    let responses = known.ocsp.iter().map(|found| found.der().len());
    let octets = certificates.chain(lists).chain(responses).fold(0usize, usize::saturating_add);
    let documents = known.certificates.len().max(known.crls.len()).max(known.ocsp.len());
    octets <= MAX_OCTETS && documents <= MAX_DOCUMENTS
}

#[cfg(test)]
mod tests {
    use fuin_crypto::KeyAlgorithm;
    use fuin_pki::{Purpose, TrustAnchor};
    use fuin_policy::Revocation;
    use jiff::{Timestamp, ToSpan};

    use super::*;
    use crate::authority::{Authority, Certified, day, years_later};
    use crate::machine::Machine;
    use crate::trust::{Strictness, certification_path};
    use crate::{Context, Error, pem};

    struct Scene {
        context: Context,
        authority: Authority,
    }

    fn read(pem: &str) -> Certificate {
        Certificate::from_der(&pem::contents(pem.as_bytes(), "CERTIFICATE", "test").unwrap()[0]).unwrap()
    }

    impl Scene {
        fn new() -> Self {
            let (provider, now) = (fuin_crypto_aws_lc::provider(), "2026-06-01T12:00:00Z".parse().unwrap());
            let authority = Authority::new(&provider, "CN=Authority,C=JP", now).unwrap();
            let mut context = Context::without_home(&Machine::none(), provider, now).unwrap();
            context.anchors = vec![TrustAnchor::from_certificate(read(&authority.certificate_pem()))];
            Self { context, authority }
        }

        fn certified(&self, subject: &str) -> Certificate {
            let loader = self.context.provider.key_loader;
            let key = loader.load(&loader.generate(KeyAlgorithm::EcP256).unwrap()).unwrap();
            let today = day(self.context.now);
            let validity = (today, years_later(today, 1));
            let wanted = Certified { key: &key.public_key, subject, email: None, validity };
            read(&self.authority.certify(&wanted).unwrap())
        }

        fn path(&self, certificate: &Certificate, time: Timestamp) -> Result<CertificationPath, Error> {
            let strictness =
                Strictness { revocation: Revocation::WhenAvailable, max_age: None, certificate_policies: None };
            certification_path(&self.context, certificate, &[], Purpose::Sign, &strictness, time, "the signer")
        }

        fn kept(&self) -> usize {
            self.context.known_evidence.0.lock().unwrap().certificates.len()
        }
    }

    /// Whether both are one object, and not only equal.
    fn is_same(one: &Certificate, other: &Certificate) -> bool {
        std::ptr::eq(one.der(), other.der())
    }

    #[test]
    fn what_proved_something_is_recognised_by_all_its_octets() {
        let scene = Scene::new();
        let (first, stranger) = (scene.certified("CN=Tanaka,C=JP"), scene.certified("CN=Tanaka,C=JP"));
        scene.path(&first, scene.context.now).unwrap();
        let again = Certificate::from_der(first.der()).unwrap();
        assert!(is_same(scene.path(&again, scene.context.now).unwrap().target(), &first));
        let mut evidence = Evidence { certificates: vec![stranger.clone(), again], ..Evidence::default() };
        scene.context.known_evidence.recognise(&mut evidence);
        assert!(is_same(&evidence.certificates[0], &stranger) && is_same(&evidence.certificates[1], &first));
        // The last octet is of the signature.
        let mut changed = first.der().to_vec();
        *changed.last_mut().unwrap() ^= 1;
        let changed = Certificate::from_der(&changed).unwrap();
        assert!(is_same(&scene.context.known_evidence.certificate(&changed), &changed));
        assert!(scene.path(&changed, scene.context.now).is_err());
        assert_eq!(scene.kept(), 1);
    }

    #[test]
    fn what_is_known_is_judged_anew() {
        let mut scene = Scene::new();
        let certificate = scene.certified("CN=Tanaka,C=JP");
        let now = scene.context.now;
        scene.path(&certificate, now).unwrap();
        assert!(scene.path(&certificate, now + (24 * 365 * 3).hours()).is_err());
        scene.context.anchors = Scene::new().context.anchors;
        assert!(scene.path(&certificate, now).is_err());
    }

    #[test]
    fn what_proves_nothing_is_not_kept_and_the_rest_is_bounded() {
        let scene = Scene::new();
        assert!(scene.path(&Scene::new().certified("CN=Stranger,C=JP"), scene.context.now).is_err());
        assert_eq!(scene.kept(), 0);
        for number in 0..=MAX_DOCUMENTS {
            assert_eq!(scene.kept(), number);
            scene.path(&scene.certified(&format!("CN={number},C=JP")), scene.context.now).unwrap();
        }
        assert_eq!(scene.kept(), 1);
    }
}
