//! CRLs that cover a part of the certificates or of the reasons, and those of other issuers.

use fuin_pki::{Certificate, Crl, Error, PathError, RevocationReason, RevocationStatus, UnknownRevocation};

use super::{BEFORE, Scene};
use crate::support::der::{boolean, context, name, oid, sequence, tlv};
use crate::support::{CRL_SIGN, CrlTemplate, KEY_CERT_SIGN, KEY_USAGE, Party, Question, Template};

pub(super) const SCOPE: &str = "2.5.29.28";
pub(super) const POINTS: &str = "2.5.29.31";
const CERTIFICATE_ISSUER: &str = "2.5.29.29";

/// A directory name, as a GeneralName.
fn directory(text: &str) -> Vec<u8> {
    tlv(0xa4, &name(text))
}

/// distributionPoint [0] with a fullName.
pub(super) fn full(text: &str) -> Vec<u8> {
    context(0, &context(0, &directory(text)))
}

/// distributionPoint [0] with a nameRelativeToCRLIssuer: one attribute, an organizational unit.
fn relative(text: &str) -> Vec<u8> {
    context(0, &context(1, &sequence(&[oid("2.5.4.11"), tlv(0x0c, text.as_bytes())])))
}

/// The full name of that below `C=JP, CN=text`.
fn resolved(above: &str, text: &str) -> Vec<u8> {
    let unit = tlv(0x31, &sequence(&[oid("2.5.4.11"), tlv(0x0c, text.as_bytes())]));
    let above = name(above);
    // The name has fewer than 128 octets.
    let whole = sequence(&[above[2..].to_vec(), unit]);
    context(0, &context(0, &tlv(0xa4, &whole)))
}

fn flag(tag: u8) -> Vec<u8> {
    tlv(tag, &boolean(true)[2..])
}

const USERS: u8 = 0x81;
const AUTHORITIES: u8 = 0x82;
const INDIRECT: u8 = 0x84;
const ATTRIBUTES: u8 = 0x85;

fn reasons(bits: u16) -> Vec<u8> {
    tlv(0x83, &[&[7][..], &bits.to_be_bytes()].concat())
}

fn scoped(issuer: &Party, scope: &[Vec<u8>]) -> CrlTemplate {
    CrlTemplate::new(issuer).extension(SCOPE, true, &sequence(scope))
}

fn with_points(template: Template, points: &[Vec<u8>]) -> Template {
    template.extension(POINTS, false, &sequence(&points.iter().map(|point| tlv(0x30, point)).collect::<Vec<_>>()))
}

impl Scene {
    /// The same, its target with these distribution points.
    fn pointing(points: &[Vec<u8>]) -> Self {
        let mut scene = Self::new();
        scene.target = with_points(Party::new("Tanaka").certified(&scene.ca), points).build();
        scene
    }
}

#[test]
fn distribution_points_have_to_match() {
    let scene = Scene::pointing(&[full("A")]);
    let crl = |point: Vec<u8>| [scoped(&scene.ca, &[point]).build()];
    assert!(scene.ask(&crl(full("A"))).required().ask().is_ok());
    assert!(scene.ask(&crl(full("a"))).required().ask().is_ok(), "names are compared without case");
    assert_eq!(scene.unknown(&crl(full("B"))), UnknownRevocation::NotCovered);
    assert!(scene.ask(&[CrlTemplate::new(&scene.ca).build()]).required().ask().is_ok(), "a CRL of everything");
    assert!(scene.ask(&crl(full("CA"))).required().ask().is_ok(), "the name of the issuer itself");

    let without = Scene::new();
    assert_eq!(without.unknown(&[scoped(&without.ca, &[full("A")]).build()]), UnknownRevocation::NotCovered);
    let listing = scoped(&without.ca, &[full("A")]).revoking(&without.target, BEFORE, Some(1)).build();
    assert!(matches!(without.ask(&[listing]).ask(), Err(PathError::Revoked { .. })), "whoever is listed is revoked");
}

#[test]
fn relative_names_stand_for_full_ones() {
    for (point, scope) in
        [(relative("A"), relative("A")), (relative("A"), resolved("CA", "A")), (resolved("CA", "A"), relative("A"))]
    {
        let scene = Scene::pointing(&[point]);
        assert!(scene.ask(&[scoped(&scene.ca, &[scope]).build()]).required().ask().is_ok());
        let other = scoped(&scene.ca, &[relative("B")]).build();
        assert_eq!(scene.unknown(&[other]), UnknownRevocation::NotCovered);
    }
}

