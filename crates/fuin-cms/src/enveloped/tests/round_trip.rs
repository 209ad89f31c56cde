//! What is written is read back, in every shape.

use super::*;

#[test]
fn contents_of_every_length_round_trip() {
    let key = decryption_key(KeyAlgorithm::EcP256);
    let recipients = [recipient(&*key)];
    for len in [0, 1, 65_535, 65_536, SEGMENT_LEN - 1, SEGMENT_LEN, SEGMENT_LEN + 1, 3 * SEGMENT_LEN + 5] {
        let content: Vec<u8> = (0..=255).cycle().take(len).collect();
        for omitted in [false, true] {
            assert_eq!(open(&seal(&content, &recipients, omitted)).unwrap(), content, "{len}");
        }
    }
}

#[test]
fn recipients_of_mixed_kinds_open_one_message() {
    let kinds = [KeyAlgorithm::EcP256, KeyAlgorithm::EcP384, KeyAlgorithm::Rsa { bits: 3072 }];
    let keys = kinds.map(decryption_key);
    let infos: Vec<_> = keys.iter().map(|key| recipient(&**key)).collect();
    let sealed = seal(b"content", &infos, false);
    let envelope = parse_envelope(&mut Cursor::new(&sealed), &Limits::default()).unwrap();
    assert_eq!(envelope.recipients().len(), 3);
    for key in &keys {
        let opened: Vec<_> = envelope
            .recipients()
            .iter()
            .filter_map(|recipient| open_cek(&provider(), &**key, recipient, GCM).ok())
            .collect();
        assert_eq!(opened.len(), 1);
        assert_eq!(opened[0].expose(), cek().expose());
    }
}

//= spec/cms-profile.md#key-commitment
//= type=test
//# A commitment that differs MUST be reported as not authentic, before any content is decrypted.
#[test]
fn the_first_pass_tells_what_is_claimed() {
    let key = decryption_key(KeyAlgorithm::EcP256);
    let sealed = seal(b"content", &[recipient(&*key)], false);
    let envelope = parse_envelope(&mut Cursor::new(&sealed), &Limits::default()).unwrap();
    assert_eq!(envelope.label_der(), Some(&label()[..]));
    assert_eq!(envelope.policy_reference_der(), Some(&reference()[..]));
    assert_eq!(envelope.content_type(), &oids::DATA);
    assert_eq!(envelope.content_len(), 7);
    assert_eq!(envelope.content_encryption(), Some(GCM));
    assert_eq!(envelope.algorithm_uses()[0].name, "aes-256-gcm");
    assert_eq!(envelope.unauthenticated_attribute_types(), []);
    assert_eq!(envelope.check_commitment(&provider(), &cek()).unwrap(), Commitment::Verified);
    let other = ContentEncryptionKey::new(Secret::new(vec![1; 32]));
    assert!(matches!(envelope.check_commitment(&provider(), &other), Err(Error::NotAuthentic)));

    let sealed = seal(b"content", &[recipient(&*key)], true);
    let envelope = parse_envelope(&mut Cursor::new(&sealed), &Limits::default()).unwrap();
    assert!(envelope.authenticated_attributes().is_none() && envelope.label_der().is_none());
    assert_eq!(envelope.check_commitment(&provider(), &other).unwrap(), Commitment::Absent);
    let mut opened = envelope.open(&provider(), &other, Cursor::new(&sealed)).unwrap();
    opened.read_to_end(&mut Vec::new()).unwrap();
    assert!(matches!(opened.finish(), Err(Error::NotAuthentic)));
}

//= spec/cms-profile.md#streaming
//= type=test
//# Levels that bear content MUST be written with indefinite lengths, and everything else as DER.
#[test]
fn encodings_are_those_of_the_standards() {
    let algorithm = hex::decode("301e060960864801650304012e3011040c000102030405060708090a0b020110").unwrap();
    assert_eq!(algorithm::encode_gcm(GCM, &NONCE), algorithm);
    let key = decryption_key(KeyAlgorithm::EcP256);
    let sealed = seal(b"content", &[recipient(&*key)], false);
    let start = hex::decode("3080060b2a864886f70d0109100117a0803080020100").unwrap();
    assert!(sealed.starts_with(&start));
    let content_info =
        [&[0x30, 0x80][..], &crate::der_values::oid(&oids::DATA), &algorithm, &[0xa0, 0x80, 4, 7]].concat();
    assert!(sealed.windows(content_info.len()).any(|window| window == content_info));
    assert_eq!(sealed[sealed.len() - 24..sealed.len() - 22], [4, 16]);
    assert!(sealed.ends_with(&[0; 6]));
}

