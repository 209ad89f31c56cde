//! The report on one page, and the JSON report as its page describes it.

use serde_json::Value;

use crate::world::World;

const SIGN: [&str; 6] = ["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw"];

fn signed() -> World {
    let world = World::with_two_agencies();
    world.write("notice.txt", "content");
    world.ok("a", &SIGN);
    world
}

fn page(world: &World, more: &[&str], code: i32) -> String {
    let args = [&["verify", "notice.txt", "--report", "html=report.html", "--overwrite"][..], more].concat();
    world.fails("b", &args, code);
    String::from_utf8(world.read("report.html")).unwrap()
}

//= spec/validation.md#the-page
//= type=test
//# A report MUST say that it is not proof by itself.
#[test]
fn a_page_says_it_all_in_either_language_whatever_the_verdict() {
    let world = signed();
    let valid = page(&world, &[], 0);
    for part in [
        "<div class=\"marking\">C1I2A1",
        "The signature is valid",
        "CN=a, O=a, C=JP",
        "TOTAL-PASSED",
        "Why this signer is trusted",
        "<code>ecdsa-p256</code>",
        "What would change the verdict",
        "no timestamp proves when it was signed",
        "This page is not proof by itself",
    ] {
        assert!(valid.contains(part), "{part}: {valid}");
    }
    assert!(valid.contains("but whether a certificate was revoked is not known"), "{valid}");
    assert!(valid.contains("was already revoked when this was signed could not be checked"), "{valid}");
    let japanese = page(&world, &["--lang", "ja"], 0);
    assert!(japanese.contains("<html lang=\"ja\">") && japanese.contains("署名は有効です"), "{japanese}");
    assert!(japanese.contains("このページ自体は証明になりません"));
    // Nothing is fetched or run by whoever looks at it.
    assert!(
        !valid.contains("<script") && !valid.contains("src=") && !valid.contains("http:") && !valid.contains("https:"),
        "{valid}"
    );
    world.write("notice.txt", "altered");
    let invalid = page(&world, &[], 4);
    assert!(invalid.contains("The signature is not valid") && invalid.contains("HASH_FAILURE"), "{invalid}");
    assert!(invalid.contains("do not belong together") && !invalid.contains("has not been changed"), "{invalid}");
    assert!(!invalid.contains("class=\"marking\"") && invalid.contains("not proof by itself"));
    world.write("notice.txt", "content");
    std::fs::remove_dir_all(world.path("b/anchors")).unwrap();
    let open = page(&world, &[], 6);
    assert!(open.contains("cannot be told") && open.contains("NO_CERTIFICATE_CHAIN_FOUND"), "{open}");
    assert!(open.contains("Why this signer is not trusted here") && open.contains("C1I2A1"));
    let japanese = page(&world, &["--lang", "ja"], 6);
    assert!(
        japanese.contains("問合せ先：所属機関の情報セキュリティ責任者") && !japanese.contains("your agency"),
        "{japanese}"
    );
    // What is certain is said, and what could help is not mixed with what would harm.
    assert!(open.contains("The document itself has not been changed since it was signed"), "{open}");
    assert!(open.contains("What could make it valid") && !open.contains("by as little as one letter"), "{open}");
    // Whoever reads it without fuin is told what it means and whom to ask, and no commands but how to check it.
    assert!(open.contains("Nobody who is trusted where this was checked vouches for the signer"), "{open}");
    assert!(open.contains("Whom to ask about this: your agency") && open.contains("name ends in .p7s"), "{open}");
    assert!(!open.replace("with fuin (fuin verify)", "").contains("fuin "), "{open}");
}