#[test]
fn kinds_of_certificates_have_to_match() {
    let scene = Scene::new();
    let crl = |kind: u8| scoped(&scene.ca, &[flag(kind)]).build();
    assert!(scene.ask(&[crl(USERS)]).required().ask().is_ok());
    for kind in [AUTHORITIES, ATTRIBUTES] {
        assert_eq!(scene.unknown(&[crl(kind)]), UnknownRevocation::NotCovered);
    }
    let of_root = |kind: u8| {
        let crls = [CrlTemplate::new(&scene.ca).build(), scoped(&scene.root, &[flag(kind)]).build()];
        let question = Question::new(&scene.target, &scene.root).through(std::slice::from_ref(&scene.ca_certificate));
        question.with_crls(&crls).required().ask()
    };
    assert!(of_root(AUTHORITIES).is_ok());
    assert!(
        matches!(of_root(USERS), Err(PathError::RevocationUnknown { certificate, .. }) if certificate.contains("CA"))
    );
}

#[test]
fn scopes_that_contradict_themselves_are_refused() {
    let root = Party::new("Root");
    for scope in
        [vec![], vec![flag(USERS), flag(AUTHORITIES)], vec![flag(AUTHORITIES), flag(USERS)], vec![full("A"), full("B")]]
    {
        let der = scoped(&root, &scope).der();
        assert!(matches!(Crl::from_der(&der), Err(Error::UndecodableExtension { .. })));
    }
}

#[test]
fn every_reason_has_to_be_covered() {
    //= spec/trust.md#revocation
    //= type=test
    //# Evidence that does not cover every reason for revocation MUST NOT count as evidence that a certificate is not revoked.
    let scene = Scene::new();
    let compromise = scoped(&scene.ca, &[reasons(0x6000)]);
    let others = scoped(&scene.ca, &[reasons(0x1f80)]);
    let both = [compromise.build(), others.build()];
    let path = scene.ask(&both).required().ask().unwrap();
    assert_eq!(path.evidence_by_certificate().next().map(<[_]>::len), Some(2));
    let UnknownRevocation::ReasonsNotCovered { missing } = scene.unknown(&both[1..]) else { panic!() };
    assert_eq!(missing, [RevocationReason::KeyCompromise, RevocationReason::CaCompromise]);
    for revoking in [
        [compromise.clone().revoking(&scene.target, BEFORE, Some(1)), others.clone()],
        [compromise.clone(), others.clone().revoking(&scene.target, BEFORE, Some(6))],
    ] {
        let crls = revoking.map(|template| template.build());
        assert!(matches!(scene.ask(&crls).ask(), Err(PathError::Revoked { .. })));
    }
    // A hold in one part is not lifted by a newer other part.
    let newer = compromise.clone().updates("20260601000000Z", "20260608000000Z").build();
    let held = others.clone().revoking(&scene.target, BEFORE, Some(6)).build();
    assert!(matches!(scene.ask(&[newer, held]).ask(), Err(PathError::Revoked { .. })));
    // The reasons of the certificate's own distribution point limit as much.
    let limited = [full("A"), tlv(0x81, &[7, 0x60, 0x00])].concat();
    let pointing = Scene::pointing(&[limited]);
    let at_point = scoped(&pointing.ca, &[full("A")]).build();
    assert!(matches!(pointing.unknown(&[at_point]), UnknownRevocation::ReasonsNotCovered { .. }));
}

/// Tanaka's CA leaves it to a lister of its own to say who is revoked.
struct Indirect {
    scene: Scene,
    lister: Party,
    lister_certificate: Certificate,
}

impl Indirect {
    fn new(change: impl FnOnce(Template) -> Template) -> Self {
        let lister = Party::new("Lister");
        let point = [full("A"), context(2, &directory("Lister"))].concat();
        let scene = Scene::pointing(&[point]);
        let certified = Template::new(&lister, &scene.root).key_usage(CRL_SIGN);
        let lister_certificate = change(certified).build();
        Self { scene, lister, lister_certificate }
    }

    fn list(&self) -> CrlTemplate {
        scoped(&self.lister, &[full("A"), flag(INDIRECT)])
    }

    fn ask(&self, crls: &[Crl]) -> Question<'_> {
        let mut question = self.scene.ask(crls);
        question.intermediates.push(self.lister_certificate.clone());
        question
    }

    fn unknown(&self, crls: &[Crl]) -> UnknownRevocation {
        match self.ask(crls).required().ask() {
            Err(PathError::RevocationUnknown { reason, .. }) => reason,
            other => panic!("{other:?}"),
        }
    }
}

/// An entry for this serial number, of this issuer if one is given.
fn listing(mut template: CrlTemplate, certificate: &Certificate, issuer: Option<&str>) -> CrlTemplate {
    let issuer = issuer.map(|issuer| (CERTIFICATE_ISSUER.to_owned(), true, sequence(&[directory(issuer)])));
    template.entries.push((certificate.serial().to_vec(), BEFORE.into(), issuer.into_iter().collect()));
    template
}

