//! Certificate policies: the graph, mappings, constraints, and the inputs.

use fuin_crypto::Oid;
use fuin_pki::{AnchorConstraints, Certificate, CertificationPath, PathError, PolicyInputs, TrustAnchor};

use crate::support::der::{integer, oid, sequence, tlv};
use crate::support::{
    CERTIFICATE_POLICIES, INHIBIT_ANY_POLICY, POLICY_CONSTRAINTS, POLICY_MAPPINGS, Party, Question, Template,
};

const ANY: &str = "2.5.29.32.0";
const GOLD: &str = "1.2.3.1";
const SILVER: &str = "1.2.3.2";
const FOREIGN: &str = "1.2.4.1";

pub(crate) fn policies(list: &[&str]) -> Vec<u8> {
    sequence(&list.iter().map(|text| sequence(&[oid(text)])).collect::<Vec<_>>())
}

fn with(template: Template, list: &[&str]) -> Template {
    template.extension(CERTIFICATE_POLICIES, false, &policies(list))
}

fn mapping(template: Template, pairs: &[(&str, &str)]) -> Template {
    let pairs: Vec<Vec<u8>> = pairs.iter().map(|(from, to)| sequence(&[oid(from), oid(to)])).collect();
    template.extension(POLICY_MAPPINGS, true, &sequence(&pairs))
}

fn requiring(template: Template, skip: u8) -> Template {
    template.extension(POLICY_CONSTRAINTS, true, &sequence(&[tlv(0x80, &[skip])]))
}

fn inhibiting_mapping(template: Template, skip: u8) -> Template {
    template.extension(POLICY_CONSTRAINTS, true, &sequence(&[tlv(0x81, &[skip])]))
}

fn inhibiting_any(template: Template, skip: u8) -> Template {
    template.extension(INHIBIT_ANY_POLICY, true, &integer(&[skip]))
}

fn oids(list: &[&str]) -> Vec<Oid> {
    list.iter().map(|text| Oid::parse(text).unwrap()).collect()
}

fn texts<'a>(list: impl Iterator<Item = &'a Oid>) -> Vec<String> {
    list.map(ToString::to_string).collect()
}

/// Asks about Tanaka below CA below Root, a policy being required.
fn ask(ca: impl FnOnce(Template) -> Template, target: impl FnOnce(Template) -> Template) -> Answer {
    let (root, authority) = (Party::new("Root"), Party::new("CA"));
    let intermediate = ca(authority.certified_as_ca(&root)).build();
    let target = target(Party::new("Tanaka").certified(&authority)).build();
    let mut question = Question::new(&target, &root).through(&[intermediate]);
    question.policies.require_explicit = true;
    question.ask()
}

type Answer = Result<CertificationPath, PathError>;

fn refused(answer: Answer, subject: &str) -> bool {
    matches!(answer, Err(PathError::Policy { certificate, .. }) if certificate == format!("CN={subject}, C=JP"))
}

//= spec/trust.md#certification-paths
//= type=test
//# Where a certificate policy is required, a path that is valid under no acceptable one MUST be refused.
#[test]
fn a_policy_has_to_be_valid_all_the_way() {
    for (above, below, valid) in [
        (&[GOLD][..], &[GOLD][..], &[GOLD][..]),
        (&[GOLD, SILVER], &[SILVER], &[SILVER]),
        (&[GOLD], &[ANY], &[GOLD]),
        (&[ANY], &[GOLD], &[GOLD]),
        (&[ANY], &[ANY], &[ANY]),
        (&[ANY, GOLD], &[SILVER, GOLD], &[GOLD, SILVER]),
    ] {
        let path = ask(|ca| with(ca, above), |target| with(target, below)).unwrap();
        assert_eq!(texts(path.authority_constrained_policies()), valid, "{above:?} {below:?}");
        assert_eq!(texts(path.user_constrained_policies()), valid);
    }
    assert!(refused(ask(|ca| with(ca, &[GOLD]), |target| with(target, &[SILVER])), "Tanaka"));
    assert!(refused(ask(|ca| with(ca, &[GOLD]), |target| target), "Tanaka"));
    assert!(refused(ask(|ca| ca, |target| with(target, &[GOLD])), "CA"));
}

