//! File names that a signer states and that must not become the name of a file.

use std::collections::BTreeSet;
use std::path::PathBuf;

use fuin_cms::der_values as dv;
use fuin_cms::oids;

use crate::forge::{CONTENT, Ground, attribute};

fn entries(ground: &Ground) -> BTreeSet<PathBuf> {
    let entry = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().path();
    let inside = ground.world.path("work").read_dir().unwrap().map(entry);
    ground.world.root().read_dir().unwrap().map(entry).chain(inside).collect()
}

#[test]
fn hostile_names_are_refused_and_name_nothing() {
    let ground = Ground::new();
    std::fs::create_dir(ground.world.path("work")).unwrap();
    let absolute = ground.world.path("absolute.txt");
    let long = "a".repeat(10_000);
    let names = [
        "../outside.txt",
        "../../outside.txt",
        "sub/inside.txt",
        "..\\outside.txt",
        absolute.to_str().unwrap(),
        "C:\\outside.txt",
        "before\0after.txt",
        "new\nline.txt",
        "annual\u{202e}txt.exe",
        "NUL.txt",
        "com1",
        "..",
        ".",
        ".bashrc",
        "trailing.",
        " ",
        "",
        &long,
    ];
    ground.world.write("message.p7m", "");
    let before = entries(&ground);
    for name in names {
        let mut message = ground.message();
        let value = dv::utf8_string(name);
        message.signers[0].replace(&oids::FUIN_FILE_NAME, &[attribute(&oids::FUIN_FILE_NAME, &[value])]);
        ground.world.write("message.p7m", message.build());
        let open = |more: &[&str]| {
            let args = [&["open", "../message.p7m", "--passphrase-file", "../pw"], more].concat();
            let mut command = ground.world.command("b", &args);
            command.current_dir(ground.world.path("work"));
            crate::world::Run::of(command.output().unwrap())
        };
        let shown = name.chars().take(20).collect::<String>();
        let run = open(&[]);
        assert!([2, 3].contains(&run.code), "{shown:?}: {run:?}");
        assert_eq!(entries(&ground), before, "{shown:?}");
        // Nor does it reach the terminal as it is.
        let controls = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!run.stderr.contains(controls), "{shown:?}: {}", run.stderr.escape_debug());
        if run.code == 2 {
            // The content is authentic: under a name that the user chooses it can be had.
            let run = open(&["-o", "chosen.txt"]);
            assert_eq!(run.code, 0, "{shown:?}: {run:?}");
            let chosen = ground.world.path("work").join("chosen.txt");
            assert_eq!(std::fs::read(&chosen).unwrap(), CONTENT);
            assert!(!run.stdout.contains(controls), "{shown:?}: {}", run.stdout.escape_debug());
            std::fs::remove_file(&chosen).unwrap();
            std::fs::remove_file(chosen.with_file_name("chosen.txt.label.toml")).unwrap();
        }
    }
}