#[test]
fn an_indirect_crl_tells_of_other_issuers_certificates() {
    let indirect = Indirect::new(|template| template);
    let target = &indirect.scene.target;
    let path = indirect.ask(&[indirect.list().build()]).required().ask().unwrap();
    assert!(matches!(path.revocation().next(), Some(RevocationStatus::NotRevoked { .. })));
    assert_eq!(path.evidence_certificates(), [&indirect.lister_certificate]);

    let revoked = listing(indirect.list(), target, Some("CA")).build();
    assert!(revoked.is_indirect() && revoked.lookup(target.serial()).is_none());
    assert!(revoked.lookup_issued_by(target.issuer(), target.serial()).is_some());
    assert!(matches!(indirect.ask(&[revoked]).ask(), Err(PathError::Revoked { .. })));
    // The same number of another issuer is another certificate; an issuer holds until the next one is named.
    let others = listing(indirect.list(), target, Some("Root")).build();
    assert!(indirect.ask(&[others]).required().ask().is_ok());
    let own = listing(indirect.list(), target, None).build();
    assert!(indirect.ask(&[own]).required().ask().is_ok(), "one of the lister's own");
    let following = listing(listing(indirect.list(), &indirect.lister_certificate, Some("CA")), target, None).build();
    assert!(matches!(indirect.ask(&[following]).ask(), Err(PathError::Revoked { .. })));
}

#[test]
fn an_indirect_crl_needs_the_consent_of_the_issuer() {
    //= spec/trust.md#revocation-lists
    //= type=test
    //# A CRL of another issuer than the certificate's MUST be used only where it is indirect and a distribution point of the certificate names its issuer.
    let indirect = Indirect::new(|template| template);
    let direct = scoped(&indirect.lister, &[full("A")]).build();
    assert_eq!(indirect.unknown(&[direct]), UnknownRevocation::NotCovered);
    // Nobody asked the lister about this one: neither can it be cleared nor revoked by it.
    let plain = Scene::pointing(&[full("A")]);
    let revoking = listing(indirect.list(), &plain.target, Some("CA")).build();
    let mut question = plain.ask(&[revoking]);
    question.intermediates.push(indirect.lister_certificate.clone());
    let path = question.ask().unwrap();
    assert_eq!(path.revocation().next(), Some(&RevocationStatus::Unknown(UnknownRevocation::NoCrl)));
}

#[test]
fn the_certificate_of_a_crl_issuer_is_judged_as_any_other() {
    //= spec/trust.md#revocation-lists
    //= type=test
    //# A CRL signed by a certificate outside the path MUST be used only where that certificate has a valid path of its own to the same anchor.
    //= spec/trust.md#revocation-lists
    //= type=test
    //# A CRL MUST NOT be used where the keyUsage of its signer lacks cRLSign.
    let untrusted = UnknownRevocation::UntrustedCrlIssuer { issuer: "CN=Lister, C=JP".into() };
    let judged = |change: fn(Template) -> Template| {
        let indirect = Indirect::new(change);
        indirect.unknown(&[indirect.list().build()])
    };
    assert_eq!(judged(|template| template.key_usage(KEY_CERT_SIGN)), UnknownRevocation::IssuerMayNotSignCrls);
    assert_eq!(judged(|template| template.valid("20250101000000Z", "20260501000000Z")), untrusted);
    assert_eq!(judged(|template| template.extension("1.2.3.4", true, &[5, 0])), untrusted);
    let by_itself = judged(|template| template.change(|own| own.issuer = Party::new("Root")));
    assert_eq!(by_itself, untrusted);
    let tls_only = |template: Template| template.extension("2.5.29.37", false, &sequence(&[oid("1.3.6.1.5.5.7.3.1")]));
    assert_eq!(judged(tls_only), untrusted);

    let indirect = Indirect::new(|template| template.without(KEY_USAGE));
    assert!(indirect.ask(&[indirect.list().build()]).required().ask().is_ok(), "no keyUsage allows it");
    // Revoked by its own issuer.
    let indirect = Indirect::new(|template| template);
    let root = CrlTemplate::new(&indirect.scene.root).revoking(&indirect.lister_certificate, BEFORE, None);
    let mut question = indirect.ask(&[indirect.list().build()]).required();
    question.crls.retain(|crl| crl != &indirect.scene.root_crl);
    question.crls.push(root.build());
    assert!(matches!(question.ask(), Err(PathError::RevocationUnknown { reason, .. }) if reason == untrusted));
    // Nobody can tell whether it is: it proves revocations, and clears nobody.
    let mut open = indirect.ask(&[indirect.list().build()]);
    open.crls.retain(|crl| crl != &indirect.scene.root_crl);
    let path = open.ask().unwrap();
    assert_eq!(path.revocation().next(), Some(&RevocationStatus::Unknown(untrusted)));
    let revoking = listing(indirect.list(), &indirect.scene.target, Some("CA")).build();
    open.crls = vec![revoking];
    assert!(matches!(open.ask(), Err(PathError::Revoked { .. })));
}