#[test]
fn nothing_is_required_unless_somebody_requires_it() {
    let (root, ca) = (Party::new("Root"), Party::new("CA"));
    let target = Party::new("Tanaka").certified(&ca).build();
    for (skip, valid) in [(None, true), (Some(0), false), (Some(1), false), (Some(2), true)] {
        let template = with(ca.certified_as_ca(&root), &[GOLD]);
        let template = skip.map_or(template.clone(), |skip| requiring(template, skip));
        let answer = Question::new(&target, &root).through(&[template.build()]).ask();
        // One certificate follows; with a skip of 1 that one is the last that may be without (6.1.5 a).
        assert_eq!(answer.is_ok(), valid, "{skip:?}");
        if let Ok(path) = answer {
            assert_eq!(path.user_constrained_policies().len(), 0);
        }
    }
    // The target itself may require it (6.1.5 b).
    let own = requiring(with(Party::new("Tanaka").certified(&root), &[GOLD]), 0).build();
    let mut question = Question::new(&own, &root);
    assert!(question.ask().is_ok());
    let silver = oids(&[SILVER]);
    question.policies.acceptable = Some(&silver);
    assert!(refused(question.ask(), "Tanaka"));
}

#[test]
fn what_is_acceptable_is_the_users_to_say() {
    let root = Party::new("Root");
    let target = with(Party::new("Tanaka").certified(&root), &[GOLD]).build();
    for (acceptable, required, valid, found) in [
        (Some(&[GOLD][..]), true, true, &[GOLD][..]),
        (Some(&[SILVER]), true, false, &[]),
        (Some(&[SILVER]), false, true, &[]),
        (Some(&[ANY]), true, true, &[GOLD]),
        (Some(&[]), true, false, &[]),
        (None, true, true, &[GOLD]),
    ] {
        let acceptable = acceptable.map(oids);
        let mut question = Question::new(&target, &root);
        question.policies =
            PolicyInputs { acceptable: acceptable.as_deref(), require_explicit: required, ..PolicyInputs::default() };
        let answer = question.ask();
        assert_eq!(answer.is_ok(), valid);
        if let Ok(path) = answer {
            assert_eq!(texts(path.user_constrained_policies()), found);
            assert_eq!(texts(path.authority_constrained_policies()), [GOLD]);
        }
    }
    // Where the authorities put no limit, everything that is acceptable is valid.
    let unlimited = with(Party::new("Tanaka").certified(&root), &[ANY]).build();
    let acceptable = oids(&[SILVER, GOLD]);
    let mut question = Question::new(&unlimited, &root);
    question.policies.acceptable = Some(&acceptable);
    assert_eq!(texts(question.ask().unwrap().user_constrained_policies()), [GOLD, SILVER]);
}

#[test]
fn mappings_are_followed_unless_inhibited() {
    let mapped = |ca: Template| mapping(with(ca, &[GOLD]), &[(GOLD, FOREIGN)]);
    let path = ask(mapped, |target| with(target, &[FOREIGN])).unwrap();
    // In the anchor's own terms.
    assert_eq!(texts(path.user_constrained_policies()), [GOLD]);
    assert!(refused(ask(mapped, |target| with(target, &[GOLD])), "Tanaka"), "GOLD means something else below");
    let through_any = |ca: Template| mapping(with(ca, &[ANY]), &[(GOLD, FOREIGN)]);
    let path = ask(through_any, |target| with(target, &[FOREIGN])).unwrap();
    assert_eq!(texts(path.user_constrained_policies()), [GOLD]);
    for pair in [(ANY, GOLD), (GOLD, ANY)] {
        let error =
            ask(|ca| mapping(with(ca, &[GOLD]), &[pair]), |target| with(target, &[GOLD])).expect_err("anyPolicy");
        assert_eq!(error, PathError::PolicyMapping { certificate: "CN=CA, C=JP".into() });
    }
    let (root, upper, lower) = (Party::new("Root"), Party::new("Upper"), Party::new("Lower"));
    let target = with(Party::new("Tanaka").certified(&lower), &[FOREIGN]).build();
    let below = mapping(with(lower.certified_as_ca(&upper), &[GOLD]), &[(GOLD, FOREIGN)]).build();
    for (skip, valid) in [(0, false), (1, true)] {
        let above = inhibiting_mapping(with(upper.certified_as_ca(&root), &[GOLD]), skip).build();
        let mut question = Question::new(&target, &root).through(&[above, below.clone()]);
        question.policies.require_explicit = true;
        assert_eq!(question.ask().is_ok(), valid, "{skip}");
        question.policies.inhibit_mapping = true;
        assert!(question.ask().is_err());
    }
}

