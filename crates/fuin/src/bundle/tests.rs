//! What hostile containers are refused for, one fault each. They are made by a writer that says whatever it is told.

use std::io::{Cursor, Read, Write};

use fuin_crypto_aws_lc::provider;

use super::content::Content;
use super::write::{BundleWriter, Fingerprinting, ZipWriter};
use super::*;
use crate::error::Error;

/// An entry as its headers state it, and as it is.
#[derive(Clone)]
struct Part {
    name: Vec<u8>,
    local_name: Vec<u8>,
    flags: u16,
    local_flags: u16,
    method: u16,
    data: Vec<u8>,
    crc: u32,
    len: u32,
    /// Sizes in the local header, where they are others.
    local_sizes: Option<[u32; 3]>,
    extra: Vec<u8>,
    local_extra: Vec<u8>,
    attributes: u32,
    comment: Vec<u8>,
    /// What follows the data.
    after: Vec<u8>,
}

impl Part {
    fn stored(name: &str, data: &[u8]) -> Self {
        let mut crc = flate2::Crc::new();
        crc.update(data);
        let flags = if name.is_ascii() { 0 } else { 1 << 11 };
        Self {
            name: name.into(),
            local_name: name.into(),
            flags,
            local_flags: flags,
            method: 0,
            data: data.to_vec(),
            crc: crc.sum(),
            len: u32::try_from(data.len()).unwrap(),
            local_sizes: None,
            extra: Vec::new(),
            local_extra: Vec::new(),
            attributes: 0,
            comment: Vec::new(),
            after: Vec::new(),
        }
    }

    fn deflated(name: &str, data: &[u8]) -> Self {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(data).unwrap();
        Self { method: 8, data: encoder.finish().unwrap(), ..Self::stored(name, data) }
    }

