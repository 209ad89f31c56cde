//! Overlays, groups, restrictions and demands: each against the sentence of the specification that it implements.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/requests.rs"]
mod support;

use std::collections::BTreeSet;

use fuin_label::{Label, RestrictionId};
use fuin_policy::{
    Acknowledged, CertificatePolicies, Error, JP_COMMON_STANDARDS, LabelFact, Listing, Operation, OuterFileName, Past,
    Place, Policies, Policy, Quarantine, RecipientFacts, RecipientKind, Request, SignatureLevel, known_use,
};
use support::{baseline, noon};

const TODAY: &str = "2027-04-01";

/// An overlay over the baseline with more text.
fn overlay(text: &str) -> Result<Policy, Error> {
    let head = format!(
        "schema = 1\nid = \"overlay\"\nserial = 1\ntitle = \"t\"\nissued = 2026-11-23\nexpires = 2027-12-31\n\
         after-expiry = \"refuse\"\nextends = {{ id = \"jp-common-standards\", sha256 = \"{}\" }}\n",
        "01".repeat(32)
    );
    Policy::parse_with(format!("{head}{text}").as_bytes(), [3; 32], &[baseline()])
}

fn set(text: &str) -> Policies {
    Policies::new(baseline()).with(overlay(text).unwrap_or_else(|error| panic!("{error}")))
}

fn complaint(text: &str) -> String {
    overlay(text).expect_err("it loads").to_string()
}

fn label(grades: &str, restrictions: &[&str]) -> Label {
    Policies::new(baseline()).vocabulary().parse_label(grades, restrictions).unwrap()
}

