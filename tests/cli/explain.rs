//! Why something is decided: `policy explain`, `inspect --check`, `policy guide` and `policy show`, in both languages.

use serde_json::Value;

use crate::world::{Run, World};

const EXPLAIN: [&str; 4] = ["policy", "explain", "--label", "C3I2A1"];

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap()
}

/// The baseline with one replacement, under another id.
fn altered(world: &World, name: &str, from: &str, to: &str) {
    let baseline = std::fs::read_to_string("policies/jp-common-standards.toml").unwrap();
    let altered = baseline.replace("id = \"jp-common-standards\"", "id = \"altered\"").replacen(from, to, 1);
    assert!(altered.contains(to), "the baseline has no {from}");
    world.write(name, altered);
}

#[test]
fn a_refusal_is_explained_step_by_step_in_both_languages() {
    let world = World::new();
    let request =
        ["--algorithm", "ecdsa-p256", "--keep-until", "2055-03-31", "--recipient-kind", "external", "--unlisted"];
    let run = world.fails("a", &[&EXPLAIN[..], &request].concat(), 7);
    for said in [
        "What the policy says of sealing",
        "the signature must hold until 2055-03-31, as the label says",
        "gives 128 bits of strength. It must do until 2055-03-31, so the table's years 2051-2060 count: not enough",
        "every recipient must be in the address book  [rule recipients-c3, 3.1.1(5)]",
        "why: secret documents go only to those the agency has named",
        "Decision: refused",
        "Whom to ask:",
    ] {
        assert!(run.stdout.contains(said), "{said}: {}", run.stdout);
    }
    // Scripts find the refusal where every verb says it.
    assert!(run.stderr.contains("LS-0003"), "{run:?}");
    let run = world.fails("a", &[&EXPLAIN[..], &request, &["--lang", "ja"]].concat(), 7);
    for said in ["判断：拒否", "足りません", "宛先名簿", "[strength, LS-0003]"] {
        assert!(run.stdout.contains(said), "{said}: {}", run.stdout);
    }
}

#[test]
fn the_report_for_scripts_has_its_keys_whatever_the_language() {
    let world = World::new();
    let request = ["--algorithm", "ecdsa-p256", "--keep-until", "2055-03-31", "--json"];
    let run = world.fails("a", &[&EXPLAIN[..], &request, &["--lang", "ja"]].concat(), 7);
    let report = json(&run);
    assert_eq!((&report["decision"], &report["operation"]), (&"refused".into(), &"seal".into()));
    assert_eq!(report["violations"][0]["code"], "policy.strength.too-low");
    assert_eq!(report["violations"][0]["clause"], "LS-0003");
    assert!(report["violations"][0]["text"].as_str().unwrap().is_ascii());
    let steps = report["steps"].as_array().unwrap();
    assert!(steps.iter().any(|step| step["rule"] == "rule recipients-c3" && step["clause"] == "3.1.1(5)"));
    let permitted = json(&world.ok("a", &["policy", "explain", "--label", "C1", "--json"]));
    assert_eq!(permitted["decision"], "permitted");
    assert!(
        permitted["warnings"].as_array().unwrap().is_empty() && permitted["violations"].as_array().unwrap().is_empty()
    );
}

#[test]
fn what_is_done_where_and_when_decides() {
    let world = World::new();
    let explain =
        |more: &[&str], code: i32| world.fails("a", &[&["policy", "explain", "--label"], more].concat(), code);
    explain(&["C3I2A1", "--operation", "sign"], 7);
    explain(&["C1I2A1", "--operation", "sign"], 0);
    explain(&["C2", "--restrict", "no-takeout", "--place", "removable"], 7);
    explain(&["C2", "--restrict", "no-takeout"], 0);
    explain(&["C2", "--operation", "dispose", "--restrict", "no-deletion"], 7);
    // Before the policy was issued, nothing may be made.
    let early = explain(&["C2", "--at", "2020-01-01"], 7);
    assert!(
        early.stdout.contains("on 2020-01-01") && early.stdout.contains("before the policy was issued"),
        "{early:?}"
    );
    explain(&["C2", "--at", "tomorrow"], 2);
}