//= spec/validation.md#the-page
//= type=test
//# A page MUST draw the certification path of every authentic signature, or where none is valid, how far it leads and where it breaks.
#[test]
fn a_broken_path_is_drawn_with_the_place_where_it_breaks() {
    let world = signed();
    let list = |page: &str| page.split_once("<ol class=\"path\">").unwrap().1.split_once("</ol>").unwrap().0.to_owned();
    let whole = list(&page(&world, &[], 0));
    assert!(whole.contains("class=\"whole\"") && !whole.contains("✗") && !whole.contains("? "), "{whole}");

    let from = jiff::Timestamp::now() + std::time::Duration::from_secs(800 * 24 * 3600);
    let expired = list(&page(&world, &["--at", &from.to_string()], 6));
    let items: Vec<&str> = expired.split("<li").skip(1).collect();
    // From the anchor down: the anchor, the signer's certificate with the reason, the document.
    assert_eq!(items.len(), 3, "{expired}");
    assert!(
        items[0].starts_with(" class=\"whole\"") && items[0].contains("CN=Test Authority, O=Tests, C=JP"),
        "{expired}"
    );
    assert!(items[1].starts_with(" class=\"broken\"") && items[1].contains("CN=a, O=a, C=JP"), "{expired}");
    assert!(items[1].contains("✗ certificate CN=a, O=a, C=JP expired") && items[2].contains("notice.txt"), "{expired}");

    std::fs::remove_dir_all(world.path("b/anchors")).unwrap();
    let unknown = list(&page(&world, &[], 6));
    let items: Vec<&str> = unknown.split("<li").skip(1).collect();
    assert!(
        items[0].starts_with(" class=\"absent\"") && items[0].contains("CN=Test Authority, O=Tests, C=JP"),
        "{unknown}"
    );
    assert!(items[1].starts_with(" class=\"broken\"") && items[1].contains("SHA-256"), "{unknown}");
    let json: serde_json::Value =
        serde_json::from_str(&world.fails("b", &["--json", "verify", "notice.txt"], 6).stdout).unwrap();
    let path = json["signers"][0]["broken_path"].as_array().unwrap();
    assert_eq!((path.len(), &path[0]["concerned"]), (1, &true.into()), "{json}");
}

//= spec/validation.md#the-page
//= type=test
//# Whatever a page shows that came from a file, a certificate or the network MUST be escaped.
#[test]
fn nothing_from_a_file_or_certificate_gets_into_the_markup() {
    let world = World::with_two_agencies();
    let name = "<img src=x onerror=alert(1)>\u{202e}.txt";
    world.write(name, "content");
    world.write("notice.txt", "content");
    world.write("hostile.crt", world.certificate_of("a", "a", "CN=<script>alert(1)</script>,O=\"&amp;<b>,C=JP"));
    world.ok("a", &["key", "import", "a", "--certificate", "hostile.crt"]);
    world.ok("a", &SIGN);
    for language in ["en", "ja"] {
        let args = ["verify", name, "--signature", "notice.txt.p7s", "--report", "html=report.html", "--overwrite"];
        world.ok("b", &[&args[..], &["--lang", language]].concat());
        let page = String::from_utf8(world.read("report.html")).unwrap();
        assert!(page.contains("\\&lt;script\\&gt;alert(1)") && page.contains("&lt;img src=x"), "{page}");
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains('\u{202e}'), "{page}");
    }
}

#[test]
fn a_page_replaces_nothing_unasked_and_is_for_one_file() {
    let world = signed();
    let verify = |out: &str| world.fuin("b", &["verify", "notice.txt", "--report", out]).code;
    assert_eq!(verify("report.html"), 2);
    assert_eq!(verify("html="), 2);
    assert_eq!(verify("html=report.html"), 0);
    assert_eq!(verify("html=report.html"), 1);
    assert_eq!(verify("html=notice.txt"), 2);
    assert_eq!(verify("html=nowhere/report.html"), 1);
    assert_eq!(world.read("notice.txt"), b"content");
    let run = world.fails("b", &["verify", "notice.txt", "a.crt", "--report", "html=x.html"], 2);
    assert!(!world.exists("x.html"), "{run:?}");
    // The signature it is about is never what a page replaces.
    let over = ["verify", "notice.txt", "--report", "html=notice.txt", "--overwrite"];
    assert_ne!(world.fuin("b", &over).code, 0);
    assert_eq!(world.read("notice.txt"), b"content");
    let over = ["verify", "notice.txt", "--report", "html=notice.txt.p7s", "--overwrite"];
    assert_ne!(world.fuin("b", &over).code, 0);
    world.ok("b", &["verify", "notice.txt"]);
}