#[test]
fn the_second_pass_may_read_in_any_pieces_and_stop_early() {
    let key = decryption_key(KeyAlgorithm::EcP256);
    let content: Vec<u8> = (0..=255).cycle().take(SEGMENT_LEN + 1000).collect();
    let sealed = seal(&content, &[recipient(&*key)], false);
    let envelope = parse_envelope(&mut Cursor::new(&sealed), &Limits::default()).unwrap();
    for piece in [1, 7, 4096, 65_536, 100_000, 1 << 20] {
        let mut reader = envelope.open(&provider(), &cek(), Cursor::new(&sealed)).unwrap();
        let mut read = Vec::new();
        let mut buf = vec![0; piece];
        loop {
            match reader.read(&mut buf).unwrap() {
                0 => break,
                len => read.extend_from_slice(&buf[..len]),
            }
        }
        assert_eq!(read, content, "{piece}");
        assert!(reader.finish().is_ok());
    }
    let mut reader = envelope.open(&provider(), &cek(), Cursor::new(&sealed)).unwrap();
    reader.read_exact(&mut [0; 100]).unwrap();
    assert!(reader.finish().is_ok(), "finish reads the rest");
}

#[test]
fn a_message_may_start_anywhere_in_its_input() {
    let key = decryption_key(KeyAlgorithm::EcP256);
    let sealed = [&b"before"[..], &seal(b"content", &[recipient(&*key)], false)].concat();
    let mut input = Cursor::new(&sealed);
    input.set_position(6);
    let envelope = parse_envelope(&mut input, &Limits::default()).unwrap();
    let mut content = Vec::new();
    let mut reader = envelope.open(&provider(), &cek(), input).unwrap();
    reader.read_to_end(&mut content).unwrap();
    assert_eq!(content, b"content");
    assert!(reader.finish().is_ok());
}

#[test]
fn an_input_that_changes_between_the_passes_is_not_authentic() {
    let key = decryption_key(KeyAlgorithm::EcP256);
    let infos = [recipient(&*key)];
    let sealed = seal(&[7; 1000], &infos, false);
    let envelope = parse_envelope(&mut Cursor::new(&sealed), &Limits::default()).unwrap();
    for other in [seal(&[7; 999], &infos, false), seal(&[7; 1001], &infos, false), seal(&[8; 1000], &infos, false)] {
        let mut reader = envelope.open(&provider(), &cek(), Cursor::new(&other)).unwrap();
        let _unverified = reader.read_to_end(&mut Vec::new());
        assert!(matches!(reader.finish(), Err(Error::NotAuthentic)));
    }
}

#[test]
fn a_writer_refuses_what_it_cannot_write() {
    let provider = provider();
    let parameters = |content_encryption, recipients| EnvelopeParameters {
        provider: &provider,
        content_encryption,
        recipients,
        cek: cek(),
        nonce: NONCE,
        authenticated_attributes: AuthenticatedAttributes::Omitted,
    };
    let infos = [recipient(&*decryption_key(KeyAlgorithm::EcP256))];
    let cbc = EnvelopeWriter::new(Vec::new(), parameters(ContentEncryptionAlgorithm::Aes256Cbc, &infos));
    assert!(matches!(cbc, Err(Error::Unsupported { .. })));
    let nobody = EnvelopeWriter::new(Vec::new(), parameters(GCM, &[]));
    assert!(matches!(nobody, Err(Error::Malformed { structure: "recipientInfos", .. })));
    let many = vec![infos[0].clone(); 4097];
    let many = EnvelopeWriter::new(Vec::new(), parameters(GCM, &many));
    assert!(matches!(many, Err(Error::Limit { what: "recipients", limit: 4096 })));
    let indefinite = AuthenticatedAttributes::Present { label_der: &[0x31, 0x80, 0, 0], policy_reference_der: &[5, 0] };
    let parameters = EnvelopeParameters { authenticated_attributes: indefinite, ..parameters(GCM, &infos) };
    let unreadable = EnvelopeWriter::new(Vec::new(), parameters);
    assert!(matches!(unreadable, Err(Error::Malformed { structure: "securityLabel", .. })));
}

//= spec/cms-profile.md#content-encryption
//= type=test
//# The plaintext of one message MUST NOT be longer than 68719476704 octets.
#[test]
fn the_limit_of_gcm_is_kept() {
    let provider = provider();
    let infos = [recipient(&*decryption_key(KeyAlgorithm::EcP256))];
    let parameters = EnvelopeParameters {
        provider: &provider,
        content_encryption: GCM,
        recipients: &infos,
        cek: cek(),
        nonce: NONCE,
        authenticated_attributes: AuthenticatedAttributes::Omitted,
    };
    let mut writer = EnvelopeWriter::new(Vec::new(), parameters).unwrap();
    writer.octets = MAX_CONTENT_LEN - 1;
    assert_eq!(writer.write(b"x").unwrap(), 1);
    let refused = Error::from(writer.write(b"x").unwrap_err());
    assert!(matches!(refused, Error::Limit { limit: 68_719_476_704, .. }));
    assert!(writer.write(b"x").is_err() && writer.finish().is_err(), "a failed writer stays failed");
}