#[test]
fn a_cutoff_is_warned_of_a_year_ahead() {
    let world = World::new();
    altered(&world, "soon.toml", "ecdsa-p256 = { write = \"always\"", "ecdsa-p256 = { write = 2029-04-01");
    let explain = ["policy", "explain", "--label", "C1", "--algorithm", "ecdsa-p256", "--policy", "soon.toml", "--at"];
    let far = world.ok("a", &[&explain[..], &["2028-03-30"]].concat());
    assert!(!far.stdout.contains("will be refused"), "{far:?}");
    let near = world.ok("a", &[&explain[..], &["2028-04-02"]].concat());
    assert!(near.stdout.contains("Decision: permitted, with warnings"), "{near:?}");
    assert!(near.stdout.contains("will be refused from 2029-04-01  [algorithms ecdsa-p256, LS-0001]"), "{near:?}");
    world.fails("a", &[&explain[..], &["2029-04-01"]].concat(), 7);
}

#[test]
fn an_uninstalled_policy_may_stand_alone_and_is_named() {
    let world = World::new();
    altered(&world, "other.toml", "ecdsa-p256 = { write = \"always\"", "ecdsa-p256 = { write = \"never\"");
    world.ok("a", &["policy", "show", "--toml"]);
    let explain = ["policy", "explain", "--label", "C1", "--algorithm", "ecdsa-p256"];
    let alone = world.fails("a", &[&explain[..], &["--policy", "other.toml", "--alone", "--json"]].concat(), 7);
    let report = json(&alone);
    assert_eq!(report["uninstalled_policy"], "altered (serial 1)");
    assert_eq!(report["policies"].as_array().unwrap().len(), 1);
    let both = json(&world.fails("a", &[&explain[..], &["--policy", "other.toml", "--json"]].concat(), 7));
    assert_eq!(both["policies"].as_array().unwrap().len(), 2);
    world.fails("a", &[&explain[..], &["--alone"]].concat(), 2);
}

#[test]
fn a_signature_is_verified_by_an_uninstalled_policy_alone() {
    let world = World::with_two_agencies();
    altered(
        &world,
        "other.toml",
        "ecdsa-p256 = { write = \"always\", verify = \"always\"",
        "ecdsa-p256 = { write = \"always\", verify = \"never\"",
    );
    world.write("notice.txt", "content");
    world.ok("a", &["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw"]);
    let run = world.ok("b", &["verify", "notice.txt"]);
    assert!(!run.stderr.contains("uninstalled"), "{run:?}");
    let run = world.fails("b", &["verify", "notice.txt", "--policy", "other.toml", "--alone"], 7);
    assert!(run.stderr.contains("Judged by an uninstalled policy: altered (serial 1)"), "{run:?}");
}

#[test]
fn a_file_is_judged_by_what_it_claims() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "content");
    let run = world.ok("b", &["policy", "explain", &sealed]);
    assert!(
        run.stdout.contains("unverified") && run.stdout.contains("C2I2A1") && run.stdout.contains("ecdh-p256"),
        "{run:?}"
    );
    world.ok("b", &["inspect", &sealed, "--check"]);
    altered(
        &world,
        "strict.toml",
        "ecdh-p256 = { write = \"always\", verify = \"never\", open = \"always\"",
        "ecdh-p256 = { write = \"always\", verify = \"never\", open = \"never\"",
    );
    let check = ["inspect", &sealed, "--check", "--json", "--policy", "strict.toml"];
    let report = json(&world.fails("b", &check, 7));
    assert_eq!(report["verified"], false);
    assert_eq!(report["check"]["unverified"], true);
    assert_eq!(report["check"]["operation"], "open");
    assert_eq!(report["check"]["violations"][0]["code"], "policy.algorithm.never");
    // What is told without --check is as before.
    world.ok("b", &["inspect", &sealed, "--policy", "strict.toml"]);
    // A message says its label itself.
    world.fails("b", &["policy", "explain", &sealed, "--label", "C1"], 2);
    // A plain file is judged by the label beside it.
    world.ok("a", &["label", "report.txt", "C3I2A1"]);
    let plain = json(&world.fails("a", &["policy", "explain", "report.txt", "--operation", "sign", "--json"], 7));
    assert_eq!((&plain["label"]["grades"], &plain["unverified"]), (&"C3I2A1".into(), &false.into()));
    // A signature: what it would be verified by, and when its signer's certificate ends.
    world.write("notice.txt", "content");
    world.ok("a", &["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw"]);
    let signed = world.ok("b", &["inspect", "notice.txt.p7s", "--check", "--lang", "ja"]);
    assert!(signed.stdout.contains("未検証") && signed.stdout.contains("判断：許可"), "{signed:?}");
}