/// The members that a table of the page names: those of its first column.
fn described(heading: &str) -> Vec<String> {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/spec/validation.md")).unwrap();
    let from = page.split_once(heading).unwrap().1;
    let table = from.lines().skip_while(|line| !line.starts_with("| ")).take_while(|line| line.starts_with('|'));
    let first = table.skip(2).filter_map(|line| line.split('|').nth(1).map(str::to_owned));
    first
        .flat_map(|cell| cell.split(',').map(|name| name.trim().trim_matches('`').to_owned()).collect::<Vec<_>>())
        .collect()
}

#[test]
fn the_json_report_has_the_members_that_its_page_describes_and_no_others() {
    let world = signed();
    let report = |code: i32| -> Value {
        serde_json::from_str(&world.fails("b", &["verify", "notice.txt", "--json"], code).stdout).unwrap()
    };
    let members = |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let (whole, signer) = (described("## The JSON report"), described("Each signer, and each member"));
    let valid = report(0);
    let mut found = members(&valid);
    found.push("error".into());
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    assert_eq!(sorted(found), sorted(whole));
    assert_eq!(sorted(members(&valid["signers"][0])), sorted(signer.clone()));
    world.write("notice.txt", "altered");
    let invalid = report(4);
    assert_eq!(sorted(members(&invalid["signers"][0])), sorted(signer));
    assert_eq!(invalid["error"]["exit"], 4);
}

/// Two outputs are two places: a page must not take that of the content which was just verified.
#[test]
fn a_page_does_not_replace_the_other_output() {
    let world = signed();
    let attached =
        ["sign", "notice.txt", "--attached", "-o", "notice.p7m", "--label", "C1I1A1", "--passphrase-file", "pw"];
    world.ok("a", &attached);
    for (out, page) in [("out.txt", "out.txt"), ("out.txt", "./out.txt"), ("out.txt", "out.txt.label.toml")] {
        for more in [&[][..], &["--overwrite"]] {
            let report = format!("html={page}");
            let args = [&["verify", "notice.p7m", "-o", out, "--report", &report][..], more].concat();
            let run = world.fails("b", &args, 2);
            assert!(!world.exists("out.txt") && !world.exists("out.txt.label.toml"), "{run:?}");
        }
    }
    world.ok("b", &["verify", "notice.p7m", "-o", "out.txt", "--report", "html=page.html"]);
    assert_eq!(world.read("out.txt"), b"content");
}

/// The signer's clock is shown to be wrong where that can be seen.
#[test]
fn what_speaks_against_the_signers_clock_is_said() {
    let world = signed();
    let earlier = (jiff::Timestamp::now() - std::time::Duration::from_secs(600)).to_string();
    let run = world.ok("b", &["verify", "notice.txt", "--at", &earlier]);
    assert!(run.stdout.contains("that is later than the time it is judged at"), "{run:?}");
    let run = world.ok("b", &["verify", "notice.txt", "--at", &earlier, "--json"]);
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(json["signers"][0]["claimed_time_doubt"], "ahead");
    assert!(!world.ok("b", &["verify", "notice.txt"]).stdout.contains("later than the time it is judged at"));
}

#[test]
fn a_pipe_in_the_place_of_a_signature_is_not_waited_for() {
    let world = World::with_two_agencies();
    world.write("notice.txt", "content");
    let fifo = std::process::Command::new("mkfifo").arg(world.path("notice.txt.p7s")).status();
    assert!(fifo.is_ok_and(|status| status.success()));
    let run = world.fuin("b", &["verify", "notice.txt"]);
    assert_eq!(run.code, 1, "{run:?}");
}

#[test]
fn errors_only_are_errors_all_the_same() {
    let world = signed();
    let run = world.ok("b", &["verify", "notice.txt", "--quiet"]);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""), "{run:?}");
    world.write("notice.txt", "altered");
    let run = world.fails("b", &["verify", "notice.txt", "--quiet"], 4);
    assert!(run.stdout.is_empty() && run.stderr.contains("not authentic"), "{run:?}");
}