#[test]
fn any_policy_may_be_inhibited() {
    let (root, upper, lower) = (Party::new("Root"), Party::new("Upper"), Party::new("Lower"));
    let below = with(lower.certified_as_ca(&upper), &[ANY]).build();
    let target = with(Party::new("Tanaka").certified(&lower), &[GOLD]).build();
    for (skip, valid) in [(None, true), (Some(0), false), (Some(1), true)] {
        let above = with(upper.certified_as_ca(&root), &[GOLD]);
        let above = skip.map_or(above.clone(), |skip| inhibiting_any(above, skip)).build();
        let mut question = Question::new(&target, &root).through(&[above, below.clone()]);
        question.policies.require_explicit = true;
        assert_eq!(question.ask().is_ok(), valid, "{skip:?}");
        question.policies.inhibit_any = true;
        assert!(refused(question.ask(), "Lower"));
    }
    // A self-issued CA certificate is exempt (6.1.3 d 2).
    let (old, new) = (Party::new("CA"), Party::new("CA"));
    let intermediates = [
        inhibiting_any(with(old.certified_as_ca(&root), &[GOLD]), 0).build(),
        with(new.certified_as_ca(&old), &[ANY]).build(),
    ];
    let target = with(Party::new("Tanaka").certified(&new), &[GOLD]).build();
    let mut question = Question::new(&target, &root).through(&intermediates);
    question.policies.require_explicit = true;
    assert!(question.ask().is_ok());
}

/// Two governments, each with a root of its own, and a bridge that maps their policies to its own.
#[test]
fn a_bridge_between_two_governments() {
    let (ours, bridge, theirs, ca) = (Party::new("Ours"), Party::new("Bridge"), Party::new("Theirs"), Party::new("CA"));
    let (our_high, our_low, bridge_high, their_high) = ("1.2.10.1", "1.2.10.2", "1.2.20.1", "1.2.30.1");
    let to_bridge = mapping(with(bridge.certified_as_ca(&ours), &[our_high, our_low]), &[(our_high, bridge_high)]);
    let from_bridge = mapping(with(theirs.certified_as_ca(&bridge), &[bridge_high]), &[(bridge_high, their_high)]);
    // Cross-certificates both ways, as a bridge has them.
    let intermediates = [
        to_bridge.build(),
        from_bridge.build(),
        with(ours.certified_as_ca(&bridge), &[bridge_high]).build(),
        with(bridge.certified_as_ca(&theirs), &[their_high]).build(),
        with(ca.certified_as_ca(&theirs), &[their_high, "1.2.30.2"]).build(),
        theirs.certified_as_ca(&theirs).build(),
    ];
    let ask = |policy: &str, acceptable: &[Oid]| {
        let target = with(Party::new("Tanaka").certified(&ca), &[policy]).build();
        let mut question = Question::new(&target, &ours).through(&intermediates);
        question.policies = PolicyInputs { acceptable: Some(acceptable), require_explicit: true, ..Default::default() };
        question.ask().map(|path| (path.certificates().len(), texts(path.user_constrained_policies())))
    };
    assert_eq!(ask(their_high, &oids(&[our_high])), Ok((4, vec![our_high.to_owned()])));
    let unmapped = |stated: &str, asked: &str| {
        Err(PathError::Policy {
            certificate: "CN=Tanaka, C=JP".into(),
            acceptable: Some(vec![asked.to_owned()]),
            stated: vec![stated.to_owned()],
        })
    };
    assert_eq!(ask("1.2.30.2", &oids(&[our_high])), unmapped("1.2.30.2", our_high));
    assert_eq!(ask(their_high, &oids(&[our_low])), unmapped(their_high, our_low));
}

#[test]
fn anchors_are_trusted_for_policies_too() {
    let root = Party::new("Root");
    let target = with(Party::new("Tanaka").certified(&root), &[GOLD]).build();
    let mut question = Question::new(&target, &root);
    let plain = question.anchors.remove(0);
    let allowing = |list: &[&str]| AnchorConstraints {
        policies: Some(oids(list)),
        require_explicit_policy: true,
        ..AnchorConstraints::default()
    };
    for (constraints, valid) in
        [(allowing(&[GOLD]), true), (allowing(&[SILVER]), false), (allowing(&[ANY]), true), (allowing(&[]), false)]
    {
        question.anchors = vec![plain.clone().with_constraints(constraints)];
        assert_eq!(question.ask().is_ok(), valid);
    }
    // What the anchor's own certificate says holds as well (RFC 5937).
    let own = |template: Template| vec![TrustAnchor::from_certificate(template.build())];
    question.policies.require_explicit = true;
    question.anchors = own(with(root.certified_as_ca(&root), &[SILVER]));
    assert!(refused(question.ask(), "Tanaka"));
    let bare = Party::new("Suzuki").certified(&root).build();
    let mut question = Question::new(&bare, &root);
    assert!(question.ask().is_ok());
    question.anchors = own(requiring(root.certified_as_ca(&root), 0));
    assert!(refused(question.ask(), "Suzuki"));
    let any = with(Party::new("Suzuki").certified(&root), &[ANY]).build();
    let mut question = Question::new(&any, &root);
    question.policies.require_explicit = true;
    assert!(question.ask().is_ok());
    question.anchors = own(inhibiting_any(root.certified_as_ca(&root), 0));
    assert!(refused(question.ask(), "Suzuki"));
    let inhibit_any_policy = true;
    let constraints = AnchorConstraints { inhibit_any_policy, ..AnchorConstraints::default() };
    question.anchors = vec![root.anchor().with_constraints(constraints)];
    assert!(refused(question.ask(), "Suzuki"));
}