#[test]
fn the_documents_are_printed_octet_for_octet() {
    let world = World::new();
    let baseline = std::fs::read_to_string("policies/jp-common-standards.toml").unwrap();
    assert_eq!(world.ok("a", &["policy", "show", "--toml"]).stdout, baseline);
    for id in ["jp-common-standards", "jp-ministry-example", "us-cnsa-2.0", "nist-transition", "eu-etsi-119-312"] {
        let document = std::fs::read_to_string(format!("policies/{id}.toml")).unwrap();
        assert_eq!(world.ok("a", &["policy", "show", "--shipped", id, "--toml"]).stdout, document);
        assert!(world.ok("a", &["policy", "show", "--shipped"]).stdout.contains(id));
    }
    let shown = json(&world.ok("a", &["policy", "show", "--shipped", "jp-ministry-example", "--json"]));
    assert_eq!(shown["policies"][0]["extends"]["id"], "jp-common-standards");
    assert_eq!(shown["policies"][0]["after_expiry"], "refuse");
    assert_eq!(shown["policies"][0]["groups"][0]["id"], "recovery");
    world.fails("a", &["policy", "show", "--shipped", "none"], 2);
    world.fails("a", &["policy", "show", "--id", "none"], 2);
    let copied = world.ok("a", &["policy", "show", "--shipped", "us-cnsa-2.0", "--toml"]).stdout;
    world.write("copied.toml", copied);
    world.ok("a", &["policy", "check", "copied.toml"]);
}

#[test]
fn the_guide_says_what_an_employee_needs_in_both_languages() {
    let world = World::new();
    world.ok("a", &["init", "--agency", "Ministry A"]);
    let guide = world.ok("a", &["policy", "guide"]).stdout;
    for said in [
        "Ministry A",
        "C3",
        "Does this need to be handled as a secret document?",
        "readers=…",
        "2050-12-31",
        "Questions",
    ] {
        assert!(guide.contains(said), "{said}: {guide}");
    }
    let guide = world.ok("a", &["policy", "guide", "--lang", "ja"]).stdout;
    for said in ["格付", "機密性3情報", "問合せ先", "封印（暗号化）しなければなりません", "複製禁止"]
    {
        assert!(guide.contains(said), "{said}: {guide}");
    }
    let report = json(&world.ok("a", &["policy", "guide", "--json"]));
    assert_eq!(report["keys"][0]["signs"][0]["until"], "2050-12-31");
}

#[test]
fn the_page_is_well_formed_alone_and_in_its_language() {
    let world = World::new();
    for (language, word) in [("en", "Whom to ask?"), ("ja", "問合せ先")] {
        let file = format!("{language}.html");
        world.ok("a", &["policy", "guide", "--lang", language, "--html", &file]);
        let page = String::from_utf8(world.read(&file)).unwrap();
        assert!(page.contains(&format!("<html lang=\"{language}\">")) && page.contains(word), "{page}");
        check_page(&page);
        world.fails("a", &["policy", "guide", "--html", &file], 1);
        world.ok("a", &["policy", "guide", "--html", &file, "--overwrite"]);
    }
}

#[test]
fn hostile_words_of_a_policy_stay_words() {
    let world = World::new();
    let name = "name = \"</p><script src='https://evil.example/x.js'>alert(1)</script>&amp;\"";
    altered(
        &world,
        "hostile.toml",
        "name = \"your agency's information security officer\"\nname-ja = \"所属機関の情報セキュリティ責任者\"",
        name,
    );
    let guide = ["policy", "guide", "--policy", "hostile.toml", "--alone", "--html", "hostile.html"];
    world.ok("a", &guide);
    let page = String::from_utf8(world.read("hostile.html")).unwrap();
    assert!(page.contains("&lt;script src=") && page.contains("&amp;amp;"), "{page}");
    check_page(&page);
}

/// Every element is closed where it must be; nothing is run, and nothing fetched.
fn check_page(page: &str) {
    const VOID: [&str; 2] = ["meta", "br"];
    let mut open: Vec<&str> = Vec::new();
    let body = page.strip_prefix("<!DOCTYPE html>").unwrap();
    for tag in body.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').expect("a tag ends");
        assert!(!text.contains('>') || open.last() == Some(&"style"), "{text}");
        let name = tag.split(' ').next().unwrap();
        assert!(!["script", "link", "img", "iframe", "object", "a", "form"].contains(&name), "{tag}");
        assert!(!tag.contains("href=") && !tag.contains("src=") && !tag.contains(" on"), "{tag}");
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{tag}"),
            None if VOID.contains(&name) => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
    let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    assert!(!style.contains("url(") && !style.contains("@import"), "{style}");
    assert!(style.contains("prefers-color-scheme:dark") && style.contains("size:A4"));
}