fn codes(policies: &Policies, request: &Request<'_>) -> Vec<&'static str> {
    let refused = policies.decide(request, noon(TODAY)).err();
    let mut codes: Vec<_> = refused.iter().flat_map(|refused| &refused.violations).map(|found| found.code).collect();
    codes.dedup();
    codes
}

fn recipient(certificate: u8) -> RecipientFacts {
    let name = format!("r{certificate}");
    let certificate = Some([certificate; 32]);
    RecipientFacts { name, kind: RecipientKind::Agency, listed: Listing::Listed, certificate }
}

//= spec/policy.md#overlays
//= type=test
//# An overlay MUST NOT define a label policy or grades.
//= spec/policy.md#overlays
//= type=test
//# A restriction that the extended policy does not define, or defines as another act, MUST be refused.
//= spec/policy.md#overlays
//= type=test
//# A policy that extends itself, or a policy that is not at hand with the SHA-256 it names, MUST be refused.
#[test]
fn an_overlay_states_only_what_differs() {
    let policy = overlay("").unwrap();
    assert!(policy.is_overlay() && policy.vocabulary() == baseline().vocabulary());
    assert!(complaint("label-policy = \"1.2.3\"").contains("line 9, column 16: an overlay has no `label-policy`"));
    assert!(complaint("[grades.integrity]\ndefault = \"I1\"").contains("an overlay has no `grades`"));
    let row = |id: &str, verb: &str| {
        format!(
            "[[restriction]]\nid = \"{id}\"\naxis = \"C\"\nverb = \"{verb}\"\neffect = \"prohibit\"\n\
             parameter = \"none\"\ndegree = \"enforced\"\nen = \"x\"\nja = \"y\"\n"
        )
    };
    assert!(complaint(&row("no-thinking", "think")).contains("no-thinking is not defined by the extended policy"));
    assert!(complaint(&row("no-copy", "print")).contains("no-copy is about another act"));
    assert_eq!(overlay(&row("no-copy", "copy")).unwrap().vocabulary().restriction("no-copy").unwrap().en, "x");

    let text = |id: &str, sha: &str| {
        format!(
            "schema = 1\nid = \"o\"\nserial = 1\ntitle = \"t\"\nissued = 2026-11-23\nexpires = 2027-12-31\n\
             after-expiry = \"warn\"\nextends = {{ id = \"{id}\", sha256 = \"{sha}\" }}\n"
        )
    };
    let load = |id: &str, sha: &str| {
        let error = Policy::parse_with(text(id, sha).as_bytes(), [4; 32], &[baseline()]).expect_err("it loads");
        error.to_string()
    };
    let digest = "01".repeat(32);
    assert!(load("o", &digest).contains("extends itself"));
    assert!(load("other", &digest).contains("no policy of this id is at hand"));
    assert!(load("jp-common-standards", &"02".repeat(32)).contains("has another SHA-256"));
}

//= spec/policy.md#overlays
//= type=test
//# More than 8 policies below one another MUST be refused.
#[test]
fn overlays_are_not_piled_up_without_end() {
    let mut below = baseline();
    for depth in 1..=9u8 {
        let digest = below.reference().sha256;
        let digest = digest.iter().map(|octet| format!("{octet:02x}")).collect::<String>();
        let text = format!(
            "schema = 1\nid = \"o{depth}\"\nserial = 1\ntitle = \"t\"\nissued = 2026-11-23\nexpires = 2027-12-31\n\
             after-expiry = \"warn\"\nextends = {{ id = \"{}\", sha256 = \"{digest}\" }}\n",
            below.id()
        );
        match Policy::parse_with(text.as_bytes(), [depth; 32], &[below]) {
            Ok(policy) if depth <= 8 => below = policy,
            Err(error) if depth == 9 => return assert!(error.to_string().contains("more than 8 policies")),
            other => panic!("{depth}: {other:?}"),
        }
    }
    panic!("nine policies were accepted");
}

#[test]
fn an_overlay_tightens_and_cannot_loosen() {
    let uses = [known_use("ecdsa-p256", "s").unwrap(), known_use("sha-256", "s").unwrap()];
    let weak = [known_use("rsassa-pkcs1-v1_5/3072", "s").unwrap()];
    let stated = label("C2I2A1", &[]);
    let request = Request::new(Operation::Sign, LabelFact::Stated(&stated));
    let policies = set("[algorithms]\necdsa-p256 = { write = 2027-01-01, verify = \"always\", open = \"never\" }\n\
                        rsassa-pkcs1-v1_5 = { write = \"always\", verify = \"always\", open = \"never\" }");
    assert_eq!(codes(&policies, &request.clone().with_algorithms(&uses)), ["policy.algorithm.cutoff"]);
    assert_eq!(codes(&policies, &request.with_algorithms(&weak)), ["policy.algorithm.never"]);
}

//= spec/policy.md#algorithms
//= type=test
//# Of the rows for an algorithm the one with the largest length not over the key's MUST apply.
//= spec/policy.md#algorithms
//= type=test
//# What is written MUST NOT need to hold after the `horizon` of an algorithm that protects it.
#[test]
fn rows_by_key_length_and_horizon() {
    let policies = set("[algorithms]\nrsa-pss = { write = \"never\", verify = \"never\", open = \"never\" }\n\
         \"rsa-pss/3072\" = { write = \"always\", verify = \"always\", open = \"never\", horizon = 2030-12-31 }\n\
         \"rsa-pss/4096\" = { write = \"always\", verify = \"always\", open = \"never\" }\n");
    let judge = |name: &str, until: &str| {
        let (stated, uses) = (label("C2I2A1", &[until]), [known_use(name, "s").unwrap()]);
        codes(&policies, &Request::new(Operation::Sign, LabelFact::Stated(&stated)).with_algorithms(&uses))
    };
    assert!(judge("rsa-pss/3071", "keep-until=2029-01-01").contains(&"policy.algorithm.never"));
    assert_eq!(judge("rsa-pss/3072", "keep-until=2030-12-31"), [""; 0]);
    assert_eq!(judge("rsa-pss/4095", "keep-until=2031-01-01"), ["policy.algorithm.horizon"]);
    assert_eq!(judge("rsa-pss/4096", "keep-until=2031-01-01"), [""; 0]);
}

const GROUPS: &str = "
[[group]]
id = \"board\"
en = \"Board\"
ja = \"役員\"
certificates = [\"0101010101010101010101010101010101010101010101010101010101010101\"]
[[group]]
id = \"recovery\"
en = \"Recovery\"
ja = \"復旧\"
certificates = [\"0202020202020202020202020202020202020202020202020202020202020202\"]
";

//= spec/policy.md#rules
//= type=test
//# Where a rule limits recipients to a group, one whose certificate is not the group's MUST be refused.
//= spec/policy.md#rules
//= type=test
//# Where a rule demands a recovery recipient, sealing to none of the group `recovery` MUST be refused.
#[test]
fn groups_are_known_by_certificates() {
    let stated = label("C2I2A1", &[]);
    let judge = |rule: &str, recipients: &[RecipientFacts]| {
        let policies = set(&format!("{GROUPS}[[rule]]\nid = \"g\"\n{rule}\n"));
        codes(&policies, &Request::new(Operation::Seal, LabelFact::Stated(&stated)).with_recipients(recipients))
    };
    assert_eq!(judge("recipients = \"group:board\"", &[recipient(1)]), [""; 0]);
    assert_eq!(judge("recipients = \"group:board\"", &[recipient(1), recipient(3)]), ["policy.recipient.group"]);
    let nameless = RecipientFacts { certificate: None, ..recipient(1) };
    assert_eq!(judge("recipients = \"group:board\"", &[nameless]), ["policy.recipient.group"]);
    assert_eq!(judge("recovery-recipient = \"required\"", &[recipient(1)]), ["policy.rule.recovery-recipient"]);
    assert_eq!(judge("recovery-recipient = \"required\"", &[recipient(1), recipient(2)]), [""; 0]);
}

//= spec/policy.md#rules
//= type=test
//# Where a rule demands a signature level, a signature of a lower one MUST be refused.
//= spec/policy.md#rules
//= type=test
//# Where a rule demands a timestamp, a signature without one MUST be refused.
//= spec/policy.md#rules
//= type=test
//# Where a rule demands a token, seal and sign with a key in a file MUST be refused.
//= spec/policy.md#rules
//= type=test
//# Where a rule demands it, seal, sign and open without the user's acknowledgement MUST be refused.
#[test]
fn what_rules_demand_of_the_signature_and_the_user() {
    let stated = label("C2I2A1", &[]);
    let judge = |rule: &str, change: fn(Request<'_>) -> Request<'_>, operation| {
        let policies = set(&format!("[[rule]]\nid = \"g\"\n{rule}\n"));
        codes(&policies, &change(Request::new(operation, LabelFact::Stated(&stated))))
    };
    let same: fn(Request<'_>) -> Request<'_> = |request| request;
    let timestamped: fn(Request<'_>) -> Request<'_> = |request| request.with_signature_level(SignatureLevel::T);
    for operation in [Operation::Seal, Operation::Sign, Operation::Verify, Operation::Open] {
        assert_eq!(judge("signature-level = \"T\"", same, operation), ["policy.rule.signature-level"], "{operation}");
        assert_eq!(judge("signature-level = \"T\"", timestamped, operation), [""; 0]);
        assert_eq!(judge("signature-level = \"LT\"", timestamped, operation), ["policy.rule.signature-level"]);
        assert_eq!(judge("timestamp = \"required\"", same, operation), ["policy.rule.timestamp"]);
        assert_eq!(judge("timestamp = \"required\"", timestamped, operation), [""; 0]);
    }
    let token: fn(Request<'_>) -> Request<'_> = |request| request.with_key_storage(fuin_policy::KeyStorage::Token);
    assert_eq!(judge("key-storage = \"token\"", same, Operation::Seal), ["policy.rule.key-storage"]);
    assert_eq!(judge("key-storage = \"token\"", same, Operation::Sign), ["policy.rule.key-storage"]);
    assert_eq!(judge("key-storage = \"token\"", token, Operation::Sign), [""; 0]);
    assert_eq!(judge("key-storage = \"token\"", same, Operation::Verify), [""; 0]);
    let read: fn(Request<'_>) -> Request<'_> = |request| request.with_acknowledged(Acknowledged::Yes);
    for operation in [Operation::Seal, Operation::Sign, Operation::Open] {
        assert_eq!(judge("acknowledge = \"required\"", same, operation), ["policy.rule.acknowledge"]);
        assert_eq!(judge("acknowledge = \"required\"", read, operation), [""; 0]);
    }
    let policies = set("[[rule]]\nid = \"g\"\nfile-name = \"hidden\"\n");
    let permitted = policies.decide(&Request::new(Operation::Seal, LabelFact::Stated(&stated)), noon(TODAY)).unwrap();
    assert_eq!(permitted.outer_file_name(), OuterFileName::Neutral);
}

#[test]
fn a_rule_for_a_place_applies_there_only() {
    let stated = label("C3I2A1", &["encrypt"]);
    let policies = set(
        "[[rule]]\nid = \"g\"\nwhen = { place = \"removable\", confidentiality = \">=C3\" }\nacknowledge = \"required\"\n",
    );
    let request = Request::new(Operation::Seal, LabelFact::Stated(&stated));
    assert_eq!(codes(&policies, &request), [""; 0]);
    assert_eq!(codes(&policies, &request.clone().with_places(&[Place::NetworkShare])), [""; 0]);
    assert_eq!(codes(&policies, &request.with_places(&[Place::Removable])), ["policy.rule.acknowledge"]);
}

/// One row: restrictions, operation, a change of the request, and the codes expected.
type Row = (&'static [&'static str], Operation, fn(Request<'static>) -> Request<'static>, &'static [&'static str]);

const SAME: fn(Request<'static>) -> Request<'static> = |request| request;
const RECEIVED: fn(Request<'static>) -> Request<'static> = |request| request.with_past(&[Past::Received]);
const AGAIN: fn(Request<'static>) -> Request<'static> = |request| request.with_past(&[Past::Opened]);
const ELSEWHERE: fn(Request<'static>) -> Request<'static> = |request| request.with_places(&[Place::SyncFolder]);

const RESTRICTIONS: &[Row] = &[
    (&["no-sending"], Operation::Seal, SAME, &["policy.restriction.send"]),
    (&["no-sending-by-permission"], Operation::Seal, SAME, &["policy.restriction.permission"]),
    (&["no-sending-by-permission"], Operation::Sign, SAME, &[]),
    (&["no-forwarding"], Operation::Seal, SAME, &[]),
    (&["no-forwarding"], Operation::Seal, RECEIVED, &["policy.restriction.forward"]),
    (&["no-forwarding-by-permission"], Operation::Seal, RECEIVED, &["policy.restriction.permission"]),
    (&["no-distribution"], Operation::Seal, RECEIVED, &["policy.restriction.distribute"]),
    (&["no-distribution"], Operation::Seal, SAME, &[]),
    (&["no-takeout"], Operation::Seal, SAME, &[]),
    (&["no-takeout"], Operation::Seal, ELSEWHERE, &["policy.restriction.takeout"]),
    (&["no-takeout"], Operation::Open, ELSEWHERE, &["policy.restriction.takeout"]),
    (&["no-takeout-by-permission"], Operation::Open, ELSEWHERE, &["policy.restriction.permission"]),
    (&["keep-until=2027-04-01"], Operation::Dispose, SAME, &["policy.restriction.keep"]),
    (&["keep-until=2027-03-31"], Operation::Dispose, SAME, &[]),
    (&["no-deletion"], Operation::Dispose, SAME, &["policy.restriction.delete"]),
    (&["no-deletion-by-permission"], Operation::Dispose, SAME, &["policy.restriction.permission"]),
    (&["dispose-by=2027-03-31"], Operation::Open, SAME, &["policy.restriction.dispose-by"]),
    (&["dispose-by=2027-03-31"], Operation::Seal, SAME, &["policy.restriction.dispose-by"]),
    (&["dispose-by=2027-04-01"], Operation::Open, SAME, &[]),
    (&["dispose-by=2027-03-31"], Operation::Dispose, SAME, &[]),
    (&["read-then-dispose"], Operation::Open, SAME, &[]),
    (&["read-then-dispose"], Operation::Open, AGAIN, &["policy.restriction.read-once"]),
    (&["dispose-after-keeping"], Operation::Open, AGAIN, &[]),
    (&["encrypt"], Operation::Sign, SAME, &["policy.restriction.encrypt"]),
    (&["no-copy"], Operation::Seal, RECEIVED, &[]),
];

//= spec/policy.md#restrictions
//= type=test
//# Sealing content that came out of a sealed file whose label prohibits forwarding or distribution MUST be refused.
//= spec/policy.md#restrictions
//= type=test
//# Writing to a removable medium, a synchronised folder or a network share MUST be refused where the label prohibits taking out.
//= spec/policy.md#restrictions
//= type=test
//# Disposing of a file before its keep-until has passed MUST be refused.
//= spec/policy.md#restrictions
//= type=test
//# Disposing of a file whose label prohibits deletion MUST be refused.
//= spec/policy.md#restrictions
//= type=test
//# Opening, sealing or signing after the day of a dispose-by MUST be refused.
//= spec/policy.md#restrictions
//= type=test
//# Opening once more what was to be disposed of after reading MUST be refused.
//= spec/policy.md#restrictions
//= type=test
//# An act that needs the originator's permission MUST be refused unless the request names one.
#[test]
fn restrictions_are_obeyed_as_the_table_says() {
    let policies = Policies::new(with_dispose_by());
    for (restrictions, operation, change, expected) in RESTRICTIONS {
        let stated: &'static Label =
            Box::leak(Box::new(policies.vocabulary().parse_label("C2I2A1", restrictions).unwrap()));
        let request = change(Request::new(*operation, LabelFact::Stated(stated)));
        assert_eq!(codes(&policies, &request), *expected, "{restrictions:?} {operation}");
        if *expected == ["policy.restriction.permission"] {
            let permissions = [RestrictionId::new(restrictions.first().unwrap()).unwrap()];
            let permitted = policies.decide(&request.with_permissions(&permissions), noon(TODAY)).unwrap();
            assert!(permitted.warnings().iter().any(|warning| warning.code == "policy.restriction.permitted"));
        }
    }
}

/// The baseline, with dispose-by where it does not define it itself.
fn with_dispose_by() -> Policy {
    let text = std::str::from_utf8(JP_COMMON_STANDARDS).unwrap();
    let row = "[[restriction]]\nid = \"dispose-by\"\naxis = \"C\"\nverb = \"dispose\"\neffect = \"require\"\n\
               parameter = \"date\"\ndegree = \"enforced\"\nen = \"Dispose of by {}\"\nja = \"{}までに廃棄\"\n";
    let text = if text.contains("\"dispose-by\"") { text.to_owned() } else { format!("{text}\n{row}") };
    Policy::parse(text.as_bytes(), [1; 32]).unwrap()
}

//= spec/policy.md#restrictions
//= type=test
//# Sealing to a recipient whose certificate is not among those of the readers MUST be refused.
//= spec/policy.md#restrictions
//= type=test
//# Opening with a certificate that is not among those of the readers MUST be refused.
#[test]
fn readers_are_those_the_label_names_by_certificate() {
    let policies = Policies::new(baseline());
    let mut stated = label("C2I2A1", &["readers=board"]);
    let judge = |label: &Label, recipients: &[RecipientFacts]| {
        codes(&policies, &Request::new(Operation::Seal, LabelFact::Stated(label)).with_recipients(recipients))
    };
    assert_eq!(judge(&stated, &[recipient(1)]), ["policy.restriction.readers"], "a group that nobody is in");
    stated = stated.with_group_members(|_| Some(BTreeSet::from([[1; 32], [2; 32]]))).unwrap();
    assert_eq!(judge(&stated, &[recipient(1), recipient(2)]), [""; 0]);
    assert_eq!(judge(&stated, &[recipient(1), recipient(3)]), ["policy.restriction.readers"]);
    let open = |by: u8| {
        let request = Request::new(Operation::Open, LabelFact::Stated(&stated)).with_opened_by(Some([by; 32]));
        codes(&policies, &request)
    };
    assert_eq!(open(2), [""; 0]);
    assert_eq!(open(3), ["policy.restriction.not-a-reader"]);
}

//= spec/policy.md#equivalents
//= type=test
//# An equivalent of the policy's own label policy MUST be refused.
//= spec/policy.md#equivalents
//= type=test
//# A foreign label of which any part has no equivalent MUST be refused.
#[test]
fn foreign_labels_are_obeyed_by_their_equivalents_or_not_at_all() {
    let table = |policy: &str| {
        format!(
            "[[equivalent]]\nid = \"x\"\nname = \"Other state\"\nlabel-policy = \"{policy}\"\n\
             grade = [{{ axis = \"C\", number = 40, level = \"C3\" }}, {{ axis = \"I\", number = 10, level = \"I2\" }},\n\
             {{ axis = \"A\", number = 10, level = \"A1\" }}]\n\
             restriction = [{{ id = \"noforn\", restriction = \"no-forwarding\" }}]\n"
        )
    };
    let own = baseline().vocabulary().policy.to_string();
    assert!(complaint(&table(&own)).contains("is not the object identifier of another label policy"));
    let policies = set(&table("2.999.1"));
    let mut foreign = label("C2I1A1", &[]);
    foreign.policy = fuin_label::LabelPolicyId::new("2.999.1").unwrap();
    foreign.grades.confidentiality = fuin_label::LevelNumber::new(40).unwrap();
    let none = fuin_label::Restriction { id: RestrictionId::new("noforn").unwrap(), parameter: None };
    foreign.restrictions.insert(none);
    let ours = policies.translate(&foreign).unwrap();
    assert_eq!(ours, label("C3I2A1", &["no-forwarding"]));
    let mut unknown = foreign.clone();
    unknown.grades.confidentiality = fuin_label::LevelNumber::new(41).unwrap();
    assert!(policies.translate(&unknown).is_err());
    foreign.restrictions.insert(fuin_label::Restriction { id: RestrictionId::new("eyes").unwrap(), parameter: None });
    assert!(policies.translate(&foreign).is_err());
    foreign.policy = fuin_label::LabelPolicyId::new("2.999.2").unwrap();
    assert!(policies.translate(&foreign).is_err());
}

#[test]
fn an_explanation_names_every_row_that_was_looked_at() {
    let policies = Policies::new(baseline());
    let (stated, uses) = (label("C3I2A1", &["no-copy"]), [known_use("ecdh-p384", "r").unwrap()]);
    let request = Request::new(Operation::Seal, LabelFact::Stated(&stated)).with_algorithms(&uses);
    let steps = policies.explain(&request, noon(TODAY));
    let rules = steps.iter().map(|step| step.rule.as_str()).collect::<Vec<_>>();
    for expected in ["restriction no-copy", "default-horizon", "algorithms ecdh-p384", "strength", "rule encrypt-c3"] {
        assert!(rules.contains(&expected), "{expected} in {rules:?}");
    }
    assert!(!rules.contains(&"rule external-c2"), "a rule that does not apply explains nothing");
}

//= spec/policy.md#quarantine
//= type=test
//# Content MUST NOT be put into quarantine unless every policy of the set permits that for its label.
#[test]
fn quarantine_is_permitted_by_every_policy_or_not_at_all() {
    let of = |policies: &Policies, grades| policies.quarantine(&label(grades, &[]));
    let silent = set("");
    assert_eq!(of(&silent, "C2I2A1"), Quarantine::Permitted);
    assert_eq!(of(&silent, "C3I2A1"), Quarantine::Forbidden);
    let lower = set("[quarantine]\nconfidentiality = \"C1\"\n");
    assert_eq!(of(&lower, "C1I2A1"), Quarantine::Permitted);
    assert_eq!(of(&lower, "C2I1A1"), Quarantine::Forbidden);
    // An overlay that would permit more gets nowhere: its baseline judges too.
    let higher = set("[quarantine]\nconfidentiality = \"C3\"\n");
    assert_eq!(of(&higher, "C3I1A1"), Quarantine::Forbidden);
    let text = std::str::from_utf8(JP_COMMON_STANDARDS).unwrap();
    let (before, rest) = text.split_once("[quarantine]").unwrap();
    let (_, after) = rest.split_once("\n[[rule]]").unwrap();
    let without = Policy::parse(format!("{before}\n[[rule]]{after}").as_bytes(), [1; 32]).unwrap();
    assert_eq!(of(&Policies::new(without), "C1I1A1"), Quarantine::Forbidden);
}

#[test]
fn the_strictest_age_and_the_highest_preferred_level_count() {
    let stated = label("C2I2A1", &[]);
    let request = Request::new(Operation::Verify, LabelFact::Stated(&stated));
    let rules = "[[rule]]\nid = \"a\"\nrevocation-max-age = 31\n[[rule]]\nid = \"b\"\nrevocation-max-age = 7\n\
                 when = { operation = \"verify\" }\n[[rule]]\nid = \"c\"\nrevocation-max-age = 1\n\
                 when = { operation = \"seal\" }\n";
    assert_eq!(set(rules).revocation_max_age(&request, noon(TODAY)), Some(7));
    assert_eq!(set("").revocation_max_age(&request, noon(TODAY)), None);
    let sign = Request::new(Operation::Sign, LabelFact::Stated(&stated));
    assert_eq!(set("").preferred_signature_level(&sign, noon(TODAY)), SignatureLevel::T);
    let low = label("C2I1A1", &[]);
    let unimportant = Request::new(Operation::Sign, LabelFact::Stated(&low));
    assert_eq!(set("").preferred_signature_level(&unimportant, noon(TODAY)), SignatureLevel::B);
    let more = set("[[rule]]\nid = \"archive\"\npreferred-signature-level = \"LT\"\n");
    assert_eq!(more.preferred_signature_level(&unimportant, noon(TODAY)), SignatureLevel::LT);
    // It refuses nothing.
    assert_eq!(codes(&more, &unimportant), [""; 0]);
}

/// A rule that states certificate policies, under conditions.
fn certified(id: &str, when: &str, policies: &str) -> String {
    format!("[[rule]]\nid = \"{id}\"\nwhen = {{ {when} }}\ncertificate-policies = [{policies}]\n")
}

//= spec/policy.md#certificate-policies
//= type=test
//# Where several such rules apply, of one policy or of several, a path MUST be valid for a certificate policy that all of them state.
#[test]
fn what_all_rules_accept_of_certificate_policies_is_left() {
    let (high, low) = (label("C2I2A1", &[]), label("C2I1A1", &[]));
    let accepted = |set: &Policies, operation, label| match set
        .certificate_policies(&Request::new(operation, LabelFact::Stated(label)), noon(TODAY))
    {
        CertificatePolicies::Any => None,
        CertificatePolicies::OneOf(policies) => {
            Some(policies.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
        }
    };
    let rules = [
        certified("a", "integrity = \">=I2\"", "\"1.2.392.1\", \"1.2.392.2\", \"1.2.392.3\""),
        certified("b", "operation = \"verify\"", "\"1.2.392.3\", \"1.2.392.4\", \"1.2.392.2\""),
        certified("c", "operation = \"open\"", "\"1.2.392.4\""),
    ];
    let both = set(&rules.concat());
    assert_eq!(accepted(&both, Operation::Verify, &high).unwrap(), "1.2.392.2 1.2.392.3");
    assert_eq!(accepted(&both, Operation::Verify, &low).unwrap(), "1.2.392.2 1.2.392.3 1.2.392.4");
    assert_eq!(accepted(&both, Operation::Seal, &high).unwrap(), "1.2.392.1 1.2.392.2 1.2.392.3");
    assert_eq!(accepted(&both, Operation::Open, &high).unwrap(), "", "nothing in common: no path is accepted");
    assert_eq!(accepted(&both, Operation::Seal, &low), None);
    // Signing rests on nobody else's certificate.
    assert_eq!(accepted(&both, Operation::Sign, &high), None);
    // Rules of several policies.
    let several = set(&rules[0]).with(overlay(&rules[1]).unwrap());
    assert_eq!(accepted(&several, Operation::Verify, &high).unwrap(), "1.2.392.2 1.2.392.3");
    assert_eq!(accepted(&set(""), Operation::Verify, &high), None);
    let permitted = several.decide(&Request::new(Operation::Verify, LabelFact::Stated(&high)), noon(TODAY)).unwrap();
    assert!(permitted.certificate_policies().accepts_beyond(&CertificatePolicies::OneOf(BTreeSet::new())));
    assert!(!permitted.certificate_policies().accepts_beyond(&CertificatePolicies::Any));
}

//= spec/policy.md#certificate-policies
//= type=test
//# A rule that states no certificate policy, more than 64, or anyPolicy, MUST be refused.
#[test]
fn certificate_policies_that_name_none_are_refused() {
    let many = |count: usize| (0..count).map(|n| format!("\"1.2.392.{n}\"")).collect::<Vec<_>>().join(", ");
    let read = |when: &str, policies: &str| overlay(&certified("x", when, policies)).map_err(|e| e.to_string());
    assert!(read("", &many(64)).is_ok());
    for (policies, said) in [
        (String::new(), "expected 1 to 64 certificate policies"),
        (many(65), "expected 1 to 64 certificate policies"),
        ("\"2.5.29.32.0\"".to_owned(), "not anyPolicy"),
        ("\"1.2.392.1\", \"medium\"".to_owned(), "object identifier of a certificate policy"),
        ("1".to_owned(), "expected a string"),
        ("\"1.2.392.1\"]\nrevocation-max-age = [7".to_owned(), "expected a whole number"),
    ] {
        let error = read("", &policies).unwrap_err();
        assert!(error.contains(said), "{policies}: {error}");
    }
    let error = read("operation = \"sign\"", "\"1.2.392.1\"").unwrap_err();
    assert!(error.contains("where nobody else's certificate is looked at"), "{error}");
}