    fn flagged(mut self, flags: u16) -> Self {
        self.flags |= flags;
        self.local_flags |= flags;
        self
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// As writers do that do not know the sizes beforehand.
    fn with_descriptor(mut self, signed: bool) -> Self {
        self = self.flagged(1 << 3);
        self.local_sizes = Some([0; 3]);
        let sizes = [self.crc, u32::try_from(self.data.len()).unwrap(), self.len];
        if signed {
            self.after.extend(b"PK\x07\x08");
        }
        sizes.into_iter().for_each(|field| self.after.extend(field.to_le_bytes()));
        self
    }
}

/// A ZIP file of these parts.
struct Zip {
    parts: Vec<Part>,
    before: Vec<u8>,
    between: Vec<u8>,
    comment: Vec<u8>,
    after: Vec<u8>,
    count: Option<u16>,
}

fn zip(parts: Vec<Part>) -> Zip {
    Zip { parts, before: vec![], between: vec![], comment: vec![], after: vec![], count: None }
}

impl Zip {
    fn octets(&self) -> Vec<u8> {
        let mut out = self.before.clone();
        let mut directory = Vec::new();
        for part in &self.parts {
            let at = u32::try_from(out.len()).unwrap();
            let packed = u32::try_from(part.data.len()).unwrap();
            let lens = |name: &[u8], extra: &[u8]| {
                [u16::try_from(name.len()).unwrap().to_le_bytes(), u16::try_from(extra.len()).unwrap().to_le_bytes()]
                    .concat()
            };
            out.extend(b"PK\x03\x04\x14\0");
            out.extend([part.local_flags.to_le_bytes(), part.method.to_le_bytes()].concat());
            out.extend([0, 0, 0x21, 0]);
            for field in part.local_sizes.unwrap_or([part.crc, packed, part.len]) {
                out.extend(field.to_le_bytes());
            }
            out.extend(lens(&part.local_name, &part.local_extra));
            out.extend([&part.local_name[..], &part.local_extra, &part.data, &part.after].concat());
            directory.extend(b"PK\x01\x02\x14\x03\x14\0");
            directory.extend([part.flags.to_le_bytes(), part.method.to_le_bytes()].concat());
            directory.extend([0, 0, 0x21, 0]);
            for field in [part.crc, packed, part.len] {
                directory.extend(field.to_le_bytes());
            }
            directory.extend(lens(&part.name, &part.extra));
            directory.extend(u16::try_from(part.comment.len()).unwrap().to_le_bytes());
            directory.extend([0; 4]);
            directory.extend(part.attributes.to_le_bytes());
            directory.extend(at.to_le_bytes());
            directory.extend([&part.name[..], &part.extra, &part.comment].concat());
        }
        out.extend(&self.between);
        let (at, len) = (u32::try_from(out.len()).unwrap(), u32::try_from(directory.len()).unwrap());
        let count = self.count.unwrap_or(u16::try_from(self.parts.len()).unwrap());
        out.extend(directory);
        out.extend(b"PK\x05\x06\0\0\0\0");
        out.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
        out.extend([len.to_le_bytes(), at.to_le_bytes()].concat());
        out.extend(u16::try_from(self.comment.len()).unwrap().to_le_bytes());
        out.extend([&self.comment[..], &self.after].concat());
        out
    }
}

const DOCUMENT: &[u8] = b"The programme begins.";

fn mimetype() -> Part {
    Part::stored(MIMETYPE, MEDIA_TYPE.as_bytes())
}

fn document() -> Part {
    Part::stored("notice.txt", DOCUMENT)
}

fn signature() -> Part {
    Part::stored("META-INF/signature.p7s", b"a signature")
}

/// A sound bundle with this in place of its document.
fn with_document(document: Part) -> Vec<u8> {
    zip(vec![mimetype(), document, signature()]).octets()
}

/// A sound bundle with this besides.
fn with_more(more: Part) -> Vec<u8> {
    zip(vec![mimetype(), document(), signature(), more]).octets()
}

fn read(octets: &[u8]) -> Result<UnverifiedBundle<Cursor<&[u8]>>, Error> {
    UnverifiedBundle::read(Cursor::new(octets))
}

/// The document, read to its end.
fn content(octets: &[u8]) -> Result<Vec<u8>, Error> {
    let mut bundle = read(octets)?;
    let mut reader = bundle.content()?;
    let mut content = Vec::new();
    reader.read_to_end(&mut content).map_err(Error::from_stream)?;
    assert!(reader.is_whole());
    Ok(content)
}

#[track_caller]
fn problem(octets: &[u8]) -> Problem {
    match content(octets) {
        Err(Error::Bundle(problem)) => problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_others_write_is_read() {
    let deflated = Part::deflated("notice.txt", DOCUMENT);
    let timed = document().with(|part| {
        part.extra = b"UT\x05\0\x01\0\0\0\0".to_vec();
        part.local_extra = part.extra.clone();
    });
    let folder = Part::stored("META-INF/", b"");
    for octets in [
        with_document(document()),
        with_document(deflated.clone()),
        with_document(deflated.clone().with_descriptor(true)),
        with_document(deflated.flagged(0b110).with_descriptor(false)),
        with_document(timed),
        with_more(folder),
        with_more(Part::stored("META-INF/note.txt", b"x")),
    ] {
        assert_eq!(content(&octets).unwrap(), DOCUMENT);
    }
    let mut commented = zip(vec![mimetype(), Part::stored("予算.txt", b""), signature()]);
    commented.comment = b"mimetype=application/vnd.etsi.asic-s+zip".to_vec();
    let octets = commented.octets();
    let bundle = read(&octets).unwrap();
    assert_eq!((bundle.name(), bundle.content_len(), bundle.signature()), ("予算.txt", 0, &b"a signature"[..]));
    assert_eq!(content(&octets).unwrap(), b"");
}

//= spec/bundle.md#reading
//= type=test
//# A bundle that does not begin with its media type, stored as EN 319 162-1 (A.1) has it, MUST be refused.
#[test]
fn the_media_type_comes_first_and_is_exactly_that() {
    let other = |part: Part| zip(vec![part, document(), signature()]).octets();
    let extra = b"UT\x05\0\x01\0\0\0\0".to_vec();
    for octets in [
        zip(vec![document(), signature()]).octets(),
        zip(vec![document(), mimetype(), signature()]).octets(),
        other(Part::deflated(MIMETYPE, MEDIA_TYPE.as_bytes())),
        other(Part::stored(MIMETYPE, b"application/vnd.etsi.asic-e+zip")),
        other(Part::stored(MIMETYPE, b"application/vnd.etsi.asic-s+zip\n")),
        other(Part::stored("Mimetype", MEDIA_TYPE.as_bytes())),
        other(mimetype().with(|part| part.local_extra = extra)),
    ] {
        assert!(matches!(problem(&octets), Problem::MediaType | Problem::Documents { .. }));
    }
    assert_eq!(problem(&zip(vec![]).octets()), Problem::MediaType);
    assert!(is_bundle(&with_document(document())) && !is_bundle(b"PK\x03\x04") && !is_bundle(b""));
}

//= spec/bundle.md#reading
//= type=test
//# A bundle that does not hold exactly one document and one `META-INF/*signature*.p7s` MUST be refused.
//= spec/bundle.md#reading
//= type=test
//# A bundle with another kind of signature, timestamp or manifest MUST be refused.
#[test]
fn there_is_one_document_and_one_signature() {
    assert_eq!(problem(&zip(vec![mimetype(), signature()]).octets()), Problem::Documents { found: 0 });
    assert_eq!(problem(&with_more(Part::stored("x.txt", b""))), Problem::Documents { found: 2 });
    assert_eq!(problem(&zip(vec![mimetype(), document()]).octets()), Problem::Signatures { found: 0 });
    let second = Part::stored("META-INF/signature-2.p7s", b"");
    assert_eq!(problem(&with_more(second)), Problem::Signatures { found: 2 });
    for name in ["signatures.xml", "timestamp.tst", "ASiCManifest.xml", "evidencerecord.ers", "x.p7s", "manifest.xml"] {
        let name = format!("META-INF/{name}");
        assert_eq!(problem(&with_more(Part::stored(&name, b""))), Problem::OtherProof { name });
    }
}

//= spec/bundle.md#reading
//= type=test
//# An entry with a name that is unsafe for a file, or in a folder other than META-INF, MUST be refused.
//= spec/bundle.md#reading
//= type=test
//# A bundle with two entries of one name MUST be refused, also where only case tells them apart.
#[test]
fn names_are_such_as_files_can_have_and_each_is_there_once() {
    for name in [
        "../notice.txt",
        "/notice.txt",
        "..",
        "folder/notice.txt",
        "folder/",
        r"folder\notice.txt",
        "C:notice.txt",
        "a\0b",
        "fdp\u{202e}exe.txt",
        "notice.txt.label.toml",
        "meta-inf/x",
        "Meta-Inf",
        "",
    ] {
        assert_eq!(problem(&with_document(Part::stored(name, b""))), Problem::Name { name: name.into() }, "{name:?}");
    }
    for name in ["META-INF/../x", "META-INF/deep/x", "META-INF//x", "META-INF/a\u{200b}b"] {
        assert_eq!(problem(&with_more(Part::stored(name, b""))), Problem::Name { name: name.into() }, "{name:?}");
    }
    let full_folder = Part::stored("META-INF/", b"x");
    assert!(matches!(problem(&with_more(full_folder)), Problem::Name { .. }));
    // Names that are UTF-8 without saying so, or say so and are not.
    let unsaid = Part::stored("予算.txt", b"").with(|part| (part.flags, part.local_flags) = (0, 0));
    assert!(matches!(problem(&with_document(unsaid)), Problem::Name { .. }));
    let latin = document().flagged(1 << 11).with(|part| {
        part.name = b"r\xe9sum\xe9".to_vec();
        part.local_name = part.name.clone();
    });
    assert!(matches!(problem(&with_document(latin)), Problem::Name { .. }));
    for name in ["notice.txt", "NOTICE.txt", "META-INF/Signature.p7s", "MIMETYPE"] {
        assert_eq!(problem(&with_more(Part::stored(name, b""))), Problem::Duplicate { name: name.into() });
    }
}

//= spec/bundle.md#reading
//= type=test
//# An entry that is encrypted, compressed otherwise than with DEFLATE, or a link MUST be refused.
#[test]
fn entries_are_plain_files() {
    let bzip2 = document().with(|part| part.method = 12);
    let link = document().with(|part| part.attributes = 0o120_777 << 16);
    for part in [document().flagged(1), document().flagged(1 << 6), document().flagged(1 << 13), bzip2, link] {
        assert!(matches!(problem(&with_document(part)), Problem::Unsupported { .. }));
    }
    // Another name in an extra field, the encryption of WinZip, and extra fields that are none.
    for extra in [&b"\x75\x70\x01\0x"[..], b"\x01\0\x08\0\0\0\0\0\0\0\0\0", b"\x01\x99\0\0", b"\x01\0\x10\0", b"\x55"] {
        let central = document().with(|part| part.extra = extra.to_vec());
        let local = document().with(|part| part.local_extra = extra.to_vec());
        for part in [central, local] {
            assert!(matches!(problem(&with_document(part)), Problem::Malformed { .. }), "{extra:?}");
        }
    }
}

//= spec/bundle.md#reading
//= type=test
//# An entry whose local header says something else than the central directory MUST be refused.
#[test]
fn both_headers_say_the_same() {
    let (crc, len) = (document().crc, document().len);
    let disagreeing: [fn(&mut Part); 4] = [
        |part| part.local_name = b"notice.exe".to_vec(),
        |part| part.local_flags = 1 << 11,
        |part| part.local_sizes = Some([0; 3]),
        |part| part.local_sizes = Some([part.crc, part.len - 1, part.len]),
    ];
    for change in disagreeing {
        let octets = with_document(document().with(change));
        assert_eq!(problem(&octets), Problem::Disagreement { name: "notice.txt".into() });
    }
    for sizes in [[crc ^ 1, len, len], [crc, len, len + 1], [0, len, len]] {
        let part = document().with_descriptor(true).with(|part| part.local_sizes = Some(sizes));
        assert_eq!(problem(&with_document(part)), Problem::Disagreement { name: "notice.txt".into() });
    }
    // The method, by hand.
    let mut octets = with_document(document());
    let at = octets.windows(10).position(|window| window == b"notice.txt").unwrap() - 22;
    octets[at] = 8;
    assert_eq!(problem(&octets), Problem::Disagreement { name: "notice.txt".into() });
}

//= spec/bundle.md#reading
//= type=test
//# A bundle with octets that belong to no entry, or to two, MUST be refused.
#[test]
fn every_octet_belongs_to_something() {
    let sound = || zip(vec![mimetype(), document(), signature()]);
    let changes: [fn(&mut Zip); 8] = [
        |zip| zip.before = b"#!/bin/sh\n".to_vec(),
        |zip| zip.between = b"x".to_vec(),
        |zip| zip.after = b"x".to_vec(),
        |zip| zip.comment = b"hello".to_vec(),
        |zip| zip.count = Some(2),
        |zip| zip.count = Some(4),
        |zip| zip.parts[1].after = b"x".to_vec(),
        |zip| zip.parts[1].comment = b"x".to_vec(),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut changed = sound();
        change(&mut changed);
        assert!(matches!(problem(&changed.octets()), Problem::Malformed { .. }), "{index}");
    }
    // A descriptor that says something else, or is there without being announced.
    let lying = document().with_descriptor(true).with(|part| part.after[4] ^= 1);
    let unannounced = document().with_descriptor(true).with(|part| {
        (part.flags, part.local_flags, part.local_sizes) = (0, 0, None);
    });
    let absent = document().with_descriptor(true).with(|part| part.after.clear());
    for part in [lying, unannounced, absent] {
        assert!(matches!(problem(&with_document(part)), Problem::Malformed { .. }));
    }
    // Two entries that share octets: the second header points at the first's data.
    let mut shared = sound().octets();
    let directory = shared.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let second = directory + 46 + MIMETYPE.len();
    shared[second + 42..second + 46].copy_from_slice(&0_u32.to_le_bytes());
    assert!(matches!(problem(&shared), Problem::Malformed { .. }));
}

//= spec/bundle.md#reading
//= type=test
//# An entry that is longer or shorter than its headers say, or another than its checksum is about, MUST be refused.
#[test]
fn an_entry_has_the_length_it_states_and_the_checksum() {
    let length = Problem::Length { name: "notice.txt".into() };
    let deflated = || Part::deflated("notice.txt", DOCUMENT);
    for part in [
        deflated().with(|part| part.len -= 1),
        deflated().with(|part| part.len += 1),
        deflated().with(|part| part.len = 0),
        deflated().with(|part| part.data.push(0)),
        document().with(|part| part.len -= 1),
        document().with(|part| part.len += 1),
    ] {
        assert_eq!(problem(&with_document(part)), length);
    }
    let damaged = Problem::Damaged { name: "notice.txt".into() };
    for part in [
        document().with(|part| part.data[3] ^= 1),
        document().with(|part| part.crc ^= 1),
        deflated().with(|part| part.crc ^= 1),
        deflated().with(|part| part.data = vec![0xff; 16]),
        deflated().with(|part| part.data.truncate(4)),
    ] {
        assert!([&damaged, &length].contains(&&problem(&with_document(part))));
    }
    let signature = signature().with(|part| part.crc ^= 1);
    assert!(matches!(problem(&zip(vec![mimetype(), document(), signature]).octets()), Problem::Damaged { .. }));
}

//= spec/bundle.md#reading
//= type=test
//# A bundle of more than 64 entries, or with a central directory of more than 64 KiB, MUST be refused before it is read.
//= spec/bundle.md#reading
//= type=test
//# A signature of more than 16 MiB, or a policy document of more than 1 MiB, MUST be refused before it is read.
//= spec/bundle.md#reading
//= type=test
//# A document of more than 16 MiB that is stated to be more than 256 times its compressed size MUST be refused before it is read.
#[test]
fn nothing_is_read_that_is_too_much() {
    let many = |count: usize| {
        let others = (0..count).map(|index| Part::stored(&format!("META-INF/{index}"), b""));
        zip([mimetype(), document(), signature()].into_iter().chain(others).collect()).octets()
    };
    assert!(content(&many(61)).is_ok());
    assert_eq!(problem(&many(62)), Problem::Limit { what: "entries", limit: 64 });
    let wordy = (0..3).map(|index| {
        Part::stored(&format!("META-INF/{index}"), b"").with(|part| {
            part.extra = [&b"\x55\x55"[..], &30_000_u16.to_le_bytes(), &[0; 30_000]].concat();
        })
    });
    let octets = zip([mimetype(), document(), signature()].into_iter().chain(wordy).collect()).octets();
    assert_eq!(problem(&octets), Problem::Limit { what: "octets of central directory", limit: 65_536 });
    let zeros = |name: &str, len: usize| Part::deflated(name, &vec![0; len]);
    for (name, len, limit) in
        [("META-INF/signature.p7s", 16 << 20, 16 << 20), ("META-INF/fuin-policy-x-1.toml", 1 << 20, 1 << 20)]
    {
        let parts = vec![mimetype(), document(), zeros(name, len + 1)];
        let what = "octets in an entry of META-INF";
        match name {
            "META-INF/signature.p7s" => assert_eq!(problem(&zip(parts).octets()), Problem::Limit { what, limit }),
            _ => assert_eq!(problem(&with_more(zeros(name, len + 1))), Problem::Limit { what, limit }),
        }
    }
    let bomb = with_document(zeros("notice.txt", (16 << 20) + 1));
    assert_eq!(problem(&bomb), Problem::Limit { what: "times the compressed size", limit: 256 });
    assert_eq!(content(&with_document(zeros("notice.txt", 16 << 20))).unwrap().len(), 16 << 20);
    // A bomb that states little is stopped where it states to end.
    let lying = zeros("notice.txt", 8 << 20).with(|part| part.len = 10);
    assert!(matches!(problem(&with_document(lying)), Problem::Length { .. }));
    let policies = (0..17).map(|index| Part::stored(&format!("META-INF/fuin-policy-x-{index}.toml"), b""));
    let octets = zip([mimetype(), document(), signature()].into_iter().chain(policies).collect()).octets();
    assert_eq!(problem(&octets), Problem::Limit { what: "policies", limit: 16 });
}

#[test]
fn what_is_cut_off_or_garbled_anywhere_is_refused_or_read_and_never_more() {
    let sound = with_document(Part::deflated("notice.txt", DOCUMENT).with_descriptor(true));
    for len in 0..sound.len() {
        assert!(matches!(problem(&sound[..len]), Problem::Malformed { .. }), "{len}");
    }
    for at in 0..sound.len() {
        for bit in 0..8 {
            let mut garbled = sound.clone();
            garbled[at] ^= 1 << bit;
            // A time or a version may change unnoticed; what is read stays the same.
            if let Ok(content) = content(&garbled) {
                assert_eq!(content, DOCUMENT, "{at} {bit}");
            }
        }
    }
}

//= spec/bundle.md#making
//= type=test
//# A document that is not the one that was verified MUST NOT be bundled.
#[test]
fn what_changed_since_it_was_verified_is_not_written() {
    let mut passing = Fingerprinting::start(&provider()).unwrap();
    passing.write_all(DOCUMENT).unwrap();
    let fingerprint = passing.finish();
    for (content, sound) in [(DOCUMENT, true), (&DOCUMENT[1..], false), (b"The programme endsxx.", false)] {
        let mut writer = BundleWriter::start(Vec::new(), "notice.txt", fingerprint.clone(), &provider()).unwrap();
        writer.copy(&mut &*content).unwrap();
        let written = writer.finish(b"a signature", &[]);
        match written {
            Ok(octets) if sound => assert_eq!(super::tests::content(&octets).unwrap(), DOCUMENT),
            Err(Error::NotAuthentic) if !sound => {}
            other => panic!("{other:?}"),
        }
    }
    let writer =
        BundleWriter::start(Vec::new(), "x", Fingerprinting::start(&provider()).unwrap().finish(), &provider());
    let huge = vec![0; (16 << 20) + 1];
    assert!(matches!(writer.unwrap().finish(&huge, &[]), Err(Error::Bundle(Problem::Limit { .. }))));
    let usable = ["notice.txt", "mimetype.txt"].map(read::document_name);
    assert!(usable.iter().all(Option::is_some), "{usable:?}");
    assert_eq!(["mimetype", "MimeType", "META-INF", "../x"].map(read::document_name), [const { None }; 4]);
}

#[test]
fn large_files_have_their_sizes_elsewhere() {
    // Everything is large from 0 octets on.
    let mut writer = ZipWriter::with_zip64_from(Vec::new(), 0);
    writer.whole("one", b"1").unwrap();
    writer.whole("two", DOCUMENT).unwrap();
    writer.finish().unwrap();
    let octets = writer.into_inner();
    let entries = directory::read(&mut Cursor::new(&octets)).unwrap();
    assert_eq!(entries.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), ["one", "two"]);
    let mut content = Vec::new();
    Content::start(&mut Cursor::new(&octets), &entries[1]).unwrap().read_to_end(&mut content).unwrap();
    assert_eq!(content, DOCUMENT);
    for len in 0..octets.len() {
        assert!(directory::read(&mut Cursor::new(&octets[..len])).is_err(), "{len}");
    }
    // The end that points elsewhere, or says something else than the short one.
    let end64 = octets.len() - 22 - 20 - 56;
    for (at, what) in [(end64 + 32, "count"), (end64 + 48, "start"), (end64 + 56 + 8, "locator"), (end64 + 4, "size")] {
        let mut changed = octets.clone();
        changed[at] ^= 1;
        assert!(directory::read(&mut Cursor::new(&changed)).is_err(), "{what}");
    }
}
