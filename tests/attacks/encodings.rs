//! Encodings that aim at the parser: lengths, nesting, segments, counts, identifiers.

use std::io::{Read, Seek, SeekFrom};

use fuin::crypto::Oid;
use fuin_cms::der_values as dv;
use fuin_cms::oids;

use crate::forge::{Ground, attribute};
use crate::library::exit_of;

const MALFORMED: &str = "message.malformed";
const LIMIT: &str = "message.limit";

#[test]
fn lengths_nesting_and_segments() {
    let ground = Ground::new();
    ground.refuses(&[
        ("trailing data", 3, MALFORMED, &|m| m.whole = Box::new(|message| [&message[..], &[0, 0]].concat())),
        ("two messages", 3, MALFORMED, &|m| m.whole = Box::new(|message| message.repeat(2))),
        ("a length that is not minimal", 3, MALFORMED, &|m| {
            m.whole = Box::new(|message| [&[0x30, 0x83, 0][..], &message[2..]].concat());
        }),
        ("a length of 2^63 - 1", 3, MALFORMED, &|m| {
            m.whole = Box::new(|message| {
                [&[0x30, 0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..], &message[4..]].concat()
            });
        }),
        ("a content of 2^63 - 1 octets", 3, MALFORMED, &|m| {
            m.encrypted = Box::new(|octets| {
                [&[0x80, 0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..], &octets].concat()
            });
        }),
        ("a length of 126 octets", 3, MALFORMED, &|m| {
            m.whole = Box::new(|message| [&[0x30, 0xfe][..], &[0xff; 126], &message[4..]].concat());
        }),
        ("content nested a thousand times", 3, LIMIT, &|m| {
            m.encrypted = Box::new(|octets| {
                let open = [0x24, 0x80].repeat(1000);
                [&[0xa0, 0x80][..], &open, &dv::octet_string(&octets), &[0; 2002]].concat()
            });
        }),
        ("the whole message nested a thousand times", 3, MALFORMED, &|m| {
            m.whole = Box::new(|message| [[0x30, 0x80].repeat(1000), message, vec![0; 2000]].concat());
        }),
        ("a content of a million segments of one octet", 3, LIMIT, &|m| {
            m.content = dv::value(0xa0, &dv::octet_string(&vec![7; 1_000_000]));
            m.encrypted = Box::new(|octets| {
                let segments: Vec<u8> = octets.iter().flat_map(|octet| [4, 1, *octet]).collect();
                [&[0xa0, 0x80][..], &segments, &[0, 0]].concat()
            });
        }),
        ("a million empty segments", 3, LIMIT, &|m| {
            m.encrypted = Box::new(|octets| {
                [&[0xa0, 0x80][..], &[4, 0].repeat(1_000_000), &dv::octet_string(&octets), &[0, 0]].concat()
            });
        }),
    ]);
}

/// A message with a million recipients that exists nowhere: it counts how much of it is read.
struct Endless {
    head: Vec<u8>,
    recipient: Vec<u8>,
    len: u64,
    position: u64,
    read: u64,
}

impl Endless {
    fn octet(&self, at: u64) -> u8 {
        let head = self.head.len() as u64;
        if at < head {
            return self.head[usize::try_from(at).unwrap()];
        }
        self.recipient[usize::try_from((at - head) % self.recipient.len() as u64).unwrap()]
    }
}

impl Read for &mut Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = usize::try_from((self.len - self.position).min(out.len() as u64)).unwrap();
        for octet in &mut out[..count] {
            *octet = self.octet(self.position);
            self.position += 1;
        }
        self.read += count as u64;
        Ok(count)
    }
}

impl Seek for &mut Endless {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.position = match to {
            SeekFrom::Start(position) => position,
            SeekFrom::Current(distance) => self.position.saturating_add_signed(distance),
            SeekFrom::End(distance) => self.len.saturating_add_signed(distance),
        };
        Ok(self.position)
    }
}

#[test]
fn a_million_recipients_are_not_read_to_the_end() {
    let ground = Ground::new();
    for recipient in
        [dv::value(0xa3, &dv::unsigned(0)), ground.recipient("b", &[7; 32]), ground.recipient("r", &[7; 32])]
    {
        let set = 1_000_000 * recipient.len() as u64;
        let mut head = [&[0x30, 0x80][..], &dv::oid(&oids::AUTH_ENVELOPED_DATA), &[0xa0, 0x80, 0x30, 0x80]].concat();
        head.extend(dv::unsigned(0));
        head.extend(dv::header(dv::tag::SET, usize::try_from(set).unwrap()));
        let len = head.len() as u64 + set;
        let mut message = Endless { head, recipient, len, position: 0, read: 0 };
        let (opened, _) = ground.b.open_with(&ground.b.keys, &mut message);
        assert_eq!((exit_of(&opened), opened.unwrap_err().code()), (3, LIMIT));
        // 4096 recipients or 4 MiB of them are the limits; what was read bounds what was kept.
        assert!(message.read < 5 << 20, "{} octets read", message.read);
    }
}

/// Identifiers with arcs of any size are only names that nobody here knows.
#[test]
fn huge_arcs_do_not_sink_a_message() {
    let ground = Ground::new();
    let arcs = [
        // One arc of 217 bits; the UUID arc of 2.25; as long as an identifier may be.
        Oid::from_content(&[&[0x69][..], &[0xff; 30], &[0x7f]].concat()).unwrap(),
        Oid::parse("2.25.145197700122695770189624124536371780625").unwrap(),
        Oid::from_content(&[&[0xff; Oid::MAX_OCTETS - 1][..], &[0x7f]].concat()).unwrap(),
    ];
    for oid in arcs {
        let strange = attribute(&oid, &[dv::null()]);
        let mut message = ground.message();
        message.digest_algorithms.push(dv::algorithm_identifier(&oid, None));
        message.signers[0].attributes.push(strange.clone());
        message.signers[0].unsigned = dv::value(0xa1, &strange);
        message.authenticated = Box::new(move |mut attributes| {
            attributes.push(strange.clone());
            dv::set_of(attributes)
        });
        let (opened, _) = ground.b.open(&message.build());
        assert_eq!(exit_of(&opened), 0, "{oid}: {:?}", opened.err());
    }
}
