//! What one file costs whatever its length: policy, certification path, label, key file, outer structure.
#![expect(clippy::expect_used, reason = "a bench that cannot be set up must stop")]
#![allow(dead_code, unused_crate_dependencies, reason = "no bench uses all of the support")]

#[path = "support/world.rs"]
mod world;

use std::hint::black_box;
use std::io::Cursor;
use std::time::Duration;

use criterion::Criterion;
use fuin::crypto::{ContentEncryptionAlgorithm, DigestAlgorithm, KeyAlgorithm, SignatureAlgorithm};
use fuin::pki::{FreshnessRules, Limits, PathRequest, PolicyInputs, Purpose, RevocationCheck, validate};
use fuin::policy::compare::compare;
use fuin::policy::{JP_COMMON_STANDARDS, LabelFact, Operation, Policies, Policy, Request};
use fuin_cms::enveloped::parse_envelope;
use fuin_cms::label::{decode_label, encode_label};
use world::{World, pass_phrase};

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    let world = World::new(KeyAlgorithm::EcP256);
    policy(&mut criterion, &world);
    comparison(&mut criterion);
    paths(&mut criterion, &world);
    labels(&mut criterion, &world);
    key_file(&mut criterion, &world);
    envelope(&mut criterion, &world);
    criterion.final_summary();
}

fn policy(criterion: &mut Criterion, world: &World) {
    let sha256 = world.context.provider.digest(DigestAlgorithm::Sha256).expect("SHA-256");
    let load = || {
        let digest = sha256.digest(JP_COMMON_STANDARDS).try_into().expect("32 octets");
        Policy::parse(black_box(JP_COMMON_STANDARDS), digest).expect("the baseline")
    };
    criterion.bench_function("policy/load the baseline", |bencher| bencher.iter(load));

    let policies = Policies::new(load());
    let uses = [
        ContentEncryptionAlgorithm::Aes256Gcm.used_for("the content"),
        DigestAlgorithm::Sha256.used_for("the content"),
    ];
    let signing = SignatureAlgorithm::EcdsaP256Sha256.used_for(KeyAlgorithm::EcP256, "the signer");
    let uses: Vec<_> = uses.into_iter().chain(signing).collect();
    criterion.bench_function("policy/decide", |bencher| {
        bencher.iter(|| {
            let request = Request::new(Operation::Sign, LabelFact::Stated(black_box(&world.label)));
            policies.decide(&request.with_algorithms(&uses), world.context.now).expect("permission")
        });
    });
}

/// Two policies of 200 rules, each rule with conditions of its own on grades of which there are many.
fn comparison(criterion: &mut Criterion) {
    let text = |bits: usize| {
        let baseline = std::str::from_utf8(JP_COMMON_STANDARDS).expect("text");
        let at = |key: &str| baseline.find(key).expect("part of the baseline");
        let mut text = baseline[..at("[grades.confidentiality]")].to_owned();
        for (axis, letter) in [("confidentiality", 'C'), ("integrity", 'I'), ("availability", 'A')] {
            text.push_str(&format!("[grades.{axis}]\n"));
            for level in 0..200 {
                let id = format!("id = \"{letter}{level}\"\nnumber = {}", level + 10);
                let words = "en = \"x\"\nja = \"x\"\nquestion = \"x\"";
                text.push_str(&format!("[[grades.{axis}.level]]\n{id}\n{words}\n"));
            }
        }
        text.push_str(&baseline[at("[[restriction]]")..at("[[rule]]")]);
        for rule in 0..200 {
            let (c, i, a) = (rule * 7 % 200, rule * 11 % 200, rule * 13 % 200);
            text.push_str(&format!("[[rule]]\nid = \"r{rule}\"\nmin-strength = {}\n", bits + rule % 3));
            let when = format!("confidentiality = \">=C{c}\", integrity = \">=I{i}\", availability = \">=A{a}\"");
            text.push_str(&format!("foreign = [\"{}\"]\nwhen = {{ {when} }}\n", MEASURES[rule % MEASURES.len()]));
        }
        text
    };
    let policy = |bits| Policy::parse(text(bits).as_bytes(), [0; 32]).expect("a policy of 200 rules");
    let (overlay, baseline) = (policy(127), policy(128));
    criterion.bench_function("policy/compare 200 rules", |bencher| {
        bencher.iter(|| compare(black_box(&overlay), black_box(&baseline)));
    });
}

const MEASURES: [&str; 5] = ["label", "signature", "signing-time", "mime-type", "file-name"];

fn paths(criterion: &mut Criterion, world: &World) {
    let context = &world.context;
    let target = world.sender.certificate.as_ref().expect("a certificate");
    criterion.bench_function("path/validate a certificate under its anchor", |bencher| {
        bencher.iter(|| {
            let request = PathRequest {
                target: black_box(target),
                intermediates: &context.intermediates,
                anchors: &context.anchors,
                crls: &[],
                ocsp: &[],
                time: context.now,
                revocation_time: context.now,
                freshness: FreshnessRules::default(),
                purpose: Purpose::Sign,
                policies: PolicyInputs::default(),
                revocation: RevocationCheck::WhenAvailable,
                provider: &context.provider,
                limits: Limits::default(),
            };
            validate(&request).expect("a path")
        });
    });
}

fn labels(criterion: &mut Criterion, world: &World) {
    let vocabulary = world.context.policies.vocabulary();
    let marking = vocabulary.marking(&world.label, vocabulary.marking_language);
    let encode = || encode_label(black_box(&world.label), &marking).expect("a label");
    criterion.bench_function("label/encode", |bencher| bencher.iter(encode));
    let encoded = encode();
    criterion.bench_function("label/decode", |bencher| {
        bencher.iter(|| decode_label(black_box(&encoded)).expect("the label"));
    });
}

fn key_file(criterion: &mut Criterion, world: &World) {
    let pass_phrase = pass_phrase();
    // Slow by intent, so few samples do.
    let mut group = criterion.benchmark_group("key file");
    group.sample_size(10);
    group.bench_function("unlock (PBKDF2)", |bencher| {
        bencher.iter(|| world.sender.unlock(&pass_phrase, &world.context.provider).expect("the key"));
    });
    group.finish();
}

fn envelope(criterion: &mut Criterion, world: &World) {
    let mut sealed = Vec::new();
    world.seal(b"a small content", &mut sealed);
    let limits = fuin_cms::enveloped::Limits::default();
    criterion.bench_function("envelope/parse the outer structure", |bencher| {
        bencher.iter(|| parse_envelope(&mut Cursor::new(black_box(&sealed)), &limits).expect("an envelope"));
    });
}