#[test]
fn a_policy_that_fails_on_one_way_does_not_hide_another() {
    let (root, one, two, ca) = (Party::new("Root"), Party::new("One"), Party::new("Two"), Party::new("CA"));
    let intermediates = [
        with(ca.certified_as_ca(&one), &[GOLD]).build(),
        with(one.certified_as_ca(&root), &[SILVER]).build(),
        with(ca.certified_as_ca(&two), &[GOLD]).build(),
        with(two.certified_as_ca(&root), &[GOLD]).build(),
    ];
    let target = with(Party::new("Tanaka").certified(&ca), &[GOLD]).build();
    let mut rotated = intermediates;
    for _ in 0..4 {
        rotated.rotate_left(1);
        let mut question = Question::new(&target, &root).through(&rotated);
        question.policies.require_explicit = true;
        let path = question.ask().unwrap();
        assert_eq!(path.certificates().last().unwrap().subject().common_name(), Some("Two"));
    }
}

/// The tree of RFC 5280 would have as many nodes as there are ways through these mappings; the graph has one for each
/// policy and depth.
#[test]
fn mappings_built_to_explode_do_not() {
    const WIDTH: usize = 12;
    let policy = |depth: usize, number: usize| format!("1.2.{depth}.{number}");
    let parties: Vec<Party> = (0..8).map(|depth| Party::new(&format!("CA {depth}"))).collect();
    let root = Party::new("Root");
    let mut intermediates = Vec::new();
    for (depth, party) in parties.iter().enumerate() {
        let own: Vec<String> = (0..WIDTH).map(|number| policy(depth, number)).collect();
        let next: Vec<String> = (0..WIDTH).map(|number| policy(depth + 1, number)).collect();
        let pairs: Vec<(&str, &str)> =
            own.iter().flat_map(|from| next.iter().map(|to| (from.as_str(), to.as_str()))).collect();
        let list: Vec<&str> = own.iter().map(String::as_str).collect();
        let issuer = depth.checked_sub(1).map_or(&root, |above| &parties[above]);
        intermediates.push(mapping(with(party.certified_as_ca(issuer), &list), &pairs).build());
    }
    let last = policy(parties.len(), 0);
    let target = with(Party::new("Tanaka").certified(&parties[7]), &[&last]).build();
    let mut question = Question::new(&target, &root).through(&intermediates);
    question.policies.require_explicit = true;
    assert_eq!(question.ask().unwrap().user_constrained_policies().len(), WIDTH);
    question.limits.max_comparisons = 100;
    assert!(matches!(question.ask(), Err(PathError::Limits { limit: "comparisons", .. })));
}

#[test]
fn undecodable_policy_extensions_are_refused() {
    let root = Party::new("Root");
    let two = sequence(&[sequence(&[oid(GOLD)]), sequence(&[oid(GOLD)])]);
    for (id, value) in [
        (CERTIFICATE_POLICIES, sequence(&[])),
        (CERTIFICATE_POLICIES, two),
        (CERTIFICATE_POLICIES, sequence(&[sequence(&[oid(GOLD), sequence(&[])])])),
        (POLICY_MAPPINGS, sequence(&[])),
        (POLICY_MAPPINGS, sequence(&[sequence(&[oid(GOLD)])])),
        (POLICY_CONSTRAINTS, sequence(&[])),
        (POLICY_CONSTRAINTS, sequence(&[tlv(0x81, &[0]), tlv(0x80, &[0])])),
        (POLICY_CONSTRAINTS, sequence(&[tlv(0x80, &[0x80])])),
        (INHIBIT_ANY_POLICY, integer(&[0xff])),
    ] {
        let der = root.certified_as_ca(&root).extension(id, true, &value).der();
        assert!(Certificate::from_der(&der).is_err(), "{id} {value:02x?}");
    }
    let qualified =
        sequence(&[sequence(&[oid(GOLD), sequence(&[sequence(&[oid("1.3.6.1.5.5.7.2.1"), tlv(0x16, b"x")])])])]);
    let certificate = root.certified_as_ca(&root).extension(CERTIFICATE_POLICIES, true, &qualified).build();
    assert_eq!(texts(certificate.policies()), [GOLD]);
}
