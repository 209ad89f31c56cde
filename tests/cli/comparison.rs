//! An officer's comparisons: which clause an overlay loosens, with an example, as text, JSON and a page.

use crate::world::World;

/// The example overlay, and the same with a slip.
fn overlays(world: &World) {
    let example = std::fs::read_to_string("policies/jp-ministry-example.toml").unwrap();
    world.write("ministry.toml", &example);
    let slip = "\n[[rule]]\nid = \"recipients-c3\"\nclause = \"4.2\"\nrecipients = \"any\"\n";
    world.write("slip.toml", example.replace("serial = 1", "serial = 2") + slip);
}

#[test]
fn a_slip_is_named_by_row_and_clause_and_shown_by_a_request() {
    let world = World::new();
    overlays(&world);
    let fine = world.ok("nobody", &["policy", "compare", "ministry.toml"]);
    assert!(!fine.stdout.contains("WEAKER"), "{fine:?}");
    let weaker = world.fails("nobody", &["policy", "compare", "slip.toml"], 7);
    assert!(weaker.stdout.contains("rule recipients-c3 [3.1.1(5)]"), "{weaker:?}");
    assert!(weaker.stdout.contains("permitted by jp-ministry-example, refused by jp-common-standards"), "{weaker:?}");
    let weaker = world.fails("nobody", &["policy", "compare", "slip.toml", "--json"], 7);
    let report: serde_json::Value = serde_json::from_str(&weaker.stdout).unwrap();
    assert_eq!(report["relation"], "weaker");
    let found = report["findings"].as_array().unwrap().iter().filter(|finding| finding["relation"] == "weaker");
    let found: Vec<&serde_json::Value> = found.collect();
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["subject"], &found[0]["aspect"]), (&"rule recipients-c3".into(), &"recipients".into()));
    assert_eq!(found[0]["example"]["refused"][0]["code"], "policy.recipient.unlisted");
}

#[test]
fn an_example_is_a_question_that_explain_answers() {
    let world = World::new();
    let baseline = std::fs::read_to_string("policies/jp-common-standards.toml").unwrap();
    let loose = baseline.replacen("recipients = \"listed\"", "recipients = \"any\"", 1);
    assert_ne!(loose, baseline);
    world.write("loose.toml", loose);
    let run = world.fails("nobody", &["policy", "compare", "loose.toml", "--json"], 7);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let found = report["findings"].as_array().unwrap().iter().find(|finding| finding["relation"] == "weaker");
    let command = found.unwrap()["example"]["command"].as_str().unwrap();
    let words: Vec<&str> = command.strip_prefix("fuin ").unwrap().split(' ').collect();
    let refused = world.fails("nobody", &words, 7);
    assert!(refused.stderr.contains("recipients-c3"), "{refused:?}");
}

#[test]
fn the_page_stands_alone_and_escapes_what_policies_say() {
    let world = World::new();
    overlays(&world);
    let hostile = String::from_utf8(world.read("slip.toml"))
        .unwrap()
        .replace("clause = \"4.2\"", "clause = '<script>x</script>'");
    world.write("hostile.toml", hostile);
    let compare = ["policy", "compare", "hostile.toml", "--lang", "ja", "--html", "page.html"];
    world.fails("nobody", &compare, 7);
    let page = String::from_utf8(world.read("page.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"ja\">"), "{page}");
    assert!(!page.contains("<script") && !page.contains("://") && !page.contains("src="), "{page}");
    assert!(page.contains("rule recipients-c3"));
    // A page that is there already stays.
    world.fails("nobody", &compare, 1);
}

#[test]
fn a_difference_between_serials_is_told_without_a_verdict() {
    let world = World::new();
    overlays(&world);
    let diff = world.ok("nobody", &["policy", "diff", "ministry.toml", "slip.toml"]);
    assert!(diff.stdout.contains("rule recipients-c3"), "{diff:?}");
    let back = world.ok("nobody", &["policy", "diff", "slip.toml", "ministry.toml", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&back.stdout).unwrap();
    assert_eq!(report["relation"], "stricter");
}

#[test]
fn the_text_names_what_differs_and_counts_the_rest() {
    let world = World::new();
    overlays(&world);
    let run = world.ok("nobody", &["policy", "compare", "ministry.toml"]);
    assert!(run.stdout.contains("rows that are the same in both; --all names them"), "{run:?}");
    assert!(run.stdout.lines().count() < 60 && !run.stdout.contains("grades confidentiality 10"), "{run:?}");
    let all = world.ok("nobody", &["policy", "compare", "ministry.toml", "--all"]);
    assert!(all.stdout.lines().count() > 150 && all.stdout.contains("grades confidentiality 10"), "{all:?}");
    // Words that are restated are named, since people go by them.
    assert!(run.stdout.contains("Not to leave the ministry"), "{run:?}");
}
